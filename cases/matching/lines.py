"""A job's demands gathered for matching: one line for each activity, measure, side and weight band, over all tasks."""

from __future__ import annotations

from functools import cached_property
from typing import Final, Literal

from pydantic import Field

from cases.activities import covers
from cases.demands import Demand, Job, Measure, Task
from cases.restrictions import Model, Side, unsaid
from cases.scales import Presence, Span, circled, hours_of_share, presence, share

Standing = Literal["absent", "present", "partly_blank", "blank", "undefined", "disagree"]

NO_ROW: Final = "no row for it"

_TWIN: Final[dict[Measure, Measure]] = {"at_one_time": "per_day", "per_day": "at_one_time"}


class Member(Model):
    """One task's cell. `task_hours`: how long the task takes, hours a day. `beside`: what goes along with it."""

    task: str
    task_hours: float | None
    demand: Demand
    beside: tuple[Demand, ...] = Field(default=(), exclude_if=unsaid)


class Line(Model):
    """The same demand in every task that has a row for it.

    `standing`: absent (all say zero), present, partly_blank (some blank), blank, undefined (a class nobody defined),
    disagree (the rows of a posture contradict each other). `merged`: a lifting/carrying row (rule 8), whose distance
    tells whether the load is carried. `also`: the rest of a row that names several activities undivided.
    """

    activity: str
    also: tuple[str, ...] = Field(default=(), exclude_if=unsaid)
    measure: Measure
    side: Side
    weight_low: float | None = None
    weight_high: float | None = None
    members: tuple[Member, ...]
    standing: Standing
    merged: bool = False

    @property
    def activities(self) -> tuple[str, ...]:
        """Everything the row names, undivided."""
        return (self.activity, *self.also)

    @cached_property
    def present(self) -> tuple[Member, ...]:
        """The tasks in which the demand is more than zero, or undefined."""
        return tuple(each for each in self.members if presence(each.demand) in ("present", "undefined"))

    @property
    def cells(self) -> tuple[str, ...]:
        """Where it stands: task and cell."""
        return tuple(f"{each.task}: {each.demand.cell}" for each in self.members)


def lines_of(job: Job) -> tuple[Line, ...]:
    """All lines of a job, in the order of its papers. An "other" row that names nothing is no demand."""
    groups: dict[tuple[object, ...], list[Member]] = {}
    for task in job.tasks:
        for demand in task.demands:
            if demand.activity == "other" and demand.value is None and not demand.description.strip():
                continue
            beside = _beside(demand, task)
            member = Member(task=task.title, task_hours=task.hours_per_day, demand=demand, beside=beside)
            where: tuple[object, ...] = (
                demand.activity,
                demand.measure,
                demand.side,
                demand.weight_low,
                demand.weight_high,
                demand.also,
            )
            if demand.activity == "other":
                where += (task.title, demand.cell)  # two "other" rows are two things
            groups.setdefault(where, []).append(member)
    for members in groups.values():
        members += _without_a_row(members, job)
    carries = any(key[0] == "carry" for key in groups)
    return _check_postures(
        [
            Line(
                activity=members[0].demand.activity,
                also=members[0].demand.also,
                measure=members[0].demand.measure,
                side=members[0].demand.side,
                weight_low=members[0].demand.weight_low,
                weight_high=members[0].demand.weight_high,
                members=tuple(members),
                standing=_standing([presence(each.demand) for each in members]),
                merged=members[0].demand.activity == "lift" and not carries,
            )
            for members in groups.values()
        ]
    )


def _without_a_row(members: list[Member], job: Job) -> list[Member]:
    """Tasks that say nothing of an activity which others have a row for: unknown there, like a blank row (rule 1).

    A row for more, or for a part of it, is something said. Tasks without any row are asked about as a whole.
    """
    asked = members[0].demand
    if asked.activity == "other" or len(job.tasks) == 1:
        return []
    missing = [task for task in job.tasks if task.demands and not any(_speaks_of(each, asked) for each in task.demands)]
    blank = asked.model_copy(update={"value": None, "cell": NO_ROW, "description": ""})
    return [Member(task=task.title, task_hours=task.hours_per_day, demand=blank) for task in missing]


def _speaks_of(row: Demand, asked: Demand) -> bool:
    mine, theirs = (row.activity, *row.also), (asked.activity, *asked.also)
    return any(covers(a, b) or covers(b, a) for a in mine for b in theirs)


def hours_a_day(line: Line, day: float) -> Span | None:
    """Hours of a day of `day` hours, added up over the tasks (rule 13); None where a class is undefined."""
    total = Span(0, 0, closed=True)
    for each in line.present:
        hours = _hours(each, day)
        if hours is None:
            return None
        total += hours
    return total


def share_of_day(line: Line) -> Span | None:
    """The share of the day, added up over the tasks; None for circled hours and undefined classes."""
    total = Span(0, 0, closed=True)
    for each in line.present:
        part = share(each.demand.value or "", each.demand.scale)
        if part is None:
            return None
        total += part
    return total


def hours_at_one_time(line: Line) -> Span | None:
    """The longest stretch. Tasks may follow each other, so it ends only at the sum of theirs (domain 9)."""
    spans = [circled(each.demand.value or "") if each.demand.scale == "hours" else None for each in line.present]
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return None
    longest = max(known, key=lambda span: (span.low, not span.closed))
    return Span(longest.low, sum(span.high for span in known), longest.closed)


def load(line: Line) -> Span | None:
    """Pounds: the heaviest weight really handled where every task recorded it, else the row's band (rule 6).

    None where no weight is given, or a recorded weight lies outside its own row. What is handled at the same moment
    adds up, task by task (domain 9).
    """
    if any(each.beside for each in line.present):
        return _heaviest([_together(each) for each in line.present])
    if line.weight_low is None and line.weight_high is None:
        band = None
    else:
        band = Span(line.weight_low or 0, line.weight_high if line.weight_high is not None else float("inf"))
    actual = [each.demand.actual_weight for each in line.present]
    if not actual or any(weight is None for weight in actual):
        return band
    heaviest = max(weight for weight in actual if weight is not None)
    if band and not all(weight is not None and band.low < weight <= band.high for weight in actual):
        return None
    return Span(heaviest, heaviest, closed=True)


def _beside(demand: Demand, task: Task) -> tuple[Demand, ...]:
    """The other rows of the task that are handled at the same moment."""
    if demand.together is None:
        return ()
    same = [each for each in task.demands if each.together == demand.together and each is not demand]
    return tuple(each for each in same if presence(each) != "absent")


def _together(member: Member) -> Span | None:
    total = Span(0, 0, closed=True)
    for each in (member.demand, *member.beside):
        one = _weighs(each)
        if one is None:
            return None
        total += one
    return total


def _weighs(demand: Demand) -> Span | None:
    """The recorded weight of one row if it lies in the row's band, else the band."""
    weight, low, high = demand.actual_weight, demand.weight_low, demand.weight_high
    if weight is None:
        return None if low is None and high is None else Span(low or 0, float("inf") if high is None else high)
    inside = (low is None or low < weight) and (high is None or weight <= high)
    return Span(weight, weight, closed=True) if inside else None


def _heaviest(spans: list[Span | None]) -> Span | None:
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return None
    top = max(known, key=lambda span: (span.low, span.closed))
    return Span(top.low, max(span.high for span in known), top.closed)


def _hours(member: Member, day: float) -> Span | None:
    value = member.demand.value or ""
    if member.demand.scale == "hours":
        return circled(value)
    part = share(value, member.demand.scale)
    return None if part is None else hours_of_share(part, day, member.task_hours)


def _standing(found: list[Presence]) -> Standing:
    if "undefined" in found:
        return "undefined"
    if "present" in found:
        return "partly_blank" if "blank" in found else "present"
    return "blank" if "blank" in found else "absent"


def _check_postures(lines: list[Line]) -> tuple[Line, ...]:
    """Hours at one time and hours in all of one posture have to agree, task by task.

    None in the whole day leaves none at one time, even where that row is blank. Zero beside more than zero, or a
    stretch longer than the total, is a contradiction on the job's own paper.
    """
    return tuple(line.model_copy(update={"standing": _against_twin(line, lines)}) for line in lines)


def _against_twin(line: Line, lines: list[Line]) -> Standing:
    other = _TWIN.get(line.measure)
    twins = [
        each for each in lines if each.measure == other and each.activity == line.activity and each.side == line.side
    ]
    if not twins:
        return line.standing
    if line.measure == "at_one_time" and line.standing == "blank" and twins[0].standing == "absent":
        return "absent"
    return "disagree" if any(_disagree(each, twins[0]) for each in line.members) else line.standing


def _disagree(member: Member, twin: Line) -> bool:
    for each in twin.members:
        once, total = (member, each) if member.demand.measure == "at_one_time" else (each, member)
        if each.task != member.task or "blank" in (presence(once.demand), presence(total.demand)):
            continue
        one, all_day = circled(once.demand.value or ""), circled(total.demand.value or "")
        if one and all_day and (one.low > all_day.high or (one.high == 0) != (all_day.high == 0)):
            return True
    return False
