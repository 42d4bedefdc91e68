"""What a batch needs to be made: read in one short transaction, so that none is open while papers are made.

The gate stands here for the second time: a release that ended, a case that was closed or a number that was changed
since the mailing was started keeps that row back, and no other.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from api.casework.act import Act
from api.casework.mailing_check import Checked, address_of, checked
from api.casework.mailing_steps import wanted_of
from api.casework.mailings import goes_again, options_of
from api.casework.packets import COMBINED, contents_of, heading_of, stored_file
from api.casework.releases import as_authority, releases_of
from api.store.tables import Case, Channel, Delivery, Job, Mailing, MailingRow, Packet, Provider, RowState, SendState
from cases.releases import release_refusals
from generate.envelopes import Addressee
from generate.headings import Heading
from generate.packets import PacketContents

NOWHERE: Final = uuid.UUID(int=0)  # of a row that lies in no delivery yet


@dataclass(frozen=True)
class Item:
    """A row to make: what its packet is made of, or the packet that was made before and goes once more."""

    row: uuid.UUID
    number: int
    delivery: uuid.UUID
    case: uuid.UUID
    provider: uuid.UUID
    job: uuid.UUID
    heading: Heading
    packet: uuid.UUID
    release: uuid.UUID | None = None
    contents: PacketContents | None = None
    pdf: bytes = b""


@dataclass(frozen=True)
class Recipient:
    """Where a delivery goes. `address` is what is on file now."""

    delivery: uuid.UUID
    channel: Channel
    address: str
    to: Addressee


@dataclass(frozen=True)
class Load:
    """A batch as it was read. `failed` are rows that the gate kept back, with their reasons."""

    recipients: tuple[Recipient, ...]
    items: tuple[Item, ...]
    failed: dict[uuid.UUID, tuple[str, ...]]


def load(act: Act, mailing: Mailing, batch: int) -> Load | None:
    """What is still to be made of a batch; None if nothing is."""
    deliveries = _making(act, mailing, batch)
    if not deliveries:
        return None
    rows = _rows(act, deliveries)
    found = {each.number: each for each in _gate(act, mailing, rows)}
    good = [row for row in rows if not found[row.number].reasons]
    return Load(
        tuple(_recipient(act, each) for each in deliveries),
        tuple(item_of(act, mailing, row) for row in good),
        {row.id: found[row.number].reasons for row in rows if found[row.number].reasons},
    )


def _making(act: Act, mailing: Mailing, batch: int) -> list[Delivery]:
    query = act.own(Delivery).where(Delivery.mailing_id == mailing.id, Delivery.batch == batch)
    return list(act.session.scalars(query.where(Delivery.state == SendState.MAKING).order_by(Delivery.created_at)))


def _rows(act: Act, deliveries: Sequence[Delivery]) -> list[MailingRow]:
    query = select(MailingRow).where(MailingRow.delivery_id.in_([each.id for each in deliveries]))
    waiting = MailingRow.state.in_((RowState.READY, RowState.MADE))
    return list(act.session.scalars(query.where(waiting).order_by(MailingRow.number)))


def _gate(act: Act, mailing: Mailing, rows: Sequence[MailingRow]) -> list[Checked]:
    """Rows whose packet was made before go once more because a person said so."""
    channel = options_of(mailing).channel
    first = [wanted_of(row) for row in rows if row.packet_id is None]
    more = [wanted_of(row) for row in rows if row.packet_id is not None]
    again = goes_again(mailing)
    return [
        *checked(act, first, channel, again=again, mailing=mailing.id),
        *checked(act, more, channel, again=True, mailing=mailing.id),
    ]


def _recipient(act: Act, delivery: Delivery) -> Recipient:
    provider = act.find(Provider, delivery.provider_id)
    return Recipient(delivery.id, delivery.channel, address_of(provider, delivery.channel), addressee(provider))


def addressee(provider: Provider) -> Addressee:
    """A provider as a cover sheet names it."""
    return Addressee(provider.name, provider.practice, provider.address, provider.phone, provider.fax)


def item_of(act: Act, mailing: Mailing, row: MailingRow) -> Item:
    """A row that the gate let pass, with what its packet is made of."""
    case, provider, job = (
        act.find(Case, _sure(row.case_id)), act.find(Provider, _sure(row.provider_id)), act.find(Job, _sure(row.job_id))
    )  # fmt: skip
    new = options_of(mailing).packet
    heading = heading_of(act, case, provider, job.title, new.sender)
    ids = (row.id, row.number, row.delivery_id or NOWHERE, case.id, provider.id, job.id, heading)
    if row.packet_id is not None:
        packet = act.find(Packet, row.packet_id)
        return Item(*ids, packet.id, pdf=stored_file(act, packet.files, COMBINED))
    release = next(
        each for each in releases_of(act, case) if not release_refusals(as_authority(each), str(provider.id), act.today)
    )
    return Item(*ids, uuid.uuid4(), release.id, contents_of(act, case, provider, job, release, new))


def _sure(key: uuid.UUID | None) -> uuid.UUID:
    """What the gate let pass is named."""
    assert key is not None
    return key
