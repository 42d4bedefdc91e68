"""Take in a file: when this returns, the file is safe and will be worked on, whatever happens next.

Order: room on the disk, bytes into the file store (fsynced), then the row and its job in one transaction. A crash
before the commit leaves a file without a row; the sender was told nothing, sends again, and it is the same file.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api.jobs.queue import defer
from api.store import audit
from api.store.failpoints import failpoint
from api.store.opening import Store
from api.store.tables import Document, Employer
from cases.errors import NotFound, TooLarge, Unavailable

READ_DOCUMENT = "read_document"  # the task's name in the queue
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Received:
    """The document that holds these bytes. `new` is False if they had been received before."""

    document_id: uuid.UUID
    sha256: str
    new: bool


def receive(
    store: Store,
    employer_id: uuid.UUID,
    content: bytes,
    *,
    source: str,
    sender: str = "",
    received_by: uuid.UUID | None = None,
    reference: str = "",
) -> Received:
    """Take in the bytes of one file of one employer. The same bytes, however often and at once, are one document.

    `source` is how it came (`upload`, `cli`, `fax`, `mail`, `folder`), `sender` the number or address if it is known,
    `reference` the channel's own number for it, which the audit log keeps. An empty or unreadable file is taken in
    too: its document says why nothing could be read. Raises TooLarge and Unavailable (`disk_full`);
    nothing is stored then.
    """
    check_size(store, len(content))
    check_free(store, len(content))
    sha256 = store.files.put(employer_id, content)
    failpoint("intake.stored")
    with store.database.transaction() as session:
        document = Document(
            id=uuid.uuid4(), employer_id=employer_id, sha256=sha256, size=len(content), source=source, sender=sender,
            received_by=received_by,
        )  # fmt: skip
        received = _add(session, document, reference)
        failpoint("intake.before_commit")
    failpoint("intake.committed")
    return received


def owner_of(store: Store, named: str | None) -> uuid.UUID:
    """Whose file it is if nobody has logged in: the employer of that name or id, or the only one. Raises NotFound."""
    with store.database.transaction() as session:
        found = session.execute(select(Employer.id, Employer.name)).all()
    fits = [key for key, name in found if named is None or named in (name, str(key))]
    if len(fits) != 1:
        raise NotFound(
            "Say whose it is, by name or id (`employer` of a door, --employer of a command): no employer fits, or more "
            "than one does."
        )
    return fits[0]


def check_size(store: Store, size: int) -> None:
    """Raise TooLarge for a file of more bytes than we accept."""
    if size > store.settings.max_file * MEGABYTE:
        raise TooLarge(f"The file is larger than the {store.settings.max_file} MB we accept; split it.")


def check_free(store: Store, size: int) -> None:
    """Raise Unavailable (`disk_full`) unless there is room for so many bytes: a full disk stops the database too."""
    if store.files.free() < store.settings.min_free * MEGABYTE + size:
        raise Unavailable(
            "The disk is nearly full: nothing was accepted. Make room, then send it again.", code="disk_full"
        )


def _add(session: Session, document: Document, reference: str) -> Received:
    """The row, its job and its audit entry, or the row that is there already."""
    columns = {c.name: value for c in Document.__table__.columns if (value := getattr(document, c.name)) is not None}
    new = session.scalar(insert(Document).values(columns).on_conflict_do_nothing().returning(Document.id))
    found = (
        new
        or session.scalars(
            select(Document.id).where(Document.employer_id == document.employer_id, Document.sha256 == document.sha256)
        ).one()
    )
    if new:
        defer(session, READ_DOCUMENT, document_id=str(new))
    actor = document.received_by or f"system:{document.source}"
    action = "document.received" if new else "document.received_again"
    named = {"reference": reference} if reference else {}
    audit.record(session, document.employer_id, actor, action, f"document:{found}", bytes=document.size, **named)
    return Received(found, document.sha256, new is not None)
