"""The worker's answer: what it makes of an offer, and that no answer is never a refusal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.errors import BadInput
from cases.offers.answers import (
    LEAVE_NOTE,
    SENTENCES,
    Answer,
    How,
    Kind,
    Why,
    answer_paper,
    binds,
    check_answer,
    is_late,
    offer_state,
    reissue_due,
)
from cases.programs.jurisdictions import GENERAL, PACKS
from tests.cases.test_offers import TERMS

LETTER, BY = TERMS.letter_date, TERMS.answer_by
NEUTRAL = ("refus", "fail", "fault", "unjustified", "forfeit", "lose")


def answer(kind: Kind = Kind.ACCEPTED, day: date = BY, **more) -> Answer:
    """An answer on a signed slip."""
    return Answer(kind=kind, day=day, how=How.SIGNED_SLIP, **more)


def test_no_answer_by_the_day_named_is_no_refusal():
    """Open through the day named, then "no answer", for ever; never "declined"."""
    assert offer_state(TERMS, None, BY) == "open"
    for days in (1, 30, 3000):
        assert offer_state(TERMS, None, BY + timedelta(days=days)) == "no_answer"
    assert "not a refusal" in SENTENCES["no_answer"]


def test_an_answer_counts_whenever_it_came():
    """A late answer is kept and marked; a withdrawn or superseded offer keeps the answer it got."""
    late = answer(day=BY + timedelta(days=3))
    assert is_late(late, TERMS)
    assert not is_late(answer(), TERMS)
    assert offer_state(TERMS, late, BY + timedelta(days=9), withdrawn=True) == "accepted"
    assert offer_state(TERMS, answer(Kind.DECLINED), BY, superseded=True) == "declined"
    assert offer_state(TERMS, None, LETTER, withdrawn=True) == "withdrawn"
    assert offer_state(TERMS, None, LETTER, superseded=True) == "superseded"


def test_only_an_acceptance_in_time_makes_an_assignment():
    """Through the day named, or as long as the offer says it stays open."""
    assert binds(answer(), TERMS)
    assert not binds(answer(Kind.DECLINED), TERMS)
    late = answer(day=BY + timedelta(days=2))
    assert not binds(late, TERMS)
    assert binds(late, TERMS.model_copy(update={"open_through": BY + timedelta(days=2)}))
    over = TERMS.model_copy(update={"open_through": TERMS.end_date + timedelta(days=9)})
    assert not binds(answer(day=TERMS.end_date + timedelta(days=1)), over)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (answer(day=BY + timedelta(days=1)), "answer_in_future"),
        (answer(day=LETTER - timedelta(days=1)), "answer_before_offer"),
        (answer(why=(Why.WAGE,)), "reasons_of_acceptance"),
    ],
)
def test_an_answer_that_cannot_be(given, code):
    """Tomorrow's answer, one older than the letter, an acceptance with reasons to decline."""
    with pytest.raises(BadInput) as refused:
        check_answer(given, TERMS, BY)
    assert refused.value.code == code


def test_the_signed_answer_is_filed_the_same_day():
    """004 checklist: same day as the offer; later is done late, and nothing filed is late from the next day."""
    next_day = LETTER + timedelta(days=1)
    assert answer_paper(LETTER, LETTER, None) == "due"
    assert answer_paper(LETTER, next_day, None) == "late"
    assert answer_paper(LETTER, next_day, LETTER) == "done"
    assert answer_paper(LETTER, next_day, next_day) == "done_late"


def test_work_that_was_not_taken_is_offered_again_where_the_law_wants_it():
    """Florida, 30 days after the letter (our interval); not for work that was accepted, not elsewhere."""
    florida = PACKS["florida"]
    for state in ("open", "no_answer", "declined"):
        assert reissue_due(florida, TERMS, state) == LETTER + timedelta(days=30)
    for state in ("accepted", "withdrawn", "superseded"):
        assert reissue_due(florida, TERMS, state) is None
    assert reissue_due(GENERAL, TERMS, "declined") is None


def test_words_about_an_answer_are_neutral():
    """No sentence calls a declined or missing answer a fault, and none speaks of what is medical."""
    for state, sentence in SENTENCES.items():
        found = [word for word in NEUTRAL if word in sentence.casefold()]
        assert found == (["refus"] if state == "no_answer" else [])  # "not a refusal"
    assert "825.220(d)" in LEAVE_NOTE
