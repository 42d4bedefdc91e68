"""Our forms in pdf.js, the viewer of Firefox: the marks it draws, and what it saves when a person fills them in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from forms.definitions import ALL
from forms.fields import FormMap
from tests.browser.filling import FORMS, came_back, errand, read, some_quick, stored
from tests.browser.pdfjs import PdfJs
from tests.generate.drawn import by_pdfium, ink
from tests.generate.sampled import sample

pytestmark = pytest.mark.integration
FORM = "transitional-assignment"
COLUMNS = {"provider-examination-report", "temporary-assignment-job-description"}  # two lists side by side


@pytest.mark.parametrize("name", sorted(ALL))
def test_it_draws_what_pdfium_draws(name: str, tab: Page):
    """The same boxes are dark, the same are white, and every field has as much ink as in pdfium."""
    made = sample(name)
    form = made.edition.map
    one, other = (ink(form, form.places, pages) for pages in (PdfJs(tab, made.pdf).drawn(), by_pdfium(made.pdf)))
    for place, ticked in made.boxes.items():
        assert (one[place] > 0.15) == (other[place] > 0.15) == ticked, (place, one[place], other[place])
        assert ticked or max(one[place], other[place]) < 0.02, (place, one[place], other[place])
    assert not [p for p in form.places if abs(one[p] - other[p]) >= 0.05]


@pytest.mark.parametrize("name", some_quick(FORMS))
def test_what_a_person_fills_in_comes_back(name: str, tab: Page):
    """A copy is opened, filled in, saved and read: each value as it was typed, shown as it is stored."""
    sent = errand(name)
    viewer = PdfJs(tab, sent.blank)
    viewer.show()
    viewer.fill(sent.made.edition.map, sent.typed)
    came_back(viewer.saved(), sent)


@pytest.mark.parametrize("name", some_quick(FORMS))
def test_the_tab_key_goes_in_reading_order(name: str, tab: Page):
    """Every field is met as the form is read, and says what it asks; of a group, each option which one it is.

    pdf.js goes by rows, whatever a file says: two lists side by side alternate.
    """
    sent = errand(name)
    viewer, form = PdfJs(tab, sent.blank), sent.made.edition.map
    viewer.show()
    order, tips = viewer.order(), viewer.tips()
    assert sorted(order) == sorted(sent.open)
    assert by_side(form, order) == by_side(form, sent.open) if name in COLUMNS else order == sent.open
    assert tips.keys() == {f.name for f in form.fields if f.kind != "signature"}
    for field in (form.field(name) for name in tips):
        asked = [f"{field.tip}: {o.label}" for o in field.options] if field.kind == "radio" else [field.tip]
        assert all(told.startswith(of) for told, of in zip(tips[field.name], asked, strict=True)), field.name


def by_side(form: FormMap, names: list[str]) -> list[str]:
    """The fields of each half of each page, in their order."""

    def side(name: str) -> tuple[int, bool]:
        place = form.places_of(name)[0]
        return place.page, place.box[0] > form.pages[place.page - 1].width / 2

    return sorted(names, key=side)


def test_what_was_clicked_wrongly_can_be_undone(tab: Page):
    """With the mouse: a box ticked and cleared is empty, of two options the later one counts."""
    sent = errand(FORM)
    viewer, form = PdfJs(tab, sent.blank), sent.made.edition.map
    viewer.show()
    for name, option in (("avoid_walking", None), ("avoid_walking", None), ("avoid_climbing", None),
                         ("duration", "weeks_2"), ("duration", "weeks_3")):  # fmt: skip
        viewer.input(form.field(name), option).click()
    found = stored(viewer.saved())
    assert (found["avoid_walking"], found["avoid_climbing"], found["duration"]) == (False, True, "weeks_3")


def test_a_comb_holds_no_more_than_its_cells(tab: Page):
    """A figure too many is not taken."""
    sent = errand(FORM)
    viewer = PdfJs(tab, sent.blank)
    viewer.show()
    viewer.fill(sent.made.edition.map, {"begin_date": "031520279"})
    assert stored(viewer.saved())["begin_date"] == "03152027"


def test_a_letter_that_the_typeface_lacks_is_never_another(tab: Page):
    """It is stored as typed. The viewer has no look for it: it is read as typed, or not at all."""
    sent = errand(FORM)
    viewer = PdfJs(tab, sent.blank)
    viewer.show()
    viewer.fill(sent.made.edition.map, {"other_positioning": "Łukasz"})
    saved = viewer.saved()
    assert stored(saved)["other_positioning"] == "Łukasz"
    assert read(saved)["other_positioning"][:2] in ((None, None), (None, "Łukasz"))
