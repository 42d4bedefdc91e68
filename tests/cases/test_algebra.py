"""The algebra of matching on random reports and jobs: more limits, more demand, less knowledge, never a better fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cases.demands import Demand, Job, Task
from cases.matching import Outcome
from cases.restrictions import (
    Cleared,
    Environment,
    FreeText,
    MaxContinuous,
    MaxDistance,
    MaxForce,
    MaxReps,
    MaxSteps,
    Never,
    Prolonged,
    Required,
    Restriction,
    Review,
)
from tests.cases.samples import BANDS, matched, report
from tests.cases.test_truth import CIRCLES, CLASSES, FEW, LIMITS, WEIGHTS

ACTIVITIES = (
    "walk",
    "climb",
    "climb.ladder",
    "reach",
    "reach.overhead",
    "lift",
    "carry",
    "grasp",
    "use_of_limb",
    "noise",
)
ANY_LIMIT = st.one_of(
    LIMITS,
    WEIGHTS.map(lambda some: some[0]),
    st.integers(0, 240).map(lambda minutes: MaxContinuous(minutes=minutes)),
    st.sampled_from(
        (
            Prolonged(),
            FreeText(text="see notes"),
            MaxReps(count=3, per="hour"),
            MaxDistance(metres=50),
            MaxSteps(count=9),
            MaxForce(value=20),
            Environment(prohibited=True),
            Environment(high=85, unit="dBA"),
            Required(what="helper"),
        )
    ),
)
RESTRICTIONS = st.builds(
    Restriction,
    activity=st.sampled_from(ACTIVITIES),
    limits=st.lists(ANY_LIMIT, min_size=1, max_size=2).map(tuple),
    side=st.sampled_from(("left", "right", "both", "unstated")),
    review=st.sampled_from((Review.CONFIRMED, Review.CORRECTED, Review.EXTRACTED)),
)
CLEARED = st.builds(Cleared, activity=st.sampled_from(ACTIVITIES), limits=st.just((Never(),)))
VALUES = ("not_present", *CLASSES)


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    """One row of any kind, with a value."""
    activity = draw(st.sampled_from(ACTIVITIES))
    keys: dict[str, object] = {"side": draw(st.sampled_from(("left", "right", "unstated")))}
    if activity in ("lift", "carry"):
        low, high = draw(st.sampled_from(BANDS))
        keys |= {"weight_low": low, "weight_high": high, "carry_distance": draw(st.sampled_from((None, 0, 20)))}
    if activity == "walk" and draw(st.booleans()):
        measure = draw(st.sampled_from(("at_one_time", "per_day")))
        return Demand(
            activity=activity, value=draw(st.sampled_from(CIRCLES)), scale="hours", measure=measure, cell="row"
        )
    return Demand(activity=activity, value=draw(st.sampled_from(VALUES)), cell="row", **keys)


def job_of(rows: list[Demand]) -> Job:
    """A job of one task."""
    return Job(
        title="Job", hours_per_day=8, days_per_week=5, overtime=False, tasks=(Task(title="T", demands=tuple(rows)),)
    )


def raised(demand: Demand) -> Demand:
    """The same demand, one step heavier or longer."""
    steps = CIRCLES if demand.scale == "hours" else VALUES
    at = min(steps.index(demand.value or "") + 1, len(steps) - 1)
    return demand.model_copy(update={"value": steps[at]})


SAID = st.tuples(st.lists(RESTRICTIONS, max_size=3), st.lists(CLEARED, max_size=3))


@FEW
@given(SAID, RESTRICTIONS, st.lists(demands(), min_size=1, max_size=4))
def test_adding_a_restriction_never_makes_a_conflict_compatible(said, added, rows):
    """One more restriction leaves every conflict standing."""
    before = matched(report(*said[0], *said[1]), job_of(rows))
    after = matched(report(*said[0], added, *said[1]), job_of(rows))
    if before.outcome is Outcome.CONFLICT:
        assert after.outcome is Outcome.CONFLICT


@FEW
@given(SAID, st.lists(demands(), min_size=1, max_size=4), st.integers(0, 3))
def test_raising_a_demand_never_makes_a_conflict_compatible(said, rows, which):
    """More of anything leaves a conflict at least undecided."""
    higher = [raised(each) if n == which % len(rows) else each for n, each in enumerate(rows)]
    before, after = (matched(report(*said[0], *said[1]), job_of(each)) for each in (rows, higher))
    if before.outcome is Outcome.CONFLICT:
        assert after.outcome is not Outcome.COMPATIBLE


@FEW
@given(SAID, st.lists(demands(), min_size=1, max_size=4), st.integers(0, 3))
def test_a_blank_row_is_never_compatible(said, rows, which):
    """Wiping a row's value never leaves the whole compatible (none at one time goes without saying)."""
    if rows[which % len(rows)].measure == "at_one_time":
        return
    wiped = [each.model_copy(update={"value": None}) if n == which % len(rows) else each for n, each in enumerate(rows)]
    assert matched(report(*said[0], *said[1]), job_of(wiped)).outcome is not Outcome.COMPATIBLE


@FEW
@given(SAID, st.lists(demands(), min_size=1, max_size=4), st.sampled_from(ACTIVITIES))
def test_an_unclear_activity_is_never_compatible(said, rows, activity):
    """What was asked and not answered holds up every job that takes it."""
    found = matched(
        report(*said[0], *said[1], unclear=(activity,)),
        job_of([*rows, Demand(activity=activity, value="often", cell="x")]),
    )
    assert found.outcome is not Outcome.COMPATIBLE


@FEW
@given(SAID, st.lists(demands(), min_size=1, max_size=4))
def test_nothing_unconfirmed_or_unsigned_is_compatible(said, rows):
    """Neither a report nobody confirmed nor an unsigned one permits anything."""
    work = job_of(rows)
    assert matched(report(*said[0], *said[1]), work, confirmed=False).outcome is not Outcome.COMPATIBLE
    assert matched(report(*said[0], *said[1], signed=None), work).outcome is not Outcome.COMPATIBLE
    if any(each.review is Review.EXTRACTED for each in said[0]):
        assert matched(report(*said[0], *said[1]), work).outcome is not Outcome.COMPATIBLE


@FEW
@given(st.lists(demands(), min_size=1, max_size=4))
def test_silence_is_never_compatible(rows):
    """A report that says nothing permits nothing above zero."""
    found = matched(report(), job_of(rows))
    above_zero = any(each.value not in ("not_present", "0") for each in rows)
    assert (found.outcome is Outcome.COMPATIBLE) == (not above_zero) or rows_contradict(rows)


def rows_contradict(rows: list[Demand]) -> bool:
    """Two rows of one posture that cannot both be true."""
    return len({each.measure for each in rows if each.activity == "walk"}) > 1
