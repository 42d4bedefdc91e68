"""Whether a delivery may leave at all, asked in the moment before it does, since things change after it was planned.

The address has to be the provider's on file, and confirmed by a second person; each packet's signed release has to be
in force and name the provider (003 IV.D). The answer is a code, or None.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.outbox.numbers import fax_number
from api.store.tables import Channel, Delivery, DeliveryItem, Packet, Provider, Release
from api.store.tables.base import now
from cases.errors import BadInput
from cases.releases import Release as Authority
from cases.releases import packet_refusals

UNCONFIRMED: Final = "unconfirmed_address"
CHANGED: Final = "address_changed"


def refusal_of(session: Session, delivery: Delivery) -> str | None:
    """Why it may not leave now."""
    provider = session.get_one(Provider, delivery.provider_id, populate_existing=True)
    return address_refusal(delivery.channel, delivery.address, provider) or _release_refusal(session, delivery)


def address_refusal(channel: Channel, address: str, provider: Provider) -> str | None:
    """Why nothing may go to this address of the provider by this channel."""
    if channel is Channel.FAX:
        if provider.fax_confirmed_at is None:
            return UNCONFIRMED
        return None if _same_number(address, provider.fax) else CHANGED
    if channel is Channel.MAIL:
        if provider.email_confirmed_at is None:
            return UNCONFIRMED
        return None if address == provider.email else CHANGED
    return None


def _same_number(one: str, other: str) -> bool:
    try:
        return fax_number(one) == fax_number(other)
    except BadInput:
        return one == other  # the carrier says what is wrong with it


def _release_refusal(session: Session, delivery: Delivery) -> str | None:
    """A packet leaves on the release that it encloses, a letter on any of its case's."""
    today, to = now().date(), str(delivery.provider_id)
    items = session.scalars(select(DeliveryItem).where(DeliveryItem.delivery_id == delivery.id))
    for item in items:
        packet = session.get_one(Packet, item.packet_id) if item.packet_id else None
        mine = Release.id == packet.release_id if packet is not None else Release.case_id == item.case_id
        filed = session.scalars(select(Release).where(mine).execution_options(populate_existing=True))
        reasons = packet_refusals([_authority(each) for each in filed], to, today)
        if reasons:
            return reasons[0].code
    return None


def _authority(release: Release) -> Authority:
    return Authority(
        provider=str(release.provider_id),
        signed_on=release.signed_on,
        expires_on=release.expires_on,
        revoked_on=release.revoked_at.date() if release.revoked_at else None,
    )
