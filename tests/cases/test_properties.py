"""Truth first, for every kind of limit that a machine decides, and what must hold whatever is read: 10,000 cases each.

Each property draws what really happens, writes it down as a paper would, and holds the matcher to it. `make test` runs
reduced counts, `make soak` 10,000 of each.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import restrictions as r
from cases import words
from cases.comparing import compare, may_tighten
from cases.demands import Demand, Task
from cases.in_force import Filed, in_force
from cases.limits import dimension, order
from cases.matching import Outcome, match
from cases.scales import pounds
from tests.cases.samples import ASSIGNMENT, TODAY, job, matched, report, restriction, row
from tests.cases.test_algebra import ANY_LIMIT, CLEARED, RESTRICTIONS, demands, job_of
from tests.cases.test_truth import CIRCLES, FEW, MANY

WORST = (Outcome.COMPATIBLE, Outcome.UNDECIDED, Outcome.CONFLICT)
UNITS = st.sampled_from(("lb", "kg"))
OPERATORS = st.sampled_from(("<=", "<"))
FIGURES = st.integers(0, 400).map(lambda quarter: quarter / 4)


def never_fits(limits, rows, *, tasks: int = 1, activity: str = "push", **keys) -> None:
    """These limits against these rows (spread over tasks) are not compatible."""
    spread = tuple(Task(title=f"T{n}", demands=tuple(rows[n::tasks])) for n in range(tasks))
    said = report(restriction(activity, *limits, **keys), max_hours_per_day=24)
    assert matched(said, job().model_copy(update={"tasks": spread})).outcome is not Outcome.COMPATIBLE


def force(value, unit, operator, truth, weighed):
    """A force above the limit."""
    most = Fraction(str(value)) * (Fraction("2.20462") if unit == "kg" else 1)
    if truth > most or (truth == most and operator == "<"):
        low = (truth - 1) // 10 * 10  # the row (low, low + 10] that the truth lies in
        keys = {"actual_weight": truth} if weighed else {"weight_low": low, "weight_high": low + 10}
        never_fits([r.MaxForce(value=value, unit=unit, operator=operator)], [row("push", "often", **keys)])


def stretches(minutes, hours):
    """Stretches that follow each other, one in each task."""
    if sum(float(each) for each in hours) * 60 > minutes:
        rows = [Demand(activity="stand", scale="hours", measure="at_one_time", value=each, cell="x") for each in hours]
        never_fits([r.MaxContinuous(minutes=minutes)], rows, tasks=len(rows), activity="stand")


def in_an_hour(minutes, quarters):
    """Minutes in the busiest hour, of which the paper holds only the day's total."""
    if max(quarters) * 15 > minutes:
        total = Demand(activity="stand", scale="hours", measure="per_day", value=f"{sum(quarters) / 4:g}", cell="x")
        never_fits([r.MaxHourly(minutes=minutes)], [total], activity="stand")


def repetitions(limit, hours, by_day):
    """Counts hour by hour, of which the paper holds the busiest hour or the day."""
    if (max(hours) if limit.per == "hour" else sum(hours)) > limit.count:
        counted = {"times_per_day": sum(hours)} if by_day else {"times_per_hour": max(hours)}
        never_fits([limit], [row("bend", "often", **counted)], activity="bend")


def distance(metres, feet):
    """Loads carried in several tasks, one of them too far."""
    if any(Fraction(each) * Fraction("0.3048") > metres for each in feet):
        rows = [row("carry", "often", actual_weight=5, carry_distance=each) for each in feet]
        never_fits([r.MaxWeight(value=50), r.MaxDistance(metres=metres)], rows, tasks=len(rows), activity="carry")


def fahrenheit(value, unit):
    """Exactly."""
    return Fraction(str(value)) * Fraction(9, 5) + 32 if unit == "C" else Fraction(str(value))


def ranges(low, high, unit, coldest, warmth, scale):
    """A measured range of temperature that leaves the permitted one, in either scale."""
    ends = sorted((low, high))
    warmest = coldest + warmth
    if fahrenheit(coldest, scale) < fahrenheit(ends[0], unit) or fahrenheit(warmest, scale) > fahrenheit(ends[1], unit):
        measured = {"measured_low": coldest, "measured_high": warmest, "measured_unit": scale}
        limit = r.Environment(low=ends[0], high=ends[1], unit=unit)
        never_fits([limit], [row("heat", "sometimes", **measured)], activity="heat")


def sides(limited, used, written):
    """Work with the side that must not be used, whatever the paper says of sides."""
    if used in (limited, "both") or limited == "both":
        grasping = row("grasp", "often", side=used if written else "unstated")
        never_fits([r.Never()], [grasping], activity="grasp", side=limited)


def load_for_hours(weight, hours, load, lasts):
    """More than so many pounds for more than so many hours."""
    if load > weight and float(lasts) > hours:
        keys = {"actual_weight": load, "carry_distance": 0, "scale": "hours", "measure": "per_day"}
        never_fits([r.MaxWeight(value=weight, over_hours=hours)], [row("lift", lasts, **keys)], activity="lift")


def together(hours, one, other):
    """Standing and walking under one limit."""
    if float(one) + float(other) > hours:
        rows = [row(a, v, scale="hours", measure="per_day") for a, v in (("stand", one), ("walk", other))]
        never_fits([r.MaxDaily(hours=hours)], rows, activity="stand", together=("walk",))


def handled_at_once(most, loads):
    """Loads that are handled at the same moment add up."""
    if sum(loads) > most:
        keys = {"carry_distance": 0, "together": "x"}
        rows = [row("lift", "often", actual_weight=each, cell=f"row {n}", **keys) for n, each in enumerate(loads)]
        never_fits([r.MaxWeight(value=most)], rows, activity="lift")


def missing(rows, which, said):
    """A row whose class, weight or place in the report is missing."""
    blank = [each.model_copy(update={"value": None}) if n == which % len(rows) else each for n, each in enumerate(rows)]
    if rows[which % len(rows)].measure != "at_one_time":  # none in the day leaves none at one time
        assert matched(report(*said[0], *said[1]), job_of(blank)).outcome is not Outcome.COMPATIBLE


def misread(said, which, how, rows):
    """A confirmed report, and the same page read again with one mark lost, loosened or in doubt: nothing loosens."""
    truth = report(*said[0], *said[1], document="confirmed")
    marks = list(truth.restrictions)
    unclear: tuple[str, ...] = ()
    if marks:
        mark = marks.pop(which % len(marks))
        if how == "loosened":
            marks.append(mark.model_copy(update={"limits": (r.MaxWeight(value=500), r.MaxDaily(hours=24))}))
        unclear = (mark.activity,) if how == "in doubt" else ()
    again = truth.model_copy(update={"restrictions": tuple(marks), "unclear": unclear, "document": "again"})
    held = Filed(report=truth, received=TODAY, confirmed=True)
    alone = match(in_force([held], TODAY), job_of(rows), ASSIGNMENT).outcome
    both = match(in_force([held, Filed(report=again, received=TODAY)], TODAY), job_of(rows), ASSIGNMENT).outcome
    assert WORST.index(both) >= WORST.index(alone)
    nobody = match(in_force([Filed(report=again, received=TODAY)], TODAY), job_of(rows), ASSIGNMENT).outcome
    assert nobody is not Outcome.COMPATIBLE


def converted(value):
    """Kilograms, words, and the order of limits: nothing is ever rounded up."""
    assert Fraction(pounds(value, "kg")) <= Fraction(str(value)) * Fraction("2.2046226218488") + Fraction(1, 10**12)
    assert float(words.number(value)) <= value + 1e-9
    assert order(r.MaxWeight(value=value, unit="kg"), r.MaxWeight(value=pounds(value, "kg"))) == "same"


def with_itself(said):
    """A note compared with itself is the same everywhere, and raises no alarm."""
    one = report(*said)
    assert [each for each in compare(one, one) if each.kind not in ("same", "unclear")] == []
    assert not may_tighten(one, one)


MIRROR = {"tighter": "looser", "looser": "tighter", "same": "same", "unclear": "unclear"}


def mirrored(old, new):
    """Of two limits of one dimension, and of two notes: what is looser one way is tighter the other way."""
    if dimension(old) == dimension(new):
        assert order(new, old) == MIRROR[order(old, new)]
    one, two = report(restriction("walk", old)), report(restriction("walk", new))
    there, back = compare(one, two), compare(two, one)
    loose = {each.subject for each in there if each.kind == "looser"}
    assert loose <= {each.subject for each in back if each.kind == "tighter"}


HOURS = st.sampled_from(CIRCLES)
CONFIRMED = st.lists(RESTRICTIONS.filter(lambda each: each.review != "extracted"), min_size=1, max_size=3)
SAID = st.tuples(CONFIRMED, st.lists(CLEARED, max_size=3))
SIDES = st.sampled_from(("left", "right", "both"))
LONG = st.lists(HOURS.filter(lambda each: each != "0"), min_size=1, max_size=3)
ROWS = st.lists(demands(), min_size=1, max_size=3)
REPS = st.builds(r.MaxReps, count=st.integers(0, 60), per=st.sampled_from(("hour", "day")))
DEGREES = st.integers(-200, 1200).map(lambda tenth: tenth / 10)
SCALE = st.sampled_from(("F", "C"))
PROPERTIES = {
    "force": (force, FIGURES, UNITS, OPERATORS, st.integers(1, 300), st.booleans()),
    "at one time": (stretches, st.integers(0, 480), LONG),
    "an hour": (in_an_hour, st.integers(0, 60), st.lists(st.integers(0, 4), min_size=8, max_size=8)),
    "repetitions": (repetitions, REPS, st.lists(st.integers(0, 40), min_size=8, max_size=8), st.booleans()),
    "distance": (distance, st.integers(0, 100), st.lists(st.integers(0, 330), min_size=1, max_size=3)),
    "a range": (ranges, DEGREES, DEGREES, SCALE, DEGREES, st.integers(0, 60), SCALE),
    "sides": (sides, SIDES, SIDES, st.booleans()),
    "a load for hours": (load_for_hours, st.integers(0, 60), st.integers(0, 8), st.integers(1, 100), HOURS),
    "several activities": (together, st.integers(0, 12), HOURS, HOURS),
    "loads at once": (handled_at_once, st.integers(0, 80), st.lists(st.integers(1, 40), min_size=2, max_size=3)),
    "missing": (missing, ROWS, st.integers(0, 2), SAID),
    "misread": (misread, SAID, st.integers(0, 2), st.sampled_from(("lost", "loosened", "in doubt")), ROWS),
    "converted": (converted, st.floats(0, 2000, allow_nan=False)),
    "with itself": (with_itself, st.lists(RESTRICTIONS, max_size=4)),
    "mirrored": (mirrored, ANY_LIMIT, ANY_LIMIT),
}  # fmt: skip


@pytest.mark.parametrize("name", PROPERTIES)
def test_property(name):
    """What is beyond a limit is never compatible, and nothing loosens without a person."""
    holds, *drawn = PROPERTIES[name]
    FEW(given(*drawn)(holds))()


@pytest.mark.soak
@pytest.mark.parametrize("name", PROPERTIES)
def test_property_many(name):
    """The same on 10,000 cases."""
    holds, *drawn = PROPERTIES[name]
    MANY(given(*drawn)(holds))()
