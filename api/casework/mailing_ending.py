"""How a mailing ends: by itself, once nothing of it waits for the machine; and what becomes of a batch nobody can make.

What waits for a person keeps no mailing open: a print batch to be posted, a delivery whose fate is to be found out.
They are counted in its progress for as long as they wait.
"""

from __future__ import annotations

import uuid
from typing import Final

from sqlalchemy import ColumnElement, exists, select, update

from api.casework import mailing_reasons as why
from api.logs import logger
from api.store import audit
from api.store.opening import Store
from api.store.tables import Channel, Delivery, Mailing, MailingRow, MailingState, RowState, SendState
from api.store.tables.base import now

ACTOR: Final = "system:worker"
_log = logger(__name__)


def end_mailings(store: Store) -> int:
    """End every running mailing of which nothing waits for the machine; how many there were."""
    with store.database.transaction() as session:
        over = select(Mailing).where(Mailing.state == MailingState.RUNNING, ~_waits())
        ended = session.scalars(over.with_for_update(skip_locked=True)).all()
        for mailing in ended:
            mailing.state, mailing.ended_at = MailingState.DONE, now()
            audit.record(session, mailing.employer_id, ACTOR, "mailing.done", f"mailing:{mailing.id}")
    return len(ended)


def give_up(store: Store, key: uuid.UUID, batch: int) -> None:
    """Every attempt at this batch failed: its rows say so, and a person can have each made again."""
    with store.database.transaction() as session:
        mailing = session.get(Mailing, key, with_for_update={"read": True})
        if mailing is None or mailing.state is not MailingState.RUNNING:
            return
        making = select(Delivery.id).where(
            Delivery.mailing_id == key, Delivery.batch == batch, Delivery.state == SendState.MAKING
        )
        ids = list(session.scalars(making.order_by(Delivery.id).with_for_update()))
        failed = {"state": RowState.FAILED, "reasons": [why.NOT_MADE]}
        waiting = MailingRow.delivery_id.in_(ids), MailingRow.state == RowState.READY
        session.execute(update(MailingRow).where(*waiting).values(failed))
        session.execute(
            update(Delivery).where(Delivery.id.in_(ids)).values(state=SendState.FAILED, code=why.NOT_MADE)
        )  # fmt: skip
        audit.record(session, mailing.employer_id, ACTOR, "mailing.batch_failed", f"mailing:{key}", batch=batch)
    _log.error("mailing.batch_failed", task=str(key), count=len(ids))


def _waits() -> ColumnElement[bool]:
    """Whether a delivery of the mailing waits for the machine."""
    machine = Delivery.state.in_((SendState.READY, SendState.SENDING)) & (Delivery.channel != Channel.PRINT)
    return exists().where(Delivery.mailing_id == Mailing.id, machine | (Delivery.state == SendState.MAKING))
