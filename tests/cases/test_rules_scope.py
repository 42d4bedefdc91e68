"""Domain section 4, rules 9 to 12 and 14: parts, sides, environment, what is required, dates, status."""

from __future__ import annotations

import pytest

from cases.restrictions import (
    Environment,
    FreeText,
    MaxDistance,
    MaxReps,
    Required,
)
from tests.cases.samples import cleared, decided, job, matched, posture, report, restriction, row

COMPATIBLE, CONFLICT, UNDECIDED = "compatible", "conflict", "undecided"


def test_rule_9_broad_and_narrow():
    """A parent decides for its child; a child does not decide an undivided parent; related is not contained."""
    assert (
        decided(restriction("climb"), row("climb.ladder", "sometimes"), row("climb.stairs", "not_present")) == CONFLICT
    )
    assert decided(restriction("reach.overhead"), row("reach", "sometimes")) == UNDECIDED
    assert decided(restriction("keyboard"), row("finger", "sometimes")) == UNDECIDED
    assert decided(restriction("keyboard"), row("finger", "not_present")) == UNDECIDED


def test_rule_9_a_part_and_the_rest_are_one_question():
    """Overhead forbidden and reaching undivided is one pair, which asks about both."""
    found = matched(report(restriction("reach.overhead")), job(row("reach", "sometimes")))
    assert [pair.code for pair in found.undecided] == ["narrower"]
    assert "overhead" in found.undecided[0].question


def test_rule_9_what_no_row_names_is_not_known():
    """A restriction on what the job's paper does not mention asks, it does not fit."""
    found = matched(report(restriction("lean_forward")), job(row("bend", "not_present")))
    assert [pair.code for pair in found.undecided] == ["not_in_job"]


@pytest.mark.parametrize(
    ("side", "asked", "outcome"),
    [
        ("right", "left", COMPATIBLE),
        ("right", "right", CONFLICT),
        ("right", "both", CONFLICT),
        ("right", "unstated", UNDECIDED),
        ("unstated", "left", CONFLICT),
        ("both", "left", CONFLICT),
    ],
)
def test_rule_10_side(side, asked, outcome):
    """Only the other side fits; a restriction without a side means both, a demand without one decides nothing."""
    assert decided(restriction("grasp", side=side), row("grasp", "often", side=asked)) == outcome


def test_rule_11_environment():
    """Presence as anywhere else; a range waits for a measured figure."""
    assert decided(restriction("noise", Environment(prohibited=True)), row("noise", "sometimes")) == CONFLICT
    assert decided(restriction("noise", Environment(high=85, unit="dBA")), row("noise", "sometimes")) == UNDECIDED
    assert decided(restriction("noise", Environment(high=85, unit="dBA")), row("noise", "not_present")) == COMPATIBLE


@pytest.mark.parametrize(
    ("recorded", "outcome"),
    [
        ({"provided": ("Sit/stand option",)}, COMPATIBLE),
        ({}, UNDECIDED),
        ({"not_provided": ("sit/stand option",)}, CONFLICT),
    ],
)
def test_rule_12_required(recorded, outcome):
    """Fits only where the assignment records it; recorded as not provided it is a conflict (domain 9)."""
    assert (
        decided(restriction("sit", Required(what="sit/stand option")), *posture("sit", "0", "0"), **recorded) == outcome
    )


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ({"expected_through": "2026-12-01"}, "expired"),
        ({"effective_from": "2026-12-01"}, "not_yet"),
        ({"expected_through": None, "next_visit": None}, "no_end_date"),
        ({"expected_through": None, "next_visit": "2026-12-11"}, None),
        ({"expected_through": None, "expected_full_duty": "2026-12-20"}, "no_end_date"),
    ],
)
def test_rule_14_dates(status, code):
    """The assignment lies inside the report; an expired one is undecided; an estimate of full duty ends nothing."""
    found = matched(report(cleared("bend"), **status), job(row("bend", "often")))
    assert [pair.code for pair in found.undecided] == ([code] if code else [])


def test_rule_14_full_duty_only_by_an_explicit_signed_release():
    """A signed release fits everything; beside a restriction, or unsigned, it fits nothing."""
    work = job(row("bend", "always"), row("twist", None))
    assert matched(report(status="full_duty"), work).outcome == COMPATIBLE
    assert matched(report(status="full_duty", signed=False), work).outcome == UNDECIDED
    assert matched(report(restriction("kneel"), status="full_duty"), work).outcome == UNDECIDED


@pytest.mark.parametrize("status", ["off_work", "program_not_appropriate"])
def test_no_work_is_a_conflict(status):
    """Off work, and "not appropriate at this time", leave nothing to offer."""
    assert matched(report(status=status), job(row("bend", "not_present"))).outcome == CONFLICT


@pytest.mark.parametrize("limit", [FreeText(text="see notes"), MaxReps(count=5, per="hour"), MaxDistance(metres=100)])
def test_words_and_counts_are_never_decided_by_machine(limit):
    """What the job's paper holds no figure for is asked."""
    assert decided(restriction("walk", limit), *posture("walk", "0.5", "1")) == UNDECIDED


def test_an_unmeasured_job_is_undecided():
    """A job nobody assessed fits nothing, and no reason given by a person changes that."""
    found = matched(report(), job().model_copy(update={"tasks": ()}))
    assert [(pair.code, pair.resolvable) for pair in found.undecided] == [("no_demands", False)]
