"""What was worked, or not, after an injury: what the OSHA count needs beside the reports."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from pydantic import model_validator

from api.casework.act import Act
from api.casework.words import Shown, Written
from api.store.tables import Assignment, AssignmentEvent, Case, WorkRecord
from cases.assignments import State
from cases.errors import BadInput, Conflict
from cases.osha import Work, Worked

LONGEST: Final = timedelta(days=366)
ONE: Final = timedelta(days=1)


class NewWorkRecord(Written):
    """Days with the same record, both included; `reported_on` is when the employer learned of it (today)."""

    worked: Worked
    first: date
    last: date | None = None
    reported_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> NewWorkRecord:
        if self.last is not None and self.last < self.first:
            raise ValueError("the last day is before the first")
        return self


class WorkRecordShown(Shown):
    """A record of days; a withdrawn one does not count."""

    id: uuid.UUID
    case_id: uuid.UUID
    worked: Worked
    first: date
    last: date
    reported_on: date
    recorded_by: uuid.UUID
    withdrawn_at: datetime | None


def record_work(act: Act, key: uuid.UUID, new: NewWorkRecord) -> WorkRecordShown:
    """Record days worked or missed. BadInput for days before the injury, or that have not come yet."""
    case = act.find(Case, key)
    last, reported = new.last or new.first, new.reported_on or act.today
    ahead = max(last, reported) > act.today
    if new.first < case.injury_date or reported < new.first or ahead or last - new.first > LONGEST:
        raise BadInput(
            "Record days from the injury until today, a year at most at a time, reported on one of them or later.",
            code="bad_days",
        )
    row = WorkRecord(
        case_id=case.id, worked=new.worked, first=new.first, last=last, reported_on=reported, recorded_by=act.who.user
    )
    act.record("work.recorded", act.add(row), case=str(case.id), worked=new.worked.value)
    return WorkRecordShown.model_validate(row)


def list_work(act: Act, key: uuid.UUID) -> list[WorkRecordShown]:
    """Every record of a case, withdrawn ones too, by day."""
    query = act.own(WorkRecord).where(WorkRecord.case_id == act.find(Case, key).id)
    rows = act.session.scalars(query.order_by(WorkRecord.first, WorkRecord.created_at))
    return [WorkRecordShown.model_validate(row) for row in rows]


def withdraw_work(act: Act, key: uuid.UUID) -> WorkRecordShown:
    """Take a wrong record back; it stays on file."""
    row = act.find(WorkRecord, key, locked=True)
    if row.withdrawn_at is not None:
        raise Conflict("This record is withdrawn already.", code="already_withdrawn")
    row.withdrawn_at, row.withdrawn_by = act.moment, act.who.user
    act.record("work.withdrawn", row, case=str(row.case_id))
    return WorkRecordShown.model_validate(row)


def work_of(act: Act, cases: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Work, ...]]:
    """Of each case the records that count, as the log wants them, and modified work that was assigned."""
    found: dict[uuid.UUID, list[Work]] = {key: [] for key in cases}
    query = act.own(WorkRecord).where(WorkRecord.case_id.in_(cases), WorkRecord.withdrawn_at.is_(None))
    for row in act.session.scalars(query):
        found[row.case_id].append(
            Work(worked=row.worked, first=row.first, last=row.last, reported=row.reported_on, source=str(row.id))
        )
    for case, work in _assigned(act, cases):
        found[case].append(work)
    return {key: tuple(work) for key, work in found.items()}


def _assigned(act: Act, cases: Collection[uuid.UUID]) -> Iterator[tuple[uuid.UUID, Work]]:
    """Modified work is other work than the regular one on each of its days until today (1904.7(b)(4)(i), (ix)).

    A record of a day that says more (absent, sent home) counts before it; a day on which the work was held back is one
    away until somebody records what was done instead.
    """
    for row, spans in spans_of(act, cases):
        reported = min(row.created_at.date(), row.work.start)
        for span in spans:
            said = Worked.ABSENT if span.held else Worked.TRANSFER
            yield row.case_id, Work(worked=said, reported=reported, source=str(row.id), **span._asdict())


class Span(NamedTuple):
    """Days of an assignment until today, both ends included. `held`: the work was held back all day long."""

    first: date
    last: date
    held: bool


def spans_of(act: Act, cases: Collection[uuid.UUID]) -> Iterator[tuple[Assignment, list[Span]]]:
    """Every assignment of the cases with its days until today."""
    rows = act.session.scalars(act.own(Assignment).where(Assignment.case_id.in_(cases))).all()
    steps: dict[uuid.UUID, list[AssignmentEvent]] = {row.id: [] for row in rows}
    query = act.own(AssignmentEvent).where(AssignmentEvent.assignment_id.in_(steps))
    for step in act.session.scalars(query.order_by(AssignmentEvent.created_at, AssignmentEvent.id)) if rows else ():
        steps[step.assignment_id].append(step)
    for row in rows:
        yield row, list(_spans(row, steps[row.id], act.today))


def _spans(row: Assignment, steps: Iterable[AssignmentEvent], today: date) -> Iterator[Span]:
    """The days of an assignment in turn, worked and held back; the days of the steps themselves were worked in part."""
    first, end = row.work.start, min(row.over_on or today, today)
    held = False
    for step in steps:
        now_held = step.state is State.SUSPENDED or (held and step.state is not State.RUNNING)
        day = step.created_at.date()
        if now_held == held:
            continue
        last = min(day if now_held else day - ONE, end)
        if first <= last:
            yield Span(first, last, held)
            first = last + ONE
        held = now_held
    if first <= end:
        yield Span(first, end, held)
