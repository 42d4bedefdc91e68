"""Employers, their users and keys, and the people a case is about: workers and providers."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Held, Owned, now, rules
from cases.programs.program import Program


class Employer(Base):
    """The employer that runs a return-to-work program. Its own id stands on every other row.

    `program` is what its program's sheets say; what it leaves out is as the house has it. `jurisdiction` is the pack of
    the state whose law its offers have to meet. `two_confirm`: a report is in force once two persons confirmed it.
    """

    __tablename__ = "employers"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    created_at: Mapped[datetime] = mapped_column(default=now)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    fax: Mapped[str] = mapped_column(default="")
    program: Mapped[Program] = mapped_column(Held(Program), default=Program)
    jurisdiction: Mapped[str] = mapped_column(default="general")
    two_confirm: Mapped[bool] = mapped_column(default=False)
    logo_sha256: Mapped[str | None] = mapped_column(String(64), info={"owner": "id"})  # a PNG (generate/logos.py)


class User(Owned, Base):
    """A person (or a program) that acts. `role` is a role of `api/identity/roles.py`."""

    __tablename__ = "users"
    __table_args__ = rules(UniqueConstraint("employer_id", "login"))
    login: Mapped[str]
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="coordinator")
    disabled_at: Mapped[datetime | None]
    password_hash: Mapped[str | None]  # argon2id; None: signs in nowhere


class DeskSession(Owned, Base):
    """A sign-in of a user at the desk: only the sha256 of its secret is kept. `seen_at`: when it was used last.

    `half`: the password was right, and the second factor is still asked for; it opens nothing but that question.
    """

    __tablename__ = "desk_sessions"
    __table_args__ = rules(UniqueConstraint("hash"), user_id="users")
    user_id: Mapped[uuid.UUID]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    half: Mapped[bool] = mapped_column(default=False)


class ApiKey(Owned, Base):
    """A key of a user: only the sha256 of its secret is kept. The secret has 256 random bits, so no salt is needed.

    `scopes` are the actions it may do, a part of those of its user's role; None is all of them.
    """

    __tablename__ = "api_keys"
    __table_args__ = rules(UniqueConstraint("hash"), user_id="users")
    user_id: Mapped[uuid.UUID]
    label: Mapped[str] = mapped_column(default="")
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Worker(Owned, Base):
    """The injured employee. The birth date is needed: it is what the office's writing is compared with."""

    __tablename__ = "workers"
    __table_args__ = rules(UniqueConstraint("employer_id", "number"))
    name: Mapped[str]
    birth_date: Mapped[date]
    number: Mapped[str | None]  # the employer's own employee number
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")


class Provider(Owned, Base):
    """The doctor's office. `…_confirmed_by` is the second person who checked the number or address before first use,
    another one than `…_entered_by`.

    `channel` is how the office wants its post: mail, fax or print; none: by fax if there is a confirmed number.
    """

    __tablename__ = "providers"
    __table_args__ = rules(
        fax_entered_by="users", fax_confirmed_by="users", email_entered_by="users", email_confirmed_by="users"
    )
    name: Mapped[str]
    practice: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="treating")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    fax: Mapped[str] = mapped_column(default="")
    fax_entered_by: Mapped[uuid.UUID | None]
    fax_confirmed_by: Mapped[uuid.UUID | None]
    fax_confirmed_at: Mapped[datetime | None]
    email: Mapped[str] = mapped_column(default="")
    email_entered_by: Mapped[uuid.UUID | None]
    email_confirmed_by: Mapped[uuid.UUID | None]
    email_confirmed_at: Mapped[datetime | None]
    channel: Mapped[str | None]
