"""Signed, dated, whole, free of contradictions: every failure is a named reason."""

from __future__ import annotations

from datetime import date

import pytest

from extract.check import check, compare_birth_date, status_of
from forms.meaning import Avoid, LimitOf, NotAppropriate, OtherToAvoid, Schedule
from tests.extract.samples import (
    BEND,
    BIRTH_DATE,
    BORN,
    DURATION,
    FORM,
    NOTHINGS,
    SIGNATURE,
    SIGNED_ON,
    STAND,
    answered,
    by_meaning,
    reading,
)

HOURS_AT_A_TIME = by_meaning(LimitOf, of=STAND)[0]
HOURS_A_DAY = by_meaning(Schedule, what="max_hours_per_day")[0]
FULL_DUTY = next(f.name for f in FORM.fields if getattr(f.meaning, "what", "") == "expected_full_duty")
BEGIN = next(f.name for f in FORM.fields if getattr(f.meaning, "what", "") == "effective_from")
VISIT = next(f.name for f in FORM.fields if getattr(f.meaning, "what", "") == "next_visit")
SECTION = FORM.field(BEND).section


def test_a_whole_answer_needs_nobody():
    """Something marked or ruled out in every section, signed, dated, with an end: accepted."""
    readings = answered(
        **{BEND: True, DURATION: "weeks_3"}, **{n: True for n in NOTHINGS if FORM.field(n).section != SECTION}
    )
    assert check(FORM, readings) == ()
    assert status_of(()) == "accepted"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({SIGNATURE: False}, "unsigned"),
        ({SIGNATURE: reading(None, "review", "signature_unclear")}, "signature_unclear"),
        ({SIGNED_ON: None}, "undated"),
        ({BIRTH_DATE: None}, "no_identity"),
        ({BIRTH_DATE: reading(None, "review", "handwritten")}, "identity_unread"),
        ({DURATION: None}, "no_end_date"),
        ({BEND: reading(None, "review", "doubtful_mark", guess=True)}, "fields_in_review"),
        ({BEND: reading(None, "missing")}, "page_missing"),
        ({NOTHINGS[0]: True}, "contradiction"),
        ({DURATION: reading(None, "review", "two_marks")}, "contradiction"),
        ({STAND: False, HOURS_AT_A_TIME: 2.0}, "contradiction"),
        ({STAND: True, HOURS_AT_A_TIME: 6.0, HOURS_A_DAY: 4.0}, "contradiction"),
        ({STAND: False, HOURS_AT_A_TIME: reading(None, "review", "handwritten")}, "contradiction"),
        ({by_meaning(NotAppropriate)[0]: reading(None, "review", "handwritten")}, "contradiction"),
        ({BEGIN: "2026-12-01", FULL_DUTY: "2026-11-20"}, "contradiction"),
        ({SIGNED_ON: "1970-01-01"}, "contradiction"),
    ],
)
def test_each_failure_has_its_reason_and_asks_for_a_look(values, reason):
    """One thing wrong on an otherwise good form: that reason is among them, and the status is review."""
    reasons = check(FORM, answered(**{BEND: True, DURATION: "weeks_3"} | values))
    assert reason in reasons
    assert status_of(reasons) == "review"


def test_nothing_marked_is_its_own_reason():
    """A signed form without any answer is not a release."""
    reasons = check(FORM, answered(**{DURATION: "weeks_2"}))
    assert "nothing_marked" in reasons
    assert "untouched_section" not in reasons


def test_an_untouched_section_is_told_but_asks_nothing():
    """What it leaves open is kept in the report; it alone does not send a good answer to review."""
    reasons = check(FORM, answered(**{BEND: True, DURATION: "weeks_2"}))
    assert reasons == ("untouched_section",)
    assert status_of(reasons) == "accepted"


WORDS = by_meaning(OtherToAvoid)[0]


@pytest.mark.parametrize("words", ["Light duty", "sedentary work only please", "MODIFIED DUTIES"])
def test_a_level_of_work_alone_is_asked_about(words):
    """ "Light duty" and nothing else limits nothing: the office has to say what is meant."""
    typed = reading(None, "review", "free_words", guess=words)
    assert "level_alone" in check(FORM, answered(**{BEND: None, WORDS: typed}))
    assert "level_alone" not in check(FORM, answered(**{BEND: True, WORDS: typed}))
    told = reading(None, "review", "free_words", guess=f"{words}, 10 lb")
    assert "level_alone" not in check(FORM, answered(**{BEND: None, WORDS: told}))


@pytest.mark.parametrize("words", ["until follow-up", "Off until next visit", "pending recheck", "until seen again"])
def test_until_follow_up_without_a_visit_is_no_end(words):
    """An end that is a visit needs the day of the visit, in its place or in the words."""
    typed = reading(None, "review", "free_words", guess=words)
    assert "until_follow_up" in check(FORM, answered(**{BEND: True, WORDS: typed}))
    assert "until_follow_up" not in check(FORM, answered(**{BEND: True, VISIT: "2026-12-10", WORDS: typed}))
    dated = reading(None, "review", "free_words", guess=f"{words} on 12/10")
    assert "until_follow_up" not in check(FORM, answered(**{BEND: True, WORDS: dated}))


def test_words_beside_nothing_to_avoid_contradict():
    """Handwriting on the "Other" line of a section in which nothing is to be avoided has to be read first."""
    other = next(n for n in by_meaning(OtherToAvoid) if FORM.field(n).section == SECTION)
    nothing = next(n for n in NOTHINGS if FORM.field(n).section == SECTION)
    assert "contradiction" in check(FORM, answered(**{nothing: True, other: reading(None, "review", "handwritten")}))


def test_the_birth_date_that_was_written_is_compared_with_the_case():
    """Typed and read: agree or disagree; penned or absent: a person compares."""
    assert compare_birth_date(FORM, answered(), BORN) == "agree"
    assert compare_birth_date(FORM, answered(), date(1980, 3, 1)) == "disagree"
    assert compare_birth_date(FORM, answered(**{BIRTH_DATE: reading(None, "review", "handwritten")}), BORN) == "unread"
    assert compare_birth_date(FORM, answered(**{BIRTH_DATE: None}), BORN) == "unread"


def test_meanings_that_the_checks_rest_on_are_on_the_form():
    """The form of these tests has boxes in more than one section, or they would prove nothing."""
    assert len({FORM.field(n).section for n in by_meaning(Avoid)}) >= 3
