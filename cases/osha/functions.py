"""Whether restrictions reach a routine function or the full shift: restriction × what the job asks for weekly.

Matching decides it (`cases.matching`): a conflict keeps the worker from something, so it counts; a pair that nobody can
decide counts until it is answered; only where everything fits, nothing is restricted (1904.7(b)(4)(ii), (iv)).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from cases.demands import Assignment, Job
from cases.in_force import InForce, Voice
from cases.matching import Match, Outcome, Pair, match
from cases.osha.decisions import RoutineFunctions
from cases.osha.history import Touches

# Pairs about the report's dates, and about what it never asked: a restriction is what was said, not what was not.
BESIDE_THE_POINT: Final = frozenset(
    ("no_end_date", "expired", "not_yet", "undated", "open_ended", "restriction_expired", "one_expired",
     "schedule_unstated", "not_asked", "partly_asked")
)  # fmt: skip


def touched(voice: Voice, day: date, job: Job | None, decided: RoutineFunctions | None) -> Touches:
    """What one professional's limits reach on a day. `job` is the regular one; without a named regular job nothing
    is ever found to be free, for a job that was made to fit would fit."""
    if job is None:
        return Touches.UNDECIDED
    found = routine_match(voice, day, job, decided)
    outcomes = {pair.outcome for pair in found.pairs if about_functions(pair)}
    if Outcome.CONFLICT in outcomes:
        return Touches.ROUTINE
    free = decided is not None and bool(job.tasks) and Outcome.UNDECIDED not in outcomes
    return Touches.NOTHING if free else Touches.UNDECIDED


def routine_match(voice: Voice, day: date, job: Job, decided: RoutineFunctions | None) -> Match:
    """The match behind it: the weekly tasks of the regular job, in its own schedule, against the limits of that day."""
    reports = InForce(as_of=day, voices=(on_day(voice, day),))
    return match(reports, weekly(job, decided), Assignment(start=day, end=day))


def standing_pairs(reports: InForce, job: Job | None, decided: RoutineFunctions | None) -> tuple[Pair, ...]:
    """What keeps the worker from a weekly function on that day, and what nobody can decide: for people to look at."""
    if job is None:
        return ()
    found = [routine_match(voice, reports.as_of, job, decided) for voice in reports.voices]
    pairs = [pair for each in found for pair in each.pairs if about_functions(pair)]
    return tuple(pair for pair in pairs if pair.outcome is not Outcome.COMPATIBLE)


def weekly(job: Job, decided: RoutineFunctions | None) -> Job:
    """The job without the tasks that a person found to be done less than once a week."""
    rare = set(decided.rare) if decided else set()
    return job.model_copy(update={"tasks": tuple(task for task in job.tasks if task.title not in rare)})


def about_functions(pair: Pair) -> bool:
    """Whether a pair speaks of what the worker may do; blank rows that no limit is about do not."""
    unlimited = pair.code == "blank" and pair.report.document is None
    return pair.code not in BESIDE_THE_POINT and not unlimited


def on_day(voice: Voice, day: date) -> Voice:
    """The voice with the limits that hold on that day: a step that is over or has not begun restricts nothing."""
    kept = tuple(r for r in voice.report.restrictions if _holds(r.effective_from, r.effective_through, day))
    carried = tuple((d, r) for d, r in voice.carried if _holds(r.effective_from, r.effective_through, day))
    report = voice.report.model_copy(update={"restrictions": kept})
    return voice.model_copy(update={"report": report, "carried": carried})


def _holds(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
