"""What an employer brings to its papers: its own wording of letters."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Owned, rules

IN_FORCE = text("retired_at IS NULL")


class LetterTemplate(Owned, Base):
    """An employer's own Word file of a letter; `letter` is its id in the catalogue, `number` counts those of a letter.

    The one that is not retired is used; without one, ours is. None is ever deleted: what was sent can be explained.
    `preview_sha256` addresses a picture of its pages, filled with sample data when it was taken in.
    """

    __tablename__ = "letter_templates"
    __table_args__ = rules(
        Index("ix_letter_templates_in_force", "employer_id", "letter", unique=True, postgresql_where=IN_FORCE),
        made_by="users", retired_by="users",
    )  # fmt: skip
    letter: Mapped[str]
    number: Mapped[int]
    file_sha256: Mapped[str] = mapped_column(String(64))
    preview_sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[uuid.UUID]
    retired_at: Mapped[datetime | None]
    retired_by: Mapped[uuid.UUID | None]
