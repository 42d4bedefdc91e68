"""What would make a job fit: other work or fewer hours, never another limit (seed 001 II.A.1, intermittent assistance).

A suggestion changes the job or the assignment and says what matching then comes to, because it was matched again:
give a demand to someone else or keep it lower, leave a task out, work fewer hours or days, provide what is required.
What nobody can decide yet is a question, with whom to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from cases import words
from cases.demands import Assignment, Demand, Job, Task
from cases.in_force import InForce
from cases.matching.results import Match, Outcome, Pair
from cases.restrictions import MaxForce, MaxWeight, Model, Required
from cases.scales import circled, presence

Code = Literal["lower", "give_away", "leave_out", "fewer_hours", "fewer_days", "no_overtime", "provide", "together"]
# Classes from less to more, of the scales whose thirds we know; every ladder begins with none at all.
LADDERS: Final = {
    "nys-task-assessment": ("not_present", "sometimes", "often", "always"),
    "dot": ("not_present", "occasional", "frequent", "constant"),
    "job-analysis": ("not_present", "occasional", "frequent", "continuous"),
}
NONE: Final = ("nys-task-assessment", "not_present")
STEP: Final = 0.5  # hours, as the assessment's circles stand apart
SCHEDULE: Final = 1.0  # hours a day and days a week, one at a time
_BEST: Final = (Outcome.COMPATIBLE, Outcome.UNDECIDED, Outcome.CONFLICT)

Rematch = Callable[[Job, Assignment], Match]


class Question(Model):
    """What to measure or to ask for an undecided pair. `paper`: only another paper settles it."""

    pair: str
    ask: Literal["", "provider", "employer"]
    question: str
    paper: bool


class Suggestion(Model):
    """A change of the job or of the assignment, and what matching comes to with it.

    `conflicts` and `undecided` count what is left; with none of both it fits.
    """

    code: Code
    sentence: str
    job: Job
    assignment: Assignment
    outcome: Outcome
    conflicts: int
    undecided: int


@dataclass(frozen=True)
class Change:
    """One change, before it is matched: `if_` completes "fits if …"."""

    code: Code
    if_: str
    job: Job
    assignment: Assignment


def questions(found: Match) -> tuple[Question, ...]:
    """One question for each undecided pair; the provider's first, as that takes longest."""
    asked = [
        Question(pair=each.key, ask=each.ask, question=each.question, paper=not each.resolvable)
        for each in found.undecided
    ]
    return tuple(sorted(asked, key=lambda each: each.ask != "provider"))


def suggestions(reports: InForce, job: Job, found: Match, again: Rematch) -> tuple[Suggestion, ...]:
    """Changes after which fewer conflicts are left, best first; empty where no change of the work can help.

    `found` is the match of this job; `again` matches a changed job and assignment against the same reports, with what
    persons settled. The reports are only read.
    """
    changes = list(_changes(reports, job, found, again))
    if len(changes) > 1 and (whole := _all_of(changes, job, found.assignment)):
        changes.append(whole)
    judged = [_judged(each, found, again) for each in changes]
    helpful = [each for each in judged if each.conflicts < len(found.conflicts)]
    return tuple(sorted(helpful, key=lambda each: (_BEST.index(each.outcome), each.conflicts, each.code == "together")))


def _changes(reports: InForce, job: Job, found: Match, again: Rematch) -> Iterator[Change]:
    for pair in found.conflicts:
        if pair.demand.where:
            yield from _first(_lower(pair, job, found.assignment), found, again)
    if len(job.tasks) > 1:
        yield from (_without(task, job, found.assignment) for task in job.tasks if _named(task, found.conflicts))
    yield from _schedule(job, found, again)
    yield from _provided(reports, job, found)


def _first(ladder: Iterable[Change], found: Match, again: Rematch) -> Iterator[Change]:
    """The smallest change of a ladder that ends a conflict."""
    for each in ladder:
        if len(again(each.job, each.assignment).conflicts) < len(found.conflicts):
            yield each
            return


# --- the work -----------------------------------------------------------------------------------------------------


def _lower(pair: Pair, job: Job, assignment: Assignment) -> Iterator[Change]:
    """The rows of a conflict one step lower at a time, down to none at all."""
    rows = [(task, each) for task in job.tasks for each in task.demands if _cell(task, each) in pair.demand.where]
    mine = [(task, each) for task, each in rows if presence(each) in ("present", "undefined")]
    named = " and ".join(dict.fromkeys(_what(each) for _, each in mine))
    for down in range(1, max((len(_ladder(each)) for _, each in mine), default=1)):
        lower = {id(each): _at(each, (_ladder(each)[:-down] or _ladder(each)[:1])[-1]) for _, each in mine}
        if all(presence(each) == "absent" for each in lower.values()):
            break
        said = " and ".join(dict.fromkeys(words.demand(each).rpartition(": ")[2] for each in lower.values()))
        yield Change("lower", f"{named} is kept to {said}", _with(job, lower), assignment)
    if mine:
        twins = [each for task, row in mine for each in task.demands if each is row or _twin(each, row)]
        given = {id(each): _at(each, _ladder(each)[0]) for each in twins}
        yield Change("give_away", f"{named} is given to someone else", _with(job, given), assignment)


def _ladder(demand: Demand) -> list[tuple[str, str]]:
    """Scale and value from none up to what the row says now, in the steps of its paper; just none if undefined."""
    if demand.scale == "hours":
        hours = circled(demand.value or "")
        top = 0.0 if hours is None else min(hours.low + (0 if hours.closed else STEP), 24)
        below = [n * STEP for n in range(int(top / STEP) + 1) if n * STEP < top]
        return [("hours", f"{each:g}") for each in [*below, top]]
    ladder = LADDERS.get(demand.scale, ())
    value = "_".join((demand.value or "").casefold().replace("-", " ").replace("_", " ").split())
    at = ladder.index(value) if value in ladder else -1
    return [(demand.scale, each) for each in ladder[: at + 1]] if at > 0 else [NONE, (demand.scale, value)]


def _at(demand: Demand, rung: tuple[str, str]) -> Demand:
    return demand.model_copy(update={"scale": rung[0], "value": rung[1]})


def _twin(demand: Demand, row: Demand) -> bool:
    """The other circled row of a posture: who does not stand at all stands at no one time."""
    return demand.scale == row.scale == "hours" and (demand.activity, demand.side) == (row.activity, row.side)


def _without(task: Task, job: Job, assignment: Assignment) -> Change:
    rest = tuple(each for each in job.tasks if each is not task)
    return Change(
        "leave_out", f"the task “{task.title}” is left out", job.model_copy(update={"tasks": rest}), assignment
    )


def _named(task: Task, pairs: Iterable[Pair]) -> bool:
    cells = {_cell(task, each) for each in task.demands if presence(each) in ("present", "undefined")}
    return any(cells & set(pair.demand.where) for pair in pairs)


def _with(job: Job, changed: dict[int, Demand]) -> Job:
    """The job with these rows in place of those of that identity."""
    tasks = (
        task.model_copy(update={"demands": tuple(changed.get(id(each), each) for each in task.demands)})
        for task in job.tasks
    )
    return job.model_copy(update={"tasks": tuple(tasks)})


def _cell(task: Task, demand: Demand) -> str:
    return f"{task.title}: {demand.cell}"


def _what(demand: Demand) -> str:
    return words.demand(demand).rpartition(": ")[0]


# --- the assignment -----------------------------------------------------------------------------------------------


def _schedule(job: Job, found: Match, again: Rematch) -> Iterator[Change]:
    now = found.assignment
    yield from _first(_fewer(job, now, "fewer_hours", "hours_per_day", "hours a day"), found, again)
    yield from _first(_fewer(job, now, "fewer_days", "days_per_week", "days a week"), found, again)
    if now.overtime:
        yield Change("no_overtime", "there is no overtime", job, now.model_copy(update={"overtime": False}))


def _fewer(job: Job, now: Assignment, code: Code, field: str, what: str) -> Iterator[Change]:
    most: float | None = getattr(now, field)
    fewer = int(most / SCHEDULE) if most is not None else 0
    for n in range(fewer, 0, -1):
        if most is not None and n * SCHEDULE < most:
            amount = n * SCHEDULE
            change = now.model_copy(update={field: amount})
            yield Change(code, f"it is {words.number(amount)} {what}", job, change)


def _provided(reports: InForce, job: Job, found: Match) -> Iterator[Change]:
    """What a report requires and the assignment does not record."""
    now = found.assignment
    for what in dict.fromkeys(_required(reports)):
        if now.records(what) is not True:
            rest = tuple(
                each for each in now.not_provided if Assignment(start=now.start, provided=(each,)).records(what) is None
            )
            recorded = now.model_copy(update={"provided": (*now.provided, what), "not_provided": rest})
            yield Change("provide", f"{what} is provided", job, recorded)


def _required(reports: InForce) -> Iterator[str]:
    for voice in reports.voices:
        for _, restriction in voice.restrictions:
            for limit in restriction.limits:
                if isinstance(limit, Required):
                    yield limit.what
                elif isinstance(limit, MaxWeight | MaxForce) and limit.unless:
                    yield limit.unless


# --- what it comes to ---------------------------------------------------------------------------------------------


def _all_of(changes: list[Change], job: Job, assignment: Assignment) -> Change | None:
    """Every change of single rows and of the assignment at once; leaving tasks out stays a choice of its own."""
    parts = [each for each in changes if each.code != "leave_out"]
    if len(parts) < 2:
        return None
    new_job, now = job, assignment
    for each in parts:
        new_job = _lowest(job, new_job, each.job)
        changed = {
            name: value
            for name in ("hours_per_day", "days_per_week", "overtime", "provided", "not_provided")
            if (value := getattr(each.assignment, name)) != getattr(assignment, name)
        }
        if "provided" in changed:
            changed["provided"] = tuple(dict.fromkeys((*now.provided, *each.assignment.provided)))
            changed["not_provided"] = tuple(what for what in now.not_provided if what in each.assignment.not_provided)
        now = now.model_copy(update=changed)
    return Change("together", "; ".join(dict.fromkeys(each.if_ for each in parts)), new_job, now)


def _lowest(job: Job, one: Job, other: Job) -> Job:
    """Row by row whichever of two changes was made; of two the lower one."""
    tasks = []
    for task, a, b in zip(job.tasks, one.tasks, other.tasks, strict=True):
        rows = [
            y if x == row or (y != row and len(_ladder(y)) < len(_ladder(x))) else x
            for row, x, y in zip(task.demands, a.demands, b.demands, strict=True)
        ]
        tasks.append(task.model_copy(update={"demands": tuple(rows)}))
    return job.model_copy(update={"tasks": tuple(tasks)})


def _judged(change: Change, before: Match, again: Rematch) -> Suggestion:
    after = again(change.job, change.assignment)
    conflicts, undecided = len(after.conflicts), len(after.undecided)
    verb = {Outcome.COMPATIBLE: "Fits", Outcome.UNDECIDED: "No conflict is left"}.get(after.outcome, "Fewer conflicts")
    sentence = f"{verb} if {change.if_}."
    if undecided and not conflicts:
        sentence += f" {undecided} {'question is' if undecided == 1 else 'questions are'} still open."
    if conflicts:
        sentence += f" {conflicts} of {len(before.conflicts)} are left."
    return Suggestion(
        code=change.code,
        sentence=sentence,
        job=change.job,
        assignment=change.assignment,
        outcome=after.outcome,
        conflicts=conflicts,
        undecided=undecided,
    )
