"""What an office does to the pages of a reply: they are split, doubled, lost, turned and cut, and each finds its place.

Pages come from the fax machine of the tests at its calmest, so that what is tested is the pages and not the ink.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from tests.benchmarks.judging import WRONG, judge
from tests.benchmarks.reader import read
from tests.benchmarks.specimens import Specimen, copy, copy_id, edition
from tests.fax.channel import Arrived
from tests.fax.envelopes import Envelope, PageTruth, stranger
from tests.fax.files import pack
from tests.fax.profiles import TUNING
from tests.fax.replies import Reply, simulate

pytestmark = [pytest.mark.acceptance, pytest.mark.integration, pytest.mark.xdist_group("pages")]
TWO_PAGES = "provider-examination-report"
ONE_PAGE = "transitional-assignment"


@cache
def reply(number: int, form: str = TWO_PAGES) -> Reply:
    """A reply at fine resolution, made once."""
    return simulate(copy(TUNING, number, form), TUNING, number, "fine")


def page(number: int, which: int, form: str = TWO_PAGES) -> Arrived:
    """One page of a reply as it arrived."""
    return reply(number, form).pages[which - 1].arrived


def documents(*pages: Arrived):
    """What the reader makes of a fax of these pages."""
    return read(pack(pages, "tiff-g4"), "pages.tif")


def wrong(found, number: int, pages: list[int], form: str = ONE_PAGE) -> list:
    """Accepted values that the office did not mean; `pages` of the form are in the file, in this order."""
    truths = tuple(PageTruth("reply", 0, n) for n in pages)
    sent = Specimen(
        number, "pages", Envelope(b"", "tiff-g4", truths, (reply(number, form),)), (copy_id(TUNING, number),)
    )
    return [a for a in judge(sent, found).answers if a.outcome in WRONG and not a.apart]


def changed(arrived: Arrived, pixels: np.ndarray) -> Arrived:
    """The same page with other pixels."""
    return replace(arrived, pixels=np.ascontiguousarray(pixels))


def without(arrived: Arrived, *boxes: tuple[float, float, float, float]) -> Arrived:
    """The page with white where these boxes of the blank arrived."""
    pixels = arrived.pixels.copy()
    for x0, y0, x1, y1 in boxes:
        corners = arrived.passage.pixels_of(np.array([(x0 - 2, y0 - 2), (x1 + 2, y1 + 2)]))
        (left, top), (right, bottom) = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
        pixels[int(top) : int(bottom), int(left) : int(right)] = 255
    return changed(arrived, pixels)


def missing(document) -> set[int]:
    """Pages of the form of which a document says that they never arrived."""
    return {r.page for r in document.fields.values() if r.status == "missing"}


def test_a_reply_split_over_two_files_is_two_halves_of_one_copy():
    """Each file gives a document of the same copy that names the other half as missing; nothing of it is guessed."""
    first, second = (documents(page(60, n)) for n in (1, 2))
    assert [(d.copy_id, d.form, missing(d)) for d in (*first, *second)] == [
        (copy_id(TUNING, 60), TWO_PAGES, {2}), (copy_id(TUNING, 60), TWO_PAGES, {1}),
    ]  # fmt: skip
    assert all("page_missing" in d.reasons for d in (*first, *second))
    assert not {n for n, r in first[0].fields.items() if r.page == 2 and r.value is not None}


def test_a_page_that_came_twice_is_not_lost_and_not_mixed():
    """Page 1, page 2, page 1 again: a whole document, and a second one that holds the repeated page alone."""
    found = documents(page(60, 1), page(60, 2), page(60, 1))
    assert [(d.pages, missing(d)) for d in found] == [((1, 2), set()), ((3,), {2})]
    assert {d.copy_id for d in found} == {copy_id(TUNING, 60)}


def test_pages_of_two_replies_shuffled_among_strangers_find_their_own():
    """Two replies of two pages each, a cover sheet and a blank separator, out of order: two whole documents."""
    strangers = [stranger(content, TUNING, 60, turn, "fine") for turn, content in enumerate(("cover", "blank"))]
    found = documents(page(61, 2), strangers[0], page(60, 2), page(61, 1), strangers[1], page(60, 1))
    assert {(d.copy_id, d.pages) for d in found} == {(copy_id(TUNING, 60), (6, 3)), (copy_id(TUNING, 61), (4, 1))}
    assert found[0].unplaced_pages == (2, 5)
    assert all(not missing(d) for d in found)


@pytest.mark.parametrize("lost", [(0,), (3,), (0, 3), (1, 2), (0, 1)])
def test_a_page_without_a_square_or_two_is_read_as_before(lost):
    """Registration squares torn off, one or two of them in any corners: the page is placed, and nothing is wrong."""
    geometry = edition(ONE_PAGE).map.pages[0]
    arrived = without(page(62, 1, ONE_PAGE), *(geometry.squares[k] for k in lost))
    (document,) = found = documents(arrived)
    assert (document.copy_id, document.pages) == (copy_id(TUNING, 62), (1,))
    assert wrong(found, 62, [1]) == []


@pytest.mark.parametrize("code", [0, 1])
def test_a_page_with_one_code_and_two_squares_lost_is_placed(code):
    """A label over a code and two marks gone on the same side: what is left is enough."""
    geometry = edition(ONE_PAGE).map.pages[0]
    near = sorted(geometry.squares, key=lambda box: abs(box[0] - geometry.codes[code][0]))[:2]
    (document,) = found = documents(without(page(62, 1, ONE_PAGE), geometry.codes[code], *near))
    assert (document.copy_id, document.pages) == (copy_id(TUNING, 62), (1,))
    assert wrong(found, 62, [1]) == []


@pytest.mark.parametrize("side", [0, 1, 2, 3])
def test_a_cropped_margin_takes_squares_and_no_answers(side):
    """14 mm of one side are cut off with everything on it; the page, which is smaller now, is placed."""
    whole = page(62, 1, ONE_PAGE)
    cut = round(14 / 25.4 * 196)
    turned = np.rot90(whole.pixels, side)[:, cut:]
    (document,) = found = documents(changed(whole, np.rot90(turned, -side)))
    assert (document.copy_id, document.pages) == (copy_id(TUNING, 62), (1,))
    assert wrong(found, 62, [1]) == []


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_faxed_page_on_its_side_or_head_is_placed(turns):
    """Scanned sideways or upside down, unequal resolution and all: placed, and nothing is wrong."""
    whole = page(62, 1, ONE_PAGE)
    square = cv2.resize(whole.pixels, None, fx=200 / 204, fy=200 / 196, interpolation=cv2.INTER_NEAREST)
    arrived = replace(whole, pixels=np.ascontiguousarray(np.rot90(square, turns)), dpi=(200.0, 200.0))
    (document,) = found = documents(arrived)
    assert (document.copy_id, document.pages) == (copy_id(TUNING, 62), (1,))
    assert wrong(found, 62, [1]) == []


@pytest.mark.parametrize(("how", "number"), [("photo", 63), ("copy", 64), ("faults", 65), ("colour", 63)])
def test_every_way_of_sending_is_read_without_a_wrong_value(how, number):
    """A photograph, a photocopy, a damaged and badly faxed page, a scan in colour: placed, read, nothing wrong."""
    sent = simulate(copy(TUNING, number), TUNING, number, how)
    arrived = sent.pages[0].arrived
    found = read(pack([arrived], "tiff-g4" if arrived.one_bit else "jpeg"), how)
    truths = (PageTruth("reply", 0, 1),)
    judged = judge(Specimen(number, how, Envelope(b"", "jpeg", truths, (sent,)), (copy_id(TUNING, number),)), found)
    assert judged.read_pages == 1
    assert [a for a in judged.answers if a.outcome in WRONG and not a.apart] == []
    assert any(a.outcome == "right" for a in judged.answers if a.kind == "box")
