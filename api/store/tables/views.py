"""Who sees what of a case: its supervisors, and the words in which a limit is told to whoever never sees the report."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Owned, rules


class Supervision(Owned, Base):
    """A user supervises a case from `created_at` until `ended_at`: for a supervisor no other case exists."""

    __tablename__ = "supervisions"
    __table_args__ = rules(
        Index("one_supervision", "case_id", "user_id", unique=True, postgresql_where=text("ended_at is null")),
        case_id="cases",
        user_id="users",
        assigned_by="users",
        ended_by="users",
    )
    case_id: Mapped[uuid.UUID]
    user_id: Mapped[uuid.UUID] = mapped_column(index=True)
    assigned_by: Mapped[uuid.UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None]


class SharedWording(Owned, Base):
    """Words that a person found fit to share for one limit of one confirmed reply; the newest counts, "" takes back.

    `restriction` names the limit by what it says, so a corrected or newer report is never told in old words.
    """

    __tablename__ = "shared_wordings"
    __table_args__ = rules(case_id="cases", reply_id="replies", worded_by="users")
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    reply_id: Mapped[uuid.UUID]
    restriction: Mapped[str]
    wording: Mapped[str]
    worded_by: Mapped[uuid.UUID]
