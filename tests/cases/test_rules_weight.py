"""Domain section 4, rules 6 to 8: weight, weight and frequency, lifting and carrying."""

from __future__ import annotations

import pytest

from cases.restrictions import (
    MaxWeight,
)
from tests.cases.samples import cleared, decided, job, load, matched, report, restriction, row

COMPATIBLE, CONFLICT, UNDECIDED = "compatible", "conflict", "undecided"


def weight(value: float, operator: str = "<=", unit: str = "lb", **keys) -> MaxWeight:
    """At most so much."""
    return MaxWeight(value=value, operator=operator, unit=unit, **keys)


@pytest.mark.parametrize(
    ("limit", "band", "actual", "outcome"),
    [
        (weight(10), (0, 10), None, COMPATIBLE),
        (weight(10), (10, 20), None, CONFLICT),
        (weight(25), (20, 50), None, UNDECIDED),
        (weight(25), (20, 50), 24, COMPATIBLE),
        (weight(25), (20, 50), 26, CONFLICT),
        (weight(50), (20, 50), None, COMPATIBLE),
        (weight(50), (50, 100), None, CONFLICT),
        (weight(10, "<"), (0, 10), None, UNDECIDED),
        (weight(10, "<"), (0, 10), 9, COMPATIBLE),
        (weight(10, "<"), (0, 10), 10, CONFLICT),
        (weight(0), (0, 10), None, CONFLICT),
        (weight(500), (100, None), None, UNDECIDED),
        (weight(10, unit="kg"), (0, 10), None, COMPATIBLE),
        (weight(10, unit="kg"), (20, 50), 22.05, CONFLICT),
        (weight(10, unit="kg"), (20, 50), 22, COMPATIBLE),
        (weight(25), (10, 20), 45, UNDECIDED),
    ],
)
def test_rule_6_weight(limit, band, actual, outcome):
    """Rows are (low, high]; the actual weight decides where a limit falls inside a row, if it lies in its own row."""
    assert (
        decided(restriction("lift", limit), load(*band, actual_weight=actual), row("carry", "not_present")) == outcome
    )


def test_rule_6_strictest_box_wins():
    """Over 10 and over 50 both ticked: the row 21-50 conflicts."""
    said = report(restriction("lift", weight(50)), restriction("lift", weight(10)))
    assert matched(said, job(load(20, 50))).outcome == CONFLICT


def test_rule_6_unmarked_boxes_clear_as_far_as_they_go():
    """All boxes unmarked clear every load; "over 50" alone says nothing about 30 lb."""
    ladder = [cleared("lift", weight(each)) for each in (10, 25, 50)]
    boxes = report(*ladder, cleared("carry"))
    for band in ((0, 10), (20, 50), (100, None)):
        assert matched(boxes, job(load(*band))).outcome == COMPATIBLE
    only = report(ladder[2], cleared("carry"))
    assert matched(only, job(load(20, 50))).outcome == UNDECIDED
    assert matched(only, job(load(50, 100))).outcome == COMPATIBLE


def test_rule_6_a_ticked_box_outweighs_the_unmarked_ones_beside_it():
    """With "over 25" ticked, the unmarked "over 10" and "over 50" permit nothing above 25."""
    said = report(
        restriction("lift", weight(25)), *(cleared("lift", weight(each)) for each in (10, 50)), cleared("carry")
    )
    assert matched(said, job(load(10, 20))).outcome == COMPATIBLE
    assert matched(said, job(load(20, 50))).outcome == UNDECIDED
    assert matched(said, job(load(50, 100))).outcome == CONFLICT


LIGHT = (weight(20, frequency="occasional"), weight(10, frequency="frequent"))


@pytest.mark.parametrize(
    ("limits", "value", "pounds", "outcome"),
    [
        (LIGHT, "sometimes", 15, COMPATIBLE),
        (LIGHT, "often", 15, CONFLICT),
        (LIGHT, "often", 10, COMPATIBLE),
        (LIGHT, "always", 5, UNDECIDED),
        (LIGHT, "always", 25, CONFLICT),
        (LIGHT[1:], "sometimes", 15, CONFLICT),
        (LIGHT[:1], "often", 15, UNDECIDED),
        ((weight(20),), "always", 15, COMPATIBLE),
        ((weight(20, frequency="now and then"),), "sometimes", 15, UNDECIDED),
        ((weight(20, frequency="now and then"),), "sometimes", 25, CONFLICT),
        ((weight(20, frequency="now and then"), weight(30)), "sometimes", 15, COMPATIBLE),
        ((weight(20, frequency="now and then"), weight(30, frequency="frequent")), "sometimes", 25, UNDECIDED),
    ],
)
def test_rule_7_weight_and_frequency(limits, value, pounds, outcome):
    """The demand's own frequency governs, else the nearest more frequent; a rarer one's limit is never exceeded.

    A frequency that nobody defined may be rarer than the demand: alone it permits nothing, above it nothing fits.
    """
    demand = row("lift", value, weight_low=0, weight_high=30, actual_weight=pounds)
    assert decided(restriction("lift", *limits), demand, row("carry", "not_present")) == outcome


@pytest.mark.parametrize(("feet", "outcome"), [(0, COMPATIBLE), (20, CONFLICT), (None, UNDECIDED)])
def test_rule_8_distance_means_carrying(feet, outcome):
    """On a merged row a distance above zero is carrying, zero is not, blank is unknown."""
    said = report(restriction("carry"), cleared("lift", weight(10)))
    assert matched(said, job(load(0, 10, carry_distance=feet))).outcome == outcome


@pytest.mark.parametrize(
    ("height", "outcome"), [(3, COMPATIBLE), (4, UNDECIDED), (5.5, UNDECIDED), (7, CONFLICT), (None, UNDECIDED)]
)
def test_rule_8_above_the_shoulder(height, outcome):
    """Seven feet conflicts, about four to five and a half is not decided (domain 9)."""
    said = report(restriction("lift.above_shoulder"), cleared("lift", weight(10)), cleared("carry"))
    assert matched(said, job(load(0, 10, lift_height=height))).outcome == outcome


@pytest.mark.parametrize(("start", "outcome"), [(0, CONFLICT), (2, UNDECIDED), (3.5, COMPATIBLE), (None, UNDECIDED)])
def test_rule_8_off_the_floor(start, outcome):
    """From the floor conflicts, from the waist up fits, between a person looks."""
    said = report(restriction("lift.floor_waist"), cleared("lift", weight(10)), cleared("carry"))
    assert matched(said, job(load(0, 10, start_height=start))).outcome == outcome


def test_rule_8_a_lift_zone_of_a_limit_means_that_child():
    """ "20 lb, above the shoulder 5 lb" holds each load to its own limit."""
    said = report(restriction("lift", weight(20), weight(5, lift_zone="above_shoulder")), cleared("carry"))
    assert matched(said, job(load(10, 20, lift_height=3))).outcome == COMPATIBLE
    assert matched(said, job(load(10, 20, lift_height=7))).outcome == CONFLICT
