"""Whether a report can carry an assignment at all: status, signature, dates, schedule (domain 4 rules 13, 14)."""

from __future__ import annotations

from typing import Literal

from cases.demands import Assignment
from cases.in_force import Voice, ends, starts, validity
from cases.matching.drafts import Draft
from cases.matching.results import Cell
from cases.matching.verdicts import COMPATIBLE, CONFLICT, UNDECIDED, Verdict, undecided
from cases.restrictions import Report, Status
from cases.words import number


def trusted(report: Report) -> bool:
    """Whether what the report permits may count: signed, and one status."""
    return report.status.signed is True and report.status.status is not Status.UNKNOWN and not _contradicts(report)


def releases_fully(report: Report) -> bool:
    """Full duty, only by an explicit, signed release without any restriction beside it (rule 14)."""
    return report.status.status is Status.FULL_DUTY and trusted(report)


def status_drafts(report: Report) -> list[Draft]:
    """The report's status against working at all, and what keeps it from permitting anything."""
    status = report.status.status
    if status is Status.OFF_WORK:
        return [
            _draft(report.document, Verdict(CONFLICT, "off_work", "the report takes the worker off work"), "off work")
        ]
    if status is Status.PROGRAM_NOT_APPROPRIATE:
        why = "the provider finds a transitional assignment not appropriate at this time"
        return [_draft(report.document, Verdict(CONFLICT, "not_appropriate", why), "the program is not appropriate")]
    drafts = []
    if report.status.signed is not True:
        why = "an unsigned report permits nothing"
        drafts.append(
            _draft(report.document, _paper("unsigned", why, "Can the office send it signed?"), "no signature")
        )
    if status is Status.UNKNOWN or _contradicts(report):
        why = "the report does not say plainly whether the worker is restricted"
        question = "Is the worker released with these restrictions, to full duty, or off work?"
        drafts.append(_draft(report.document, _paper("status_unknown", why, question), "status unclear"))
    return drafts


def date_drafts(report: Report, assignment: Assignment) -> list[Draft]:
    """The assignment has to lie inside the report's validity; an expired report is undecided, never released."""
    first, last = assignment.start, assignment.end
    found = validity(report, first, last)
    begin, end = starts(report), ends(report)
    says = f"from {begin or 'an unstated day'} to {end or 'an unstated day'}"
    verdicts = {
        "no_start": _paper("undated", "the report says no day from which it holds", "From which day does this hold?"),
        "not_yet": _paper("not_yet", "the assignment starts before the report holds", "May the work start earlier?"),
        "expired": _paper("expired", "the assignment runs past the report's last day", "What holds after that day?"),
        "no_end": undecided("no_end_date", "the report says no last day", "How long do these limits hold?", "provider"),
        "in_force": Verdict(COMPATIBLE, "in_force", "the assignment lies within the report's days"),
    }
    if found == "in_force" and last is None and end is not None:
        verdicts["in_force"] = _paper("open_ended", "the assignment has no last day", "When does the assignment end?")
    where = f"from {first} to {last or 'an unstated day'}"
    return [_draft(report.document, verdicts[found], says, where, topic="dates")]


def schedule_drafts(voice: Voice, assignment: Assignment) -> list[Draft]:
    """Hours a day, days a week and overtime (rule 13). What neither limit names is one pair, not three."""
    hours, days = voice.hours_per_day, voice.days_per_week
    drafts = []
    if hours is not None:
        drafts.append(_amount(hours, "hours a day", assignment.hours_per_day))
    if days is not None:
        drafts.append(_amount(days, "days a week", assignment.days_per_week))
    missing = " and ".join(name for name, limit in (("hours a day", hours), ("days a week", days)) if limit is None)
    if missing:
        question = f"How many {missing} may be worked?"
        verdict = undecided("schedule_unstated", "the report does not say", question, "provider")
        says = f"{_said(assignment.hours_per_day, 'hours a day')}, {_said(assignment.days_per_week, 'days a week')}"
        drafts.append(_draft(voice.report.document, verdict, f"nothing about {missing}", says, topic="schedule"))
    return drafts + _overtime(voice, assignment)


def schedule_conflicts(voice: Voice, assignment: Assignment) -> list[Draft]:
    """Only what forbids, for reports that cannot permit anything yet."""
    return [each for each in schedule_drafts(voice, assignment) if each.verdict.outcome is CONFLICT]


def pending_draft(report: Report) -> Draft:
    """A report nobody has confirmed: it may tighten, so nothing is settled until a person has looked."""
    question = "Is what was read what the page says?"
    verdict = Verdict(UNDECIDED, "pending_report", "nobody has confirmed this report yet", question, "employer", False)
    return _draft(report.document, verdict, "a report that waits for confirmation")


def _amount(limit: tuple[str, float], what: Literal["hours a day", "days a week"], asked: float | None) -> Draft:
    document, most = limit
    if asked is None:
        question = f"How many {what} will be worked?"
        verdict = undecided("schedule_missing", "the assignment does not say", question, "employer")
    elif asked > most:
        verdict = Verdict(CONFLICT, "over_schedule", "the assignment asks for more than the limit")
    else:
        verdict = Verdict(COMPATIBLE, "within_schedule", "the schedule stays within the limit")
    return _draft(document, verdict, f"at most {number(most)} {what}", _said(asked, what), topic=what)


def _overtime(voice: Voice, assignment: Assignment) -> list[Draft]:
    """Overtime counts where hours are limited or it is forbidden."""
    forbidden, limited = voice.report.status.overtime_ok is False, voice.hours_per_day is not None
    if not (forbidden or limited) or assignment.overtime is False:
        return []
    says = "no overtime" if forbidden else "a limit on hours"
    if assignment.overtime is None:
        verdict = undecided("overtime_unknown", "the assignment does not say", "Is there overtime?", "employer")
    elif forbidden:
        verdict = Verdict(CONFLICT, "overtime", "the assignment includes overtime")
    else:
        question = "How many hours a day come to the most, overtime included?"
        verdict = undecided("overtime_hours", "overtime comes on top of the scheduled hours", question, "employer")
    where = "overtime: not recorded" if assignment.overtime is None else "overtime: yes"
    return [_draft(voice.report.document, verdict, says, where, topic="overtime")]


def _contradicts(report: Report) -> bool:
    """Restrictions beside "full duty" are a contradiction (domain 1)."""
    return report.status.status is Status.FULL_DUTY and bool(report.restrictions)


def _said(amount: float | None, what: str) -> str:
    return f"{what}: not recorded" if amount is None else f"{number(amount)} {what}"


def _paper(code: str, why: str, question: str) -> Verdict:
    """Undecided until another paper comes: no reason given by a person settles it."""
    return Verdict(UNDECIDED, code, why, question, "provider", resolvable=False)


def _draft(document: str, verdict: Verdict, says: str, demand: str = "the assignment", topic: str = "status") -> Draft:
    return Draft(
        verdict=verdict,
        kind="limit",
        report=lambda: Cell(document=document, says=says),
        demand=lambda: Cell(says=demand),
        topics=(topic,),
        material=lambda: (document, says, demand),
    )
