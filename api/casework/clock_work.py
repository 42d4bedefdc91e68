"""What became of offers, and what persons keep beside the papers, as the clocks see it: more sources of facts.

Each takes a session and ids of cases, and gives facts by case (`clock_facts.SOURCES`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from api.store.tables import (
    Assignment,
    AssignmentEvent,
    CarrierNotice,
    CheckIn,
    CommitteeTold,
    Filing,
    LogDecision,
    LogEntry,
    Offer,
    OfferAnswer,
    PlanAuthorisation,
    RecoveryPlan,
    ReturnPlan,
)
from cases.checklist import Paper
from cases.clocks import Fact, Happening
from cases.osha.decisions import Recordability

H = Happening
Source = Callable[[Session, Collection[uuid.UUID]], Iterable[tuple[uuid.UUID, Fact]]]
Found = Iterator[tuple[uuid.UUID, Fact]]
# A source, and the case of the rows without which it has nothing to say; None: it has to be asked.
Asked = tuple[Source, InstrumentedAttribute[uuid.UUID] | None]
NOON: Final = time(12)  # of an answer only the day is known
LATEST: Final = date(2199, 12, 31)
TOLD: Final = ("accepted", "declined", "none")  # notices to the carrier that speak of the answer


def answers(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """What the worker answered, after the offer and before it was recorded, and that the carrier was told of it."""
    said = select(OfferAnswer, Offer).join(Offer, Offer.id == OfferAnswer.offer_id)
    for row, offer in session.execute(said.where(Offer.case_id.in_(ids), OfferAnswer.superseded_at.is_(None))):
        at = min(row.created_at, max(offer.created_at, datetime.combine(row.day, NOON, UTC)))
        yield offer.case_id, Fact(kind=H.OFFER_ANSWERED, at=at, about=str(row.offer_id))
    told = select(CarrierNotice, Offer.case_id).join(Offer, Offer.id == CarrierNotice.offer_id)
    for notice, case in session.execute(told.where(Offer.case_id.in_(ids), CarrierNotice.event.in_(TOLD))):
        yield case, Fact(kind=H.CARRIER_NOTIFIED, at=notice.created_at, about=str(notice.offer_id))


def assignments(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """Modified work from its first day to its last. Days on which it was held back count on: a look too early."""
    for row in session.scalars(select(Assignment).where(Assignment.case_id.in_(ids))):
        about, end = str(row.id), row.work.end
        through = min(end, LATEST) if end else None
        yield row.case_id, Fact(kind=H.ASSIGNMENT_STARTED, on=row.work.start, about=about, through=through)
        if row.over_on is not None:
            yield row.case_id, Fact(kind=H.ASSIGNMENT_ENDED, on=row.over_on, about=about)
    steps = select(AssignmentEvent, Assignment.case_id).join(Assignment, Assignment.id == AssignmentEvent.assignment_id)
    for step, case in session.execute(steps.where(Assignment.case_id.in_(ids), AssignmentEvent.kind == "resumed")):
        yield case, Fact(kind=H.ASSIGNMENT_REVIEWED, at=step.created_at, about=str(step.assignment_id))


def check_ins(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """The day's talk on modified duty, and pain that was reported in it."""
    for row in session.scalars(select(CheckIn).where(CheckIn.case_id.in_(ids))):
        yield row.case_id, Fact(kind=H.CHECK_IN, on=row.day, about=str(row.id))
        if row.pain_reported:
            yield row.case_id, Fact(kind=H.PAIN_REPORTED, on=row.day, about=str(row.id))


def entries(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """The entry on the OSHA log."""
    for entry in session.scalars(select(LogEntry).where(LogEntry.case_id.in_(ids))):
        yield entry.case_id, Fact(kind=H.OSHA_ENTERED, on=entry.entered_on, about=str(entry.id))


def decisions(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """The last word that there is nothing to enter on the log."""
    query = select(LogDecision).where(LogDecision.case_id.in_(ids)).order_by(LogDecision.created_at, LogDecision.id)
    last = {row.case_id: row for row in session.scalars(query) if isinstance(row.decision.content, Recordability)}
    for case, row in last.items():
        said = row.decision.content
        if isinstance(said, Recordability) and not (said.work_related and said.new_case):
            yield case, Fact(kind=H.NOT_RECORDABLE, at=row.created_at, about=str(row.id))


def filed(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """The first report that was filed."""
    query = select(Filing).where(Filing.case_id.in_(ids), Filing.paper == Paper.FIRST_REPORT)
    for paper in session.scalars(query):
        yield paper.case_id, Fact(kind=H.FIRST_REPORT_FILED, on=paper.filed_on, about=str(paper.id))


def authorised(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """What Human Resources authorised of a plan."""
    longer = select(PlanAuthorisation, ReturnPlan.case_id).join(ReturnPlan, ReturnPlan.id == PlanAuthorisation.plan_id)
    for row, case in session.execute(longer.where(ReturnPlan.case_id.in_(ids))):
        yield case, Fact(kind=H.AUTHORIZED, at=row.created_at, about=str(row.id))


def recovery(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """The updates that the Committee hears once recovery support has begun."""
    for plan in session.scalars(select(RecoveryPlan).where(RecoveryPlan.case_id.in_(ids))):
        yield plan.case_id, Fact(kind=H.COMMITTEE_FORMED, at=plan.created_at, about=str(plan.id))
    heard = select(CommitteeTold, RecoveryPlan.case_id).join(RecoveryPlan, RecoveryPlan.id == CommitteeTold.recovery_id)
    for told, case in session.execute(heard.where(RecoveryPlan.case_id.in_(ids))):
        yield case, Fact(kind=H.COMMITTEE_UPDATED, at=told.created_at, about=str(told.id))


OF_WORK: Final[tuple[Asked, ...]] = (
    (answers, Offer.case_id),
    (assignments, Assignment.case_id),
    (check_ins, CheckIn.case_id),
    (entries, LogEntry.case_id),
    (decisions, LogDecision.case_id),
    (filed, Filing.case_id),
    (authorised, ReturnPlan.case_id),
    (recovery, RecoveryPlan.case_id),
)
