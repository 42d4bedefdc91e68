"""Scales: thirds are one boundary, limits never grow, an unknown day decides only what every day decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.restrictions import MaxDaily, MaxWeight
from cases.scales import THIRD, Span, circled, fit, hours_of_share, pounds, presence, share, thirds
from cases.words import number
from tests.cases.samples import decided, posture, restriction, row


def test_thirds_are_one_boundary():
    """33, 33⅓ and ⅓ are one edge, whatever the scale prints, and classes meet without a gap."""
    nys = [share(word, "nys-task-assessment") for word in ("sometimes", "often", "always")]
    dot = [share(word, "dot") for word in ("occasional", "frequent", "constant")]
    assert nys == dot
    assert [each.high for each in nys[:2]] == [each.low for each in nys[1:]]
    assert nys[0].high == THIRD


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("0", (0, 0)),
        ("0.5", (0.5, 0.5)),
        ("½", (0.5, 0.5)),
        ("1/2", (0.5, 0.5)),
        ("8", (8, 8)),
        ("over_8", (8, 24)),
        ("8+", (8, 24)),
        ("5-6", None),
        ("1_2", None),
        ("-1", None),
        ("25", None),
        ("nan", None),
        ("1e1", None),
        ("two", None),
    ],
)
def test_circled_hours(value, span):
    """A circled value is nominal, 8+ is more than 8, and nothing else is taken for a number."""
    found = circled(value)
    assert (found and (found.low, found.high)) == span


def test_a_band_never_holds_its_lower_edge():
    """(10, 20] against at most 10 is beyond; [10, 10] is within; against less than 10 both are beyond."""
    assert fit(Span(10, 20), 10) == "beyond"
    assert fit(Span(10, 10, closed=True), 10) == "within"
    assert fit(Span(10, 10, closed=True), 10, below=True) == "beyond"
    assert fit(Span(0, 10), 10, below=True) == "unknown"


@given(st.floats(0.01, 500))
def test_kilograms_never_round_up(kilograms):
    """Converted pounds and the figure printed for them are never above the true limit."""
    assert pounds(kilograms, "kg") <= kilograms * 2.20462
    assert float(number(kilograms)) <= kilograms + 1e-9
    load = row(
        "lift", "sometimes", weight_low=0, weight_high=2000, actual_weight=kilograms * 2.20462 + 0.01, carry_distance=0
    )
    assert decided(restriction("lift", MaxWeight(value=kilograms, unit="kg")), load) == "conflict"


@pytest.mark.parametrize(
    ("limit", "value", "outcome"),
    [
        (4, "sometimes", "compatible"),
        (3, "sometimes", "undecided"),
        (1, "often", "conflict"),
        (2, "often", "undecided"),
        (12, "always", "compatible"),
        (8, "always", "undecided"),
        (2, "always", "conflict"),
    ],
)
def test_an_unknown_day_decides_only_what_every_day_decides(limit, value, outcome):
    """Without scheduled hours a class converts only if it comes out alike for days of 4 to 12 hours."""
    assert decided(restriction("twist", MaxDaily(hours=limit)), row("twist", value), hours=None) == outcome


@given(
    st.sampled_from(("sometimes", "often", "always")),
    st.floats(0.5, 12),
    st.integers(0, 12),
    st.sampled_from((None, 1.0, 3.0)),
)
def test_the_ends_stand_for_every_day_between(value, day, limit, task):
    """What 4 and 12 hours decide alike, every day between decides the same."""
    part = share(value, "nys-task-assessment")
    ends = {fit(hours_of_share(part, end, task), limit) for end in (4.0, 12.0)}
    if len(ends) == 1 and day >= 4:
        assert fit(hours_of_share(part, day, task), limit) in ends


@given(st.integers(1, 3))
def test_sums_may_reach_the_next_class(count):
    """Two tasks "sometimes" may be "often", three may be "always"."""
    total = Span(0, 0, closed=True)
    for _ in range(count):
        total += share("sometimes", "nys-task-assessment")
    assert list(thirds(total)) == list(range(count))


def test_absence_is_a_word_of_the_scale():
    """ "None" on a scale nobody defined is not zero: it may mean no limitation (domain 4, traps)."""
    assert presence(row("bend", "not_present")) == "absent"
    assert presence(row("bend", "None", scale="somebody's")) == "undefined"
    assert [presence(each) for each in posture("sit", "0", None)] == ["absent", "blank"]
