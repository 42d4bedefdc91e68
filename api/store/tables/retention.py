"""How long things are kept, what keeps them longer, and what is about to go."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Owned, rules


class RetentionSettings(Owned, Base):
    """An employer's own years for classes of `api/casework/retention.py`; a class that is not named is the house's."""

    __tablename__ = "retention_settings"
    __table_args__ = rules(UniqueConstraint("employer_id"), changed_by="users")
    years: Mapped[dict[str, int]] = mapped_column(JSONB)
    changed_by: Mapped[uuid.UUID]


class LegalHold(Owned, Base):
    """Nothing of this case, or of this document, may be removed; without either, nothing of the employer's.

    `reason` is a code, never words. A hold is lifted, not taken away.
    """

    __tablename__ = "legal_holds"
    __table_args__ = rules(case_id="cases", document_id="documents", held_by="users", lifted_by="users")
    case_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    document_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    reason: Mapped[str]
    held_by: Mapped[uuid.UUID]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[uuid.UUID | None]


class PurgePlan(Owned, Base):
    """What one person found to be due, and another one agreed to remove. Ids and counts: it outlives what it names."""

    __tablename__ = "purge_plans"
    __table_args__ = rules(planned_by="users", run_by="users")
    case_ids: Mapped[list[str]] = mapped_column(JSONB)
    document_ids: Mapped[list[str]] = mapped_column(JSONB)
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    planned_by: Mapped[uuid.UUID]
    run_by: Mapped[uuid.UUID | None]
    run_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class FileRemoval(Owned, Base):
    """A file of the store that no row refers to any more: written with the removal of the last such row.

    Whoever removes files goes by this list, again and again, until it is empty: a crash in between loses nothing.
    """

    __tablename__ = "file_removals"
    __table_args__ = rules(UniqueConstraint("employer_id", "address"))
    address: Mapped[str]


class FoundFile(Owned, Base):
    """A file that lay in the store when a backup was brought back, and that no row of the backup refers to.

    It may be a document that came in after the backup was made: nothing proves it an orphan, so this row keeps it.
    """

    __tablename__ = "found_files"
    __table_args__ = rules(UniqueConstraint("employer_id", "sha256"))
    sha256: Mapped[str] = mapped_column(String(64))
