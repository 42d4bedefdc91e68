"""A row once more: a person's deliberate act, with a reason. The earlier delivery stays as it is, on record.

What may have arrived is not sent again before somebody has found out and settled it, nor a fax that the server is still
trying. The caller's key names the act: the same one again is the same delivery. The packet is the one that was
made, unless its release has ended meanwhile or it was never made; then it is made anew.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final, Literal

from sqlalchemy import func, select

from api.casework.act import Act
from api.casework.mailing_check import Checked, checked
from api.casework.mailing_plan import make_batches
from api.casework.mailing_steps import may_go_on, wanted_of
from api.casework.mailing_views import RowShown, row_shown
from api.casework.mailings import options_of
from api.casework.releases import as_authority
from api.casework.words import Written
from api.outbox.settling import under_way
from api.store.tables import (
    Channel,
    Delivery,
    Mailing,
    MailingRow,
    MailingState,
    Packet,
    Release,
    RowState,
    SendState,
    User,
)
from cases.errors import Conflict, NotFound
from cases.releases import release_refusals

ALIVE: Final = (MailingState.RUNNING, MailingState.PAUSED, MailingState.DONE)
OPEN_FATE: Final = (SendState.SENDING, SendState.UNKNOWN)
ON_ITS_WAY: Final = (SendState.MAKING, SendState.READY)
TRIED_FOR: Final = timedelta(days=1)


class Resending(Written):
    """Why a row goes once more, and how if not as before."""

    reason: Literal["not_received", "wrong_address", "illegible", "asked_again", "not_made"]
    channel: Channel | None = None


def resend(act: Act, key: uuid.UUID, number: int, said: Resending, idempotency: str) -> RowShown:
    """Send a row again, to the address that is on file now. Refused, and on record, if the gate says no."""
    mailing = act.find(Mailing, key, locked=True)
    row = _row(act, mailing, number)
    name = f"{mailing.id}/row/{number}/{idempotency}"
    if act.session.scalar(act.own(Delivery).where(Delivery.key == name)) is not None:
        return _as_it_is(act, row)
    if mailing.state not in ALIVE or row.state not in (RowState.MADE, RowState.FAILED):
        raise Conflict("This row was never sent, or its mailing was called off; make a new mailing.", code="not_sent")
    earlier = _earlier(act, row)
    found = _gate(act, mailing, row, said.channel)
    delivery = act.add(_delivery(act, mailing, name, earlier, found))
    row.delivery_id, row.channel, row.reasons = delivery.id, found.channel, []
    if row.packet_id is None or not _still_allowed(act, row.packet_id):
        row.packet_id, row.state = None, RowState.READY
    _run(act, mailing, delivery)
    act.record("mailing.resent", mailing, row=number, reason=said.reason, delivery=str(delivery.id))
    return row_shown(row, delivery.state)


def _row(act: Act, mailing: Mailing, number: int) -> MailingRow:
    query = act.own(MailingRow).where(MailingRow.mailing_id == mailing.id, MailingRow.number == number)
    row = act.session.scalar(query.with_for_update())
    if row is None:
        raise NotFound("There is nothing of that id here.")
    return row


def _as_it_is(act: Act, row: MailingRow) -> RowShown:
    assert row.delivery_id is not None
    return row_shown(row, act.find(Delivery, row.delivery_id).state)


def _earlier(act: Act, row: MailingRow) -> Delivery:
    """The delivery before. Raises Conflict while it may still arrive."""
    assert row.delivery_id is not None
    delivery = act.find(Delivery, row.delivery_id, locked=True)
    if row.state is RowState.FAILED:
        return delivery  # it went, if it did, without this row
    if delivery.state in OPEN_FATE:
        raise Conflict("Nobody knows yet whether the earlier delivery arrived; find out and settle it first.",
                       code="fate_unknown")  # fmt: skip
    if delivery.state in ON_ITS_WAY or _still_tried(act, delivery):
        raise Conflict("The earlier delivery is still on its way.", code="on_its_way")
    return delivery


def _still_tried(act: Act, delivery: Delivery) -> bool:
    """Whether a fax server has it and may yet get it through. None tries longer than a day, if it tells us or not."""
    attempt = under_way(act.session, delivery)
    return attempt is not None and attempt.handed_at is not None and act.moment - attempt.handed_at < TRIED_FOR


def _gate(act: Act, mailing: Mailing, row: MailingRow, channel: Channel | None) -> Checked:
    if channel is not None:
        row.channel = channel
    (found,) = checked(act, [wanted_of(row)], options_of(mailing).channel, again=True, mailing=mailing.id)
    if found.reasons:
        act.refuse("mailing.resend_refused", mailing, "This row cannot be sent again as things stand.",
                   code="row_refused", reasons=found.reasons, row=row.number)  # fmt: skip
    return found


def _delivery(act: Act, mailing: Mailing, name: str, earlier: Delivery, found: Checked) -> Delivery:
    """A delivery of its own, made as a batch of its own."""
    mine = Delivery.mailing_id == mailing.id
    last = act.session.scalar(select(func.max(Delivery.batch)).where(mine)) or 0
    assert found.provider is not None
    assert found.channel is not None
    return Delivery(
        key=name, mailing_id=mailing.id, batch=last + 1, provider_id=found.provider,
        channel=found.channel, address=found.address, state=SendState.MAKING, resend_of=earlier.id,
        asked_by=act.who.user,
    )  # fmt: skip


def _still_allowed(act: Act, packet: uuid.UUID) -> bool:
    """Whether the release that lies in the packet is still in force."""
    made = act.find(Packet, packet)
    release = act.find(Release, made.release_id)
    return not release_refusals(as_authority(release), str(made.provider_id), act.today)


def _run(act: Act, mailing: Mailing, delivery: Delivery) -> None:
    """A mailing that had ended runs again for it; one that is paused makes it when it goes on."""
    if mailing.in_name_of is None or not may_go_on(act.session.get_one(User, mailing.in_name_of)):
        mailing.in_name_of = act.who.user
    if mailing.state is MailingState.DONE:
        mailing.state, mailing.ended_at = MailingState.RUNNING, None
    if mailing.state is MailingState.RUNNING:
        assert delivery.batch is not None
        make_batches(act.session, mailing.id, [delivery.batch])
