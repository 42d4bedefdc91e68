"""Pick-one groups: which boxes have to be sure before one clear mark is the answer."""

from __future__ import annotations

import pytest

from extract.boxes import read_marks
from extract.marks import BoxReading
from forms.readings import Reading, ReadingStatus
from tests.extract.marks import pages

EMPTY, MARKED = BoxReading("empty", 0.98, False), BoxReading("marked", 0.99, True)
UNSEEN = BoxReading("doubtful", 0.5, False, "thin_page")  # no ink, on a page that may have lost some
INKED = BoxReading("doubtful", 0.5, False, "beside_box")
HALF_GONE = BoxReading("doubtful", 0.5, True, "thin_page")


def duration(weeks_3: BoxReading, others: BoxReading, weeks_2: BoxReading | None = None) -> Reading:
    """How long, of seven boxes, with these looks of the boxes for two and three weeks and of all others."""
    boxes = {pages.key(p): EMPTY for p in pages.boxes()}
    group = {key: others for key in boxes if key[0] == "duration"}
    group |= {("duration", "weeks_3"): weeks_3, ("duration", "weeks_2"): weeks_2 or others}
    return read_marks(pages.edition().map, 1, boxes | group)["duration"]


@pytest.mark.parametrize("others", [EMPTY, UNSEEN])
def test_one_clear_mark_among_boxes_without_ink_is_the_answer(others):
    """Beside a mark that arrived, boxes in which nothing is to be seen are not chosen, however thin the page."""
    reading = duration(MARKED, others)
    assert (reading.status, reading.value) == (ReadingStatus.ACCEPTED, "weeks_3")


@pytest.mark.parametrize("second", [INKED, HALF_GONE])
def test_ink_in_another_box_leaves_the_choice_to_a_person(second):
    """One clear mark is only proposed where any other box of the group holds or touches ink."""
    reading = duration(MARKED, UNSEEN, second)
    assert (reading.status, reading.value, reading.guess) == (ReadingStatus.REVIEW, None, "weeks_3")


def test_without_a_clear_mark_a_thin_page_says_nothing():
    """No mark in a group on a page that may have lost one is a question, not an answer."""
    assert duration(UNSEEN, UNSEEN).status is ReadingStatus.REVIEW


def test_two_clear_marks_contradict_each_other():
    """Two choices where one is asked are never settled by machine."""
    assert duration(MARKED, EMPTY, MARKED).reason == "two_marks"
