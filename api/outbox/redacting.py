"""What a purge takes out of the ledger: the papers, their names and the channel's words. That it was sent, stays.

A line that loses its words is no longer what its entry in the log says. So the log gets another one, with the hash of
the line as it was found and of the line as it is now: the first has to be the hash on record (`ledger.py`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.outbox.lines import line_of, sha256_of
from api.store import audit
from api.store.tables import Delivery, DeliveryAttempt, SendState

ACTOR: Final = "system:purge"
NOT_SENT: Final = (SendState.MAKING, SendState.READY)
PURGED: Final = "purged"


def redact(session: Session, keys: Collection[uuid.UUID]) -> None:
    """Take what is personal out of these deliveries and their attempts. One that has not left never will."""
    held = select(Delivery).where(Delivery.id.in_(keys)).order_by(Delivery.id).with_for_update()
    for delivery in session.scalars(held).all():
        tries = _tries(session, delivery)
        before = [sha256_of(line_of(delivery, each)) for each in tries]
        if delivery.state in NOT_SENT:
            delivery.state, delivery.code, delivery.next_at = SendState.CANCELLED, PURGED, None
        delivery.files, delivery.answer = [removed(each) for each in delivery.files], ""
        for each in tries:
            each.answer = ""
        session.flush()
        for each, was in zip(tries, before, strict=True):
            _record(session, delivery, each, was)


def removed(file: dict[str, Any]) -> dict[str, Any]:
    """A file's place in the ledger without the file: its hash is evidence, under a name that keeps nothing alive."""
    rest = {name: value for name, value in file.items() if name not in ("sha256", "name")}
    return rest | {"name": "", "removed": file.get("sha256") or file.get("removed")}


def _tries(session: Session, delivery: Delivery) -> list[DeliveryAttempt]:
    query = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery.id).order_by(DeliveryAttempt.number)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _record(session: Session, delivery: Delivery, attempt: DeliveryAttempt, was: str) -> None:
    if (line := sha256_of(line_of(delivery, attempt))) != was:
        audit.record(
            session, delivery.employer_id, ACTOR, "delivery.redacted", f"delivery:{delivery.id}",
            attempt=attempt.number, was=was, line=line,
        )  # fmt: skip
