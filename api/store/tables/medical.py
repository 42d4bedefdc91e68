"""Medical content, in tables of its own: what a reply says, its pictures, and what persons decided about each field.

ADA 29 CFR 1630.14(c): kept apart from the personnel file. A supervisor's role will have no grant on these tables.
"""

from __future__ import annotations

import uuid

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Held, Owned, rules
from cases.restrictions import Report
from forms.readings import Reading


class FieldReading(Owned, Base):
    """One field of one reply as it was read by one edition of the reader, or (source `person`) entered by a person.

    Never changed: what a person decides about it is a `Review` row, so that no later reading can overwrite it.
    """

    __tablename__ = "field_readings"
    __table_args__ = rules(UniqueConstraint("reply_id", "field", "reader"), reply_id="replies")
    reply_id: Mapped[uuid.UUID]
    field: Mapped[str]
    reader: Mapped[str]  # edition of the `read` stage, or "person"
    reading: Mapped[Reading] = mapped_column(Held(Reading))


class ReplyReport(Owned, Base):
    """What a reply says about working, as far as it is known: work status, restrictions, cleared, unclear."""

    __tablename__ = "reply_reports"
    __table_args__ = rules(UniqueConstraint("reply_id", "reader"), reply_id="replies")
    reply_id: Mapped[uuid.UUID]
    reader: Mapped[str]
    report: Mapped[Report] = mapped_column(Held(Report))


class Evidence(Owned, Base):
    """A picture behind a reading: a crop as PNG. `page` counts pages of the form.

    A reply has about a hundred of them, so all pictures of a document are one file of the store, and a picture is
    `size` bytes of it from `start`: a hundred small files cost more time to bring to the disk than the reading itself.
    """

    __tablename__ = "evidence"
    __table_args__ = rules(UniqueConstraint("reply_id", "name"), reply_id="replies")
    reply_id: Mapped[uuid.UUID]
    name: Mapped[str]
    page: Mapped[int]
    file_sha256: Mapped[str] = mapped_column(String(64))
    start: Mapped[int]
    size: Mapped[int]

    def cut(self, pictures: bytes) -> bytes:
        """This picture out of the file of all of them."""
        return pictures[self.start : self.start + self.size]


class Review(Owned, Base):
    """A person's decision about one field of a reply; the newest counts. Rows are only added.

    `old` is what stood there, `new` what stands there now (source `person`); medical content.
    """

    __tablename__ = "reviews"
    __table_args__ = rules(reply_id="replies", decided_by="users")
    reply_id: Mapped[uuid.UUID] = mapped_column(index=True)
    field: Mapped[str]
    old: Mapped[Reading | None] = mapped_column(Held(Reading))
    new: Mapped[Reading] = mapped_column(Held(Reading))
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[uuid.UUID]
