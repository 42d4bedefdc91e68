"""Packets that went to a provider and were not answered: asked for many cases at a time.

A packet of a mailing, or of a single delivery, has gone once a delivery holds it that was neither refused nor called
off; a form that came back, with that provider's code or with none, answers it.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select

from api.casework.act import Act
from api.store.tables import (
    Copy,
    Delivery,
    DeliveryItem,
    Document,
    Mailing,
    MailingRow,
    MailingState,
    Packet,
    Reply,
    ReplyState,
    RowState,
    SendState,
)
from generate.enclosing import REPLIES

Pair = tuple[uuid.UUID, uuid.UUID]  # a case and a provider
Answers = dict[uuid.UUID, list[tuple[datetime, uuid.UUID | None]]]
_NOWHERE: Final = (ReplyState.REJECTED, ReplyState.DUPLICATE, ReplyState.QUARANTINE, ReplyState.UNPLACED)
_NEVER_LEFT: Final = (SendState.FAILED, SendState.CANCELLED)
_ON_THEIR_WAY: Final = (MailingState.WAITING, MailingState.RUNNING, MailingState.PAUSED)
AT_ONCE: Final = 5_000  # values in one query


def waiting_for(act: Act, cases: Collection[uuid.UUID], *, besides: uuid.UUID | None = None) -> set[Pair]:
    """Which of these cases have a packet that went, or is about to go, to which provider, without an answer.

    `besides`: a mailing that does not count.
    """
    found: set[Pair] = set()
    for some in parts(cases):
        answers = _answers(act, some)
        found |= {pair for pair, made in _gone(act, some, besides) if not _answered(answers, pair, made)}
        found |= _planned(act, some, besides)
    return found


def unanswered_cases(act: Act, cases: Collection[uuid.UUID], days: int) -> set[uuid.UUID]:
    """Which of these cases have a newest packet, at least so many days old, that nobody answered."""
    found: set[uuid.UUID] = set()
    for some in parts(cases):
        answers = _answers(act, some)
        query = select(Packet.case_id, Packet.provider_id, Packet.created_at).where(Packet.case_id.in_(some))
        newest = {case: ((case, provider), made)
                  for case, provider, made in act.session.execute(query.order_by(Packet.created_at))}  # fmt: skip
        found |= {
            case
            for case, (pair, made) in newest.items()
            if made <= act.moment - timedelta(days=days) and not _answered(answers, pair, made)
        }
    return found


def _gone(act: Act, cases: list[uuid.UUID], besides: uuid.UUID | None) -> list[tuple[Pair, datetime]]:
    query = (
        select(Packet.case_id, Packet.provider_id, Packet.created_at)
        .join(DeliveryItem, DeliveryItem.packet_id == Packet.id)
        .join(Delivery, Delivery.id == DeliveryItem.delivery_id)
        .where(Packet.employer_id == act.who.employer, Packet.case_id.in_(cases), Delivery.state.not_in(_NEVER_LEFT))
    )
    if besides is not None:
        query = query.where(or_(Delivery.mailing_id.is_(None), Delivery.mailing_id != besides))
    return [((case, provider), made) for case, provider, made in act.session.execute(query)]


def _planned(act: Act, cases: list[uuid.UUID], besides: uuid.UUID | None) -> set[Pair]:
    """Rows of other mailings that somebody has started, whose packets are not made yet."""
    query = (
        select(MailingRow.case_id, MailingRow.provider_id)
        .join(Mailing, Mailing.id == MailingRow.mailing_id)
        .where(MailingRow.employer_id == act.who.employer, MailingRow.case_id.in_(cases))
        .where(MailingRow.state == RowState.READY, Mailing.state.in_(_ON_THEIR_WAY))
    )
    if besides is not None:
        query = query.where(MailingRow.mailing_id != besides)
    return {(case, provider) for case, provider in act.session.execute(query) if case and provider}


def _answers(act: Act, cases: list[uuid.UUID]) -> Answers:
    """The forms that came back, by case: when, and from which provider if their code tells."""
    query = (
        select(Reply.case_id, Copy.case_id, Document.created_at, Packet.provider_id)
        .join(Document, Document.id == Reply.document_id)
        .outerjoin(Copy, Copy.copy_id == Reply.copy_id)
        .outerjoin(Packet, Packet.id == Copy.packet_id)
        .where(Reply.employer_id == act.who.employer, or_(Reply.case_id.in_(cases), Copy.case_id.in_(cases)))
        .where(Reply.state.not_in(_NOWHERE), or_(Reply.form.is_(None), Reply.form.in_(tuple(REPLIES))))
    )
    found: Answers = defaultdict(list)
    for own, printed, came, provider in act.session.execute(query):
        found[own or printed].append((came, provider))
    return found


def _answered(answers: Answers, pair: Pair, made: datetime) -> bool:
    case, provider = pair
    return any(came >= made and by in (None, provider) for came, by in answers.get(case, ()))


def parts(values: Collection[Any]) -> Iterator[list[Any]]:
    """The values in portions that fit into one query."""
    every = list(values)
    return (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE))
