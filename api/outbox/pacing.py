"""How many mails a minute, over all workers and machines: counted in the ledger, by one claim at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from api.settings import Settings
from api.store.tables import Channel, Delivery, DeliveryAttempt
from api.store.tables.base import now

PACE_LOCK: Final = 0x6D61696C
MINUTE: Final = timedelta(minutes=1)


def seconds_to_wait(session: Session, channel: Channel, settings: Settings) -> float:
    """Seconds until another mail may be begun; 0.0: now, and nobody else begins one before this transaction ends."""
    limit = settings.mail_per_minute
    if channel is not Channel.MAIL or not limit:
        return 0.0
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": PACE_LOCK})
    moment = now()
    query = (
        select(DeliveryAttempt.started_at)
        .join(Delivery, Delivery.id == DeliveryAttempt.delivery_id)
        .where(Delivery.channel == Channel.MAIL, DeliveryAttempt.started_at.between(moment - MINUTE, moment))
        .order_by(DeliveryAttempt.started_at.desc())
        .offset(limit - 1)
        .limit(1)
    )
    oldest = session.scalar(query)
    return max(0.01, (oldest + MINUTE - moment).total_seconds()) if oldest is not None else 0.0
