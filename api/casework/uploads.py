"""Hand in a file in pieces: begin, ask how much is safe, send the next piece, until it is a document."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import BaseModel, Field
from sqlalchemy.dialects.postgresql import insert

from api.casework.act import Act
from api.casework.documents import DocumentShown, get_document
from api.casework.words import Whole, Written
from api.intake.doors import uploads
from api.intake.receive import check_size
from api.store.tables import Upload
from cases.errors import Conflict, NotFound


class NewUpload(Written):
    """What will be sent. With its `sha256` we check in the end that what arrived is what was sent."""

    size: Whole = Field(ge=1, le=2**31 - 1, description="Bytes of the whole file.")
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$", description="Of the whole file.")


class UploadShown(BaseModel):
    """An upload: `received` of its `size` bytes are safe; `document` once it is whole."""

    id: uuid.UUID
    size: int
    received: int
    document: uuid.UUID | None
    expires_at: datetime


def begin(act: Act, new: NewUpload, key: str) -> UploadShown:
    """Begin an upload. `key` is the sender's own: the same one again is the same upload."""
    check_size(act.store, new.size)
    row = {"employer_id": act.who.employer, "made_by": act.who.user, "key": key}
    made = insert(Upload).values(
        **row, id=uuid.uuid4(), created_at=act.moment, size=new.size, sha256=new.sha256, received=0,
        expires_at=act.moment + uploads.LIFE,
    )  # fmt: skip
    if act.session.scalar(made.on_conflict_do_nothing().returning(Upload.id)):
        act.record("upload.begun", "upload", bytes=new.size)
    found = act.session.scalars(act.own(Upload).filter_by(**row)).one()
    if (found.size, found.sha256) != (new.size, new.sha256):
        raise Conflict("Another file was begun under this Idempotency-Key; use a new one.", code="key_reused")
    return _shown(found)


def get_upload(act: Act, key: uuid.UUID) -> UploadShown:
    """How far an upload is."""
    return _shown(act.find(Upload, key))


def append(act: Act, key: uuid.UUID, offset: int, content: bytes) -> UploadShown | DocumentShown:
    """Take the next piece. It is safe when this returns; with the last one the document is returned."""
    upload = _mine(act, key)
    if upload.document_id is None:
        received = uploads.append(act.store, upload.id, offset, content)
        document = uploads.finish(act.store, upload.id)
    else:  # the answer to the last piece was lost
        received, document = upload.size, upload.document_id
    if document is not None:
        return get_document(act, document)
    return _shown(upload).model_copy(update={"received": received})


def _mine(act: Act, key: uuid.UUID) -> Upload:
    """An upload goes on only in the hands of who began it."""
    upload = act.find(Upload, key)
    if upload.made_by != act.who.user:
        raise NotFound("There is nothing of that id here.")
    return upload


def _shown(upload: Upload) -> UploadShown:
    return UploadShown(
        id=upload.id, size=upload.size, received=upload.received, document=upload.document_id,
        expires_at=upload.expires_at,
    )  # fmt: skip
