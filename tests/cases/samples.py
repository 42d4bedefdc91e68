"""Reports and jobs to match in tests: the returned form, a light job on the task assessment, and small builders."""

from __future__ import annotations

from datetime import date

from cases.demands import Assignment, Demand, Job, Task
from cases.in_force import Filed, in_force
from cases.matching import Match, match
from cases.restrictions import (
    Cleared,
    Limit,
    MaxContinuous,
    MaxWeight,
    Never,
    Prolonged,
    Report,
    Restriction,
    Review,
    Status,
    WorkStatus,
)

TODAY = date(2026, 11, 21)
FORM_CHECKS = (
    "walk", "squat", "twist", "crawl", "lean_forward", "reach.overhead", "carry", "push", "pull", "keyboard",
    "lift.above_shoulder",
)  # fmt: skip
# Rows of the Physical Demands Task Assessment without hours or weights (003 appendix D, sections 3 to 5).
ROWS = (
    "push", "pull", "climb", "balance", "bend", "twist", "squat", "crawl", "kneel", "reach", "handle", "finger",
    "feel", "repetitive_hand", "repetitive_foot", "hand_tools", "machinery", "heavy_equipment", "vibration_wbv",
    "noise", "heat", "cold", "wet_humid", "moving_parts", "chemicals", "electricity", "radiation",
)  # fmt: skip
BANDS = ((0, 10), (10, 20), (20, 50), (50, 100), (100, None))


def restriction(activity: str, *limits: Limit, review: Review = Review.CONFIRMED, **keys) -> Restriction:
    """A confirmed restriction; without limits: not at all."""
    return Restriction(activity=activity, limits=limits or (Never(),), review=review, **keys)


def cleared(activity: str, *limits: Limit) -> Cleared:
    """Asked and left unmarked; without limits: not at all was asked."""
    return Cleared(activity=activity, limits=limits or (Never(),))


def report(*said: Restriction | Cleared, document: str = "doc-1", unclear: tuple[str, ...] = (), **status) -> Report:
    """A signed report for a four-week assignment of up to 8 hours, 5 days, unless `status` says otherwise."""
    defaults = {
        "status": Status.RESTRICTED,
        "exam_date": date(2026, 11, 19),
        "effective_from": date(2026, 11, 20),
        "expected_through": date(2026, 12, 18),
        "signed": True,
        "signed_date": date(2026, 11, 19),
        "max_hours_per_day": 8,
        "max_days_per_week": 5,
    }
    return Report(
        document=document,
        status=WorkStatus(**{**defaults, **status}),
        restrictions=tuple(each for each in said if isinstance(each, Restriction)),
        cleared=tuple(each for each in said if isinstance(each, Cleared)),
        unclear=unclear,
    )


def row(activity: str, value: str | None, **keys) -> Demand:
    """A row of the task assessment in shares of the day."""
    return Demand(activity=activity, value=value, cell=keys.pop("cell", f"row {activity}"), **keys)


def posture(activity: str, once: str | None, total: str | None) -> list[Demand]:
    """The two circled rows of a posture."""
    return [
        Demand(activity=activity, value=once, scale="hours", measure="at_one_time", cell=f"{activity} at one time"),
        Demand(activity=activity, value=total, scale="hours", measure="per_day", cell=f"{activity} in all"),
    ]


def load(low: float, high: float | None, value: str | None = "sometimes", **keys) -> Demand:
    """A lifting/carrying row; carried nowhere unless `carry_distance` says so."""
    keys.setdefault("carry_distance", 0)
    return row("lift", value, weight_low=low, weight_high=high, cell=f"lifting over {low}", **keys)


def job(*demands: Demand, hours: float | None = 8, days: float | None = 5, task_hours: float | None = None) -> Job:
    """A job of one task."""
    task = Task(title="Bench", hours_per_day=task_hours, demands=demands)
    return Job(title="Parts inspector", hours_per_day=hours, days_per_week=days, overtime=False, tasks=(task,))


ASSIGNMENT = Assignment(start=date(2026, 11, 23), end=date(2026, 12, 11))


def matched(said: Report, work: Job, assignment: Assignment = ASSIGNMENT, *, confirmed: bool = True) -> Match:
    """One report against one job."""
    return match(in_force([Filed(report=said, received=TODAY, confirmed=confirmed)], TODAY), work, assignment)


def decided(said: Restriction | Cleared, *demands: Demand, hours: float | None = 8, **keys) -> str:
    """The outcome of one restriction (or cleared item) against demands, schedule and dates being fine."""
    status = {"max_hours_per_day": 24}
    assignment = ASSIGNMENT.model_copy(update=keys)
    found = matched(report(said, **status), job(*demands, hours=hours), assignment)
    schedule = ("within_schedule", "in_force", "schedule_missing")
    pairs = [pair for pair in found.pairs if pair.code not in schedule]
    return str(found.model_copy(update={"pairs": tuple(pairs)}).outcome)


def returned_form(document: str = "form-1", **status) -> Report:
    """The Transitional Assignment as an office fills it: a few boxes, "nothing to avoid here" in section 3, dates."""
    said = [
        restriction("stand", MaxContinuous(minutes=60), from_=("avoid_prolonged_standing",)),
        restriction("bend", from_=("avoid_bending",)),
        restriction("climb", from_=("avoid_climbing",)),
        restriction("lift", MaxWeight(value=10), from_=("avoid_lift_over_10",)),
        restriction("lift.floor_waist", from_=("avoid_lift_off_floor",)),
        cleared("sit", Prolonged()),
        cleared("lift", MaxWeight(value=25)),
        cleared("lift", MaxWeight(value=50)),
        *(cleared(each) for each in FORM_CHECKS),
    ]
    return report(*said, document=document, **{"max_hours_per_day": 4, **status})


def light_job() -> Job:
    """Inspecting small parts at a bench, with "not present" wherever there is none of it."""
    some = {"reach": "sometimes", "handle": "often", "finger": "sometimes", "repetitive_hand": "sometimes"}
    demands = [
        *posture("stand", "1", "2"),
        *posture("sit", "2", "4"),
        *posture("walk", "0.5", "1"),
        *posture("drive", "0", "0"),
        load(0, 10, actual_weight=8, start_height=3, lift_height=3, carry_distance=20),
        *(load(low, high, "not_present") for low, high in BANDS[1:]),
        *(row(each, some.get(each, "not_present")) for each in ROWS),
        row("other", None),
    ]
    return job(*demands, hours=4, task_hours=4)
