"""What was made of a batch goes on file: packets, copies, deliveries and their jobs, in the transaction at hand.

Nothing is kept if the mailing was paused or called off meanwhile, or if another worker was faster: the bytes are then
named by nobody, and a batch that is still wanted is made anew.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from api.casework.act import Act
from api.casework.mailing_load import Item, Recipient
from api.outbox.planning import queue_delivery
from api.store.tables import (
    Channel,
    Copy,
    Delivery,
    DeliveryItem,
    Mailing,
    MailingRow,
    MailingState,
    Packet,
    PrintBatch,
    RowState,
    SendState,
)
from generate.envelopes import Envelope as EnvelopePapers
from generate.packets import PrintedCopy

NOTHING: str = "nothing_to_send"


@dataclass(frozen=True)
class Made:
    """A packet that was made: its files are in the store. One that was made before has no files here."""

    item: Item
    files: tuple[dict[str, Any], ...]
    copies: tuple[PrintedCopy, ...]


@dataclass(frozen=True)
class Envelope:
    """A delivery's papers, and its files in the store."""

    to: Recipient
    files: list[dict[str, Any]]
    papers: EnvelopePapers


@dataclass(frozen=True)
class Result:
    """Everything that was made of a batch. `printed` are the files of its print batch; `failed` rows have reasons."""

    made: tuple[Made, ...]
    envelopes: tuple[Envelope, ...]
    printed: list[dict[str, Any]]
    failed: dict[uuid.UUID, tuple[str, ...]]
    recipients: tuple[Recipient, ...]


def keep(act: Act, key: uuid.UUID, batch: int, result: Result) -> None:
    """Put a batch on file, whole or not at all."""
    mailing = act.session.scalar(act.own(Mailing).where(Mailing.id == key).with_for_update(read=not result.printed))
    deliveries = _still_making(act, result)
    if mailing is None or mailing.state is not MailingState.RUNNING or len(deliveries) != len(result.recipients):
        return
    for made in result.made:
        if made.item.contents is not None:
            _packet(act, made)
    act.session.flush()
    _rows(act, result)
    _items(act, result)
    act.session.flush()
    _ready(act, mailing, deliveries, result)
    act.record("mailing.batch_made", mailing, batch=batch, packets=len(result.made), failed=len(result.failed))


def _still_making(act: Act, result: Result) -> dict[uuid.UUID, Delivery]:
    ids = sorted(each.delivery for each in result.recipients)
    query = act.own(Delivery).where(Delivery.id.in_(ids), Delivery.state == SendState.MAKING)
    return {each.id: each for each in act.session.scalars(query.order_by(Delivery.id).with_for_update())}


def _packet(act: Act, made: Made) -> None:
    item, own = made.item, {"employer_id": act.who.employer, "case_id": made.item.case}
    packet = Packet(
        id=item.packet, **own, provider_id=item.provider, release_id=item.release, job_id=item.job,
        files=list(made.files), made_by=act.who.user,
    )  # fmt: skip
    act.session.add(packet)
    act.session.flush()
    act.session.add_all(
        Copy(**own, copy_id=each.copy_id, packet_id=item.packet, form=each.form, edition=each.edition)
        for each in made.copies
    )
    act.record("packet.made", packet, case=str(item.case), provider=str(item.provider), copies=len(made.copies))


def _rows(act: Act, result: Result) -> None:
    made = {each.item.row: each.item.packet for each in result.made}
    query = act.own(MailingRow).where(MailingRow.id.in_([*made, *result.failed]))
    for row in act.session.scalars(query.order_by(MailingRow.number).with_for_update()):
        if row.id in made:
            row.state, row.packet_id, row.reasons = RowState.MADE, made[row.id], []
        else:  # a packet that was made before, and was to go once more, stays made
            row.state = RowState.MADE if row.packet_id else RowState.FAILED
            row.reasons = list(result.failed[row.id])


def _items(act: Act, result: Result) -> None:
    """What lies in each delivery, in the order of the sheet."""
    inside: dict[uuid.UUID, list[Item]] = defaultdict(list)
    for each in result.made:
        inside[each.item.delivery].append(each.item)
    act.session.add_all(
        DeliveryItem(
            employer_id=act.who.employer, delivery_id=delivery, position=at, case_id=item.case, packet_id=item.packet
        )
        for delivery, items in inside.items()
        for at, item in enumerate(items, start=1)
    )


def _ready(act: Act, mailing: Mailing, deliveries: dict[uuid.UUID, Delivery], result: Result) -> None:
    """Deliveries get their file and their place: a job, or the batch for the printer. One with nothing in it ends."""
    paper = _print_batch(act, mailing, result)
    for each in result.envelopes:
        delivery = deliveries.pop(each.to.delivery)
        delivery.state, delivery.files, delivery.address = SendState.READY, each.files, each.to.address
        if delivery.channel is Channel.PRINT:
            delivery.print_batch_id = paper
        else:
            queue_delivery(act.session, delivery)
    for empty in deliveries.values():
        empty.state, empty.code = SendState.FAILED, NOTHING


def _print_batch(act: Act, mailing: Mailing, result: Result) -> uuid.UUID | None:
    """The batch for the printer, numbered after those before it: the mailing's row is held alone where one is made."""
    if not result.printed:
        return None
    last = act.session.scalar(select(func.max(PrintBatch.number)).where(PrintBatch.mailing_id == mailing.id)) or 0
    return act.add(PrintBatch(mailing_id=mailing.id, number=last + 1, files=result.printed)).id
