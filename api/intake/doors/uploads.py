"""A file that arrives in pieces, over a line that breaks: each piece is safe before it is acknowledged.

The pieces are files of the store under the upload's own id, so any web server that shares the store can take the next
one. When the last is here they become a document like any other; a crash just before that is made up for by `finish`,
which the sender's next request calls, and the sweep.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.intake.receive import check_free, receive
from api.logs import logger
from api.store import audit
from api.store.failpoints import failpoint
from api.store.opening import Store
from api.store.tables import Upload, UploadPart
from api.store.tables.base import now
from cases.errors import BadInput, Conflict, WorkslipError

LIFE: Final = timedelta(days=1)  # after which an unfinished upload is given up, and a finished one forgotten
_log = logger(__name__)


def append(store: Store, upload_id: uuid.UUID, offset: int, content: bytes) -> int:
    """Keep a piece that begins at `offset` bytes. Returns how many bytes are safe now.

    Raises Conflict (`wrong_offset`) unless it begins where the last one ended, BadInput if it is longer than what is
    left; nothing is kept then.
    """
    with store.database.transaction() as session:
        _check(session.get_one(Upload, upload_id), offset, content)
    if not content:
        return offset
    check_free(store, len(content))
    sha256 = store.files.put(upload_id, content)
    failpoint("upload.stored")
    with store.database.transaction() as session:
        upload = session.get_one(Upload, upload_id, with_for_update=True, populate_existing=True)
        _check(upload, offset, content)  # another request may have sent the same piece meanwhile
        part = UploadPart(upload_id=upload.id, start=offset, size=len(content), sha256=sha256)
        part.employer_id, upload.received = upload.employer_id, offset + len(content)
        session.add(part)
    failpoint("upload.noted")
    return offset + len(content)


def finish(store: Store, upload_id: uuid.UUID) -> uuid.UUID | None:
    """Make a document of an upload that is whole, once. Returns its id, or None while something is missing.

    Raises BadInput (`digest_mismatch`) if it is not what its sender announced.
    """
    with store.database.transaction() as session:
        upload = session.get_one(Upload, upload_id)
        parts = session.scalars(select(UploadPart).filter_by(upload_id=upload_id).order_by(UploadPart.start)).all()
    if upload.document_id is not None or upload.received < upload.size:
        return upload.document_id
    content = b"".join(store.files.get(upload_id, part.sha256) for part in parts)
    if upload.sha256 is not None and hashlib.sha256(content).hexdigest() != upload.sha256:
        raise BadInput(
            "What arrived is not what was announced: its digest differs. Send it again as a new upload.",
            code="digest_mismatch",
        )
    received = receive(store, upload.employer_id, content, source="upload", received_by=upload.made_by)
    failpoint("upload.received")
    with store.database.transaction() as session:
        session.get_one(Upload, upload_id, with_for_update=True).document_id = received.document_id
    _forget_parts(store, upload_id)
    return received.document_id


def sweep(store: Store) -> int:
    """Finish what is whole and give up what is too old. Returns how many were given up."""
    with store.database.transaction() as session:
        whole = session.scalars(select(Upload.id).where(Upload.received == Upload.size, Upload.document_id.is_(None)))
        waiting = list(whole)
        old = list(session.scalars(select(Upload.id).where(Upload.expires_at < now())))
    for upload_id in waiting:
        try:
            finish(store, upload_id)
        except WorkslipError as error:
            _log.warning("upload.not_finished", code=error.code)
    for upload_id in old:
        _forget_parts(store, upload_id)
        with store.database.transaction() as session:
            _give_up(session, upload_id)
    return len(old)


def _check(upload: Upload, offset: int, content: bytes) -> None:
    if offset != upload.received:
        raise Conflict(
            "This piece does not begin where the last one ended; ask for the offset (HEAD) and go on there.",
            code="wrong_offset",
        )
    if offset + len(content) > upload.size:
        raise BadInput("This piece is longer than what is left of the upload; nothing of it was kept.", code="too_long")


def _forget_parts(store: Store, upload_id: uuid.UUID) -> None:
    """Remove the pieces: the bytes first, so that none is left without a row that names it."""
    with store.database.transaction() as session:
        parts = set(session.scalars(select(UploadPart.sha256).filter_by(upload_id=upload_id)))
    for sha256 in parts:
        store.files.remove(upload_id, sha256, untouched=0)
    with store.database.transaction() as session:
        session.execute(delete(UploadPart).where(UploadPart.upload_id == upload_id))


def _give_up(session: Session, upload_id: uuid.UUID) -> None:
    upload = session.get(Upload, upload_id, with_for_update=True)
    if upload is None:
        return
    if upload.document_id is None:
        subject = f"upload:{upload_id}"
        audit.record(session, upload.employer_id, "system:worker", "upload.expired", subject, bytes=upload.received)
    session.delete(upload)
