"""What checklist and metrics take from a case, each from the one place that knows it today.

A state's rule for the first report has no table yet: that function says that nobody knows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import select

from api.casework.act import Act
from api.casework.work_records import spans
from api.store.tables import (
    Assignment,
    Case,
    Document,
    ModifiedHours,
    Offer,
    PlanRevision,
    Reply,
    RestrictionSet,
    ReturnPlan,
)
from api.store.tables import OfferAnswer as Answered
from cases.in_force import Filed
from cases.offers.answers import Kind
from cases.osha import CaseFile, Worked, history_of
from cases.restrictions import Status

ONE = timedelta(days=1)
NOON = time(12)
MODIFIED = (Worked.PARTIAL, Worked.KEPT, Worked.TRANSFER)
AT_WORK = (*MODIFIED, Worked.FULL, Worked.SLOWER)


class OfferAnswer(NamedTuple):
    """What a worker said to an offer, and when."""

    said: Literal["accepted", "declined"]
    at: datetime


def answer_of(act: Act, case: uuid.UUID) -> OfferAnswer | None:
    """The worker's answer to the case's first offer that was answered; of the day only the date is known."""
    query = (
        act.own(Answered)
        .join(Offer, Offer.id == Answered.offer_id)
        .where(Offer.case_id == case, Answered.superseded_at.is_(None))
        .order_by(Offer.created_at, Offer.id)
    )
    row = act.session.scalars(query.limit(1)).first()
    if row is None:
        return None
    return OfferAnswer("accepted" if row.kind is Kind.ACCEPTED else "declined", datetime.combine(row.day, NOON, UTC))


def plan_days(act: Act, case: uuid.UUID) -> int | None:
    """How long the case's newest individual plan runs as it stands, in days, both ends included."""
    query = (
        act.own(PlanRevision)
        .join(ReturnPlan, ReturnPlan.id == PlanRevision.plan_id)
        .where(ReturnPlan.case_id == case)
        .order_by(ReturnPlan.created_at.desc(), PlanRevision.number.desc())
    )
    row = act.session.scalars(query.limit(1)).first()
    if row is None or row.plan.start is None or row.plan.end is None:
        return None
    return (row.plan.end - row.plan.start).days + 1


def first_report_hours(act: Act) -> float | None:
    """Within how many hours the state wants the first report: no table yet, so no rule (domain 9)."""
    return None


def offered_at(act: Act, case: uuid.UUID) -> datetime | None:
    """When modified duty was first offered."""
    return act.session.scalar(
        select(Offer.created_at)
        .where(Offer.employer_id == act.who.employer, Offer.case_id == case)
        .order_by(Offer.created_at)
        .limit(1)
    )


def restricted_at(act: Act, case: uuid.UUID) -> datetime | None:
    """When the first confirmed report with restrictions came in; the offer's clock starts then (domain 9)."""
    query = (
        select(Document.created_at, RestrictionSet.report)
        .join(Reply, Reply.document_id == Document.id)
        .join(RestrictionSet, RestrictionSet.reply_id == Reply.id)
        .where(RestrictionSet.case_id == case, RestrictionSet.employer_id == act.who.employer)
        .where(RestrictionSet.superseded_at.is_(None))
        .order_by(Document.created_at)
    )
    return next((at for at, report in act.session.execute(query) if report.status.status is Status.RESTRICTED), None)


def modified_days(act: Act, case: Case, papers: CaseFile) -> tuple[date, ...]:
    """The days on modified duty until today: assignments, records of restricted or other work, hours booked as such."""
    periods = [each for each in papers.work if each.worked in MODIFIED]
    found = {day for each in periods for day in _days(each.first, min(each.last or act.today, act.today))}
    for row in act.session.scalars(act.own(Assignment).where(Assignment.case_id == case.id)):
        found |= {day for span in spans(act, row) if not span.held for day in _days(span.first, span.last)}
    booked = act.own(ModifiedHours).where(ModifiedHours.case_id == case.id)
    found |= {row.day for row in act.session.scalars(booked)}
    return tuple(sorted(found))


def scheduled(papers: CaseFile, days: Iterable[date]) -> tuple[date, ...]:
    """Those of the days on which work was scheduled."""
    history = history_of(papers.model_copy(update={"filed": ()}))  # what reports say takes a match, and is not asked
    return tuple(day for day in days if not history.is_day_off(day))


def returned_on(papers: CaseFile) -> date | None:
    """The first day at work after the injury, by the records of days; the day of the injury is none."""
    days = [each.last if each.first == papers.injured else each.first for each in papers.work if each.worked in AT_WORK]
    return min((day for day in days if day and day > papers.injured), default=None)


def exams(filed: Sequence[Filed]) -> tuple[date, ...]:
    """The exam days of reports that count."""
    return tuple(each.exam for each in filed if not each.rejected)


def visits(filed: Sequence[Filed]) -> tuple[date, ...]:
    """Medical visits that are known: exams, and the next visits that confirmed reports name."""
    named = [each.report.status.next_visit for each in filed if each.confirmed and not each.rejected]
    return (*exams(filed), *(day for day in named if day))


def released_on(filed: Sequence[Filed]) -> date | None:
    """The day of the first confirmed, signed release to full duty."""
    full = [
        each.exam
        for each in filed
        if each.confirmed and not each.rejected and each.report.status.status is Status.FULL_DUTY
        and each.report.status.signed is True and not each.report.restrictions
    ]  # fmt: skip
    return min(full, default=None)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + n * ONE for n in range((last - first).days + 1))
