"""A delivery from its row to its outcome: sent outside of any transaction, noted inside one, tried again later.

A delivery may be sent twice (a worker that died before it could note the outcome): the receiver knows it by its id.
What is tried again waits as a job of the queue, deferred in the transaction that noted the failure.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from api.jobs.queue import DELIVERIES, defer
from api.logs import logger
from api.store import audit
from api.store.opening import Store
from api.store.tables import DeliveryState, Webhook, WebhookDelivery, WebhookMessage
from api.store.tables.base import now
from api.webhooks.events import DELIVER
from api.webhooks.sending import Order, Outcome, post
from cases.errors import NotFound, Refused

ACTOR: Final = "system:worker"
# After the first failure, the second, …; in all about three days. The convention's own schedule.
WAITS: Final = tuple(
    timedelta(seconds=s) for s in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
BY_HAND, GONE, FAILING = "by_hand", "gone", "failing"
Send = Callable[[Order], Outcome]
_log = logger(__name__)


def deliver(store: Store, key: uuid.UUID, require_ours: Callable[[Session], None], *, send: Send | None = None) -> None:
    """Try one delivery. Nothing happens to one that is not pending, or whose webhook is disabled or removed."""
    with store.database.transaction() as session:
        order = _order(store, session, key)
    if order is None:
        return
    outcome = (send or (lambda each: post(each, store.settings)))(order)
    with store.database.transaction() as session:
        require_ours(session)
        _note_if_pending(store, session, key, outcome)
    _log.info("webhook.tried", delivery=str(key), status=outcome.status, code=outcome.error)


def note(session: Session, row: WebhookDelivery, outcome: Outcome, *, patience: timedelta) -> None:
    """Write down how an attempt went, and what follows: delivered, another attempt, or the end of patience."""
    webhook = session.get_one(Webhook, row.webhook_id)
    row.attempts, row.last_at = row.attempts + 1, now()
    row.last_status, row.last_error, row.next_at = outcome.status, outcome.error, None
    if outcome.delivered:
        row.state, row.delivered_at, webhook.failing_since = DeliveryState.DELIVERED, row.last_at, None
        return
    webhook.failing_since = webhook.failing_since or row.last_at
    if outcome.gone:
        disable(session, webhook, GONE)
    elif row.last_at - webhook.failing_since >= patience:
        disable(session, webhook, FAILING)
    if webhook.disabled_at is None and row.attempts <= len(WAITS):
        row.next_at = _later(row.last_at, row.attempts)
        defer(session, DELIVER, queue=DELIVERIES, at=row.next_at, delivery_id=str(row.id))
    else:
        row.state = DeliveryState.FAILED


def disable(session: Session, webhook: Webhook, reason: str) -> None:
    """Tell it nothing any more, until a person enables it again."""
    if webhook.disabled_at is None:
        webhook.disabled_at, webhook.disabled_reason = now(), reason
        audit.record(session, webhook.employer_id, ACTOR, "webhook.disabled", f"webhook:{webhook.id}", reason=reason)


def give_up(store: Store, key: uuid.UUID) -> None:
    """The workers that tried it died of it: an attempt without an answer, like any other."""
    with store.database.transaction() as session:
        _note_if_pending(store, session, key, Outcome(error="no_answer"))


def deliver_again(session: Session, key: uuid.UUID, actor: uuid.UUID | str) -> None:
    """Queue a delivery that was given up. Raises NotFound, and Refused for one that is on its way or whose webhook is
    disabled or removed. A receiver that has it already knows it by its id."""
    row = session.get(WebhookDelivery, key)
    if row is None:
        raise NotFound("There is no such delivery.")
    webhook = session.get_one(Webhook, row.webhook_id, with_for_update=True)
    session.refresh(row, with_for_update=True)
    if row.state is not DeliveryState.FAILED or webhook.disabled_at is not None or webhook.removed_at is not None:
        raise Refused("This delivery did not fail, or its webhook is disabled or removed.")
    row.state, row.attempts, row.next_at = DeliveryState.PENDING, 0, None
    defer(session, DELIVER, queue=DELIVERIES, delivery_id=str(row.id))
    audit.record(
        session, row.employer_id, actor, "webhook.resent", f"webhookdelivery:{row.id}", webhook=str(webhook.id)
    )


def _note_if_pending(store: Store, session: Session, key: uuid.UUID, outcome: Outcome) -> None:
    """Note an attempt, under the locks that a person's resending takes, in the same order: webhook, then delivery."""
    session.get_one(Webhook, session.get_one(WebhookDelivery, key).webhook_id, with_for_update=True)
    row = session.get_one(WebhookDelivery, key, with_for_update=True)
    if row.state is DeliveryState.PENDING:
        note(session, row, outcome, patience=timedelta(days=store.settings.webhook_patience))


def _order(store: Store, session: Session, key: uuid.UUID) -> Order | None:
    row = session.get(WebhookDelivery, key)
    if row is None or row.state is not DeliveryState.PENDING:
        return None
    webhook = session.get_one(Webhook, row.webhook_id)
    if webhook.disabled_at is not None or webhook.removed_at is not None:
        row.state, row.next_at, row.last_error = DeliveryState.FAILED, None, "disabled"
        return None
    message = session.get_one(WebhookMessage, row.message_id)
    moment = now()
    return Order(webhook.url, message_name(message.id), message.body, _secrets(store, webhook, moment), moment)


def message_name(key: uuid.UUID) -> str:
    """A message's `webhook-id`."""
    return f"msg_{key.hex}"


def _secrets(store: Store, webhook: Webhook, moment: datetime) -> tuple[bytes, ...]:
    """The newest first; the one it replaced until its time is over."""
    kept = [webhook.secret_sha256]
    if webhook.previous_sha256 and webhook.previous_until and webhook.previous_until > moment:
        kept.append(webhook.previous_sha256)
    return tuple(store.files.get(webhook.employer_id, sha256) for sha256 in kept)


def _later(moment: datetime, attempts: int) -> datetime:
    """When to try again. A tenth of chance: receivers that came back are not met by everything at once."""
    wait = WAITS[attempts - 1]
    return moment + wait * random.uniform(1.0, 1.1)  # noqa: S311 - it keeps no secret
