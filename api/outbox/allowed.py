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
from cases.releases import release_refusals

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
    query = (
        select(Release)
        .join(Packet, Packet.release_id == Release.id)
        .join(DeliveryItem, DeliveryItem.packet_id == Packet.id)
        .where(DeliveryItem.delivery_id == delivery.id)
    )
    today = now().date()
    for release in session.scalars(query):
        reasons = release_refusals(_authority(release), str(delivery.provider_id), today)
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
