"""Nothing beyond a limit is ever compatible: truth first, then the paper that describes it, then the match.

A case draws what really happens in a day (hours, pounds, frequencies), writes it down as a task assessment would, and
draws a limit. Where the truth breaks the limit, nothing may call the pair compatible. `make soak` runs 10,000 of each.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.demands import Demand, Job, Task
from cases.matching import Outcome
from cases.restrictions import (
    Limit,
    MaxBand,
    MaxDaily,
    MaxWeight,
    Never,
)
from tests.cases.samples import ASSIGNMENT, BANDS, matched, report, restriction

FEW = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLASSES = ("sometimes", "often", "always")
CIRCLES = ("0", "0.5", "1", "2", "3", "4", "5", "6", "7", "8")
WORST = (Outcome.COMPATIBLE, Outcome.UNDECIDED, Outcome.CONFLICT)


def printed_class(part: float) -> str:
    """The class a share of the day falls in, as an observer ticks it."""
    return "not_present" if part <= 0 else CLASSES[0 if part <= 1 / 3 else 1 if part <= 2 / 3 else 2]


@st.composite
def days(draw: st.DrawFn) -> tuple[float, Job, float]:
    """Scheduled hours, a job of up to three tasks with one activity, and the true hours of that activity."""
    day = draw(st.sampled_from((4.0, 6.0, 7.5, 8.0, 10.0, 12.0)))
    circled = draw(st.booleans())
    truth, tasks = 0.0, []
    for n in range(draw(st.integers(1, 3))):
        lasts = draw(st.sampled_from((1.0, 2.0, 3.0, day)))
        hours = float(draw(st.sampled_from(CIRCLES))) if circled else draw(st.integers(0, 20)) / 20 * lasts
        truth += hours
        if circled:
            value, keys = f"{hours:g}", {"scale": "hours", "measure": "per_day"}
        else:
            basis = draw(st.sampled_from((day, lasts)))  # nobody says whether it is of the task or of the day
            value, keys = printed_class(hours / basis), {}
        noted = draw(st.sampled_from((None, lasts))) if not circled else None
        demand = Demand(activity="walk", value=value, cell=f"row {n}", **keys)
        # Without the task's length a share can only be meant of the day.
        if noted is None and not circled:
            demand = demand.model_copy(update={"value": printed_class(hours / day)})
        tasks.append(Task(title=f"Task {n}", hours_per_day=noted, demands=(demand,)))
    return day, Job(title="Job", hours_per_day=day, days_per_week=5, overtime=False, tasks=tuple(tasks)), truth


LIMITS = st.one_of(
    st.just(Never()),
    st.integers(0, 24).map(lambda half: MaxDaily(hours=half / 2)),
    st.sampled_from(CLASSES).map(lambda band: MaxBand(band=band, scale="nys-task-assessment")),
    st.sampled_from(("occasional", "frequent", "constant")).map(lambda band: MaxBand(band=band, scale="dot")),
)


def breaks(limit: Limit, hours: float, day: float) -> bool:
    """Whether so many true hours are beyond the limit: written apart from the code under test."""
    if isinstance(limit, Never):
        return hours > 0
    if isinstance(limit, MaxDaily):
        return hours > limit.hours + 1e-9
    assert isinstance(limit, MaxBand)
    top = {"sometimes": 1, "occasional": 1, "often": 2, "frequent": 2}.get(limit.band, 3)
    return top < 3 and hours > top * day / 3 + 1e-9


def hours_beyond_a_limit(case: tuple[float, Job, float], limit: Limit, known: bool) -> None:
    """No case whose true hours are beyond the limit is compatible, with the day's length known or not."""
    day, work, truth = case
    if not known:
        work = work.model_copy(update={"hours_per_day": None})
    found = matched(report(restriction("walk", limit), max_hours_per_day=24), work)
    if breaks(limit, truth, day):
        assert found.outcome is not Outcome.COMPATIBLE


@FEW
@given(days(), LIMITS, st.booleans())
def test_hours_beyond_a_limit_are_never_compatible(case, limit, known):
    """True hours beyond the limit never match, whatever the paper's classes hide."""
    hours_beyond_a_limit(case, limit, known)


@pytest.mark.soak
@MANY
@given(days(), LIMITS, st.booleans())
def test_hours_beyond_a_limit_are_never_compatible_many(case, limit, known):
    """The same on 10,000 cases."""
    hours_beyond_a_limit(case, limit, known)


@st.composite
def loads(draw: st.DrawFn) -> tuple[Job, float, int]:
    """A lifting row, the true heaviest load in pounds, and the true third of the day (0, 1, 2)."""
    low, high = draw(st.sampled_from(BANDS))
    weight = low + draw(st.integers(1, 100)) / 100 * ((high or 200) - low)
    third = draw(st.integers(0, 2))
    noted = draw(st.sampled_from((None, weight)))
    keys = {"weight_low": low, "weight_high": high, "actual_weight": noted, "carry_distance": 0}
    demand = Demand(activity="lift", value=CLASSES[third], cell="lifting", **keys)
    tasks = (Task(title="Task", demands=(demand,)),)
    return Job(title="Job", hours_per_day=8, days_per_week=5, overtime=False, tasks=tasks), weight, third


WEIGHTS = st.lists(
    st.builds(
        MaxWeight,
        value=st.sampled_from((0.0, 4.5, 5.0, 10.0, 20.0, 22.6, 25.0, 50.0, 100.0)),
        unit=st.sampled_from(("lb", "kg")),
        operator=st.sampled_from(("<=", "<")),
        frequency=st.sampled_from(("any", "occasional", "frequent", "constant")),
    ),
    min_size=1,
    max_size=3,
)


def too_heavy(limits: list[MaxWeight], weight: float, third: int) -> bool:
    """Rule 7 from the other end: is there no stated limit at all that lets this load be handled this often?"""
    names = {"occasional": 0, "frequent": 1, "constant": 2}

    def over(limit: MaxWeight) -> bool:
        pounds = limit.value * (2.20462 if limit.unit == "kg" else 1)
        return weight > pounds or (weight == pounds and limit.operator == "<")

    every = [each for each in limits if each.frequency == "any"]
    as_often = [each for each in limits if each.frequency != "any" and names[each.frequency] >= third]
    if any(over(each) for each in every):
        return True
    if not as_often:
        return len(every) < len(limits)  # more often than anything stated: nothing permits it
    nearest = min(names[each.frequency] for each in as_often)
    return any(over(each) for each in as_often if names[each.frequency] == nearest)


def loads_beyond_a_limit(case: tuple[Job, float, int], limits: list[MaxWeight]) -> None:
    """No load beyond what its frequency permits is compatible."""
    work, weight, third = case
    if too_heavy(limits, weight, third):
        assert matched(report(restriction("lift", *limits)), work).outcome is not Outcome.COMPATIBLE


@FEW
@given(loads(), WEIGHTS)
def test_loads_beyond_a_limit_are_never_compatible(case, limits):
    """A true load beyond the limit never matches, in pounds or kilograms, at any frequency."""
    loads_beyond_a_limit(case, limits)


@pytest.mark.soak
@MANY
@given(loads(), WEIGHTS)
def test_loads_beyond_a_limit_are_never_compatible_many(case, limits):
    """The same on 10,000 cases."""
    loads_beyond_a_limit(case, limits)


def test_the_random_cases_reach_every_outcome():
    """The generators are no formality: each outcome comes up often enough to be tested."""
    seen: Counter[str] = Counter()

    @settings(max_examples=300, deadline=None, database=None)
    @given(days(), LIMITS)
    def run(case: tuple[float, Job, float], limit: Limit) -> None:
        found = matched(report(restriction("walk", limit), max_hours_per_day=24), case[1], ASSIGNMENT)
        seen[found.outcome] += 1

    run()
    assert min(seen[each] for each in WORST) >= 15
