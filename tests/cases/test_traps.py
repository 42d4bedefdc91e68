"""The traps of domain section 4 and of the sample programs that reach this model: what looks permissive and is not."""

from __future__ import annotations

from datetime import date

import pytest

from cases.in_force import Filed, in_force
from cases.matching import match
from cases.restrictions import FreeText, MaxContinuous, MaxDaily, MaxWeight, Never
from tests.cases.samples import (
    ASSIGNMENT,
    TODAY,
    cleared,
    decided,
    job,
    load,
    matched,
    posture,
    report,
    restriction,
    row,
)


@pytest.mark.parametrize("words", ["no lifting > 20 L arm", "see notes", "light duty", "max 15 pounds"])
def test_words_beside_an_unmarked_box(words):
    """Words about lifting beside boxes left unmarked hold up lifting; the unmarked boxes do not clear it."""
    said = report(restriction("lift", FreeText(text=words)), cleared("lift", MaxWeight(value=10)), cleared("carry"))
    found = matched(said, job(load(0, 10)))
    assert [pair.code for pair in found.undecided] == ["free_text"]


def test_words_hold_up_a_job_without_that_activity_too():
    """A comment may speak of anything, so it waits for a person even where the row says zero."""
    assert decided(restriction("other", FreeText(text="see notes")), row("bend", "not_present")) == "undecided"
    assert decided(restriction("lift", FreeText(text="see notes")), load(0, 10, "not_present")) == "undecided"


def test_nought_hours_and_eight_hours():
    """0 hours is never; 8 hours is no limit in an 8-hour day only."""
    assert decided(restriction("walk", MaxDaily(hours=0)), *posture("walk", "0.5", "0.5")) == "conflict"
    assert decided(restriction("twist", MaxDaily(hours=8)), row("twist", "always"), hours=8) == "compatible"
    assert decided(restriction("twist", MaxDaily(hours=8)), row("twist", "always"), hours=10) == "undecided"


def test_nought_pounds_is_not_nothing_said():
    """0 lb forbids every load."""
    assert decided(restriction("lift", MaxWeight(value=0)), load(0, 10)) == "conflict"


def test_through_next_visit_without_a_date():
    """A report without any last day asks for one; it does not run on."""
    found = matched(report(cleared("bend"), expected_through=None, next_visit=None), job(row("bend", "often")))
    assert [pair.code for pair in found.undecided] == ["no_end_date"]


def test_full_duty_beside_a_restriction():
    """A contradiction is unknown: it permits nothing, and what it forbids stands."""
    said = report(restriction("bend"), status="full_duty")
    assert matched(said, job(row("bend", "often"))).outcome == "conflict"
    assert matched(said, job(row("bend", "not_present"))).outcome == "undecided"


def test_a_box_cleared_and_restricted_at_once():
    """An activity that a report both limits and leaves unmarked is judged by the limit."""
    said = report(restriction("bend", MaxDaily(hours=1)), cleared("bend"))
    assert matched(said, job(row("bend", "often"))).outcome == "conflict"
    assert matched(said, job(row("bend", "sometimes"))).outcome == "undecided"


def test_a_qualifier_narrows_a_restriction():
    """ "No grasping of vibrating tools" neither forbids nor permits all grasping."""
    said = restriction("grasp", Never(), qualifier="vibrating tools")
    assert decided(said, row("grasp", "often")) == "undecided"
    within = restriction("grasp", MaxDaily(hours=8), qualifier="vibrating tools")
    assert decided(within, row("grasp", "often")) == "undecided"


def test_hours_of_lifting_say_nothing_about_pounds():
    """ "Lifting, two hours a day" leaves the weight open."""
    assert decided(restriction("lift", MaxDaily(hours=8)), load(50, 100), row("carry", "not_present")) == "undecided"


def test_an_unread_kind_of_lifting_holds_up_lifting():
    """A doubtful box about part of an activity makes the undivided activity unclear."""
    said = report(restriction("lift", MaxWeight(value=50)), cleared("carry"), unclear=("lift.above_shoulder",))
    assert matched(said, job(load(0, 10))).outcome == "undecided"


def test_both_contradicting_rows_of_a_posture():
    """More hours at one time than in the whole day is a slip; it fits nothing."""
    limits = (MaxContinuous(minutes=300), MaxDaily(hours=8))
    assert decided(restriction("walk", *limits), *posture("walk", "4", "1")) == "undecided"
    assert decided(cleared("walk"), *posture("walk", "4", "1")) == "undecided"


def test_two_other_rows_are_two_things():
    """ "Other equipment" and "other conditions" do not add up to one demand; each says what it is."""
    rows = (
        row("other", "sometimes", cell="4, other", description="copier"),
        row("other", "not_present", cell="5, other"),
    )
    found = matched(report(), job(*rows))
    assert [(pair.code, pair.demand.says) for pair in found.undecided] == [("not_asked", "“copier”: sometimes")]


# --- 001, program 1, I.D: the treatment report is the primary document, others clarify --------------------------------


def in_order(*reports, confirmed=True):
    """These reports, received one after the other, against lifting 15 lb and bending."""
    filed = [Filed(report=each, received=TODAY, confirmed=confirmed) for each in reports]
    return match(in_force(filed, TODAY), job(load(10, 20, actual_weight=15), row("bend", "often")), ASSIGNMENT)


def outcomes(found, *activities):
    """How the pairs about these activities come out."""
    return {a: {str(p.outcome) for p in found.pairs if a in p.demand.says} for a in activities}


def test_a_second_note_of_the_same_exam_never_lets_more_through():
    """Trap (001, program 1, D): where two notes of one exam disagree, neither wins: what they both say stands."""
    primary = report(restriction("bend"), restriction("lift", MaxWeight(value=10)), document="treatment report")
    note = report(restriction("bend"), restriction("lift", MaxWeight(value=20)), document="a note")
    found = in_order(primary, note)
    assert outcomes(found, "bending") == {"bending": {"conflict"}}
    assert "undecided" in outcomes(found, "lifting")["lifting"]
    assert "providers_differ" in {pair.code for pair in found.undecided}


def test_a_later_clarification_changes_only_what_it_speaks_of():
    """Trap (001, program 1, D): a note that says more about lifting leaves the report's "no bending" in force."""
    primary = report(restriction("bend"), restriction("lift", MaxWeight(value=10)), exam_date=date(2026, 11, 12))
    note = report(restriction("lift", MaxWeight(value=20)), cleared("carry"), document="a note")
    found = in_order(primary, note)
    assert outcomes(found, "lifting", "bending") == {"lifting": {"compatible"}, "bending": {"conflict"}}


def test_a_clarification_that_nobody_confirmed_lets_nothing_through():
    """Trap (001, program 1, D): until a person has confirmed it, a note can forbid and never permit."""
    primary = Filed(report=report(restriction("lift", MaxWeight(value=10))), received=TODAY, confirmed=True)
    loose = Filed(report=report(restriction("lift", MaxWeight(value=20)), document="a note"), received=TODAY)
    found = match(in_force([primary, loose], TODAY), job(load(10, 20, actual_weight=15)), ASSIGNMENT)
    assert outcomes(found, "lifting")["lifting"] == {"conflict"}
