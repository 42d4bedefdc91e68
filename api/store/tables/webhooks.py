"""Webhooks: who wants to be told, what happened, and how each telling went. No medical content: ids, codes, times."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Owned, coded, rules


class DeliveryState(StrEnum):
    """Where the telling of one event to one webhook stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"  # not tried again by itself; a person may resend it


class Webhook(Owned, Base):
    """An address of the employer's that is told of events of these kinds.

    Its secret lies in the file store, encrypted and re-wrapped like every file; here is only its sha256. After a
    rotation the `previous_` one signs too, until it ends. `disabled_reason` is a code: by_hand, gone, failing.
    `failing_since` is the first failure that no success has followed. A removed one stays on record.
    """

    __tablename__ = "webhooks"
    __table_args__ = rules(created_by="users")
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(JSONB)
    secret_sha256: Mapped[str] = mapped_column(String(64))
    previous_sha256: Mapped[str | None] = mapped_column(String(64))
    previous_until: Mapped[datetime | None]
    created_by: Mapped[uuid.UUID]
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None]
    failing_since: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class WebhookMessage(Owned, Base):
    """An event, written in the transaction that caused it. `body` is what is sent, byte for byte, each time."""

    __tablename__ = "webhook_messages"
    __table_args__ = rules()
    kind: Mapped[str]
    body: Mapped[str]


class WebhookDelivery(Owned, Base):
    """One message on its way to one webhook. `last_error` is a code: timed_out, refused, tls, private_address, …"""

    __tablename__ = "webhook_deliveries"
    __table_args__ = rules(
        UniqueConstraint("webhook_id", "message_id"),
        Index("deliveries_of_a_webhook", "webhook_id", "created_at"),
        webhook_id="webhooks",
        message_id="webhook_messages",
    )
    webhook_id: Mapped[uuid.UUID]
    message_id: Mapped[uuid.UUID]
    state: Mapped[DeliveryState] = mapped_column(coded(DeliveryState), default=DeliveryState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
