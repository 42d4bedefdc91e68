"""The first stage: read a document's bytes, keep the pictures, write replies and readings.

The slow part (`look`) runs without a transaction, in limited children of the reader's; it can be run again without
harm. The effect (`keep`) is one transaction.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from api.intake.sameness import fingerprint
from api.store.files import Files
from api.store.tables import Document, Evidence, FieldReading, Reply, ReplyReport
from cases.restrictions import Report, WorkStatus
from forms import readings

EDITION = "read-1"  # one more when the reader's answers change: documents can then be read again beside the old


@dataclass(frozen=True)
class Looked:
    """What the reader found in one file. `pictures`: PNG bytes by the name that readings carry as their evidence."""

    documents: tuple[readings.Document, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


Reader = Callable[[bytes], Looked]


@dataclass(frozen=True)
class Kept:
    """The same with its pictures in the file store, as one file: where each begins and how long it is, in bytes."""

    documents: tuple[readings.Document, ...]
    pictures: Mapping[str, tuple[int, int]]
    crops: Mapping[str, str]  # name to sha256, to tell two alike pictures
    sha256: str


def look(files: Files, reader: Reader, employer_id: uuid.UUID, sha256: str) -> Kept:
    """Read the file and put its pictures where they survive."""
    looked = reader(files.get(employer_id, sha256))
    places: dict[str, tuple[int, int]] = {}
    for name, png in looked.pictures.items():
        places[name] = (sum(size for _, size in places.values()), len(png))
    crops = {name: hashlib.sha256(png).hexdigest() for name, png in looked.pictures.items()}
    return Kept(looked.documents, places, crops, files.put(employer_id, b"".join(looked.pictures.values())))


def keep(session: Session, document: Document, kept: Kept) -> dict[str, int]:
    """Write what was found. Returns counts for the log."""
    for found in kept.documents:
        document.unplaced_pages = sorted({*document.unplaced_pages, *found.unplaced_pages})
        if found.document is None:
            document.reasons = [*document.reasons, *found.reasons]
        else:
            _keep_reply(session, document, found, kept)
    replies = sum(found.document is not None for found in kept.documents)
    return {"replies": replies, "unplaced_pages": len(document.unplaced_pages)}


def _keep_reply(session: Session, document: Document, found: readings.Document, kept: Kept) -> None:
    crops = {
        name: kept.crops[r.evidence] for name, r in found.fields.items() if r.evidence and r.evidence in kept.crops
    }
    reply = Reply(
        id=uuid.uuid4(), employer_id=document.employer_id, document_id=document.id, number=found.document,
        pages=list(found.pages), form=found.form, edition=found.edition, copy_id=found.copy_id, code=found.code,
        reasons=list(found.reasons), clean=found.status == "accepted", named=found.named,
        fingerprint=fingerprint(found, crops),
    )  # fmt: skip
    session.add(reply)
    session.flush()  # the rows below refer to it
    session.add_all(_content(reply, found, kept))


def _content(reply: Reply, found: readings.Document, kept: Kept) -> list[FieldReading | ReplyReport | Evidence]:
    own = {"employer_id": reply.employer_id, "reply_id": reply.id}
    shown = {name: r.page for r in found.fields.values() for name in _pictures(r) if name in kept.pictures}
    return [
        *(FieldReading(**own, field=name, reader=EDITION, reading=r) for name, r in found.fields.items()),
        ReplyReport(**own, reader=EDITION, report=_report(reply, found)),
        *(_evidence(own, name, page, kept) for name, page in shown.items()),
    ]


def _pictures(reading: readings.Reading) -> tuple[str, ...]:
    """The crop behind a reading; for one in doubt also the same place on the blank, to be looked at beside it."""
    if reading.evidence is None:
        return ()
    doubtful = reading.status is readings.ReadingStatus.REVIEW
    return (reading.evidence, readings.blank_of(reading.evidence)) if doubtful else (reading.evidence,)


def _evidence(own: dict[str, uuid.UUID], name: str, page: int, kept: Kept) -> Evidence:
    start, size = kept.pictures[name]
    return Evidence(**own, name=name, page=page, file_sha256=kept.sha256, start=start, size=size)


def _report(reply: Reply, found: readings.Document) -> Report:
    """What the reply says about working; the reader knows only the file's name, here the reply's id stands for it."""
    said = found.report or Report(
        document="", status=found.work_status or WorkStatus(), restrictions=found.restrictions
    )
    return said.model_copy(update={"document": str(reply.id)})
