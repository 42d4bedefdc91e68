"""How activities relate: covering decides, implying only warns, being related decides nothing."""

from __future__ import annotations

import pytest

from cases.activities import CODES, COMPOSITES, IMPLIES, RELATED, TREE, covers, expand, implies, is_activity, related
from cases.restrictions import MaxWeight, Never
from cases.words import activity
from tests.cases.samples import decided, job, load, matched, report, restriction, row


def test_every_code_that_is_used_is_one():
    """Relations and composite rows speak of known activities only, and each has words."""
    used = {code for codes in (*IMPLIES.values(), *COMPOSITES.values(), *RELATED) for code in codes} | set(IMPLIES)
    assert all(is_activity(code) for code in used)
    assert all(activity(code) for code in CODES)


def test_covering_goes_down_the_tree_only():
    """A parent covers its children and itself; a child covers nothing else."""
    for parent, children in TREE.items():
        assert covers(parent, parent)
        for child in children:
            assert covers(parent, f"{parent}.{child}")
            assert not covers(f"{parent}.{child}", parent)


def test_implying_and_being_related_are_apart():
    """Lifting implies carrying and not the other way; keyboard and fingering are akin both ways."""
    assert implies("lift", "carry")
    assert not implies("carry", "lift")
    assert implies("use_of_limb", "reach.overhead")
    assert related("keyboard", "finger")
    assert related("finger", "keyboard")
    assert not related("bend", "bend")


@pytest.mark.parametrize(
    ("said", "demand", "outcome"),
    [
        (restriction("lift"), row("carry", "sometimes"), "conflict"),
        (restriction("lift", MaxWeight(value=50)), row("carry", "often", weight_low=0, weight_high=10), "undecided"),
        (restriction("drive"), row("forklift", "sometimes"), "conflict"),
        (restriction("use_of_limb", side="right"), row("grasp", "often", side="right"), "conflict"),
        (restriction("use_of_limb", side="right"), row("grasp", "often", side="left"), "undecided"),
        (restriction("use_of_limb", side="right"), row("grasp", "often"), "undecided"),
        (restriction("weight_bearing", Never()), row("climb", "sometimes"), "conflict"),
    ],
)
def test_implied_makes_conflicts_never_fits(said, demand, outcome):
    """An implied restriction forbids; staying within it permits nothing (domain 9)."""
    assert decided(said, demand) == outcome


def test_composite_rows_expand_on_the_restriction_side():
    """A printed row of two activities restricts both; an unknown row none."""
    assert expand("Kneeling / Squatting") == ("kneel", "squat")
    assert expand("stairs/ladders") == ("climb.stairs", "climb.ladder")
    assert expand("juggling") == ()


def test_a_composite_demand_is_undecided_against_one_child():
    """ "Climbing" undivided, with ladders forbidden, waits for a person (domain 1)."""
    assert matched(report(restriction("climb.ladder")), job(row("climb", "sometimes"))).outcome == "undecided"
    assert matched(report(restriction("lift.above_shoulder")), job(load(0, 10))).outcome == "undecided"
