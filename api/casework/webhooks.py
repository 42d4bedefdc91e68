"""Webhooks of the employer: register one, see how it went, send something again, replace its secret."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import Field, StringConstraints
from sqlalchemy import Select, func, select

from api.casework.act import Act
from api.casework.paging import Page, Window, page_of
from api.casework.words import Shown, Written
from api.jobs.queue import DELIVERIES, defer
from api.store.tables import DeliveryState, Webhook, WebhookDelivery, WebhookMessage
from api.webhooks.addresses import URL, parts_of
from api.webhooks.delivering import BY_HAND, message_name
from api.webhooks.events import DELIVER, Event
from api.webhooks.sending import shown
from cases.errors import Conflict, NotFound, Refused

LENGTH: Final = 32  # bytes of a secret; the convention asks for 24 to 64
BOTH_HOLD: Final = timedelta(hours=24)  # how long the old secret signs beside the new one
MOST: Final = 20  # webhooks of one employer
Url = Annotated[str, StringConstraints(max_length=2000, pattern=URL)]


class WebhookTerms(Written):
    """Where to tell what. `enabled` false keeps it on file, and tells it nothing."""

    url: Url = Field(description="https, at a public address; redirects are never followed.")
    events: list[Event] = Field(default_factory=lambda: list(Event), min_length=1, max_length=len(Event))
    enabled: bool = True


class WebhookShown(Shown):
    """A webhook, without its secret. `failing_since`: nothing has been taken since then."""

    id: uuid.UUID
    url: str
    events: list[str]
    created_at: datetime
    created_by: uuid.UUID
    previous_until: datetime | None = Field(description="Until when the secret before this one signs, too.")
    disabled_at: datetime | None
    disabled_reason: str | None
    failing_since: datetime | None


class WebhookWithSecret(WebhookShown):
    """A webhook with the secret that signs what it is told. It is shown now and never again."""

    secret: str


class DeliveryShown(Shown):
    """How the telling of one event went. `message` is the `webhook-id`; what was sent holds ids and codes only."""

    id: uuid.UUID
    message: str
    kind: str
    created_at: datetime
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    last_at: datetime | None
    last_status: int | None
    last_error: str | None
    delivered_at: datetime | None
    body: str


def add_webhook(act: Act, terms: WebhookTerms) -> WebhookWithSecret:
    """Register a webhook. Raises Refused for an address that no webhook may have."""
    parts_of(terms.url, act.store.settings.own_hosts)
    if (act.session.scalar(select(func.count()).select_from(_ours(act).subquery())) or 0) >= MOST:
        raise Refused(f"There are {MOST} webhooks already; remove one first.", code="too_many_webhooks")
    secret = secrets.token_bytes(LENGTH)
    row = Webhook(
        url=terms.url,
        events=_codes(terms),
        secret_sha256=act.store.files.put(act.who.employer, secret),
        created_by=act.who.user,
    )
    _enable(act, row, terms.enabled)
    act.record("webhook.added", act.add(row), events=len(terms.events))
    return _with_secret(row, secret)


def list_webhooks(act: Act, window: Window) -> Page[WebhookShown]:
    """The webhooks, newest first."""
    return page_of(act, _ours(act), Webhook, window, WebhookShown.model_validate)


def get_webhook(act: Act, key: uuid.UUID) -> WebhookShown:
    """One webhook."""
    return WebhookShown.model_validate(_find(act, key))


def change_webhook(act: Act, key: uuid.UUID, terms: WebhookTerms) -> WebhookShown:
    """Set address, events and whether it is told anything. Enabling starts its patience anew; what failed stays so."""
    parts_of(terms.url, act.store.settings.own_hosts)
    row = _find(act, key)
    row.url, row.events = terms.url, _codes(terms)
    _enable(act, row, terms.enabled)
    act.record("webhook.changed", row, events=len(terms.events), enabled=terms.enabled)
    return WebhookShown.model_validate(row)


def remove_webhook(act: Act, key: uuid.UUID) -> WebhookShown:
    """Tell it nothing more, ever. What it was told stays on record."""
    row = _find(act, key)
    row.removed_at = act.moment
    _enable(act, row, enabled=False)
    act.record("webhook.removed", row)
    return WebhookShown.model_validate(row)


def rotate_secret(act: Act, key: uuid.UUID) -> WebhookWithSecret:
    """A new secret. For a day the old one signs too, so that the receiver can change over when it suits."""
    row, secret = _find(act, key), secrets.token_bytes(LENGTH)
    row.previous_sha256, row.previous_until = row.secret_sha256, act.moment + BOTH_HOLD
    row.secret_sha256 = act.store.files.put(act.who.employer, secret)
    act.record("webhook.secret_rotated", row)
    return _with_secret(row, secret)


def list_deliveries(act: Act, key: uuid.UUID, window: Window) -> Page[DeliveryShown]:
    """What a webhook was told, newest first."""
    query = act.own(WebhookDelivery).where(WebhookDelivery.webhook_id == _find(act, key, locked=False).id)
    return page_of(act, query, WebhookDelivery, window, lambda row: _delivery(act, row))


def resend(act: Act, key: uuid.UUID, delivery: uuid.UUID) -> DeliveryShown:
    """Send a message again, with the same id: delivered or given up before, it makes no difference to the receiver."""
    webhook = _find(act, key)
    row = act.find(WebhookDelivery, delivery, locked=True)
    if row.webhook_id != webhook.id:
        raise NotFound("There is nothing of that id here.")
    if webhook.disabled_at is not None:
        raise Conflict("This webhook is disabled; enable it first.", code="webhook_disabled")
    if row.state is DeliveryState.PENDING and row.attempts == 0:
        raise Conflict("This delivery is on its way already.", code="is_pending")
    row.state, row.attempts, row.next_at = DeliveryState.PENDING, 0, None
    defer(act.session, DELIVER, queue=DELIVERIES, delivery_id=str(row.id))
    act.record("webhook.resent", row, webhook=str(webhook.id))
    return _delivery(act, row)


def _ours(act: Act) -> Select[Webhook]:
    return act.own(Webhook).where(Webhook.removed_at.is_(None))


def _find(act: Act, key: uuid.UUID, *, locked: bool = True) -> Webhook:
    row = act.find(Webhook, key, locked=locked)
    if row.removed_at is not None:
        raise NotFound("There is nothing of that id here.")
    return row


def _codes(terms: WebhookTerms) -> list[str]:
    return sorted({event.value for event in terms.events})


def _enable(act: Act, row: Webhook, enabled: bool) -> None:
    if enabled:
        row.disabled_at = row.disabled_reason = row.failing_since = None
    elif row.disabled_at is None:
        row.disabled_at, row.disabled_reason = act.moment, BY_HAND


def _with_secret(row: Webhook, secret: bytes) -> WebhookWithSecret:
    return WebhookWithSecret(**WebhookShown.model_validate(row).model_dump(), secret=shown(secret))


def _delivery(act: Act, row: WebhookDelivery) -> DeliveryShown:
    message = act.session.get_one(WebhookMessage, row.message_id)
    names = set(DeliveryShown.model_fields) - {"message", "kind", "body"}
    own = {name: getattr(row, name) for name in names}
    return DeliveryShown(**own, message=message_name(message.id), kind=message.kind, body=message.body)
