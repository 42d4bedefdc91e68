"""What came back: the file as received (a document), the replies found in it, and which stages have run.

A fax can hold several replies; a document has one `Reply` for each. A document in which no form was found, or a page
that belongs nowhere, keeps its place in `unplaced_pages`, to which a person can attach a reply by hand.
No medical content here: values are in `medical`.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Owned, coded, rules


class DocumentState(StrEnum):
    """How far the machine got with a received file. The last two are ends; a person works on replies."""

    RECEIVED = "received"  # bytes are safe, the job waits
    WORKING = "working"  # at least one stage has run
    DONE = "done"  # every stage has run; see its replies and unplaced pages
    SET_ASIDE = "set_aside"  # the machine gave up, `reasons` says why; a person looks by hand


class ReplyState(StrEnum):
    """What a reply waits for."""

    FOUND = "found"  # read, not yet placed
    UNPLACED = "unplaced"  # no case is known for it: a person attaches it
    QUARANTINE = "quarantine"  # what the office wrote names somebody else: never attached without a person
    IDENTITY = "identity"  # its case is known by the code, the birth date is to be read by a person
    REVIEW = "review"  # placed; some answers need a look
    READY = "ready"  # placed, nothing in doubt: one confirmation
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    JOINED = "joined"  # its pages came in two files: `joined_to` is the reply that holds them all
    DUPLICATE = "duplicate"  # the same page of the same copy with the same ink: linked, nothing applied twice


class Document(Owned, Base):
    """A received file: the same bytes are one document of an employer, however often they arrive.

    `source` is how it came (`upload`, `cli`, `fax`, `mail`); `sender` the number or address it
    came from, if known; file names are not kept: they hold patients' names. `size` is in bytes; pages count from 1.
    `settled_by` is the person who said that nothing is left to do about its unplaced pages or its set-aside file.
    """

    __tablename__ = "documents"
    __table_args__ = rules(
        UniqueConstraint("employer_id", "sha256"),
        Index("documents_not_done", "state", postgresql_where=text("state <> 'done'")),
        received_by="users",
        settled_by="users",
    )
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    source: Mapped[str]
    sender: Mapped[str] = mapped_column(default="")
    received_by: Mapped[uuid.UUID | None]
    state: Mapped[DocumentState] = mapped_column(coded(DocumentState), default=DocumentState.RECEIVED)
    reasons: Mapped[list[str]] = mapped_column(JSONB, default=list)  # codes of forms.readings.REASONS
    unplaced_pages: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    ended_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[uuid.UUID | None]


class DocumentStage(Owned, Base):
    """A stage's effect on a document, once: the unique key makes a late second run change nothing.

    `edition` names the version of the stage's code, so that a new reader may read again beside the old result.
    """

    __tablename__ = "document_stages"
    __table_args__ = rules(UniqueConstraint("document_id", "stage", "edition"), document_id="documents")
    document_id: Mapped[uuid.UUID]
    stage: Mapped[str]
    edition: Mapped[str]
    outcome: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # codes and counts only


class Reply(Owned, Base):
    """One returned form in a document (`number` counts from 1), or pages that a person attached to a case.

    `case_id` is set only by an agreeing identity or by a person; `proposed_case_id` is where the page code points.
    `attached_by` is the person, `identity_note` how they checked sender and patient. Pages that a person attached have
    no form; what the person read there is a `ReplyReport` and `FieldReading`s of reader "person". `clean`: the
    reader was sure of everything. `named`: whom a page without a code names in print (name, dates, claim number): clues
    for a person, proof of nothing. Equal `fingerprint`s of one copy are duplicates (`api/intake/sameness.py`).
    """

    __tablename__ = "replies"
    __table_args__ = rules(
        UniqueConstraint("document_id", "number"),
        document_id="documents",
        case_id="cases",
        proposed_case_id="cases",
        attached_by="users",
        rejected_by="users",
        first_word_by="users",
        duplicate_of="replies",
        joined_to="replies",
    )
    document_id: Mapped[uuid.UUID]
    number: Mapped[int]
    pages: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    form: Mapped[str | None]
    edition: Mapped[str | None]
    copy_id: Mapped[str | None] = mapped_column(index=True)
    code: Mapped[str] = mapped_column(default="none")  # verified, unverified, none
    state: Mapped[ReplyState] = mapped_column(coded(ReplyState), default=ReplyState.FOUND)
    reasons: Mapped[list[str]] = mapped_column(JSONB, default=list)
    clean: Mapped[bool] = mapped_column(default=False)
    named: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    proposed_case_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    case_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    attached_by: Mapped[uuid.UUID | None]
    attached_at: Mapped[datetime | None]
    identity: Mapped[str | None]  # agree, disagree, unread, absent (nothing written; see the note)
    identity_note: Mapped[str] = mapped_column(default="")
    rejected_by: Mapped[uuid.UUID | None]
    rejection_note: Mapped[str] = mapped_column(default="")
    first_word_by: Mapped[uuid.UUID | None]  # where two have to confirm: who did first,
    first_word_at: Mapped[datetime | None]
    first_word_on: Mapped[str | None]  # and what it said then; it is void once that is changed
    fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    duplicate_of: Mapped[uuid.UUID | None]
    joined_to: Mapped[uuid.UUID | None] = mapped_column(index=True)
