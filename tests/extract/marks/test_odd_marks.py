"""Marks as people make them, which nothing was tuned on: each ends as what it means, or as a question."""

from __future__ import annotations

from functools import partial

import pytest

from extract.marks import read_boxes
from tests.extract.marks import pages

MAY_BE = {
    "ditto": {"marked", "doubtful"}, "left_tick": {"marked", "doubtful"}, "zigzag": {"marked", "doubtful"},
    "spiral": {"marked", "doubtful"}, "word_ring": {"doubtful"}, "arrow": {"doubtful"}, "initialled": {"doubtful"},
    "group_line": {"doubtful"}, "wave": {"marked", "doubtful"},
    "flag": {"marked", "doubtful"}, "neat_correction": {"doubtful"}, "one_line_out": {"doubtful"},
    "alpha": {"marked", "doubtful"}, "written_x": {"marked", "doubtful"}, "half_fill": {"marked", "doubtful"},
    "from_below": {"marked", "doubtful"}, "thick_and_thin": {"marked", "doubtful"}, "asked": {"marked", "doubtful"},
    "word_tick": {"doubtful"}, "word_line": {"doubtful"}, "scratched": {"doubtful"}, "boxed_out": {"doubtful"},
    "spiralled_out": {"doubtful"}, "crossed_row": {"doubtful"}, "round_tick": {"marked", "doubtful"},
    "small_tick": {"marked", "doubtful"}, "dripped": {"doubtful"},
}  # fmt: skip


@pytest.mark.parametrize("resolution", ["standard", "scan"])
@pytest.mark.parametrize("style", MAY_BE)
def test_an_odd_mark_is_never_taken_for_nothing_nor_for_its_opposite(style, resolution):
    """Ditto marks, rings around the word, arrows, initials beside a correction, one line through a whole group."""
    page = pages.faxed(style, resolution, every=3)
    inked = [pages.key(p) for p in pages.boxes()[::3]]
    readings = read_boxes(page)
    assert {readings[key].state for key in inked} <= MAY_BE[style]
    assert "marked" not in {reading.state for key, reading in readings.items() if key not in inked}


@pytest.mark.parametrize("resolution", ["fine", "scan"])
def test_a_small_tick_on_the_line_of_a_frame_is_asked_about(resolution):
    """Behind the frame's own print it shows only as a line that is too thick at one spot; coarse faxes hide it."""
    page = pages.faxed("on_line", resolution, every=3)
    readings = read_boxes(page)
    assert {readings[pages.key(p)].state for p in pages.boxes()[::3]} == {"doubtful"}


@pytest.mark.parametrize("style", ["erased", "shine_through", "thumb"])
def test_ink_far_paler_than_a_pen_is_no_mark(style):
    """On a scan what was rubbed out, wiped over, or shows through from the back looks like a mark but for its grey."""
    page = pages.faxed(style, "scan", every=3)
    assert "marked" not in {reading.state for reading in read_boxes(page).values()}


@pytest.mark.parametrize("first", [pages.tick, pages.cross])
@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
def test_a_mark_struck_out_aslant_is_asked_about(dpi, first):
    """One line comes in above the middle on one side and goes out below it on the other; the frame cuts it up."""
    spots = pages.boxes()[3:18:5]
    for start, end in (((-0.6, 0.0), (1.45, 1.35)), ((-0.4, -0.4), (1.4, 1.4)), ((-0.5, 1.3), (1.5, -0.3))):

        def struck(picture, corners, start=start, end=end):
            first(picture, corners)
            pages.line(picture, corners, start, end)

        assert {r.state for r in readings_at(pages.printed(dpi, struck, spots), spots)} == {"doubtful"}
    assert {r.state for r in readings_at(pages.printed(dpi, first, spots), spots)} == {"marked"}


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize("way", [((0.1, 1.1), (-0.6, 3.2)), ((0.8, -0.1), (1.1, -2.2)), ((1.3, 0.5), (9.0, 2.6))])
def test_a_mark_from_which_a_line_leads_away_is_asked_about(dpi, way):
    """Who ticks the wrong row and draws an arrow from it means the other one; a tick that overshoots ends near by."""
    spots = pages.boxes()[8:18:4]

    def moved(picture, corners):
        pages.tick(picture, corners)
        pages.line(picture, corners, *way)

    assert {r.state for r in readings_at(pages.printed(dpi, moved, spots), spots)} == {"doubtful"}
    assert {r.state for r in readings_at(pages.printed(dpi, pages.tick, spots), spots)} == {"marked"}


def readings_at(page, spots):
    """The readings of these boxes."""
    readings = read_boxes(page)
    return [readings[pages.key(place)] for place in spots]


def test_a_line_counts_as_under_words_only_where_words_are_known():
    """A form that does not tell where its words stand has nothing to line up the room below: a rule there is print."""
    under = partial(pages.line, start=(2.5, 1.25), end=(5.5, 1.25))
    spots = pages.boxes()[4:6]
    page = pages.printed(pages.FINE, under, spots, 170)
    for told, state in ((page, "doubtful"), (pages.unlabelled(page), "empty")):
        readings = read_boxes(told)
        assert {readings[pages.key(p)].state for p in spots} == {state}
