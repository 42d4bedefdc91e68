"""A copy of our own mail came into our own mailbox: it left, whatever became of the server's answer."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from api.outbox.carriers import Answer
from api.outbox.sending import locked
from api.outbox.settling import conclude, under_way
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
