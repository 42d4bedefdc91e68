"""What is told, and to whom: `announce` in the transaction that caused an event, so that none is told that never was.

    announce(session, employer, Event.OFFER_MADE, case=…, offer=…)

    {"type": "offer.made", "timestamp": "…", "data": {"case": "…", "offer": "…", "link": "/api/v1/offers/…"}}

An event says that something happened and where to look: ids, codes and times. What it is about is behind the link, for
whoever may see it there. Words cannot get in: a value that is neither an id nor a code of `CODES` is refused.
"""

from __future__ import annotations

import json
import uuid
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.jobs.queue import DELIVERIES, defer
from api.store.tables import ReplyState, Webhook, WebhookDelivery, WebhookMessage
from api.store.tables.base import now

DELIVER: Final = "deliver_webhook"
# Every code that an event may hold: what a reply's state can be, and why a re-evaluation was opened.
CODES: Final = frozenset(state.value for state in ReplyState) | {"may_tighten", "opened_by_hand"}
Fact = uuid.UUID | str | list[str] | None


class Event(StrEnum):
    """Everything that can be told. Kinds may be added."""

    REPLY_RECEIVED = "reply.received"
    REPLY_ATTACHED = "reply.attached"
    RESTRICTIONS_CONFIRMED = "restrictions.confirmed"
    RESTRICTIONS_REOPENED = "restrictions.reopened"
    RE_EVALUATION_OPENED = "re_evaluation.opened"
    OFFER_MADE = "offer.made"
    OFFER_WITHDRAWN = "offer.withdrawn"


_LINKS: Final = (("offer", "offers"), ("reply", "replies"), ("case", "cases"))


def announce(session: Session, employer: uuid.UUID, kind: Event, **facts: Fact) -> None:
    """Tell every webhook of the employer's that wants to know: a row and a job each, with this transaction."""
    body = body_of(kind, facts)
    wanted = select(Webhook).where(
        Webhook.employer_id == employer,
        Webhook.disabled_at.is_(None),
        Webhook.removed_at.is_(None),
        Webhook.events.contains([kind.value]),
    )
    webhooks = session.scalars(wanted).all()
    if not webhooks:
        return
    message = WebhookMessage(id=uuid.uuid4(), employer_id=employer, kind=kind.value, body=body)
    session.add(message)
    session.flush()
    for webhook in webhooks:
        made = WebhookDelivery(id=uuid.uuid4(), employer_id=employer, webhook_id=webhook.id, message_id=message.id)
        session.add(made)
        session.flush()
        defer(session, DELIVER, queue=DELIVERIES, delivery_id=str(made.id))


def body_of(kind: Event, facts: dict[str, Fact]) -> str:
    """The payload as the Standard Webhooks convention has it: type, timestamp, data."""
    data = {name: _plain(value) for name, value in facts.items() if value is not None}
    links = [f"/api/v1/{path}/{data[name]}" for name, path in _LINKS if name in data]
    told = {
        "type": kind.value, "timestamp": now().isoformat(timespec="milliseconds"),
        "data": data | {"link": links[0] if links else "/api/v1"},
    }  # fmt: skip
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def _plain(value: Fact) -> str | list[str]:
    """An id or codes as JSON. Raises ValueError for anything else: it might be somebody's words."""
    if isinstance(value, uuid.UUID):
        return str(value)
    codes = value if isinstance(value, list) else [value or ""]
    if not CODES.issuperset(codes):
        raise ValueError("an event holds ids and codes only")
    return codes if isinstance(value, list) else codes[0]
