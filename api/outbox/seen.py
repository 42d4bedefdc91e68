"""What comes into our own mailbox and is ours: a copy says that a mail left, a bounce that it did not arrive.

Anybody can write a Message-ID, and whoever got a mail of ours knows one. So it counts only if the ledger has an attempt
of that delivery that was handed over; and a mail is our copy only if nothing is in it but what the delivery holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.outbox.carriers import Answer
from api.outbox.sending import locked
from api.outbox.settling import came_back, conclude, under_way
from api.outbox.smtp import MESSAGE_ID
from api.store.tables import Channel, Delivery, DeliveryAttempt, SendState


def note_seen(session: Session, message_id: str) -> bool:
    """Note, with this transaction, that a mail of that Message-ID left. Whether anything changed by it.

    For whoever reads the mailbox of `WORKSLIP_MAIL_COPY`; a stranger's Message-ID changes nothing.
    """
    delivery = _handed_over(session, message_id)
    attempt = under_way(session, delivery) if delivery else None
    if delivery is None or attempt is None or attempt.handed_at is None:
        return False
    conclude(session, delivery, attempt, Answer(SendState.SENT, "copy_seen", attempt.reference, attempt.answer))
    return True


def was_ours(session: Session, message_id: str, carried: Set[str]) -> bool:
    """Note a mail that we sent ourselves; whether it is one. Seen twice it changes nothing and is ours all the same.

    `carried` are the sha256 of all that is attached to it: with anything else in it, it is somebody's answer.
    """
    delivery = _handed_over(session, message_id)
    if delivery is None or not carried <= _papers(delivery):
        return False
    note_seen(session, message_id)
    return True


def note_bounced(session: Session, message_id: str) -> bool:
    """Note, with this transaction, that a mail of that Message-ID came back; whether anything changed by it.

    A person looks then. Nothing is sent again by it: anybody can write a bounce who was sent the mail.
    """
    delivery = _handed_over(session, message_id)
    if delivery is None:
        return False
    attempt = under_way(session, delivery)
    if attempt is not None and attempt.handed_at is not None:  # also before its sender has written the answer down
        conclude(session, delivery, attempt, Answer(SendState.FAILED, "bounced"))
        return True
    if attempt is not None or delivery.state not in (SendState.SENT, SendState.UNKNOWN):
        return False
    came_back(session, delivery, "bounced")
    return True


def _handed_over(session: Session, message_id: str) -> Delivery | None:
    """The delivery whose mail has that Message-ID, held; None unless the ledger says that it was handed over."""
    found = MESSAGE_ID.fullmatch(message_id.strip())
    delivery = locked(session, uuid.UUID(found[1])) if found else None
    if delivery is None or delivery.channel is Channel.PRINT:
        return None
    handed = select(DeliveryAttempt.id).where(
        DeliveryAttempt.delivery_id == delivery.id, DeliveryAttempt.handed_at.is_not(None)
    )
    return delivery if session.scalar(handed.limit(1)) is not None else None


def _papers(delivery: Delivery) -> Set[str]:
    """The sha256 of what it holds, and of what it held before a purge."""
    return {str(each.get("sha256") or each.get("removed")) for each in delivery.files}
