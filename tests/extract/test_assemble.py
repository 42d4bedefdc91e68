"""A reply of several pages: what one page shows of the writer's pen holds for all of them."""

from __future__ import annotations

import pytest

from extract.assemble import ReadPage, assemble, readings_of
from extract.reader import PageReadings
from forms.codes import sign
from forms.editions import Library
from forms.readings import ReadingStatus
from tests.extract.samples import reading

EXAMINATION = Library().current("provider-examination-report")
SECOND = {"not_ladders": reading(False), "not_reach_left": reading(True), "status": reading(None)}


@pytest.mark.parametrize(("pen_lost", "status"), [(False, ReadingStatus.ACCEPTED), (True, ReadingStatus.REVIEW)])
def test_a_pen_that_lost_ink_on_one_page_leaves_no_page_surely_empty(pen_lost, status):
    """The same pen wrote the next page: its empty boxes become questions, its marks stay what they are."""
    contents = [PageReadings({}, pen_lost=pen_lost), PageReadings(SECOND)]
    pages = [
        ReadPage(n, sign(EXAMINATION.map.edition, "ABCDEFGHIJ", n, None), EXAMINATION, content)
        for n, content in enumerate(contents, start=1)
    ]
    (draft,) = assemble(pages)
    found = readings_of(draft)
    assert found["not_reach_left"] == SECOND["not_reach_left"]
    assert {found["not_ladders"].status, found["status"].status} == {status}
    if pen_lost:
        assert (found["not_ladders"].value, found["not_ladders"].reason) == (None, "thin_page")


def test_fine_writing_in_pieces_says_nothing_of_broader_marks():
    """Where only the writing was lost and the marks arrived, boxes stay surely empty and places for writing do not."""
    line = next(
        f.name for f in EXAMINATION.map.fields if f.kind == "text" and EXAMINATION.map.places_of(f.name)[0].page == 2
    )
    second = PageReadings(SECOND | {line: reading(None)})
    pages = [
        ReadPage(n, sign(EXAMINATION.map.edition, "ABCDEFGHIJ", n, None), EXAMINATION, content)
        for n, content in enumerate([PageReadings({}, writing_lost=True), second], start=1)
    ]
    (draft,) = assemble(pages)
    found = readings_of(draft)
    assert found["not_ladders"].status is ReadingStatus.ACCEPTED
    assert (found[line].status, found[line].reason) == (ReadingStatus.REVIEW, "thin_page")
