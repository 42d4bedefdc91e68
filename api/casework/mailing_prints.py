"""What is printed and posted by a person: batches for the printer with their manifest, and the word that they left."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import func, select

from api.casework.act import Act
from api.casework.packets import FileShown, stored_file
from api.outbox.carriers import Answer
from api.outbox.lines import hash_of
from api.outbox.settling import begin, conclude
from api.store.tables import Delivery, Mailing, PrintBatch, SendState
from cases.errors import Conflict


class PrintBatchShown(BaseModel):
    """A batch: `batch.pdf` for the printer, `manifest.csv` says what lies where in it."""

    id: uuid.UUID
    mailing: uuid.UUID
    number: int
    made_at: datetime
    files: list[FileShown]
    deliveries: dict[SendState, int]
    posted_by: uuid.UUID | None
    posted_at: datetime | None


def list_print_batches(act: Act, key: uuid.UUID) -> list[PrintBatchShown]:
    """The batches of a mailing."""
    query = act.own(PrintBatch).where(PrintBatch.mailing_id == act.find(Mailing, key).id).order_by(PrintBatch.number)
    return [_shown(act, batch) for batch in act.session.scalars(query)]


def print_file(act: Act, key: uuid.UUID, name: str) -> bytes:
    """One file of a batch."""
    return stored_file(act, act.find(PrintBatch, key).files, name)


def post_batch(act: Act, key: uuid.UUID) -> PrintBatchShown:
    """A person says that it was printed and posted: its deliveries have been sent. Said twice, it counts once."""
    batch = act.find(PrintBatch, key, locked=True)
    if batch.posted_at is not None:
        return _shown(act, batch)
    query = act.own(Delivery).where(Delivery.print_batch_id == batch.id, Delivery.state == SendState.READY)
    waiting = act.session.scalars(query.order_by(Delivery.id).with_for_update()).all()
    if not waiting:
        raise Conflict("Nothing in this batch waits to be posted: it was called off.", code="nothing_to_post")
    for delivery in waiting:
        attempt = begin(act.session, delivery)
        answer = Answer(SendState.SENT, "posted", said=f"posted by {act.who.user}")
        conclude(act.session, delivery, attempt, answer, actor=act.who.user)
    batch.posted_by, batch.posted_at = act.who.user, act.moment
    act.record("print_batch.posted", batch, mailing=str(batch.mailing_id), deliveries=len(waiting))
    return _shown(act, batch)


def _shown(act: Act, batch: PrintBatch) -> PrintBatchShown:
    query = select(Delivery.state, func.count()).where(Delivery.print_batch_id == batch.id).group_by(Delivery.state)
    states = {state: n for state, n in act.session.execute(query).all()}  # noqa: C416 - rows are no pairs to mypy
    return PrintBatchShown(
        id=batch.id,
        mailing=batch.mailing_id,
        number=batch.number,
        made_at=batch.created_at,
        files=[FileShown(name=each["name"], sha256=hash_of(each)) for each in batch.files],
        deliveries=states,
        posted_by=batch.posted_by,
        posted_at=batch.posted_at,
    )
