"""What a channel's answer makes of a delivery and of its attempt: the one place where either changes.

    begin(session, delivery)            an attempt is opened
    conclude(session, delivery, answer) what it led to

An attempt stays open while the delivery's fate is open: under way, unknown, or with a fax server that is still trying.
Each outcome is on record with a hash of the ledger's line as it then was (`ledger.py`).
"""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.outbox.carriers import Answer
from api.outbox.lines import hash_of, line_of, sha256_of
from api.outbox.planning import queue_delivery
from api.store import audit
from api.store.tables import Delivery, DeliveryAttempt, SendState
from api.store.tables.base import now

ACTOR: Final = "system:worker"
# After the first attempt that a channel put off, the second, …: a little over two days in all.
WAITS: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60))
AT_ONCE: Final = frozenset({"not_handed", "absent", "withdrawn"})  # of our own making: nobody put it off
NAMES: Final = {
    SendState.SENT: "sent", SendState.FAILED: "failed", SendState.READY: "put_off", SendState.UNKNOWN: "unknown",
}  # fmt: skip


def begin(session: Session, delivery: Delivery, *, at: datetime | None = None) -> DeliveryAttempt:
    """Open the next attempt of a delivery that is about to be sent; `at` is now,
    unless the demo says else: nothing may change a closed line afterwards."""
    delivery.state, delivery.next_at = SendState.SENDING, None
    delivery.attempts += 1
    attempt = DeliveryAttempt(
        employer_id=delivery.employer_id, delivery_id=delivery.id, number=delivery.attempts, started_at=at or now()
    )
    session.add(attempt)
    session.flush()
    return attempt


def under_way(session: Session, delivery: Delivery) -> DeliveryAttempt | None:
    """The attempt that is open, if one is. The caller holds the delivery's row."""
    query = select(DeliveryAttempt).where(
        DeliveryAttempt.delivery_id == delivery.id, DeliveryAttempt.ended_at.is_(None)
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def conclude(
    session: Session,
    delivery: Delivery,
    attempt: DeliveryAttempt,
    answer: Answer,
    *,
    actor: uuid.UUID | str = ACTOR,
    at: datetime | None = None,
) -> None:
    """Write down what an open attempt led to, and what follows from it; `at` as in `begin`."""
    answer = _patience(delivery, answer)
    attempt.code, attempt.answer = answer.code, answer.said
    attempt.reference = answer.reference or attempt.reference
    if answer.state is not SendState.UNKNOWN and not answer.pending:
        attempt.ended_at, attempt.state = at or now(), answer.state
    delivery.state, delivery.code, delivery.answer = answer.state, answer.code, answer.said
    delivery.sent_at = (delivery.sent_at or at or now()) if answer.state is SendState.SENT else None
    if answer.state is SendState.READY:
        delivery.next_at = _next(delivery, answer)
        queue_delivery(session, delivery, at=delivery.next_at)
    session.flush()
    _record(session, delivery, attempt, answer, actor)


def call_off(session: Session, delivery: Delivery) -> None:
    """A delivery that waits belongs to a mailing that was cancelled while it was under way."""
    delivery.state, delivery.next_at = SendState.CANCELLED, None
    subject, mailing = f"delivery:{delivery.id}", str(delivery.mailing_id)
    audit.record(session, delivery.employer_id, ACTOR, "delivery.called_off", subject, mailing=mailing)


def came_back(session: Session, delivery: Delivery, code: str) -> None:
    """What the channel had taken came back later: its attempt stays as it was closed, a person looks."""
    delivery.state, delivery.code, delivery.sent_at = SendState.FAILED, code, None
    subject = f"delivery:{delivery.id}"
    audit.record(session, delivery.employer_id, ACTOR, "delivery.came_back", subject, code=code)


def _patience(delivery: Delivery, answer: Answer) -> Answer:
    """What was put off too often has failed."""
    if answer.state is SendState.READY and delivery.attempts > len(WAITS):
        return Answer(SendState.FAILED, "gave_up", answer.reference, answer.said)
    return answer


def _next(delivery: Delivery, answer: Answer) -> datetime | None:
    if answer.code in AT_ONCE:
        return None
    return now() + WAITS[delivery.attempts - 1] * random.uniform(1.0, 1.1)  # noqa: S311 - it keeps no secret


def _record(
    session: Session, delivery: Delivery, attempt: DeliveryAttempt, answer: Answer, actor: uuid.UUID | str
) -> None:
    audit.record(
        session, delivery.employer_id, actor, f"delivery.{NAMES[answer.state]}", f"delivery:{delivery.id}",
        attempt=attempt.number, channel=delivery.channel.value, code=answer.code, pending=answer.pending,
        files=",".join(map(hash_of, delivery.files)), line=sha256_of(line_of(delivery, attempt)),
        mailing=str(delivery.mailing_id) if delivery.mailing_id else None,
    )  # fmt: skip
