"""A writer who fills boxes: one blackened box is a question, a page of them is a way to answer."""

from __future__ import annotations

import numpy as np
import pytest

from extract.marks import read_boxes
from tests.extract.marks import pages

SHORT = 0.05


def fill(reach: float = SHORT, rows: int = 9, width: float = 0.45) -> pages.Draw:
    """Strokes side by side that leave so much of the box free left and right (negative: they go beyond it), aslant as
    a hand's are: where all lines are alike it is one line that a fax repeated."""

    def drawn(picture: np.ndarray, corners: np.ndarray) -> None:
        for height in np.linspace(0.45, 0.95, rows):
            pages.line(picture, corners, (reach, height), (1 - reach, height - 0.4), width=width)

    return drawn


def tick(picture: np.ndarray, corners: np.ndarray) -> None:
    """A plain tick."""
    pages.line(picture, corners, (0.15, 0.5), (0.4, 0.85))
    pages.line(picture, corners, (0.4, 0.85), (0.85, 0.1))


def mixed(*draws: tuple[pages.Draw, int]) -> tuple[pages.Draw, int]:
    """One drawing after another, each so many times, and how many that are."""
    ways = iter([draw for draw, times in draws for _ in range(times)])
    return lambda picture, corners: next(ways)(picture, corners), sum(times for _, times in draws)


def states(dpi: tuple[float, float], *draws: tuple[pages.Draw, int]) -> list[str]:
    """How the first boxes of a page read that were drawn on so."""
    draw, count = mixed(*draws)
    on = pages.boxes()[:count]
    found = read_boxes(pages.printed(dpi, draw, on, black=170))
    return [found[pages.key(place)].state for place in on]


@pytest.mark.parametrize("how", [fill(), fill(rows=7, width=0.4)], ids=["blackened", "hatched"])
def test_a_page_of_filled_boxes_reads_as_all_chosen(how):
    """Who fills every box that he means takes none of them back."""
    assert set(states(pages.SCAN, (how, 6))) == {"marked"}


@pytest.mark.parametrize("resolution", ["fine", "standard"])
def test_faxed_boxes_that_are_all_filled_are_mostly_accepted(resolution):
    """After a calm fax most filled boxes of a page are accepted as chosen, none as empty; one alone is asked."""
    found, alone = (read_boxes(pages.faxed("fill", resolution, every=every)) for every in (3, 99))
    filled = [found[pages.key(place)].state for place in pages.boxes()[::3]]
    assert "empty" not in filled
    assert filled.count("marked") > 0.6 * len(filled)
    assert alone[pages.key(pages.boxes()[0])].state == "doubtful"


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize(("filled", "ticks"), [(1, 5), (3, 0), (4, 2), (8, 3)])
def test_filled_boxes_that_are_few_or_beside_other_marks_are_asked_about(dpi, filled, ticks):
    """Where a writer ticks, a blackened box may be a tick taken back, and two or three filled ones are no habit."""
    found = states(dpi, (fill(), filled), (tick, ticks))
    assert set(found[:filled]) == {"doubtful"}
    assert set(found[filled:]) <= {"marked"}


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
def test_on_a_page_of_filled_boxes_one_struck_through_to_both_sides_is_asked_about(dpi):
    """Strokes far beyond a box take back what lies under them, whatever the others show."""
    assert states(dpi, (fill(), 6), (fill(-0.25), 1))[6] == "doubtful"


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
def test_boxes_that_we_filled_make_no_habit_of_the_writers(dpi):
    """What we print tells nothing of how somebody marks."""
    on = pages.boxes()[:7]
    ours = {place.field for place in on[:4]} - {place.field for place in on[4:]}
    page = pages.printed_by_us(pages.printed(dpi, fill(), on, black=170), ours)
    found = read_boxes(page)
    assert {found[pages.key(place)].state for place in on if place.field not in ours} == {"doubtful"}
