"""How things came in: mails of the mailboxes we read, and uploads that arrive in pieces.

No medical content here. A mail as it came is a file of the store, as evidence; so is each part of an upload, until the
whole is a document.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Owned, coded, rules


class MailOutcome(StrEnum):
    """What became of a mail. Somebody has to look at those that are partly taken or set aside."""

    TAKEN = "taken"  # its attachments are documents
    PARTLY = "partly"  # some of it is; `reasons` says what is left
    SET_ASIDE = "set_aside"  # nothing of it could be taken; `reasons` says why
    DUPLICATE = "duplicate"  # the same mail as one before, delivered again
    OURS = "ours"  # we sent it ourselves


class ReceivedMail(Owned, Base):
    """A mail that was looked at: once for each place it lies at in an account, and once for what it says.

    `account` is user@host; (`folder`, `uidvalidity`, `uid`) is where it lay. `message_id` is its Message-ID, or
    "sha256:…" of itself if it has none. `body_sha256` is that of everything below its headers, which change with each
    delivery; `sha256` that of the whole, under which it is in the file store (none if it was too large to fetch).
    `documents` are ids. `filed_at` is when it was moved out of the way. `settled_by` is the person who looked at it.
    """

    __tablename__ = "received_mails"
    __table_args__ = rules(
        UniqueConstraint("employer_id", "account", "folder", "uidvalidity", "uid"),
        Index(
            "one_mail_however_often_delivered",
            *("employer_id", "message_id", "body_sha256"),
            unique=True,
            postgresql_where=text("outcome <> 'duplicate'"),
        ),
        same_as="received_mails",
        settled_by="users",
    )
    account: Mapped[str]
    folder: Mapped[str]
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[str]
    body_sha256: Mapped[str] = mapped_column(String(64), info={"file": False})
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int]  # bytes
    sender: Mapped[str]
    outcome: Mapped[MailOutcome] = mapped_column(coded(MailOutcome))
    reasons: Mapped[list[str]] = mapped_column(JSONB, default=list)
    documents: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    same_as: Mapped[uuid.UUID | None]
    filed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[uuid.UUID | None]


class Upload(Owned, Base):
    """A file that arrives in pieces. `key` is the sender's own: the same one again is the same upload.

    `size` is how many bytes there will be, `received` how many are safe. `sha256` is the sender's, if they gave one:
    announced, and no file of the store.
    """

    __tablename__ = "uploads"
    __table_args__ = rules(UniqueConstraint("employer_id", "made_by", "key"), made_by="users", document_id="documents")
    key: Mapped[str]
    made_by: Mapped[uuid.UUID]
    size: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(String(64), info={"file": False})
    document_id: Mapped[uuid.UUID | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class UploadPart(Owned, Base):
    """A piece of an upload that is safe: `size` bytes from `start`, a file of the store under the upload's own id."""

    __tablename__ = "upload_parts"
    __table_args__ = rules(UniqueConstraint("upload_id", "start"), upload_id="uploads")
    upload_id: Mapped[uuid.UUID]
    start: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), info={"owner": "upload_id"})
