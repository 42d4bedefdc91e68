"""How people get in beside a password: a second factor, an account at the employer's provider, an office's link."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Owned, rules


class SecondFactor(Owned, Base):
    """A user's authenticator (RFC 6238). It counts from `confirmed_at` on, once they have shown a code of it.

    Its secret lies in the file store, encrypted and re-wrapped like every file; here is only its sha256. `last_step`
    is the half minute of the newest code that was taken: none up to it is taken again.
    """

    __tablename__ = "second_factors"
    __table_args__ = rules(UniqueConstraint("user_id"), user_id="users")
    user_id: Mapped[uuid.UUID]
    secret_sha256: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Owned, Base):
    """A code for who has lost the authenticator, good once: only its sha256 is kept. It has 80 random bits."""

    __tablename__ = "recovery_codes"
    __table_args__ = rules(UniqueConstraint("user_id", "hash"), user_id="users")
    user_id: Mapped[uuid.UUID]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    used_at: Mapped[datetime | None]


class OutsideAccount(Owned, Base):
    """A user's account at the identity provider, by what never changes there: `issuer` and `subject`.

    An administrator notes the address (`email`) under which the provider knows them; the first sign-in with it, if the
    provider has verified it, fills in `subject`. From then on the address decides nothing.
    """

    __tablename__ = "outside_accounts"
    __table_args__ = rules(
        UniqueConstraint("user_id"), UniqueConstraint("issuer", "subject"), UniqueConstraint("issuer", "email"),
        user_id="users",
    )  # fmt: skip
    user_id: Mapped[uuid.UUID]
    issuer: Mapped[str]
    email: Mapped[str]
    subject: Mapped[str | None]
    linked_at: Mapped[datetime | None]


class OfficeLink(Owned, Base):
    """A link with which a doctor's office answers one packet without an account. Only the sha256 of its secret is kept.

    It ends with the first form that came through it (`used_at`, `document_id`), at `expires_at`, and by a coordinator.
    """

    __tablename__ = "office_links"
    __table_args__ = rules(
        UniqueConstraint("hash"), packet_id="packets", made_by="users", revoked_by="users", document_id="documents"
    )
    packet_id: Mapped[uuid.UUID]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    made_by: Mapped[uuid.UUID]
    used_at: Mapped[datetime | None]
    document_id: Mapped[uuid.UUID | None]
    revoked_by: Mapped[uuid.UUID | None]
    revoked_at: Mapped[datetime | None]
