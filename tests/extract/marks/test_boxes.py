"""What boxes read as: clean pages nearly always decided, faxed ones never wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from extract.marks import read_boxes
from forms.readings import REASONS
from tests.extract.marks import pages


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
def test_boxes_without_marks_read_as_empty(dpi):
    """Beside a few crosses every box of a cleanly printed page is accepted as empty, whatever the resolution."""
    crossed = pages.boxes()[::9]
    found = pages.states(pages.printed(dpi, pages.cross, crossed))
    assert {state for name, state in found.items() if name not in map(pages.key, crossed)} == {"empty"}


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
def test_all_boxes_marked_alike_read_as_all_marked(dpi):
    """Ink is judged against the blank, not against its neighbours: twenty-nine equal crosses are no print."""
    page = pages.printed(dpi, pages.cross, pages.boxes())
    assert set(pages.states(page).values()) == {"marked"}


@pytest.mark.parametrize("resolution", ["fine", "standard"])
def test_a_faxed_blank_holds_no_mark(resolution):
    """After a calm fax no empty box is read as marked, and beside a few marks hardly any needs a person."""
    assert pages.share(read_boxes(pages.faxed(None, resolution)), "marked") == 0
    found, crossed = read_boxes(pages.faxed("cross", resolution, every=9)), pages.boxes()[::9]
    empty = {name: reading for name, reading in found.items() if name not in map(pages.key, crossed)}
    assert pages.share(empty, "marked") == 0
    assert pages.share(empty, "empty") > 0.7


@pytest.mark.parametrize("resolution", ["fine", "standard"])
def test_faxed_crosses_are_never_empty(resolution):
    """After a calm fax most crosses are accepted, and none is read as empty."""
    found = read_boxes(pages.faxed("cross", resolution))
    assert pages.share(found, "empty") == 0
    assert pages.share(found, "marked") > 0.5


@pytest.mark.parametrize("resolution", ["fine", "standard"])
@pytest.mark.parametrize("style", ["corrected", "struck_out"])
def test_a_corrected_mark_is_never_a_yes(style, resolution):
    """A mark that was taken back goes to a person."""
    assert "marked" not in pages.states(pages.faxed(style, resolution)).values()


@pytest.mark.parametrize("resolution", ["fine", "standard"])
def test_a_circled_box_is_not_empty(resolution):
    """A ring around a box means something: it is never accepted as "nothing there"."""
    assert "empty" not in pages.states(pages.faxed("circle", resolution)).values()


@pytest.mark.parametrize("resolution", ["fine", "standard"])
def test_an_empty_box_on_a_thin_page_is_doubtful(resolution):
    """Where the printed patch shows that light ink was lost, an empty box proves nothing."""
    found = read_boxes(pages.faxed(None, resolution, thin=True))
    assert pages.share(found, "doubtful") == 1
    assert "thin_page" in {r.reason for r in found.values()}


def test_every_doubt_has_a_reason_that_a_person_can_read():
    """A doubtful box names a documented reason; an accepted one names none."""
    for style in (None, "cross", "corrected", "circle"):
        for reading in read_boxes(pages.faxed(style, "standard")).values():
            assert (reading.reason in REASONS) == (reading.state == "doubtful")
            assert 0 <= reading.confidence <= 1


def test_ink_elsewhere_changes_no_box():
    """A scribble on some boxes leaves the reading of all others as it was."""
    few, rest = pages.boxes()[3:7], pages.boxes()[12:]
    before = pages.states(pages.printed(pages.FINE, pages.cross, rest[::2]))
    page = pages.printed(pages.FINE, pages.cross, rest[::2])
    for place in few:
        corners = page.corners_of(place.box)
        (x0, y0), (x1, y1) = corners[0].astype(int), corners[2].astype(int)
        page.raster.pixels[y0 - 4 : y1 + 4 : 2, x0 - 8 : x1 + 8] = 0
    after = pages.states(page)
    assert {pages.key(p): after[pages.key(p)] for p in rest} == {pages.key(p): before[pages.key(p)] for p in rest}


@pytest.mark.parametrize("shift", [(0.3, 0.0), (0.0, -0.45), (-0.7, 0.6)])
def test_half_a_pixel_never_turns_an_answer_around(shift):
    """The registration's own error may cost an answer, never swap it."""
    page = pages.faxed("tick", "standard")
    moved = np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1.0]]) @ page.to_pixels
    before = pages.states(page)
    after = pages.states(type(page)(page.raster, page.edition, page.geometry, None, moved, page.residual))
    assert not [k for k in before if {before[k], after[k]} == {"marked", "empty"}]


def test_a_page_upside_down_reads_like_one_upright():
    """The registration says how the page lies; reading does not care."""
    page = pages.printed(pages.FINE, pages.cross, pages.boxes()[::3])
    turned = np.ascontiguousarray(page.raster.pixels[::-1, ::-1])
    rows, cols = turned.shape
    flip = np.array([[-1, 0, cols], [0, -1, rows], [0, 0, 1.0]])
    raster = type(page.raster)(1, turned, page.raster.dpi, True)
    again = type(page)(raster, page.edition, page.geometry, None, flip @ page.to_pixels, page.residual)
    assert pages.states(again) == pages.states(page)


def test_a_shifted_part_of_a_page_is_found():
    """Lost lines move the rest of the page up by a millimetre: the boxes below are found by their own print."""
    page = pages.printed(pages.FINE, pages.cross, pages.boxes()[1::2])
    rows = np.r_[0:700, 708 : len(page.raster.pixels)]
    raster = type(page.raster)(1, page.raster.pixels[rows], page.raster.dpi, True)
    cut = type(page)(raster, page.edition, page.geometry, None, page.to_pixels, page.residual)
    found, before = read_boxes(cut), pages.states(page)
    below = [p for p in pages.boxes() if page.corners_of(p.box)[0, 1] > 720]
    assert below
    assert {found[pages.key(p)].state for p in below} == {before[pages.key(p)] for p in below}
    assert all(abs(found[pages.key(p)].shift[1] - 8 / 196 * 72) < 0.5 for p in below)


@pytest.mark.parametrize("slip", [-11.0, -10.0, 10.0, 11.0])
def test_a_mark_is_never_given_to_the_box_of_another_row(slip):
    """Lost lines can move a part of a page by half a row: a mark is then its own box's or a question, never both."""
    marked = next(p for p in pages.boxes() if p.field == "avoid_carrying")
    page = pages.printed(pages.STANDARD, pages.cross, [marked])
    moved = np.array([[1, 0, 0], [0, 1, slip], [0, 0, 1.0]])
    readings = read_boxes(replace(page, to_pixels=page.to_pixels @ moved))
    assert {key for key, r in readings.items() if r.state == "marked"} <= {pages.key(marked)}
