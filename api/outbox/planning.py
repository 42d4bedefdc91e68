"""A delivery that is ready gets its job, in the transaction that made it so."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from api.jobs.queue import FAX, MAIL, defer
from api.store.tables import Channel, Delivery, SendState

SEND: Final = "send_delivery"
QUEUES: Final = {Channel.MAIL: MAIL, Channel.FAX: FAX}


def queue_delivery(session: Session, delivery: Delivery, *, at: datetime | None = None) -> None:
    """Queue a READY delivery; not before `at`. Paper waits for the person who posts it. Twice queued is sent once."""
    session.flush()
    queue = QUEUES.get(delivery.channel)
    if queue is not None and delivery.state is SendState.READY:
        defer(session, SEND, queue=queue, at=at, delivery_id=str(delivery.id))
