"""Single papers on their way: a packet or a letter of a case to its provider by mail or fax, and what became of them.

The caller's Idempotency-Key names the sending: the same one again is the same delivery, whatever was repeated. What is
asked here is asked again in the moment before it leaves (`outbox/allowed.py`).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from api.casework.act import Act
from api.casework.covering import enclosed
from api.casework.packets import COMBINED, stored_file
from api.casework.paging import Page, Window, page_of_all
from api.casework.words import Shown, Written
from api.outbox.allowed import address_refusal, refusal_of
from api.outbox.carriers import Answer
from api.outbox.channels import carriers_of
from api.outbox.lines import hash_of
from api.outbox.links import end_links
from api.outbox.numbers import fax_number
from api.outbox.planning import queue_delivery
from api.outbox.sending import locked
from api.outbox.settling import begin, conclude, under_way
from api.store.tables import (
    Case,
    Channel,
    Delivery,
    DeliveryAttempt,
    DeliveryItem,
    Letter,
    Packet,
    Provider,
    SendState,
)
from api.store.tables.base import now
from cases.errors import Conflict, Refused

WHY = {
    "unconfirmed_address": "A second person has to confirm this number or address before it is used.",
    "address_changed": "The number or address has changed; look at the provider again.",
}
TO_PROVIDERS = frozenset({"clarification-request", "second-request", "provider-return-to-work", "day-30-physician"})


class By(StrEnum):
    """How a single paper can be sent; on paper it is handed over by whoever prints it."""

    MAIL = "mail"
    FAX = "fax"


class NewSending(Written):
    """How to send it, and for a letter to whom: by default its packet's provider, or the case's own."""

    channel: By
    provider: uuid.UUID | None = None


class Settling(Written):
    """What a person found out about a delivery of which nobody knew."""

    arrived: bool
    how: str = Field(pattern="^(telephone|mailbox|fax_report|other)$", description="How it was found out.")


class OutgoingFile(BaseModel):
    """A file that leaves."""

    name: str
    sha256: str
    pages: int


class AttemptShown(Shown):
    """One try. `state` is null while it is open."""

    number: int
    started_at: datetime
    handed_at: datetime | None
    ended_at: datetime | None
    state: SendState | None
    code: str | None
    reference: str | None
    answer: str


class OutgoingShown(BaseModel):
    """A delivery and how it stands."""

    id: uuid.UUID
    provider: uuid.UUID
    mailing: uuid.UUID | None
    channel: Channel
    address: str
    state: SendState
    code: str | None
    answer: str
    made_at: datetime
    next_at: datetime | None
    sent_at: datetime | None
    files: list[OutgoingFile]
    packets: list[uuid.UUID]
    letters: list[uuid.UUID]
    attempts: list[AttemptShown]


def send_packet(
    act: Act, key: uuid.UUID, idempotency: str, new: NewSending, *, settled: bool = False
) -> OutgoingShown:  # fmt: skip
    """Send one packet to its provider. Refused, and on record, without a release in force or a confirmed address.

    `settled`: only if nothing of it is still on its way, and nobody has to find out what became of it.
    """
    packet = act.find(Packet, key)
    case = act.find(Case, packet.case_id, locked=True)
    provider = act.find(Provider, new.provider or packet.provider_id)
    if provider.id != packet.provider_id:
        raise Refused("This packet was made for another provider; make one for this.", code="other_provider")
    if settled:
        _require_settled(act, packet, idempotency)
    return _send(act, case, provider, idempotency, new, packet, stored_file(act, packet.files, COMBINED))


def list_of_packet(act: Act, key: uuid.UUID) -> list[OutgoingShown]:
    """How often one packet was sent, or is to be; newest first."""
    items = select(DeliveryItem.delivery_id).where(DeliveryItem.packet_id == act.find(Packet, key).id)
    rows = act.session.scalars(act.own(Delivery).where(Delivery.id.in_(items)).order_by(Delivery.created_at.desc()))
    return shown_all(act, rows.all())


def _require_settled(act: Act, packet: Packet, idempotency: str) -> None:
    """Raise Conflict while another delivery of it may still arrive. The same sending once more is no other."""
    items = select(DeliveryItem.delivery_id).where(DeliveryItem.packet_id == packet.id)
    others = act.own(Delivery).where(Delivery.id.in_(items), Delivery.key != f"one:{idempotency}")
    states = set(act.session.scalars(others.with_only_columns(Delivery.state)))
    if SendState.UNKNOWN in states:
        raise Conflict("Nothing was sent. Nobody knows yet whether the earlier delivery arrived; find out and "
                       "settle it first.", code="fate_unknown")  # fmt: skip
    if states & {SendState.MAKING, SendState.READY, SendState.SENDING}:
        raise Conflict("Nothing was sent. The earlier delivery is still on its way.", code="on_its_way")


def send_letter(act: Act, key: uuid.UUID, idempotency: str, new: NewSending) -> OutgoingShown:
    """Send one letter that is written to a provider."""
    letter = act.find(Letter, key)
    case = act.find(Case, letter.case_id, locked=True)
    if letter.kind not in TO_PROVIDERS:
        raise Refused("This letter is not written to a provider; hand it over yourself.", code="not_to_a_provider")
    packet = act.find(Packet, letter.packet_id) if letter.packet_id else None
    to = new.provider or (packet.provider_id if packet else case.provider_id)
    if to is None:
        raise Refused("The case names no provider; say which one.", code="no_provider")
    names = [each["name"] for each in letter.files if str(each["name"]).endswith(".pdf")]
    whole = "letter.pdf" if "letter.pdf" in names else next(iter(names), "letter.pdf")
    return _send(act, case, act.find(Provider, to), idempotency, new, letter, stored_file(act, letter.files, whole))


def _send(
    act: Act, case: Case, provider: Provider, idempotency: str, new: NewSending, paper: Packet | Letter, pdf: bytes
) -> OutgoingShown:
    channel = Channel(new.channel)
    key = f"one:{idempotency}"
    if (before := act.session.scalar(act.own(Delivery).where(Delivery.key == key))) is not None:
        return _the_same(act, before, channel, provider, paper)
    address = _address(act, case, channel, provider)
    if channel not in carriers_of(act.store.settings):
        raise Refused(f"Nothing can be sent by {channel} here: it is not set up.", code="not_set_up")
    envelope = enclosed(act, provider, channel, paper, pdf)
    sha256 = act.store.files.put(act.who.employer, envelope.pdf)
    files = [{"name": "papers.pdf", "sha256": sha256, "bytes": len(envelope.pdf), "pages": envelope.pages}]
    made = insert(Delivery).values(
        id=uuid.uuid4(), employer_id=act.who.employer, created_at=now(), key=key, provider_id=provider.id,
        channel=channel, address=address, state=SendState.READY, files=files, asked_by=act.who.user, attempts=0,
        answer="",
    )  # fmt: skip
    won = act.session.scalar(made.on_conflict_do_nothing().returning(Delivery.id))
    delivery = act.session.scalars(act.own(Delivery).where(Delivery.key == key)).one()
    if won is None:  # the same key at the same time, for another case
        return _the_same(act, delivery, channel, provider, paper)
    packet, letter = (paper.id, None) if isinstance(paper, Packet) else (None, paper.id)
    act.add(DeliveryItem(delivery_id=delivery.id, position=1, case_id=case.id, packet_id=packet, letter_id=letter))
    if code := refusal_of(act.session, delivery):
        act.refuse("delivery.refused", case, f"Nothing was sent. {WHY.get(code, _RELEASE)}", code=code, reasons=(code,))
    queue_delivery(act.session, delivery)
    act.record("delivery.asked", delivery, case=str(case.id), channel=channel.value, provider=str(provider.id))
    return shown(act, delivery)


_RELEASE = "There is no signed release in force that names this provider."


def _address(act: Act, case: Case, channel: Channel, provider: Provider) -> str:
    address = provider.email if channel is Channel.MAIL else provider.fax
    if not address.strip():
        raise Refused("The provider has no number or address of that kind on file.", code="no_address")
    if code := address_refusal(channel, address, provider):
        act.refuse("delivery.refused", case, f"Nothing was sent. {WHY[code]}", code=code, reasons=(code,))
    return fax_number(address) if channel is Channel.FAX else address


def _the_same(
    act: Act, before: Delivery, channel: Channel, provider: Provider, paper: Packet | Letter
) -> OutgoingShown:
    item = act.session.scalars(act.own(DeliveryItem).where(DeliveryItem.delivery_id == before.id)).first()
    if (
        item is None
        or paper.id not in (item.packet_id, item.letter_id)
        or (before.channel, before.provider_id)
        != (
            channel,
            provider.id,
        )
    ):
        raise Conflict("This Idempotency-Key was used for another sending; take a new one.", code="key_reused")
    return shown(act, before)


def settle(act: Act, key: uuid.UUID, said: Settling) -> OutgoingShown:
    """End what nobody knows: it arrived, or it did not. Sending it again then takes a new sending."""
    act.find(Delivery, key)
    delivery = locked(act.session, key)
    if delivery is None or delivery.state is not SendState.UNKNOWN:
        raise Conflict("It is known what became of this; there is nothing to settle.", code="not_unknown")
    # After a restore nothing may be known of an attempt: what the person found out is then a line of its own.
    attempt = under_way(act.session, delivery) or begin(act.session, delivery)
    state = SendState.SENT if said.arrived else SendState.FAILED
    code = "settled_arrived" if said.arrived else "settled_not_arrived"
    act.record("delivery.settled", delivery, arrived=said.arrived, how=said.how)
    conclude(act.session, delivery, attempt, Answer(state, code, said=attempt.answer), actor=act.who.user)
    return shown(act, delivery)


def revoke_links(act: Act, key: uuid.UUID) -> OutgoingShown:
    """End every link to a delivery's papers at once."""
    delivery = act.find(Delivery, key, locked=True)
    act.record("link.revoked", delivery, count=end_links(act.session, delivery, act.who.user))
    return shown(act, delivery)


def get_outgoing(act: Act, key: uuid.UUID) -> OutgoingShown:
    """One delivery."""
    return shown(act, act.find(Delivery, key))


def list_outgoing(act: Act, window: Window, state: SendState | None = None) -> Page[OutgoingShown]:
    """The deliveries, newest first: of one state if given."""
    query = act.own(Delivery)
    return page_of_all(
        act, query.where(Delivery.state == state) if state else query, Delivery, window,
        lambda rows: shown_all(act, rows),
    )  # fmt: skip


def list_of_case(act: Act, key: uuid.UUID) -> list[OutgoingShown]:
    """What was sent, or is to be, of one case; newest first."""
    items = select(DeliveryItem.delivery_id).where(DeliveryItem.case_id == act.find(Case, key).id)
    rows = act.session.scalars(act.own(Delivery).where(Delivery.id.in_(items)).order_by(Delivery.created_at.desc()))
    return shown_all(act, rows.all())


def shown(act: Act, row: Delivery) -> OutgoingShown:
    """A delivery with its items and attempts."""
    return shown_all(act, [row])[0]


def shown_all(act: Act, rows: Sequence[Delivery]) -> list[OutgoingShown]:
    """Several of them, each kind of row asked for once."""
    keys = [row.id for row in rows]
    items, tries = defaultdict[uuid.UUID, list[DeliveryItem]](list), defaultdict[uuid.UUID, list[DeliveryAttempt]](list)
    for item in act.session.scalars(act.own(DeliveryItem).where(DeliveryItem.delivery_id.in_(keys))) if keys else ():
        items[item.delivery_id].append(item)
    attempts = act.own(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_(keys)).order_by(DeliveryAttempt.number)
    for attempt in act.session.scalars(attempts) if keys else ():
        tries[attempt.delivery_id].append(attempt)
    return [_shown(row, items[row.id], tries[row.id]) for row in rows]


def _shown(row: Delivery, items: list[DeliveryItem], attempts: list[DeliveryAttempt]) -> OutgoingShown:
    names = ("id", "channel", "address", "state", "code", "answer", "next_at", "sent_at")
    own: dict[str, Any] = {name: getattr(row, name) for name in names}
    return OutgoingShown(
        **own, provider=row.provider_id, mailing=row.mailing_id, made_at=row.created_at,
        files=[OutgoingFile(name=e["name"], sha256=hash_of(e), pages=e.get("pages") or 0) for e in row.files],
        packets=[each.packet_id for each in items if each.packet_id],
        letters=[each.letter_id for each in items if each.letter_id],
        attempts=[AttemptShown.model_validate(each) for each in attempts],
    )  # fmt: skip
