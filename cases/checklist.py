"""The checklist of documents of a case (004): eight papers, each done, due or late, and where it is filed.

A deadline of hours counts elapsed time, one of days is the start plus that many days; neither moves for a weekend
(domain 9). The first report of injury has no rule as long as no state is known for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final

from pydantic import Field

from cases.restrictions import Model

OFFER: Final = timedelta(hours=24)  # from the restrictions: 004 step 3


class Paper(StrEnum):
    """The documents of the checklist, in its order."""

    INCIDENT_REPORT = "incident_report"
    FIRST_REPORT = "first_report"
    RESTRICTION_LETTER = "restriction_letter"
    OFFER = "offer"
    ANSWER = "answer"
    DAILY_LOG = "daily_log"
    RELEASE = "full_duty_release"
    OSHA_ENTRY = "osha_entry"


class Status(StrEnum):
    """`waiting`: nothing calls for it yet. `no_rule`: nobody has said by when. `not_needed`: this case has none."""

    DONE = "done"
    DONE_LATE = "done_late"
    DUE = "due"
    LATE = "late"
    WAITING = "waiting"
    NO_RULE = "no_rule"
    NOT_NEEDED = "not_needed"


class Sheet(Model):
    """What the checklist says of a paper: its name, when it is due, where it is filed."""

    name: str
    when: str
    filed: tuple[str, ...]


SHEETS: Final[dict[Paper, Sheet]] = {
    paper: Sheet(name=name, when=when, filed=filed)
    for paper, name, when, filed in (
        (Paper.INCIDENT_REPORT, "Incident report", "on the day of the injury", ("safety file", "insurance carrier")),
        (Paper.FIRST_REPORT, "First report of injury", "by the state's rule, often 24 to 48 hours",
         ("state board", "insurance carrier")),
        (Paper.RESTRICTION_LETTER, "Restriction letter", "at each medical visit", ("safety file", "HR")),
        (Paper.OFFER, "Written offer of modified duty", "within 24 hours of the restrictions",
         ("worker, for signature", "insurance carrier, a copy")),
        (Paper.ANSWER, "Acceptance or refusal", "on the day of the offer", ("safety file", "insurance carrier")),
        (Paper.DAILY_LOG, "Daily log of modified duty", "every day of modified duty", ("project file",)),
        (Paper.RELEASE, "Full-duty release", "when the worker returns to full duty",
         ("safety file", "HR", "insurance carrier")),
        (Paper.OSHA_ENTRY, "Entry in the OSHA 300 log", "within 7 days of a recordable injury", ("OSHA log",)),
    )
}  # fmt: skip


class CasePapers(Model):
    """What is known of a case's papers. Days are calendar days, moments in UTC.

    `filed` is when a person filed a paper that nothing else shows. `first_report_hours` is the state's rule, if any.
    `visits` are medical visits until now, `letters` the exam days of letters that came. `modified` are days of modified
    duty on which work was scheduled, `logged` those with a check-in. `recordable`, `osha_due` come from the log.
    """

    injured: date
    filed: dict[Paper, date] = Field(default_factory=dict)
    first_report_hours: float | None = Field(default=None, gt=0)
    visits: tuple[date, ...] = ()
    letters: tuple[date, ...] = ()
    restricted_at: datetime | None = None
    offered_at: datetime | None = None
    answered_at: datetime | None = None
    modified: tuple[date, ...] = ()
    logged: tuple[date, ...] = ()
    back_at_full_duty: date | None = None
    released: date | None = None
    recordable: bool | None = None
    osha_due: date | None = None
    osha_entered: date | None = None


class Line(Model):
    """A paper of the checklist for one case. `missing` counts what is not there: visits without a letter, days
    without a log."""

    paper: Paper
    name: str
    when: str
    filed_where: tuple[str, ...]
    status: Status
    due: date | datetime | None = None
    done: date | datetime | None = None
    missing: int = 0


def checklist(case: CasePapers, now: datetime) -> tuple[Line, ...]:
    """The eight lines, as they stand at that moment."""
    today = now.date()
    return (
        _by_day(Paper.INCIDENT_REPORT, case.injured, case.filed.get(Paper.INCIDENT_REPORT), today),
        _first_report(case, today),
        _letters(case, today),
        _offer(case, now),
        _answer(case, today),
        _log(case, today),
        _release(case, today),
        _osha(case, today),
    )


def _line(paper: Paper, status: Status, **more: object) -> Line:
    sheet = SHEETS[paper]
    said = {"name": sheet.name, "when": sheet.when, "filed_where": sheet.filed}
    return Line.model_validate({"paper": paper, "status": status} | said | more)


def _by_day(paper: Paper, due: date, done: date | None, today: date) -> Line:
    """A paper with one last day."""
    if done is not None:
        status = Status.DONE if done <= due else Status.DONE_LATE
    else:
        status = Status.LATE if today > due else Status.DUE
    return _line(paper, status, due=due, done=done)


def _first_report(case: CasePapers, today: date) -> Line:
    done = case.filed.get(Paper.FIRST_REPORT)
    if case.first_report_hours is None:
        return _line(Paper.FIRST_REPORT, Status.DONE if done else Status.NO_RULE, done=done)
    return _by_day(Paper.FIRST_REPORT, case.injured + timedelta(days=ceil(case.first_report_hours / 24)), done, today)


def _letters(case: CasePapers, today: date) -> Line:
    """A visit has its letter once an exam of that day or a later one is on file."""
    newest = max(case.letters, default=None)
    without = sorted(day for day in set(case.visits) if day <= today and (newest is None or newest < day))
    if without:
        late = without[0] < today
        status = Status.LATE if late else Status.DUE
        return _line(Paper.RESTRICTION_LETTER, status, due=without[0], missing=len(without))
    return _line(Paper.RESTRICTION_LETTER, Status.DONE if newest else Status.WAITING, done=newest)


def _offer(case: CasePapers, now: datetime) -> Line:
    if case.restricted_at is None:
        return _line(Paper.OFFER, Status.DONE if case.offered_at else Status.WAITING, done=case.offered_at)
    due = case.restricted_at + OFFER
    in_time = (case.offered_at or now) <= due
    if case.offered_at is not None:
        return _line(Paper.OFFER, Status.DONE if in_time else Status.DONE_LATE, due=due, done=case.offered_at)
    return _line(Paper.OFFER, Status.DUE if in_time else Status.LATE, due=due)


def _answer(case: CasePapers, today: date) -> Line:
    if case.offered_at is None:
        return _line(Paper.ANSWER, Status.WAITING)
    answered = case.answered_at.date() if case.answered_at else case.filed.get(Paper.ANSWER)
    return _by_day(Paper.ANSWER, case.offered_at.date(), answered, today)


def _log(case: CasePapers, today: date) -> Line:
    days = sorted(day for day in set(case.modified) if day <= today)
    if not days:
        return _line(Paper.DAILY_LOG, Status.WAITING)
    without = [day for day in days if day not in case.logged]
    if not without:
        return _line(Paper.DAILY_LOG, Status.DONE, done=days[-1])
    status = Status.LATE if without[0] < today else Status.DUE
    return _line(Paper.DAILY_LOG, status, due=without[0], missing=len(without))


def _release(case: CasePapers, today: date) -> Line:
    if case.released is not None:
        late = case.back_at_full_duty is not None and case.back_at_full_duty < case.released
        return _line(Paper.RELEASE, Status.DONE_LATE if late else Status.DONE, done=case.released)
    if case.back_at_full_duty is None:
        return _line(Paper.RELEASE, Status.WAITING)
    return _by_day(Paper.RELEASE, case.back_at_full_duty, None, today)


def _osha(case: CasePapers, today: date) -> Line:
    if case.recordable is False:
        return _line(Paper.OSHA_ENTRY, Status.NOT_NEEDED)
    if case.osha_due is None:
        status = Status.DONE if case.osha_entered else Status.WAITING
        return _line(Paper.OSHA_ENTRY, status, done=case.osha_entered)
    return _by_day(Paper.OSHA_ENTRY, case.osha_due, case.osha_entered, today)


def standing(lines: Iterable[Line]) -> dict[str, int]:
    """How many lines stand how, for lists."""
    found: dict[str, int] = {}
    for each in lines:
        found[each.status] = found.get(each.status, 0) + 1
    return found
