"""Handwritten digits in combs: a clear number is read, everything else is a person's."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import cv2
import numpy as np
import pytest

from extract.digits import Comb, Digits, cut, look
from extract.digits.cells import Cell
from extract.digits.gates import DOUBT_DATE, DOUBT_LIMIT, Page, believed
from extract.digits.model import NONE
from extract.digits.together import apart
from extract.formats import plausible
from extract.marks import blank_of
from extract.marks.sheet import sheet_of
from extract.marks.snap import snap
from extract.reader import read_picture
from forms.readings import ReadingStatus, Source
from tests.extract.marks import pages
from tests.extract.samples import BIRTH_DATE, FORM, reading
from tests.fax.paper import DPI

MM = DPI / 25.4
DARK = 170  # a fax that shows pale lines
DATE, DAYS, HOURS = "next_visit", "days_per_week", "hours_per_day"
STROKES = {
    "0": [[(5, 0), (1, 2), (0, 5), (1, 8), (4, 10), (7, 8), (7, 3), (5, 0)]],
    "1": [[(0, 3), (4, 0), (4, 10)]],
    "2": [[(0, 2), (2, 0), (6, 0), (7, 3), (4, 6), (0, 10), (7, 10)]],
    "3": [[(0, 1), (4, 0), (7, 2), (3, 5), (7, 7), (5, 10), (0, 9)]],
    "4": [[(2, 0), (0, 6), (7, 6)], [(5, 3), (5, 10)]],
    "5": [[(7, 0), (1, 0), (1, 4), (5, 4), (7, 7), (4, 10), (0, 9)]],
    "6": [[(5, 0), (1, 4), (0, 8), (3, 10), (6, 8), (5, 5), (1, 6)]],
    "7": [[(0, 0), (7, 0), (3, 10)]],
    "8": [[(4, 5), (1, 2), (4, 0), (7, 2), (4, 5), (0, 8), (4, 10), (7, 8), (4, 5)]],
    "9": [[(7, 3), (4, 5), (1, 3), (3, 0), (7, 1), (7, 3), (6, 10)]],
}
JIG = ((0.0, -0.6), (0.3, 0.5), (-0.3, 0.2), (0.2, -0.4), (0.0, 0.6), (-0.2, -0.2), (0.3, 0.3), (-0.1, -0.5))  # mm


def place_of(name):
    """Where a field of page 1 lies."""
    return FORM.places_of(name)[0]


def lines(picture, ways, at, high, width=0.45):
    """Strokes of a pen `width` mm wide: ways in tenths of `high` mm from the top left corner `at` (pixels)."""
    for way in ways:
        points = (np.array(at) + np.array(way) * high / 10 * MM).round().astype(np.int32)
        cv2.polylines(picture, [points], False, 25, max(1, round(width * MM)), cv2.LINE_AA)


def written(text, cells=8, more=None, skip=0):
    """A hand that writes `text` into the comb's cells, and then `more` (picture, cell side in pixels, corner)."""

    def draw(picture, corners):
        (left, top), wide = corners[0], (corners[1] - corners[0])[0] / cells
        for i, figure in enumerate(text, skip):
            right, down = JIG[i % 8]
            at = left + wide * (i + 0.5) + (right - 1.4) * MM, top + (1.5 + down) * MM
            lines(picture, STROKES.get(figure, []), at, 4.0)
        if more:
            more(picture, wide, (left, top))

    return draw


def read(draw, name=DATE, dpi=pages.FINE):
    """The reading of a field of a page on which only it is written."""
    return read_picture(pages.printed(dpi, draw, [place_of(name)], DARK), None).readings[name]


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize(
    ("text", "day"), [("03142027", "2027-03-14"), ("12052026", "2026-12-05"), ("06282027", "2027-06-28")]
)
def test_a_clearly_written_date_is_read(text, day, dpi):
    """Eight plain digits, each in its cell, on a page that arrived well: the date, and that a hand wrote it."""
    found = read(written(text), dpi=dpi)
    assert (found.status, found.value, found.source) == (ReadingStatus.ACCEPTED, day, Source.HANDWRITING)
    assert 0.9 < found.confidence < 1


@pytest.mark.parametrize(("name", "text", "value"), [(DAYS, "5", 5.0), (HOURS, "4", 4.0), (HOURS, " 6", 6.0)])
def test_clearly_written_numbers_are_read(name, text, value):
    """One figure in either cell of a comb is a number."""
    found = read(written(text, FORM.field(name).cells), name)
    assert (found.status, found.value) == (ReadingStatus.ACCEPTED, value)


def test_a_penned_birth_date_is_left_to_a_person():
    """It decides whose reply this is: what the digits look like is kept as a guess and never stands as the answer."""
    found = read(written("02291980"), BIRTH_DATE)
    assert (found.status, found.value, found.guess) == (ReadingStatus.REVIEW, None, "1980-02-29")


@pytest.mark.parametrize(
    ("text", "reason"), [("13052027", "bad_date"), ("02302027", "bad_date"), ("03141927", "out_of_range")]
)
def test_a_date_that_cannot_be_is_a_question(text, reason):
    """Day and month changed places, no day of the calendar, a year of another century."""
    found = read(written(text))
    assert (found.status, found.value, found.reason) == (ReadingStatus.REVIEW, None, reason)


@pytest.mark.parametrize(("name", "text"), [(DAYS, "8"), (DAYS, "0"), (HOURS, "0")])
def test_a_number_out_of_range_is_a_question(name, text):
    """Eight days a week, no day, and no hour are looked at by a person."""
    found = read(written(text, FORM.field(name).cells), name)
    assert (found.status, found.value, found.reason) == (ReadingStatus.REVIEW, None, "out_of_range")


def test_a_number_without_a_range_is_never_taken():
    """Pounds or anything else of which no highest value is known: any misread figure could stand there."""
    unknown = FORM.field(DAYS).model_copy(update={"meaning": FORM.field("worker_name").meaning})
    assert plausible(FORM.field(DAYS), 5.0)
    assert not plausible(unknown, 5.0)


CLEAN = Cell(np.ones((30, 18), np.float32), np.zeros((30, 18), bool), area=3.0)
WHOLE = Page(lost=False, thin=False, stroke=3.0)


def said(text, **rivals):
    """Digits as the networks might say them, all but sure; `rivals` by cell (`c3`): a class, and its chance."""
    chances = np.full((len(text), NONE + 1), 1e-5)
    for row, digit in zip(chances, text, strict=True):
        row[int(digit)] = 1
    for cell, (other, chance) in rivals.items():
        row = chances[int(cell[1:])]
        row[other], row[int(text[int(cell[1:])])] = chance, 1 - chance
    comb = Comb((CLEAN,) * len(text), (0.0,) * len(text), frozenset(), frozenset(), frozenset(), around=False)
    return Digits(text, chances, comb)


def test_what_cannot_stand_there_is_no_rival():
    """A month 03 that could be 83 is surely March; if it could be 08, or no digit at all, nobody knows."""
    date = FORM.field(DATE)
    assert believed(date, said("03142027", c0=(8, 0.2)), WHOLE)
    assert not believed(date, said("03142027", c1=(8, 0.2)), WHOLE)
    assert not believed(date, said("03142027", c0=(NONE, 0.2)), WHOLE)


def test_a_figure_that_looks_like_two_is_never_taken():
    """Half a 2 and half a 3 may be neither, even where only one of them makes a day of the calendar."""
    assert not believed(FORM.field(DATE), said("02282027", c2=(3, 0.45)), WHOLE)


def test_a_number_needs_surer_digits_than_a_date():
    """Nobody finds out a wrong limit: what is doubt enough for hours passes in a date."""
    rival = (7, (DOUBT_LIMIT + DOUBT_DATE) / 2)
    assert believed(FORM.field(DATE), said("11142027", c1=(2, rival[1])), WHOLE)
    assert not believed(FORM.field(DAYS), said("1", c0=rival), WHOLE)
    assert believed(FORM.field(DAYS), said("1"), WHOLE)


@pytest.mark.parametrize("page", [replace(WHOLE, lost=True), replace(WHOLE, stroke=0.9),
                                  replace(WHOLE, thin=True, stroke=1.5)])  # fmt: skip
def test_nothing_is_believed_where_ink_was_lost(page):
    """Writing that came in pieces, or in short strokes, shows a 3 where an 8 was written; sooner so on a thin page."""
    assert not believed(FORM.field(DATE), said("03142027"), page)


def in_cell(i, ways, high=4.0):
    """Something more in cell `i`."""
    return lambda picture, wide, corner: lines(
        picture, ways, (corner[0] + wide * (i + 0.5) - 1.4 * MM, corner[1] + 1.5 * MM), high
    )


STRUCK = [[(-1, 7), (8, 3)], [(-1, 4), (8, 6)]]
SPANNING = [[(0, 5), (14, 5)]]
SECOND = [[(9, 0), (9, 10)]]


@pytest.mark.parametrize(
    "more",
    [
        in_cell(3, STRUCK),
        in_cell(2, SPANNING),
        in_cell(3, STROKES["8"]),
        in_cell(4, SECOND),
        in_cell(7, [[(14, 0), (14, 9)]]),
    ],
    ids=["struck", "over the divider", "overwritten", "two in a cell", "beside the comb"],
)
def test_more_than_a_digit_is_a_question(more):
    """A digit struck out, written over, joined with the next, or with another one beside it, leaves the date open."""
    assert read(written("03142027")).status is ReadingStatus.ACCEPTED
    assert read(written("03142027", more=more)).status is ReadingStatus.REVIEW


def test_a_missing_digit_is_a_question():
    """Seven digits are no date, wherever the gap is."""
    for gap in range(8):
        text = "03142027"[:gap] + " " + "03142027"[gap + 1 :]
        assert read(written(text)).status is ReadingStatus.REVIEW


def test_a_number_of_two_figures_is_a_question():
    """The point of 1.0 may lie under the divider: ten hours and one look alike."""
    for text in ("10", "12", "16", "24"):
        assert read(written(text, 2), HOURS).status is ReadingStatus.REVIEW


@pytest.mark.parametrize("x", [7.5, 8.0, 8.5, 9.0])
def test_a_number_with_a_point_or_a_fraction_is_a_question(x):
    """4. may go on somewhere, and 4/ is half of something: neither is four."""
    point = [[(x, 9.5), (x + 0.3, 9.8), (x - 0.1, 10.4)]]
    for more in (in_cell(0, point), in_cell(1, [[(0, 10), (5, 0)]])):
        assert read(written("4", 2, more), HOURS).status is ReadingStatus.REVIEW


@pytest.mark.parametrize("letters", [[(0, 0), (7, 10)], [(0, 10), (7, 0)], [(1, 0), (5, 10)], [(0, 5), (7, 5)]])
def test_what_is_no_digit_is_never_a_number(letters):
    """A slash either way and a dash in the days' cell are no one and no zero."""
    found = read(written("", 1, in_cell(0, [letters])), DAYS)
    assert found.status is ReadingStatus.REVIEW


@pytest.mark.parametrize("stroke", [[(1, 0), (1, 10)], [(3, 0), (0, 10)], [(0, 3), (4, 0), (2, 10)]])
def test_a_one_may_lean_as_hands_do(stroke):
    """Upright, to the right, and with its flag."""
    assert read(written("", 1, in_cell(0, [stroke])), DAYS).value == 1.0


def test_whole_figures_are_read_where_the_page_hides_paler_ink():
    """Pale lines of the patch were lost, the writer's strokes were not: other combs may have lost theirs, not this."""
    place = place_of(DATE)
    page = pages.printed(pages.FINE, written("03142027"), [place], DARK)
    for cell in page.geometry.patch:
        corners = page.corners_of(cell.box)
        (left, top), (right, bottom) = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int) + 1
        page.raster.pixels[top:bottom, left:right] = 255
    readings = read_picture(page, None).readings
    assert readings[DATE].value == "2027-03-14"
    assert readings["begin_date"].status is ReadingStatus.REVIEW


def test_nothing_is_read_where_strokes_came_in_pieces():
    """Gaps in every stroke: a person reads it."""
    page = pages.printed(pages.FINE, written("03142027"), [place_of(DATE)], DARK)
    corners = page.corners_of(place_of(DATE).box)
    (left, top), (right, bottom) = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int)
    for row in range(top + 4, bottom - 4, 9):
        page.raster.pixels[row : row + 4, left + 4 : right - 4] = 255
    assert read_picture(page, None).readings[DATE].status is ReadingStatus.REVIEW


def test_dates_that_lie_years_apart_are_all_questions():
    """A handwritten year far from the others is a figure misread, and nobody can say which; typed dates stay."""
    penned = {
        "next_visit": reading("2027-03-14", source=Source.HANDWRITING),
        "begin_date": reading("2021-03-01", source=Source.HANDWRITING),
        "signature_date": reading("2027-03-01", source=Source.OCR),
    }
    assert set(apart(FORM, penned)) == {"next_visit", "begin_date"}
    assert all(r.value is None and r.status is ReadingStatus.REVIEW for r in apart(FORM, penned).values())
    assert not apart(FORM, penned | {"begin_date": reading("2026-12-30", source=Source.HANDWRITING)})


def comb_of(draw, name=DATE):
    """A comb of a page at 204 x 196, cut."""
    place = place_of(name)
    page = pages.printed(pages.FINE, draw, [place], DARK)
    sheet = sheet_of(page, blank_of(page.edition, 1))
    return cut(sheet, place, snap(sheet, [place]).shift[0], FORM.field(name).cells)


def test_a_digit_that_overshoots_its_cell_is_still_its_own():
    """A tail that runs into the neighbour's cell without touching its digit belongs to the digit it comes from."""
    comb = comb_of(written("03142027", more=in_cell(0, [[(4, 10), (6, 12)]])))
    assert all(comb.cells)
    assert not comb.around
    assert look(replace(comb, cells=comb.cells[1:]), coarse=False).text == "3142027"


@pytest.mark.parametrize("dpi", [pages.FINE, pages.SCAN])
def test_digits_that_touch_are_told_apart_at_their_divider(dpi):
    """The tail of a digit meets the next one: their ink is cut where it is narrow, and each is read by itself."""
    tail = in_cell(4, [[(7, 10), (13, 9)]])
    found = read(written("03142027", more=tail), dpi=dpi)
    assert (found.status, found.value) == (ReadingStatus.ACCEPTED, "2027-03-14")


def test_a_third_of_a_digit_may_lie_beside_the_next_one():
    """A tail that runs far into the next cell, below its digit and away from it, is neither shared nor dirt there."""
    comb = comb_of(written("03142027", more=in_cell(4, [[(7, 10), (12, 13), (18, 12.5)]])))
    assert all(comb.cells)
    assert not comb.shared
    assert not any(comb.dust)


def test_a_stem_under_the_divider_is_known_to_follow_it():
    """A 9 whose stem the line covers: what is left of it meets the line, so it may not be what it looks like."""

    def under(picture, wide, corner):
        at = corner[0] + 4 * wide - 0.65 * 4.0 * MM, corner[1] + 1.5 * MM
        lines(picture, STROKES["9"], at, 4.0)

    assert 3 in comb_of(written("031 2027", more=under)).along
    assert not comb_of(written("03142027")).along


@pytest.mark.parametrize(("high", "long", "value"), [(0.12, 1.0, 4.0), (0.35, 0.35, None)])
def test_a_dash_one_line_high_is_no_point(high, long, value):
    """What a fax sprinkles beside a number in one of its lines says nothing; as much ink, but higher, is a question."""

    def sprinkled(picture, wide, corner):
        row, left = round(corner[1] + 5 * MM), round(corner[0] + 1.4 * wide)
        picture[row : row + round(high * MM), left : left + round(long * MM)] = 0

    assert read(written("4", 2, sprinkled), HOURS).value == value


def test_a_digit_along_a_line_is_read_where_nothing_hidden_could_make_it_another():
    """No stem under the line makes a 0 of a month's tens a 9, as there is no such month; of a day's ones it does."""

    def beside(cell):
        return replace(said("03102027").comb, along=frozenset({cell}))

    date, seen = FORM.field(DATE), said("03102027")
    assert believed(date, replace(seen, comb=beside(0)), WHOLE)
    assert not believed(date, replace(seen, comb=beside(3)), WHOLE)


@pytest.mark.parametrize("dpi", [pages.FINE, pages.SCAN])
def test_a_seven_whose_bar_lies_under_the_frame_is_a_question(dpi):
    """Without its bar, which the comb's upper line hides, a 7 looks like a 1."""

    def under(picture, wide, corner):
        lines(picture, STROKES["7"], (corner[0] + 7.3 * wide, corner[1]), 4.0)

    found = read(written("0319202 ", more=under), dpi=dpi)
    assert (found.status, found.value) == (ReadingStatus.REVIEW, None)
    assert read(written("03192027"), dpi=dpi).status is ReadingStatus.ACCEPTED


@pytest.mark.parametrize("dpi", [pages.FINE, pages.SCAN])
@pytest.mark.parametrize("down", [1, -1])
def test_a_line_that_ends_in_a_comb_is_no_figure(dpi, down):
    """The end of a stroke through the page stands in a cell like a 1; no figure goes on so far beyond the comb."""

    def through(picture, corners, beyond):
        low, high = corners[0][1], corners[2][1]
        start, end = ((low + 1.5 * MM), (high + beyond)) if down > 0 else ((low - beyond), (high - 1.5 * MM))
        x = corners[0][0] + 0.25 * (corners[1] - corners[0])[0]
        cv2.polylines(picture, [np.array([(x, start), (x, end)]).astype(np.int32)], False, 25, round(0.45 * MM))

    on, short = (read(partial(through, beyond=mm * MM), HOURS, dpi) for mm in (1.8, -1.5))
    assert (on.status, on.value) == (ReadingStatus.REVIEW, None)
    assert (short.status, short.value) == (ReadingStatus.ACCEPTED, 1.0)


@pytest.mark.parametrize("dpi", [pages.FINE, pages.SCAN])
def test_a_figure_that_goes_along_a_divider_is_a_question(dpi):
    """The stem of a 9 lies under the line between day and year: what is left of it may look like another figure."""

    def along(picture, wide, corner):
        at = corner[0] + 4 * wide - 0.65 * 4.0 * MM, corner[1] + 1.5 * MM
        lines(picture, STROKES["9"], at, 4.0)

    found = read(written("031 2027", more=along), dpi=dpi)
    assert (found.status, found.value) == (ReadingStatus.REVIEW, None)
    assert read(written("03192027"), dpi=dpi).status is ReadingStatus.ACCEPTED
