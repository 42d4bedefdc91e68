"""What the tables say, as the clocks see it: one small function for each source.

    facts_of(session, cases, moment) → facts by case

Read for many cases at a time, so that a sweep asks each table once. What became of an offer and what persons record is
in `clock_work.py`. What no table keeps yet is recorded as an event by a person.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, or_, select, true
from sqlalchemy.orm import Session

from api.casework.clock_work import OF_WORK, Asked, Found, Source
from api.store.tables import (
    Case,
    CaseEvent,
    CaseState,
    Copy,
    Delivery,
    DeliveryItem,
    Document,
    Offer,
    Packet,
    ReEvaluation,
    Release,
    Reply,
    ReplyState,
    RestrictionSet,
    SendState,
)
from cases.clocks import Fact, Happening
from cases.restrictions import Status, WorkStatus
from generate.enclosing import REPLIES

H = Happening
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)  # a year outside was misread, or means "without end"
_STUCK: Final = (SendState.FAILED, SendState.UNKNOWN)
_SAID_ELSEWHERE: Final = (ReplyState.REJECTED, ReplyState.DUPLICATE, ReplyState.JOINED)
_NOWHERE: Final = (*_SAID_ELSEWHERE, ReplyState.QUARANTINE, ReplyState.UNPLACED)


def facts_of(session: Session, cases: Collection[Case], moment: datetime) -> dict[uuid.UUID, list[Fact]]:
    """Every fact of these cases (of one employer). `moment` is now: a case does not say when it was closed."""
    found: dict[uuid.UUID, list[Fact]] = defaultdict(list)
    for case in cases:
        found[case.id].append(Fact(kind=H.INJURY, on=min(max(case.injury_date, FIRST), LAST)))
        if case.state is CaseState.CLOSED:
            found[case.id].append(Fact(kind=H.CLOSED, at=moment))
    ids = [case.id for case in cases]
    for source in _speaking(session, ids):
        for key, fact in source(session, ids):
            found[key].append(fact)
    return found


def _events(session: Session, ids: Collection[uuid.UUID]) -> Found:
    query = select(CaseEvent).where(CaseEvent.case_id.in_(ids), CaseEvent.withdrawn_at.is_(None))
    for row in session.scalars(query):
        yield (
            row.case_id,
            Fact(kind=H(row.kind), at=row.happened_at, about=row.about or str(row.id), through=_end(row.through)),
        )


def _reports(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """Every report that came in and may ask for an offer: one that nobody can act on yet is not usable."""
    named = or_(Reply.case_id.in_(ids), and_(Reply.case_id.is_(None), Reply.proposed_case_id.in_(ids)))
    query = (
        select(Reply, Document.created_at, RestrictionSet.report)
        .join(Document, Document.id == Reply.document_id)
        .outerjoin(RestrictionSet, and_(RestrictionSet.reply_id == Reply.id, RestrictionSet.superseded_at.is_(None)))
        .where(named, Reply.state.not_in(_SAID_ELSEWHERE))
    )
    for reply, came, report in session.execute(query):
        status = report.status if report is not None else None
        if status is not None and status.status not in (Status.RESTRICTED, Status.UNKNOWN):
            continue  # off work, full duty, not appropriate: nothing to offer within
        usable = status is not None and status.status is Status.RESTRICTED and status.signed is True
        case = reply.case_id or reply.proposed_case_id
        if case is not None:
            yield case, Fact(kind=H.RESTRICTIONS_RECEIVED, at=came, about=str(reply.id), usable=usable)


def _confirmed(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """What confirmed reports say. Of several full releases in a row the first one counts."""
    query = select(RestrictionSet).where(RestrictionSet.case_id.in_(ids), RestrictionSet.superseded_at.is_(None))
    last: dict[uuid.UUID, Status] = {}
    for row in sorted(session.scalars(query), key=lambda each: (_seen_on(each), each.created_at)):
        status = row.report.status
        for fact in _said(row, status, last.get(row.case_id)):
            yield row.case_id, fact
        last[row.case_id] = status.status


def _said(row: RestrictionSet, status: WorkStatus, before: Status | None) -> Iterator[Fact]:
    about = str(row.reply_id)
    if _day(status.exam_date) is not None:
        yield Fact(kind=H.EXAMINED, on=status.exam_date, about=about)
    if status.status is Status.RESTRICTED:
        yield Fact(kind=H.RESTRICTIONS, at=row.created_at, about=about, through=_end(row.effective_through))
        if status.mmi_reached and status.permanence == "permanent":
            yield Fact(kind=H.MMI_PERMANENT, at=row.created_at, about=about)
    if status.status is Status.OFF_WORK:
        yield Fact(kind=H.OFF_WORK, on=_seen_on(row), about=about)
    if status.status is Status.FULL_DUTY and status.signed is True and before is not Status.FULL_DUTY:
        yield Fact(kind=H.FULL_RELEASE, on=_seen_on(row), about=about)


def _seen_on(row: RestrictionSet) -> date:
    """From which day a report speaks."""
    said = row.report.status
    days = (_day(row.effective_from), _day(said.exam_date), _day(said.signed_date))
    return next((day for day in days if day is not None), row.created_at.date())


def _re_evaluations(session: Session, ids: Collection[uuid.UUID]) -> Found:
    for row in session.scalars(select(ReEvaluation).where(ReEvaluation.case_id.in_(ids))):
        yield row.case_id, Fact(kind=H.TIGHTENED, at=row.created_at, about=str(row.id))
        if row.closed_at is not None:
            yield row.case_id, Fact(kind=H.REEVALUATED, at=row.closed_at, about=str(row.id))


def _packets(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """A packet counts as sent when it first left. One that lies in no delivery was handed over by whoever made it."""
    packets = list(session.scalars(select(Packet).where(Packet.case_id.in_(ids)).order_by(Packet.created_at)))
    answers, deliveries = _answers(session, ids), _deliveries(session, ids)
    for packet in packets:
        yield from _left(packet, deliveries.get(packet.id))
        later = {p.id for p in packets if p.provider_id == packet.provider_id and p.created_at >= packet.created_at}
        for case, came, answered in answers:
            if case == packet.case_id and came >= packet.created_at and (answered is None or answered in later):
                yield case, Fact(kind=H.REPLY_RECEIVED, at=came, about=str(packet.id))


def _left(packet: Packet, deliveries: list[Delivery] | None) -> Found:
    """When it left; and if it did not, since when a person has to look."""
    about, case = str(packet.id), packet.case_id
    sent = [each.sent_at for each in deliveries or () if each.state is SendState.SENT and each.sent_at is not None]
    if deliveries is None or sent:
        yield case, Fact(kind=H.PACKET_SENT, at=min(sent, default=packet.created_at), about=about)
    elif any(each.state in _STUCK for each in deliveries):
        yield case, Fact(kind=H.PACKET_NOT_SENT, at=max(each.created_at for each in deliveries), about=about)


def _deliveries(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Delivery]]:
    """The deliveries in which each packet lies."""
    query = select(DeliveryItem.packet_id, Delivery).join(Delivery, Delivery.id == DeliveryItem.delivery_id)
    found: dict[uuid.UUID, list[Delivery]] = defaultdict(list)
    for packet, delivery in session.execute(query.where(DeliveryItem.case_id.in_(ids))):
        if packet is not None:
            found[packet].append(delivery)
    return dict(found)


def _answers(session: Session, ids: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, datetime, uuid.UUID | None]]:
    """Forms that came back: case, when, and the packet they were printed for (None: a later letter, or no code)."""
    query = (
        select(Reply.case_id, Copy.case_id, Document.created_at, Copy.packet_id)
        .join(Document, Document.id == Reply.document_id)
        .outerjoin(Copy, Copy.copy_id == Reply.copy_id)
        .where(or_(Reply.case_id.in_(ids), Copy.case_id.in_(ids)), Reply.state.not_in(_NOWHERE))
        .where(or_(Reply.form.is_(None), Reply.form.in_(tuple(REPLIES))))
    )
    return [(own or printed, came, packet) for own, printed, came, packet in session.execute(query)]


def _releases(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """A signed release that names the case's own provider, and says until when, is the consent to ask there."""
    query = select(Release, Case.provider_id).join(Case, Case.id == Release.case_id).where(Release.case_id.in_(ids))
    for row, treating in session.execute(query):
        about, signed = str(row.id), _day(row.signed_on) or row.created_at.date()
        yield row.case_id, Fact(kind=H.RELEASE_SIGNED, on=signed, about=about, through=_end(row.expires_on))
        if row.expires_on is not None and row.provider_id == treating:
            yield row.case_id, Fact(kind=H.CONSENT_GIVEN, on=signed, about=about, through=_end(row.expires_on))
        if row.revoked_at is not None:
            yield row.case_id, Fact(kind=H.RELEASE_REVOKED, at=row.revoked_at, about=about)
            yield row.case_id, Fact(kind=H.CONSENT_WITHDRAWN, at=row.revoked_at, about=about)


def _offers(session: Session, ids: Collection[uuid.UUID]) -> Found:
    """Offers that stand; one that was withdrawn was not made."""
    for row in session.scalars(select(Offer).where(Offer.case_id.in_(ids), Offer.withdrawn_at.is_(None))):
        by = row.terms.get("answer_by")
        until = _end(date.fromisoformat(by)) if by else None
        yield row.case_id, Fact(kind=H.OFFER_MADE, at=row.created_at, about=str(row.id), through=until)


def _day(day: date | None) -> date | None:
    return day if day is not None and FIRST <= day <= LAST else None


def _end(day: date | None) -> date | None:
    """A last day; one beyond any calendar of ours is none."""
    return None if day is None or day > LAST else max(day, FIRST)


SOURCES: Final[tuple[Asked, ...]] = (
    (_events, CaseEvent.case_id),
    (_reports, None),
    (_confirmed, RestrictionSet.case_id),
    (_re_evaluations, ReEvaluation.case_id),
    (_packets, Packet.case_id),
    (_releases, Release.case_id),
    (_offers, Offer.case_id),
    *OF_WORK,
)


def _speaking(session: Session, ids: Collection[uuid.UUID]) -> list[Source]:
    """The sources that have rows of these cases, by one question: most cases have few of the papers there are."""
    there = session.execute(_rows_of(), {"cases": list(ids)}).one()
    return [source for (source, _), some in zip(SOURCES, there, strict=True) if some]


@cache
def _rows_of() -> Select[*tuple[Any, ...]]:
    """Of each source, whether it has a row of `cases`."""
    cases: BindParameter[uuid.UUID] = bindparam("cases", expanding=True)
    asked: list[ColumnElement[bool]] = [
        exists().where(column.in_(cases)) if column is not None else true() for _, column in SOURCES
    ]
    return select(*asked)
