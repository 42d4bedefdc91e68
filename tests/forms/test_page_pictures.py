"""Golden pictures: a page that looks otherwise than it was last looked at is noticed, with the place."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from forms.editions import Edition, Library
from tests.forms import page_pictures
from tests.forms.page_pictures import DPI, differences, drawn, kept, packed

LIBRARY = Library()


@pytest.mark.parametrize("form", LIBRARY.forms)
def test_every_page_looks_as_it_was_last_looked_at(form: str, tmp_path: Path):
    """The blank that is printed now against its kept picture; the new one is left beside the test's files."""
    edition = LIBRARY.current(form)
    picture, golden = drawn(edition), kept(form)
    new = tmp_path / f"{form}.png"
    new.write_bytes(packed(picture))
    assert golden is not None, f"{form} has no picture yet: `make pictures`, then look at it"
    found = differences(picture, golden, len(edition.map.pages))
    assert not found, f"{form} looks otherwise: {'; '.join(found[:8])}. Now: {new}. If it is meant: `make pictures`"


def test_there_is_no_picture_of_a_form_that_is_gone():
    """Pictures and forms are the same set."""
    assert {file.stem for file in page_pictures.HOME.glob("*.png")} == set(LIBRARY.forms)


def changed(edition: Edition, change) -> Edition:
    """The edition with something on its blank changed."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(edition.blank)) as pdf:
        change(pdf)
        pdf.save(out)
    other = Edition(edition.folder)
    other.__dict__["blank"] = out.getvalue()
    return other


def without_a_box(pdf: pikepdf.Pdf) -> None:
    """White over the frame of one box of page 2."""
    x0, y0, x1, y1 = LIBRARY.current("provider-examination-report").map.places_of("bend")[0].box
    cover = f"q 1 g {x0 - 2} {y0 - 2} {x1 - x0 + 4} {y1 - y0 + 4} re f Q".encode()
    pdf.pages[1].contents_add(cover)


def with_a_moved_word(pdf: pikepdf.Pdf) -> None:
    """A line of print more on page 1."""
    pdf.pages[0].contents_add(b"q 0 g 200 300 40 5 re f Q")


@pytest.mark.parametrize(("change", "page"), [(without_a_box, 2), (with_a_moved_word, 1)])
def test_one_box_lost_is_seen_with_its_page(change, page: int):
    """A box without its frame, a smear of print: each is a difference, on the right page."""
    edition = LIBRARY.current("provider-examination-report")
    found = differences(drawn(changed(edition, change)), drawn(edition), len(edition.map.pages))
    assert found
    assert all(line.startswith(f"page {page}, ") for line in found)


def test_edges_that_another_renderer_draws_a_little_otherwise_pass():
    """Greys that differ by a few steps everywhere are the same picture."""
    picture = drawn(LIBRARY.current("transitional-assignment"))
    noise = np.random.default_rng(5).integers(-8, 9, picture.shape)
    other = np.clip(picture.astype(int) + noise, 0, 255).astype(np.uint8)
    assert differences(other, picture, 1) == []
    assert picture.shape[1] == DPI * 8.5
