"""The judge is judged: a bench that cannot say "wrong" would be worth nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.readings import Document, Reading
from tests.benchmarks import curve
from tests.benchmarks.accuracy import Result, figures, report, summary
from tests.benchmarks.bounds import clopper_pearson
from tests.benchmarks.judging import judge
from tests.benchmarks.specimens import Specimen
from tests.fax.envelopes import Envelope, PageTruth
from tests.fax.offices import Answers
from tests.fax.replies import BoxTruth, Reply, TextTruth

SPOT = (0.0, 0.0, 9.0, 9.0)
PAGES = (PageTruth("cover"), PageTruth("reply", 0, 1))


def box(name, intended="no", style="empty", option=None, survived=1.0):
    """The truth of one box."""
    return BoxTruth(name, option, 1, SPOT, intended, style, "ballpoint", survived, touched=False)


def reading(value, status="accepted", guess=None, confidence=0.99):
    """What a reader said."""
    return Reading(value=value, status=status, confidence=confidence, source="mark", page=1, box=SPOT, guess=guess)


def specimen(boxes, texts=()):
    """A file of two pages, cover and reply, with this truth."""
    reply = Reply(1, "measuring", (), tuple(boxes), tuple(texts), signed=True, answers=Answers(frozenset()))
    return Specimen(1, "a file", Envelope(b"", "tiff-g4", PAGES, (reply,)), ("COPY",))


def document(fields, **other):
    """What a reader found in it."""
    given = {"file": "a", "document": 1, "pages": (2,), "status": "accepted", "unplaced_pages": (1,), "copy": "COPY"}
    return Document(**{**given, **other}, fields=fields)


def outcome(truth, read):
    """The single answer's outcome and why it is counted apart."""
    (answer,) = judge(specimen(truth), [document(read)]).answers
    return answer.outcome, answer.apart


@pytest.mark.parametrize(
    ("intended", "read", "expected"),
    [
        ("yes", reading(True), "right"),
        ("yes", reading(False), "missed"),
        ("no", reading(True), "invented"),
        ("no", reading(False), "right"),
        ("yes", reading(None, "review", guess=False), "review"),
        ("yes", reading(None, "missing"), "absent"),
    ],
)
def test_a_box_is_right_missed_invented_or_left_to_a_person(intended, read, expected):
    """Only an accepted value can be wrong, and missed and invented marks are told apart."""
    assert outcome([box("a", intended, "cross")], {"a": read}) == (expected, "")


def test_a_field_that_is_not_mentioned_is_absent_not_right():
    """Silence about a box is never counted as a right answer."""
    assert outcome([box("a")], {}) == ("absent", "")


def test_wiped_out_and_undecidable_marks_are_counted_apart():
    """Neither a mark the channel took nor a correction the channel took back is held against the reader."""
    assert outcome([box("a", "yes", "tick", survived=0.1)], {"a": reading(False)}) == ("missed", "gone")
    assert outcome([box("a", "no", "corrected", survived=0.1)], {"a": reading(True)}) == ("invented", "gone")
    assert outcome([box("a", "no", "stray", survived=0.1)], {"a": reading(True)}) == ("invented", "")
    assert outcome([box("a", "unclear", "neat_correction")], {"a": reading(True)}) == ("invented", "undecidable")


def test_two_marks_in_a_pick_one_group_can_only_be_a_question():
    """With two options chosen, every accepted value is wrong; with one, only that one is right."""
    one = [box("g", "yes", "tick", "x"), box("g", option="y")]
    two = [box("g", "yes", "tick", "x"), box("g", "yes", "tick", "y")]
    assert outcome(one, {"g": reading("x")})[0] == "right"
    assert outcome(one, {"g": reading("y")})[0] == "other"
    assert outcome(one, {"g": reading(None)})[0] == "missed"
    assert outcome([box("g", option="x")], {"g": reading("x")})[0] == "invented"
    assert outcome(two, {"g": reading("x")})[0] == "other"
    assert outcome(two, {"g": reading(None, "review")})[0] == "review"


def test_texts_dates_and_numbers_are_compared_by_what_they_say():
    """A date read in ISO form, a whole number with a decimal, and words in other cases are the same."""
    truths = [
        TextTruth("d", "comb", 1, SPOT, "03122027", "typed", 1.0),
        TextTruth("n", "comb", 1, SPOT, "4", "typed", 1.0),
        TextTruth("w", "text", 1, SPOT, "No ladders", "typed", 1.0),
        TextTruth("s", "signature", 1, SPOT, None, "typed", 1.0),
    ]
    fields = {"d": reading("2027-03-12"), "n": reading(4.0), "w": reading("no  ladders"), "s": reading(True)}
    judged = judge(specimen([], truths), [document(fields)])
    assert [a.outcome for a in judged.answers] == ["right", "right", "right", "invented"]


def test_a_page_that_nobody_mentions_is_dropped_and_a_foreign_page_is_misplaced():
    """Nothing may vanish between the file and the result, and no document may take another's page."""
    assert judge(specimen([]), [document({})]).dropped == ()
    assert judge(specimen([]), [document({}, unplaced_pages=())]).dropped == (1,)
    assert judge(specimen([]), [document({}, pages=(1, 2), unplaced_pages=())]).misplaced
    assert judge(specimen([]), [document({}, copy="OTHER")]).misplaced


def test_bounds_are_those_of_the_tables():
    """Nothing in 6,300 means at most .06 %; one in 2,550 at most .22 % (Clopper and Pearson, 1934)."""
    assert clopper_pearson(0, 6300)[1] == pytest.approx(0.000585, abs=2e-6)
    assert clopper_pearson(1, 2550) == pytest.approx((0.0000099, 0.002183), abs=1e-6)
    assert clopper_pearson(5, 5)[1] == 1.0


def test_the_curve_takes_the_surest_answers_first():
    """Errors appear on the curve where the confidence of the wrong answer puts them."""
    truth = [box(n, "yes", "tick") for n in "abcd"]
    read = {"a": reading(True), "b": reading(True, confidence=0.98), "c": reading(False, confidence=0.7)}
    read["d"] = reading(None, "review", guess=True, confidence=0.5)
    judged = judge(specimen(truth), [document(read)])
    points = curve.points(judged.answers)
    assert [(p[0], p[1]) for p in points] == [(0.25, 0), (0.5, 0), (0.75, 1), (1.0, 1)]
    assert curve.operating_point(judged.answers) == (0.75, 1 / 3)
    result = Result("fine", (judged, replace(judged, dropped=(1,))))
    assert figures(result)["missed"] == 2
    assert "WRONG a file c: missed" in report(result)
    assert "LOST a file: page 1" in report(result)
    lines = summary([result])
    assert "8 boxes in all" in lines[0]
    assert lines[-1].split()[:5] == ["fine", "1", "8", "8", "6"]
