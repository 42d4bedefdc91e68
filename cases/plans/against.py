"""Each week of a plan against what is in force on its days (003 IV.E: within the limits set by the physician).

    stretches of a week in which the same reports govern → its work as a job → match → WeekStanding

A conflict puts the week outside. What is undecided is a question, expired restrictions too: no calendar releases
anybody, so such a week waits (domain 4 rule 14). Where a week has several duties, each is matched by itself as well:
a row that one duty's paper lacks must not be answered by another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from cases.comparing import tightening
from cases.demands import Assignment, Job, Task
from cases.in_force import Filed, InForce, in_force, validity
from cases.matching import Match, Outcome, Pair, Resolution, match, resolve, settle
from cases.matching.standing import releases_fully
from cases.plans.plan import Duty, Plan, Week
from cases.restrictions import Model


class KnownJob(Model):
    """A job on file, and what named persons settled about it; their word holds where the job is all of a week."""

    job: Job
    settled: tuple[Resolution, ...] = ()


Jobs = Mapping[str, KnownJob]


class WeekStanding(Model):
    """How a week stands. `conflicts` and `questions` are pairs of the match; a pair's words may quote a report.

    `unassessed`: duties whose demands nobody has written down. `longer`: duties that were assessed for a shorter day
    than the plan gives them, so that their hours say too little. `released`: every report in force has set the worker
    free by then. `outcome` is compatible only if nothing of all this is open.
    """

    number: int
    first: date
    last: date
    conflicts: tuple[Pair, ...] = ()
    questions: tuple[Pair, ...] = ()
    unassessed: tuple[str, ...] = ()
    longer: tuple[str, ...] = ()
    released: bool = False

    @property
    def outcome(self) -> Outcome:
        """Any conflict: conflict; else anything open: undecided."""
        if self.conflicts:
            return Outcome.CONFLICT
        return Outcome.UNDECIDED if self.questions or self.unassessed or self.longer else Outcome.COMPATIBLE


def plan_against(
    plan: Plan,
    filed: Sequence[Filed],
    jobs: Jobs | None = None,
    since: date | None = None,
    settled: Sequence[Resolution] = (),
) -> tuple[WeekStanding, ...]:
    """How every week stands to the reports of the case; weeks that ended before `since` are left out.

    `settled`: what named persons said about undecided pairs of this plan. Empty if the plan has no start: then no week
    has a date.
    """
    if plan.start is None:
        return ()
    dated = [(number, *plan.dates(number)) for number in range(1, len(plan.weeks) + 1)]
    running = [(n, max(first, since or first), last) for n, first, last in dated if since is None or last >= since]
    return tuple(_standing(plan, n, first, last, filed, jobs or {}, tuple(settled)) for n, first, last in running)


def outside(weeks: Iterable[WeekStanding]) -> tuple[int, ...]:
    """The numbers of the weeks that go beyond what is in force."""
    return tuple(each.number for each in weeks if each.outcome is Outcome.CONFLICT)


def answer(
    weeks: Iterable[WeekStanding],
    key: str,
    person: str,
    reason: str,
    at: datetime,
    outcome: Literal["compatible", "conflict"] = "compatible",
) -> Resolution:
    """A named person's word on an undecided pair of a week. Raises as `cases.matching.resolve` does."""
    known = tuple(weeks)
    pairs = tuple(pair for week in known for pair in (*week.conflicts, *week.questions))
    day = known[0].first if known else at.date()
    found = Match(as_of=day, assignment=Assignment(start=day), documents=(), pairs=pairs)
    return resolve(found, key, person, reason, at, outcome)


def step_conflicts(
    plan: Plan, step: Week, first: date, last: date, filed: Sequence[Filed], jobs: Jobs
) -> tuple[Pair, ...]:
    """What a step would break if it were done on these days."""
    found = [pair for each in _matches(plan, step, first, last, filed, jobs) for pair in each.conflicts]
    return tuple({pair.key: pair for pair in found}.values())


def stretches(filed: Sequence[Filed], first: date, last: date) -> Iterator[tuple[date, date, InForce]]:
    """The days from first to last, cut where another exam begins to govern."""
    cuts = sorted({first, *(each.exam for each in filed if first < each.exam <= last)})
    for begin, end in zip(cuts, [*(cut - timedelta(days=1) for cut in cuts[1:]), last], strict=True):
        yield begin, end, in_force(filed, begin)


def released_on(reports: InForce, day: date) -> bool:
    """Whether every report in force releases the worker to full duty on that day, and nothing newer is open."""
    free = (releases_fully(v.report) and validity(v.report, day) == "in_force" for v in reports.voices)
    return bool(reports.voices) and all(free) and not tightening(reports)


def on_file(duty: Duty, jobs: Jobs) -> KnownJob | None:
    """The job on file that the duty names; None if it names none, or one that is not known."""
    return jobs.get(duty.job) if duty.job is not None else None


def _standing(
    plan: Plan,
    number: int,
    first: date,
    last: date,
    filed: Sequence[Filed],
    jobs: Jobs,
    settled: tuple[Resolution, ...],
) -> WeekStanding:
    week = plan.weeks[number - 1]
    matches = [
        settle(each, (*_settled(week, jobs), *settled)) for each in _matches(plan, week, first, last, filed, jobs)
    ]
    pairs = {pair.key: pair for each in matches for pair in each.pairs}.values()
    return WeekStanding(
        number=number,
        first=first,
        last=last,
        conflicts=tuple(pair for pair in pairs if pair.outcome is Outcome.CONFLICT),
        questions=tuple(pair for pair in pairs if pair.outcome is Outcome.UNDECIDED),
        unassessed=tuple(duty.title for duty in week.duties if not any(t.demands for t in _tasks(duty, jobs))),
        longer=tuple(duty.title for duty in week.duties if _longer(duty, week, jobs)),
        released=any(released_on(reports, begin) for begin, _, reports in stretches(filed, first, last)),
    )


def _matches(plan: Plan, week: Week, first: date, last: date, filed: Sequence[Filed], jobs: Jobs) -> list[Match]:
    """The whole week's work, and each duty by itself where there are several, on every stretch of days."""
    works = [_job(week.duties, jobs), *(_job([duty], jobs) for duty in week.duties if len(week.duties) > 1)]
    return [
        match(reports, job, _assignment(plan, week, begin, end))
        for begin, end, reports in stretches(filed, first, last)
        for job in works
    ]


def _assignment(plan: Plan, week: Week, first: date, last: date) -> Assignment:
    return Assignment(
        start=first,
        end=last,
        hours_per_day=week.hours_per_day,
        days_per_week=week.days_per_week,
        overtime=plan.overtime,
        provided=plan.provided,
        not_provided=plan.not_provided,
    )


def _job(duties: Sequence[Duty], jobs: Jobs) -> Job:
    """The work as one job. Its schedule is the week's own: what the week leaves open stays open."""
    known = on_file(duties[0], jobs) if len(duties) == 1 else None
    alone = known.job if known else None
    return Job(
        title=alone.title if alone else "; ".join(duty.title for duty in duties),
        provided=alone.provided if alone else (),
        tasks=tuple(task for duty in duties for task in _tasks(duty, jobs)),
    )


def _tasks(duty: Duty, jobs: Jobs) -> tuple[Task, ...]:
    if duty.job is not None:
        known = on_file(duty, jobs)
        return known.job.tasks if known else ()
    return (Task(title=duty.title, hours_per_day=duty.hours_per_day, demands=duty.demands),)


def _settled(week: Week, jobs: Jobs) -> tuple[Resolution, ...]:
    """A word about one job says nothing about it together with others."""
    known = on_file(week.duties[0], jobs) if len(week.duties) == 1 else None
    return known.settled if known else ()


def _longer(duty: Duty, week: Week, jobs: Jobs) -> bool:
    """Hours that were circled for a day of some length say nothing of a longer one."""
    tasks = _tasks(duty, jobs)
    if not any(demand.scale == "hours" for task in tasks for demand in task.demands):
        return False
    known = on_file(duty, jobs)
    assessed = known.job.hours_per_day if known else duty.hours_per_day
    if assessed is None and all(task.hours_per_day is not None for task in tasks):
        assessed = sum(task.hours_per_day or 0 for task in tasks)
    asked = _asked(duty, week)
    return assessed is None or asked is None or asked > assessed


def _asked(duty: Duty, week: Week) -> float | None:
    """Hours a day that the week gives a duty: its own where the duties together fill the day, else the whole day."""
    shares = [each.hours_per_day for each in week.duties]
    known = [each for each in shares if each is not None]
    day = week.hours_per_day
    filled = len(known) == len(shares) > 1 and day is not None and sum(known) >= day
    return duty.hours_per_day if filled else day
