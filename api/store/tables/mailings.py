"""What goes out: mailings and their rows, deliveries with what is in them, and the ledger of every attempt.

    mailing → rows (a line of the sheet, a packet of a case) → deliveries (one provider, one channel) → attempts

A delivery is what leaves in one piece. It also exists without a mailing, for one packet or letter of a case. What it
held, where it went and what the channel answered is kept for years; an attempt is added and closed, never changed.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Owned, coded, rules


class MailingState(StrEnum):
    """Where a mailing stands. The last two are ends."""

    DRAFT = "draft"  # its rows are checked and can be looked at; nothing was made
    WAITING = "waiting"  # somebody started it, and a second person has to agree
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


class RowState(StrEnum):
    """Where a row stands. A row that was made is as far as its delivery is."""

    BAD = "bad"  # `reasons` says why; it is alone in that
    READY = "ready"
    MADE = "made"  # its packet is on file and lies in a delivery
    FAILED = "failed"  # its packet could not be made: `reasons`
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How something leaves."""

    MAIL = "mail"  # e-mail, with the papers attached or with a link that ends
    FAX = "fax"
    PRINT = "print"  # a batch for the printer, posted by a person


class SendState(StrEnum):
    """Where a delivery stands."""

    MAKING = "making"  # planned: its packets are not made yet
    READY = "ready"  # waits for its turn
    SENDING = "sending"  # somebody may be at it; what became of it is only known when an attempt is closed
    SENT = "sent"  # the channel took it, or a person posted it
    UNKNOWN = "unknown"  # the channel may have it: nobody sends it again before that is found out
    FAILED = "failed"  # the channel refused it for good
    CANCELLED = "cancelled"


class Mailing(Owned, Base):
    """Many packets, from a sheet of cases or from a filter of cases.

    `source_sha256` is the sheet as it came (in the file store), `sought` the filter instead. `options` is what holds
    for every row: sender, channel, enclosures, how many packets go into one delivery. `key` is the caller's own: the
    same one again is the same mailing. `in_name_of` is whose name stands under its packets: who started it, or who let
    it go on after that user had left. `reason` says why the machine paused it: `user_gone`, or
    `restored` (from a backup: what it was about to make may have left since).
    """

    __tablename__ = "mailings"
    __table_args__ = rules(
        UniqueConstraint("employer_id", "key"),
        made_by="users",
        started_by="users",
        approved_by="users",
        in_name_of="users",
    )
    title: Mapped[str]
    key: Mapped[str]
    source_sha256: Mapped[str | None] = mapped_column(String(64))
    sought: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    options: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[MailingState] = mapped_column(coded(MailingState), default=MailingState.DRAFT)
    made_by: Mapped[uuid.UUID]
    started_by: Mapped[uuid.UUID | None]
    started_at: Mapped[datetime | None]
    approved_by: Mapped[uuid.UUID | None]
    approved_at: Mapped[datetime | None]
    in_name_of: Mapped[uuid.UUID | None]
    reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class MailingRow(Owned, Base):
    """One line of a mailing: a packet of one case for one provider. `number` is its line in the sheet, from 1.

    `reasons` are codes. A case and provider stand once among the rows that are not bad: the database sees to it.
    """

    __tablename__ = "mailing_rows"
    __table_args__ = rules(
        UniqueConstraint("mailing_id", "number"),
        Index(
            "one_row_a_case_and_provider",
            *("mailing_id", "case_id", "provider_id"),
            unique=True,
            postgresql_where=text("state <> 'bad'"),
        ),
        Index("rows_of_a_mailing_by_state", "mailing_id", "state"),
        mailing_id="mailings",
        case_id="cases",
        provider_id="providers",
        job_id="jobs",
        packet_id="packets",
        delivery_id="deliveries",
    )
    mailing_id: Mapped[uuid.UUID]
    number: Mapped[int]
    state: Mapped[RowState] = mapped_column(coded(RowState))
    reasons: Mapped[list[str]] = mapped_column(JSONB, default=list)
    case_id: Mapped[uuid.UUID | None]
    provider_id: Mapped[uuid.UUID | None]
    job_id: Mapped[uuid.UUID | None]
    channel: Mapped[Channel | None] = mapped_column(coded(Channel))
    packet_id: Mapped[uuid.UUID | None]
    delivery_id: Mapped[uuid.UUID | None] = mapped_column(index=True)


class PrintBatch(Owned, Base):
    """Deliveries on paper, in one PDF in their order, with a manifest. `number` counts from 1 within its mailing.

    `posted_by` is the person who says that it was printed and posted; only then have its deliveries been sent.
    """

    __tablename__ = "print_batches"
    __table_args__ = rules(UniqueConstraint("mailing_id", "number"), mailing_id="mailings", posted_by="users")
    mailing_id: Mapped[uuid.UUID]
    number: Mapped[int]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    posted_by: Mapped[uuid.UUID | None]
    posted_at: Mapped[datetime | None]


class Delivery(Owned, Base):
    """What leaves in one piece for one provider: `files` is a list of {"name", "sha256", "bytes", "pages"}.

    `key` is its idempotency key: one delivery of an employer for each, whatever is repeated. `address` is the number
    or address on file when it was planned, or the lines on the envelope. `batch` counts the portions of a mailing that
    are made at a time. `next_at` is when it is tried again. `answer` is what the channel said last, as it said it.
    """

    __tablename__ = "deliveries"
    __table_args__ = rules(
        UniqueConstraint("employer_id", "key"),
        Index("deliveries_of_a_mailing", "mailing_id", "batch", "state"),
        Index(
            "deliveries_unsettled", *("channel", "state"), postgresql_where=text("state not in ('sent', 'cancelled')")
        ),
        mailing_id="mailings",
        provider_id="providers",
        print_batch_id="print_batches",
        resend_of="deliveries",
        asked_by="users",
    )
    key: Mapped[str]
    mailing_id: Mapped[uuid.UUID | None]
    batch: Mapped[int | None]
    print_batch_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    provider_id: Mapped[uuid.UUID]
    channel: Mapped[Channel] = mapped_column(coded(Channel))
    address: Mapped[str]
    state: Mapped[SendState] = mapped_column(coded(SendState), default=SendState.MAKING)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    resend_of: Mapped[uuid.UUID | None]
    asked_by: Mapped[uuid.UUID]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    code: Mapped[str | None]  # of the last outcome: timed_out, refused, bad_address, …
    answer: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]


class DeliveryItem(Owned, Base):
    """A packet or a letter of a case in a delivery; `position` counts from 1."""

    __tablename__ = "delivery_items"
    __table_args__ = rules(
        UniqueConstraint("delivery_id", "position"),
        UniqueConstraint("delivery_id", "packet_id"),
        UniqueConstraint("delivery_id", "letter_id"),
        CheckConstraint("(packet_id is null) <> (letter_id is null)", name="one_paper"),
        delivery_id="deliveries",
        case_id="cases",
        packet_id="packets",
        letter_id="letters",
    )
    delivery_id: Mapped[uuid.UUID]
    position: Mapped[int]
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    packet_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    letter_id: Mapped[uuid.UUID | None] = mapped_column(index=True)


class DeliveryAttempt(Owned, Base):
    """One try of a delivery: a line of the ledger. Open until `ended_at`; `state` is what it led to.

    `handed_at` is the moment from which on only the channel knows. `reference` is the channel's own name for it (a fax
    job, a queue id), `answer` what it said, word for word. A trigger refuses to change a closed one, or to delete any.
    """

    __tablename__ = "delivery_attempts"
    __table_args__ = rules(
        UniqueConstraint("delivery_id", "number"),
        Index("attempts_under_way", "delivery_id", postgresql_where=text("ended_at is null")),
        Index("attempts_by_start", "started_at"),
        delivery_id="deliveries",
    )
    delivery_id: Mapped[uuid.UUID]
    number: Mapped[int]
    started_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    state: Mapped[SendState | None] = mapped_column(coded(SendState))
    code: Mapped[str | None]
    reference: Mapped[str | None]
    answer: Mapped[str] = mapped_column(default="")


class PacketLink(Owned, Base):
    """A link in an e-mail, to a delivery's papers, until it ends. Only the sha256 of its secret is kept."""

    __tablename__ = "packet_links"
    __table_args__ = rules(UniqueConstraint("hash"), delivery_id="deliveries", revoked_by="users")
    delivery_id: Mapped[uuid.UUID]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    uses_left: Mapped[int]
    last_used_at: Mapped[datetime | None]
    revoked_by: Mapped[uuid.UUID | None]
    revoked_at: Mapped[datetime | None]
