"""A file that arrives in pieces, over a line that breaks: each piece is safe before it is acknowledged.

The pieces are files of the store under the upload's own id, so any web server that shares the store can take the next
one. When the last is here they become a document like any other; a crash just before that is made up for by `finish`,
which the sender's next request calls, and the sweep. Only the sweep removes pieces, while no backup is made: whoever
reads them finds all of them or hears that they are gone.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, or_, select

from api.intake.receive import check_free, receive
from api.logs import logger
from api.store import audit
from api.store.failpoints import failpoint
from api.store.opening import Store
from api.store.sweeping import removing
from api.store.tables import Upload, UploadPart
from api.store.tables.base import now
from cases.errors import BadInput, Conflict, NotFound, Unavailable, WorkslipError

LIFE: Final = timedelta(days=1)  # after which an upload takes no more pieces
GRACE: Final = timedelta(hours=1)  # after which nobody can still be at a piece, and it is given up or forgotten
_log = logger(__name__)


def append(store: Store, upload_id: uuid.UUID, offset: int, content: bytes) -> int:
    """Keep a piece that begins at `offset` bytes. Returns how many bytes are safe now.

    Raises Conflict (`wrong_offset`) unless it begins where the last one ended, BadInput if it is longer than what is
    left, NotFound (`expired`) after its life; nothing is kept then.
    """
    with store.database.transaction() as session:
        _check(session.get_one(Upload, upload_id), offset, content)
    if not content:
        return offset
    check_free(store, len(content))
    sha256 = store.files.put(upload_id, content)
    failpoint("upload.stored")
    with store.database.transaction() as session:
        upload = session.get_one(Upload, upload_id, with_for_update=True)
        _check(upload, offset, content)  # another request may have sent the same piece meanwhile
        part = UploadPart(upload_id=upload.id, start=offset, size=len(content), sha256=sha256)
        part.employer_id, upload.received = upload.employer_id, offset + len(content)
        session.add(part)
    failpoint("upload.noted")
    return offset + len(content)


def finish(store: Store, upload_id: uuid.UUID) -> uuid.UUID | None:
    """Make a document of an upload that is whole, once. Returns its id, or None while something is missing.

    Raises BadInput (`digest_mismatch`, `pieces_missing`) if it is not what its sender announced.
    """
    with store.database.transaction() as session:
        upload = session.get_one(Upload, upload_id)
        parts = session.scalars(select(UploadPart).filter_by(upload_id=upload_id).order_by(UploadPart.start)).all()
    if upload.document_id is not None or upload.received < upload.size:
        return upload.document_id
    try:
        content = _whole(store, upload, [part.sha256 for part in parts])
    except WorkslipError:
        if document := _document_of(store, upload_id):
            return document  # another request finished it meanwhile, and its pieces were swept
        raise
    received = receive(store, upload.employer_id, content, source="upload", received_by=upload.made_by)
    failpoint("upload.received")
    with store.database.transaction() as session:
        session.get_one(Upload, upload_id, with_for_update=True).document_id = received.document_id
    return received.document_id


def _whole(store: Store, upload: Upload, pieces: list[str]) -> bytes:
    """The bytes of these pieces, if they are the file that was announced. An empty file is never one."""
    content = b"".join(store.files.get(upload.id, sha256) for sha256 in pieces)
    if not content or len(content) != upload.size:
        raise BadInput(
            "Pieces of this upload are missing, so nothing was made of it. Send it again as a new upload.",
            code="pieces_missing",
        )
    if upload.sha256 is not None and hashlib.sha256(content).hexdigest() != upload.sha256:
        raise BadInput(
            "What arrived is not what was announced: its digest differs. Send it again as a new upload.",
            code="digest_mismatch",
        )
    return content


def _document_of(store: Store, upload_id: uuid.UUID) -> uuid.UUID | None:
    with store.database.transaction() as session:
        return session.scalar(select(Upload.document_id).where(Upload.id == upload_id))


def sweep(store: Store) -> int:
    """Finish what is whole, remove the pieces of what is a document, give up what is too old. Returns how many were
    given up. While a backup is made nothing is removed: another sweep does it."""
    kept = _finish_waiting(store)
    done = select(UploadPart.id).where(UploadPart.upload_id == Upload.id, Upload.document_id.is_not(None)).exists()
    with store.database.transaction() as session:
        found = list(session.scalars(select(Upload.id).where(or_(done, Upload.expires_at < now() - GRACE))))
    try:
        with removing(store):
            return sum(_forget(store, upload_id) for upload_id in found if upload_id not in kept)
    except Unavailable as error:
        if error.code != "busy":
            raise
        return 0


def _finish_waiting(store: Store) -> set[uuid.UUID]:
    """Finish what is whole. Returns those that may yet become documents: the disk was full, the store away."""
    with store.database.transaction() as session:
        whole = select(Upload.id).where(Upload.received == Upload.size, Upload.document_id.is_(None))
        waiting = list(session.scalars(whole))
    kept = set()
    for upload_id in waiting:
        try:
            finish(store, upload_id)
        except WorkslipError as error:
            _log.warning("upload.not_finished", code=error.code)
            if not isinstance(error, (BadInput, NotFound)):
                kept.add(upload_id)
    return kept


def _check(upload: Upload, offset: int, content: bytes) -> None:
    if upload.expires_at < now():
        raise NotFound("This upload was given up; send the file again as a new one, under another key.", code="expired")
    if offset != upload.received:
        raise Conflict(
            "This piece does not begin where the last one ended; ask for the offset (HEAD) and go on there.",
            code="wrong_offset",
        )
    if offset + len(content) > upload.size:
        raise BadInput("This piece is longer than what is left of the upload; nothing of it was kept.", code="too_long")


def _forget(store: Store, upload_id: uuid.UUID) -> bool:
    """Remove its pieces, and itself after its life; whether it was given up. The row is held until they are gone.

    Everything under its id goes: also a piece that was sent twice, or whose server died before it was noted.
    """
    with store.database.transaction() as session:
        upload = session.get(Upload, upload_id, with_for_update=True)
        over = upload is not None and upload.expires_at < now() - GRACE
        if upload is None or (upload.document_id is None and not over):
            return False
        for piece in list(store.files.every(upload_id)):
            store.files.remove(upload_id, piece.sha256, untouched=0)
        session.execute(delete(UploadPart).where(UploadPart.upload_id == upload_id))
        if not over:
            return False
        if lost := upload.document_id is None:
            subject = f"upload:{upload_id}"
            audit.record(session, upload.employer_id, "system:worker", "upload.expired", subject, bytes=upload.received)
        session.delete(upload)
        return lost
