"""Our forms in pdf.js, the viewer of Firefox: the marks it draws, and what it saves when a person fills them in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from forms.definitions import ALL
from tests.browser.filling import FORMS, came_back, errand
from tests.browser.pdfjs import PdfJs
from tests.generate.drawn import by_pdfium, ink
from tests.generate.sampled import sample

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("name", sorted(ALL))
def test_it_draws_what_pdfium_draws(name: str, tab: Page):
    """The same boxes are dark, the same are white, and every line with a value has as much ink as in pdfium."""
    made = sample(name)
    form = made.edition.map
    one, other = ink(form, form.places, PdfJs(tab, made.pdf).drawn()), ink(form, form.places, by_pdfium(made.pdf))
    for place, ticked in made.boxes.items():
        assert (one[place] > 0.15) == (other[place] > 0.15) == ticked, (place, one[place], other[place])
        assert ticked or max(one[place], other[place]) < 0.02, (place, one[place], other[place])
    print(max(abs(one[p]-other[p]) for p in form.places))
    assert all(abs(one[place] - other[place]) < 0.08 for place in form.places)


@pytest.mark.parametrize("name", FORMS)
def test_what_a_person_fills_in_comes_back(name: str, tab: Page):
    """A copy is opened, filled in with mouse and keyboard, saved, and read."""
    sent = errand(name)
    viewer = PdfJs(tab, sent.blank)
    viewer.show()
    viewer.fill(sent.made.edition.map, sent.typed)
    came_back(viewer.saved(), sent)
