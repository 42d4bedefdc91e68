"""What comes into our own mailbox and is ours: a copy says that a mail left, a bounce that it did not arrive."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from api.outbox.carriers import Answer
from api.outbox.sending import locked
from api.outbox.settling import came_back, conclude, under_way
from api.outbox.smtp import MESSAGE_ID
from api.store.tables import Channel, SendState


def is_ours(message_id: str) -> bool:
    """Whether a Message-ID is one that a delivery of ours has."""
    return MESSAGE_ID.fullmatch(message_id.strip()) is not None


def note_seen(session: Session, message_id: str) -> bool:
    """Note, with this transaction, that a mail of that Message-ID left. Whether anything changed by it.

    For whoever reads the mailbox of `WORKSLIP_MAIL_COPY`; a stranger's Message-ID changes nothing.
    """
    found = MESSAGE_ID.fullmatch(message_id.strip())
    delivery = locked(session, uuid.UUID(found[1])) if found else None
    if delivery is None or delivery.channel is Channel.PRINT:
        return False
    attempt = under_way(session, delivery)
    if attempt is None or attempt.handed_at is None:
        return False
    conclude(session, delivery, attempt, Answer(SendState.SENT, "copy_seen", attempt.reference, attempt.answer))
    return True


def was_ours(session: Session, message_id: str) -> bool:
    """Note a mail that we sent ourselves; whether it is one. Seen twice it changes nothing and is ours all the same."""
    if not is_ours(message_id):
        return False
    note_seen(session, message_id)
    return True


def note_bounced(session: Session, message_id: str) -> bool:
    """Note, with this transaction, that a mail of that Message-ID came back; whether anything changed by it.

    A person looks then. Nothing is sent again by it: anybody can write a bounce who was sent the mail.
    """
    found = MESSAGE_ID.fullmatch(message_id.strip())
    delivery = locked(session, uuid.UUID(found[1])) if found else None
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
