"""A link in a mail instead of the papers: it ends by time and by use, and can be revoked. It also ends when the papers
might not be sent any more: the worker took the release back, the office has another address.

Of its 256-bit secret only the sha256 is kept, so nobody who reads the database can open one. Its address names no case.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.outbox.allowed import refusal_of
from api.settings import Settings
from api.store import audit
from api.store.opening import Store
from api.store.tables import Delivery, Employer, PacketLink
from api.store.tables.base import now
from cases.errors import NotFound

PATH: Final = "/links/"


@dataclass(frozen=True)
class Behind:
    """What a living link leads to, as far as its page says it."""

    sender: str
    pages: int
    left: timedelta  # until it ends


def make_link(session: Session, delivery: Delivery, settings: Settings) -> str:
    """A new link to a delivery's papers, with this transaction. The secret is in what is returned and nowhere else."""
    secret = secrets.token_urlsafe(32)
    row = PacketLink(
        id=uuid.uuid4(), employer_id=delivery.employer_id, delivery_id=delivery.id, hash=_hash(secret),
        expires_at=now() + timedelta(days=settings.link_days), uses_left=settings.link_uses,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session, row.employer_id, "system:worker", "link.made", f"packetlink:{row.id}", delivery=str(delivery.id)
    )
    return f"{settings.public_url.rstrip('/')}{PATH}{secret}"


def look(store: Store, secret: str) -> Behind:
    """Who sent it and how many pages. Raises NotFound for a link that never was and for one that ended, alike."""
    with store.database.transaction() as session:
        row, delivery = _living(session, secret)
        sender = session.get_one(Employer, row.employer_id).name
        left = row.expires_at - now()
    return Behind(sender, sum(int(each.get("pages") or 0) for each in delivery.files), left)


def fetch(store: Store, secret: str) -> list[tuple[str, bytes]]:
    """The papers' files; one use less. Raises NotFound as `look` does."""
    with store.database.transaction() as session:
        row, delivery = _living(session, secret, locked=True)
        found = [
            (str(each["name"]), store.files.get(row.employer_id, str(each["sha256"]))) for each in delivery.files
        ]  # before it counts: papers that are gone cost no use
        row.uses_left, row.last_used_at = row.uses_left - 1, now()
        audit.record(
            session, row.employer_id, f"link:{row.id}", "link.used", f"delivery:{delivery.id}", left=row.uses_left
        )
    return found


def end_links(session: Session, delivery: Delivery, user: uuid.UUID) -> int:
    """Revoke every link to a delivery; how many there were."""
    rows = list(
        session.scalars(
            select(PacketLink).where(PacketLink.delivery_id == delivery.id, PacketLink.revoked_at.is_(None))
        )
    )
    for row in rows:
        row.revoked_by, row.revoked_at = user, now()
    return len(rows)


def were_revoked(session: Session, delivery: Delivery) -> bool:
    """Whether a person has ended its links: no new one is made then."""
    ended = select(PacketLink.id).where(PacketLink.delivery_id == delivery.id, PacketLink.revoked_at.is_not(None))
    return session.scalar(ended.limit(1)) is not None


def _living(session: Session, secret: str, *, locked: bool = False) -> tuple[PacketLink, Delivery]:
    query = select(PacketLink).where(PacketLink.hash == _hash(secret))
    row = session.scalar(query.with_for_update() if locked else query)
    living = row is not None and row.revoked_at is None and row.uses_left > 0 and row.expires_at > now()
    delivery = session.get_one(Delivery, row.delivery_id) if row is not None and living else None
    if row is None or delivery is None or refusal_of(session, delivery) is not None:
        raise NotFound("This link has ended. Ask whoever sent it to you for a new one.", code="link_ended")
    return row, delivery


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
