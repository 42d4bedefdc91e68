"""What checklist and metrics take from a case, each from the one place that knows it today.

A state's rule for the first report has no table yet: that function says that nobody knows.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple, TypeAlias

from sqlalchemy import func, select

from api.casework.act import Act
from api.casework.work_records import spans_of
from api.store.tables import (
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

Ids: TypeAlias = Collection[uuid.UUID]  # of cases
ONE = timedelta(days=1)
NOON = time(12)
MODIFIED = (Worked.PARTIAL, Worked.KEPT, Worked.TRANSFER)
AT_WORK = (*MODIFIED, Worked.FULL, Worked.SLOWER)


class OfferAnswer(NamedTuple):
    """What a worker said to an offer, and when."""

    said: Literal["accepted", "declined"]
    at: datetime


def answers_of(act: Act, cases: Ids) -> dict[uuid.UUID, OfferAnswer]:
    """The worker's answer to each case's first offer that was answered; of the day only the date is known."""
    query = (
        act.own(Answered)
        .join(Offer, Offer.id == Answered.offer_id)
        .where(Offer.case_id.in_(cases), Answered.superseded_at.is_(None))
        .order_by(Offer.created_at.desc(), Offer.id.desc())  # the first of them is written last, and stays
        .add_columns(Offer.case_id)
    )
    return {
        case: OfferAnswer("accepted" if row.kind is Kind.ACCEPTED else "declined", datetime.combine(row.day, NOON, UTC))
        for row, case in act.session.execute(query)
    }


def plan_days(act: Act, cases: Ids) -> dict[uuid.UUID, int]:
    """How long each case's newest individual plan runs as it stands, in days, both ends included."""
    query = (
        act.own(PlanRevision)
        .join(ReturnPlan, ReturnPlan.id == PlanRevision.plan_id)
        .where(ReturnPlan.case_id.in_(cases))
        .order_by(ReturnPlan.created_at, PlanRevision.number)  # the newest is written last, and stays
        .add_columns(ReturnPlan.case_id)
    )
    newest = {case: row.plan for row, case in act.session.execute(query)}
    return {case: (p.end - p.start).days + 1 for case, p in newest.items() if p.start is not None and p.end is not None}


def first_report_hours(act: Act) -> float | None:
    """Within how many hours the state wants the first report: no table yet, so no rule (domain 9)."""
    return None


def offered_at(act: Act, cases: Ids) -> dict[uuid.UUID, datetime]:
    """When modified duty was first offered."""
    query = select(Offer.case_id, func.min(Offer.created_at)).where(Offer.employer_id == act.who.employer)
    found = act.session.execute(query.where(Offer.case_id.in_(cases)).group_by(Offer.case_id))
    return {row[0]: row[1] for row in found}


def restricted_at(act: Act, cases: Ids) -> dict[uuid.UUID, datetime]:
    """When the first confirmed report with restrictions came in; the offer's clock starts then (domain 9)."""
    query = (
        select(RestrictionSet.case_id, Document.created_at, RestrictionSet.report)
        .join(Reply, Reply.document_id == Document.id)
        .join(RestrictionSet, RestrictionSet.reply_id == Reply.id)
        .where(RestrictionSet.case_id.in_(cases), RestrictionSet.employer_id == act.who.employer)
        .where(RestrictionSet.superseded_at.is_(None))
        .order_by(Document.created_at.desc())  # the first is written last, and stays
    )
    return {case: at for case, at, report in act.session.execute(query) if report.status.status is Status.RESTRICTED}


def modified_days(act: Act, papers: Mapping[uuid.UUID, CaseFile]) -> dict[uuid.UUID, tuple[date, ...]]:
    """The days on modified duty until today: assignments, records of restricted or other work, hours booked as such.

    `papers`: what the log takes from each case.
    """
    found: dict[uuid.UUID, set[date]] = {case: set() for case in papers}
    for case, paper in papers.items():
        for each in (work for work in paper.work if work.worked in MODIFIED):
            found[case] |= set(_days(each.first, min(each.last or act.today, act.today)))
    for row, spans in spans_of(act, papers.keys()):
        found[row.case_id] |= {day for s in spans if not s.held for day in _days(s.first, s.last)}
    for booked in act.session.scalars(act.own(ModifiedHours).where(ModifiedHours.case_id.in_(papers.keys()))):
        found[booked.case_id].add(booked.day)
    return {case: tuple(sorted(days)) for case, days in found.items()}


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
