"""Matching: does this job, under this assignment, stay within what the reports in force permit?

Running order of `match`: the job's rows → each governing report → where providers differ → unconfirmed reports, which
can only forbid → rows nobody restricts. Domain 4 has the rules; the README of `cases/` says which file holds which.
"""

from __future__ import annotations

from cases.comparing import tightening
from cases.demands import Assignment, Job
from cases.in_force import InForce
from cases.matching.drafts import Draft
from cases.matching.limits import Work
from cases.matching.lines import lines_of
from cases.matching.providers import reconcile
from cases.matching.reports import confirmed_report, unconfirmed_report
from cases.matching.results import Cell, Match, Outcome, Pair, Resolution, resolve, settle
from cases.matching.standing import releases_fully
from cases.matching.unasked import left_over
from cases.matching.verdicts import UNDECIDED, Verdict
from cases.restrictions import Report
from cases.words import number

__all__ = ["Cell", "Match", "Outcome", "Pair", "Resolution", "match", "resolve", "settle"]


def match(reports: InForce, job: Job, assignment: Assignment, *, waiting: tuple[Report, ...] | None = None) -> Match:
    """Every restriction in force against every demand of the job, each pair with both source cells.

    `reports` comes from `cases.in_force.in_force`. What the assignment leaves open (hours, days, overtime, what is
    provided) is taken from the job. Hours, pounds, feet as in `cases.demands`. Nothing unknown comes out compatible.
    `waiting` is `tightening(reports)`, where several jobs are matched with the same reports.
    """
    work = Work(lines=lines_of(job), assignment=assignment.on(job))
    voices = [confirmed_report(voice, work) for voice in reports.voices]
    waiting = tightening(reports) if waiting is None else waiting
    pending = [unconfirmed_report(report, work) for report in waiting]
    drafts = reconcile([each for each, _ in voices]) if voices else [_no_report()]
    drafts += [draft for each, _ in pending for draft in each]
    if not all(releases_fully(voice.report) for voice in reports.voices) or not voices:
        drafts += _unassessed(job) if work.lines else [_no_demands(job.title)]
        drafts += _longer_day(job, work.assignment)
        drafts += left_over(work.lines, [found for _, each in (*voices, *pending) for found in each], work.assignment)
    return Match(
        as_of=reports.as_of,
        assignment=work.assignment,
        documents=reports.documents,
        pending=tuple(report.document for report in waiting),
        pairs=tuple({pair.key: pair for pair in (draft.pair(job.title) for draft in drafts)}.values()),
    )


def _unassessed(job: Job) -> list[Draft]:
    """Tasks without a row: the rows of the tasks beside them say nothing of theirs (rule 1)."""
    return [_no_demands(task.title, str(n)) for n, task in enumerate(job.tasks) if not task.demands]


def _longer_day(job: Job, assignment: Assignment) -> list[Draft]:
    """Hours that were circled for a shorter day than the one that is planned are more in the longer one (rule 4)."""
    assessed, planned = job.hours_per_day, assignment.hours_per_day
    circled = any(demand.scale == "hours" for task in job.tasks for demand in task.demands)
    if not circled or assessed is None or planned is None or planned <= assessed:
        return []
    why = f"the hours were assessed for a day of {number(assessed)} h, and {number(planned)} h are planned"
    question = "How many hours does each circled row come to in the longer day?"
    verdict = Verdict(UNDECIDED, "longer_day", why, question, "employer")
    days = (number(assessed), number(planned))
    return [Draft(verdict, "other", lambda: Cell(says="the day"), lambda: Cell(says=job.title), material=lambda: days)]


def _no_report() -> Draft:
    question = "Can the provider's report be obtained, signed, and confirmed here?"
    verdict = Verdict(UNDECIDED, "no_report", "no confirmed report governs this day", question, "provider", False)
    return Draft(verdict, "other", lambda: Cell(says="no report"), lambda: Cell(says="the job"))


def _no_demands(work: str, *which: str) -> Draft:
    why, question = "nobody has assessed what this work asks for", "Can its demands be assessed, task by task?"
    verdict = Verdict(UNDECIDED, "no_demands", why, question, "employer", False)
    return Draft(verdict, "other", lambda: Cell(says="the report"), lambda: Cell(says=work), material=lambda: which)
