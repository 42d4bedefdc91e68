"""Domain section 4, rules 1 to 5 and 13: absence, unmarked boxes, classes, hours, schedule."""

from __future__ import annotations

import pytest

from cases.demands import Task
from cases.restrictions import (
    MaxBand,
    MaxContinuous,
    MaxDaily,
    Prolonged,
)
from tests.cases.samples import ASSIGNMENT, cleared, decided, job, matched, posture, report, restriction, row

COMPATIBLE, CONFLICT, UNDECIDED = "compatible", "conflict", "undecided"


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("not_present", COMPATIBLE),
        ("Not present", COMPATIBLE),
        ("never", COMPATIBLE),
        (None, UNDECIDED),
        ("", UNDECIDED),
        ("sometimes", CONFLICT),
        ("often", CONFLICT),
        ("now and then", UNDECIDED),
    ],
)
def test_rules_1_and_2_absence_and_avoid(value, outcome):
    """Explicit zero fits, "0-33 %" is more than zero, a blank row and a class nobody defined decide nothing."""
    assert decided(restriction("bend"), row("bend", value)) == outcome


def test_rule_2_unmarked_in_an_answered_section_is_not_restricted():
    """A cleared item permits its own activity and the children of it, and nothing beside them."""
    assert decided(cleared("bend"), row("bend", "often")) == COMPATIBLE
    assert decided(cleared("climb"), row("climb.ladder", "often")) == COMPATIBLE
    assert decided(cleared("climb.ladder"), row("climb", "often")) == UNDECIDED
    assert decided(cleared("bend"), row("twist", "sometimes")) == UNDECIDED


def test_rule_2_untouched_section_is_undecided():
    """Asked and not answered is not permission, even where the demand is slight."""
    found = matched(report(unclear=("bend",)), job(row("bend", "sometimes")))
    assert [pair.code for pair in found.undecided] == ["unclear"]


@pytest.mark.parametrize(
    ("hours", "value", "outcome"),
    [
        (2, "sometimes", UNDECIDED),
        (2, "often", CONFLICT),
        (4, "sometimes", COMPATIBLE),
        (4, "often", UNDECIDED),
        (8, "always", COMPATIBLE),
        (5, "always", CONFLICT),
    ],
)
def test_rule_3_class_against_hours(hours, value, outcome):
    """At S = 8 the thirds end at 2.67 and 5.33 hours."""
    assert decided(restriction("twist", MaxDaily(hours=hours)), row("twist", value)) == outcome


@pytest.mark.parametrize(
    ("permitted", "scale", "value", "outcome"),
    [
        ("sometimes", "nys-task-assessment", "sometimes", COMPATIBLE),
        ("sometimes", "nys-task-assessment", "often", CONFLICT),
        ("frequent", "dot", "often", COMPATIBLE),
        ("occasional", "dot", "often", CONFLICT),
        ("infrequent", "their own", "often", UNDECIDED),
    ],
)
def test_rule_3_class_against_class(permitted, scale, value, outcome):
    """A permitted class allows everything up to its top; without a definition nothing compares."""
    assert decided(restriction("twist", MaxBand(band=permitted, scale=scale)), row("twist", value)) == outcome


def test_rule_3_undefined_class_compares_only_with_itself():
    """The same class of the same undefined scale fits; another class, another scale, or no scale does not."""
    limit = restriction("twist", MaxBand(band="infrequent", scale="plant-7"))
    assert decided(limit, row("twist", "infrequent", scale="plant-7")) == COMPATIBLE
    assert decided(limit, row("twist", "regular", scale="plant-7")) == UNDECIDED
    assert decided(limit, row("twist", "infrequent", scale="plant-8")) == UNDECIDED
    nameless = restriction("twist", MaxBand(band="infrequent", scale="undefined"))
    assert decided(nameless, row("twist", "infrequent", scale="undefined")) == UNDECIDED


@pytest.mark.parametrize(
    ("limit", "once", "total", "outcome"),
    [
        (MaxContinuous(minutes=60), "1", "4", UNDECIDED),
        (MaxContinuous(minutes=60), "2", "4", CONFLICT),
        (MaxDaily(hours=2), "1", "2", UNDECIDED),
        (MaxDaily(hours=2), "1", "3", CONFLICT),
        (MaxDaily(hours=8), "8+", "8+", CONFLICT),
        (MaxDaily(hours=2), "3", "3", CONFLICT),
        (MaxDaily(hours=0), "0.5", "0.5", CONFLICT),
        (MaxDaily(hours=0), "0", "0", COMPATIBLE),
    ],
)
def test_rule_4_hours(limit, once, total, outcome):
    """Circled hours are nominal, 8+ is more than 8; one time and total each compare with their own limit only."""
    assert decided(restriction("stand", limit), *posture("stand", once, total)) == outcome


def test_rule_4_both_limits_decide_both_rows():
    """With a limit on each, both rows fit."""
    limits = (MaxContinuous(minutes=60), MaxDaily(hours=4))
    assert decided(restriction("stand", *limits), *posture("stand", "1", "4")) == COMPATIBLE


def test_rule_4_rows_that_contradict_each_other_decide_nothing():
    """No hours at one time but two in all is a slip on the job's paper, not a fit."""
    limits = (MaxContinuous(minutes=30), MaxDaily(hours=4))
    assert decided(restriction("stand", *limits), *posture("stand", "0", "2")) == UNDECIDED
    assert decided(restriction("stand", *limits), *posture("stand", "3", "2")) == CONFLICT


@pytest.mark.parametrize(("total", "outcome"), [("0", COMPATIBLE), ("0.5", UNDECIDED)])
def test_rule_5_prolonged_is_never_decided(total, outcome):
    """Only zero fits; anything else asks for minutes and hours."""
    assert decided(restriction("stand", Prolonged()), *posture("stand", total, total)) == outcome


def test_rule_5_a_number_settles_prolonged():
    """ "Prolonged, more than one hour at a time" compares by its number."""
    limit = restriction("stand", Prolonged(), MaxContinuous(minutes=60), MaxDaily(hours=8))
    assert decided(limit, *posture("stand", "1", "4")) == COMPATIBLE
    assert decided(limit, *posture("stand", "2", "4")) == CONFLICT


@pytest.mark.parametrize(
    ("status", "schedule", "code"),
    [
        ({"max_hours_per_day": 4}, {"hours_per_day": 5}, "over_schedule"),
        ({"max_days_per_week": 3}, {"days_per_week": 4}, "over_schedule"),
        ({"max_hours_per_day": None}, {}, "schedule_unstated"),
        ({"overtime_ok": False}, {"overtime": True}, "overtime"),
        ({}, {"overtime": True}, "overtime_hours"),
    ],
)
def test_rule_13_schedule(status, schedule, code):
    """Hours, days and overtime are pairs of their own; what the report leaves out is asked, not assumed."""
    found = matched(report(**status), job(row("bend", "not_present")), ASSIGNMENT.model_copy(update=schedule))
    assert code in [pair.code for pair in (*found.conflicts, *found.undecided)]


def test_rule_13_hours_add_up_over_tasks():
    """Two tasks of two hours' standing are four; two "sometimes" may be more than a third of the day."""
    limits = restriction("stand", MaxDaily(hours=3), MaxContinuous(minutes=120))
    tasks = tuple(Task(title=name, demands=tuple(posture("stand", "1", "2"))) for name in "AB")
    assert matched(report(limits), job().model_copy(update={"tasks": tasks})).outcome == CONFLICT
    twice = tuple(Task(title=name, demands=(row("twist", "sometimes"),)) for name in "AB")
    assert (
        matched(report(restriction("twist", MaxDaily(hours=3))), job().model_copy(update={"tasks": twice})).outcome
        == UNDECIDED
    )
    assert decided(restriction("twist", MaxDaily(hours=3)), row("twist", "sometimes")) == COMPATIBLE


def test_rule_13_stretches_may_follow_each_other():
    """An hour at a time in each of two tasks may be two hours on end (domain 9)."""
    tasks = tuple(Task(title=name, demands=tuple(posture("stand", "1", "1"))) for name in "AB")
    said = report(restriction("stand", MaxContinuous(minutes=60), MaxDaily(hours=8)))
    assert matched(said, job().model_copy(update={"tasks": tasks})).outcome == UNDECIDED


def test_rule_13_a_percentage_may_be_of_the_task():
    """ "Often" in a three-hour task is one to three hours, whichever way it is meant."""
    for hours, outcome in ((3, COMPATIBLE), (2, UNDECIDED), (1, CONFLICT)):
        said = report(restriction("twist", MaxDaily(hours=hours)))
        assert matched(said, job(row("twist", "often"), task_hours=3)).outcome == outcome


def test_rule_4_hours_circled_for_a_shorter_day_do_not_stand_for_a_longer_one():
    """Four hours of standing in a day of four are more in a day of eight; a shorter day needs no new circles."""
    circled = job(*posture("stand", "1", "4")).model_copy(update={"hours_per_day": 4})
    said = report(restriction("stand", MaxContinuous(minutes=60), MaxDaily(hours=4)))
    for hours, codes in ((8, ["longer_day"]), (4, []), (3, [])):
        found = matched(said, circled, ASSIGNMENT.model_copy(update={"hours_per_day": hours}))
        assert [pair.code for pair in found.undecided] == codes
