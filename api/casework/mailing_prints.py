"""What is printed and posted by a person: batches for the printer with their manifest, and the word that they left.

Between the printing and the posting a release can end: the batch names what has to be taken out then, and nothing of it
counts as sent before the person has said that it was, or that it had left already.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field
from sqlalchemy import func, select

from api.casework.act import Act
from api.casework.mailing_run import reference
from api.casework.packets import FileShown, stored_file
from api.casework.releases import as_authority
from api.casework.words import Written
from api.outbox.carriers import Answer
from api.outbox.lines import hash_of
from api.outbox.settling import begin, conclude
from api.store.tables import Delivery, DeliveryItem, Mailing, Packet, PrintBatch, Release, SendState
from cases.errors import Conflict, NotFound
from cases.releases import release_refusals


class Posting(Written):
    """What a person says of a batch beside that it was posted."""

    taken_out: list[uuid.UUID] = Field(default=[], max_length=1000, description="Deliveries that were not posted.")
    posted_all: bool = Field(default=False, description="What should have been taken out was posted all the same.")


class TakeOut(BaseModel):
    """A delivery that may not be posted any more: `references` are those of the manifest whose release has ended."""

    delivery: uuid.UUID
    references: list[str]
    code: str


class PrintBatchShown(BaseModel):
    """A batch: `batch.pdf` for the printer, `manifest.csv` says what lies where in it."""

    id: uuid.UUID
    mailing: uuid.UUID
    number: int
    made_at: datetime
    files: list[FileShown]
    deliveries: dict[SendState, int]
    take_out: list[TakeOut]
    posted_by: uuid.UUID | None
    posted_at: datetime | None


def list_print_batches(act: Act, key: uuid.UUID) -> list[PrintBatchShown]:
    """The batches of a mailing."""
    query = act.own(PrintBatch).where(PrintBatch.mailing_id == act.find(Mailing, key).id).order_by(PrintBatch.number)
    return [_shown(act, batch) for batch in act.session.scalars(query)]


def print_batches_to_do(act: Act, key: uuid.UUID, *, skip: int, most: int) -> list[PrintBatchShown]:
    """Some of the batches of a mailing, those that wait to be posted before all others."""
    query = act.own(PrintBatch).where(PrintBatch.mailing_id == act.find(Mailing, key).id)
    query = query.order_by(PrintBatch.posted_at.is_not(None), PrintBatch.number).offset(skip).limit(most)
    return [_shown(act, batch) for batch in act.session.scalars(query)]


def print_file(act: Act, key: uuid.UUID, name: str) -> bytes:
    """One file of a batch."""
    return stored_file(act, act.find(PrintBatch, key).files, name)


def post_batch(act: Act, key: uuid.UUID, said: Posting | None = None) -> PrintBatchShown:
    """A person says that it was printed and posted: its deliveries have been sent, but those that were taken out.

    Said twice, it counts once. Raises Conflict while it has to be said what became of those that may not be posted.
    """
    said = said or Posting()
    batch = act.find(PrintBatch, key, locked=True)
    if batch.posted_at is not None:
        return _shown(act, batch)
    query = act.own(Delivery).where(Delivery.print_batch_id == batch.id, Delivery.state == SendState.READY)
    waiting = act.session.scalars(query.order_by(Delivery.id).with_for_update()).all()
    if not waiting:
        raise Conflict("Nothing in this batch waits to be posted: it was called off.", code="nothing_to_post")
    out, ended = set(said.taken_out), {each.delivery for each in _take_out(act, batch)}
    _require_word(said, waiting, ended - out)
    for delivery in waiting:
        _posted(act, delivery, out=delivery.id in out, ended=delivery.id in ended)
    batch.posted_by, batch.posted_at = act.who.user, act.moment
    counted = {"deliveries": len(waiting) - len(out), "taken_out": len(out), "without_release": len(ended - out)}
    act.record("print_batch.posted", batch, mailing=str(batch.mailing_id), **counted)
    return _shown(act, batch)


def _require_word(said: Posting, waiting: Sequence[Delivery], ended: set[uuid.UUID]) -> None:
    """Whether all that is said of the batch fits what waits in it."""
    if set(said.taken_out) - {each.id for each in waiting}:
        raise NotFound("Something that was taken out does not wait in this batch.")
    if ended and not said.posted_all:
        raise Conflict("Releases have ended since this batch was printed; it names the deliveries. Take them out and "
                       "say so, or say that everything had been posted.", code="take_out")  # fmt: skip


def _posted(act: Act, delivery: Delivery, *, out: bool, ended: bool) -> None:
    by = f"by {act.who.user}"
    answer = Answer(SendState.SENT, "posted_all_the_same" if ended else "posted", said=f"posted {by}")
    if out:
        answer = Answer(SendState.FAILED, "taken_out", said=f"taken out {by}")
    conclude(act.session, delivery, begin(act.session, delivery), answer, actor=act.who.user)


def _take_out(act: Act, batch: PrintBatch) -> list[TakeOut]:
    """What waits in it and encloses a release that is not in force any more."""
    query = (
        select(Delivery, Packet, Release)
        .join(DeliveryItem, DeliveryItem.delivery_id == Delivery.id)
        .join(Packet, Packet.id == DeliveryItem.packet_id)
        .join(Release, Release.id == Packet.release_id)
        .where(Delivery.print_batch_id == batch.id, Delivery.state == SendState.READY)
        .order_by(Delivery.id, DeliveryItem.position)
    )
    found: dict[uuid.UUID, TakeOut] = {}
    for delivery, packet, release in act.session.execute(query):
        for no in release_refusals(as_authority(release), str(delivery.provider_id), act.today)[:1]:
            out = found.setdefault(delivery.id, TakeOut(delivery=delivery.id, references=[], code=no.code))
            out.references.append(reference(packet.id))
    return list(found.values())


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
        take_out=_take_out(act, batch),
        posted_by=batch.posted_by,
        posted_at=batch.posted_at,
    )
