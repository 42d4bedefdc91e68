"""Files that lay in the store when a backup was brought back and that it does not know: what came in after it was made.

Among them are letters and pictures of ours from those hours, so nothing is taken in by itself: a person looks.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from api.intake.doors.kinds import kind_of
from api.intake.receive import Received, receive
from api.store import audit
from api.store.opening import Store
from api.store.removal import list_for_removal
from api.store.tables import FoundFile
from cases.errors import NotFound

ACTOR: Final = "system:restore"
SOURCE: Final = "restore"


@dataclass(frozen=True)
class Found:
    """A file that is kept: its sha256, its size in bytes, what it begins like (None: nothing we know), since when."""

    sha256: str
    size: int
    kind: str | None
    found_at: datetime


def list_found(store: Store, employer: uuid.UUID) -> list[Found]:
    """What is kept of an employer's, the oldest first."""
    with store.database.transaction() as session:
        kept = select(FoundFile.sha256, FoundFile.created_at).where(FoundFile.employer_id == employer)
        rows = session.execute(kept.order_by(FoundFile.created_at)).all()
    return [_described(store, employer, sha256, moment) for sha256, moment in rows]


def look(store: Store, employer: uuid.UUID, sha256: str) -> bytes:
    """The bytes of a file that is kept, for a person to look at; it is recorded. Raises NotFound for any other."""
    content = _content(store, employer, sha256)
    with store.database.transaction() as session:
        audit.record(session, employer, ACTOR, "file.looked_at", f"file:{sha256}")
    return content


def _content(store: Store, employer: uuid.UUID, sha256: str) -> bytes:
    with store.database.transaction() as session:
        known = select(FoundFile.id).where(FoundFile.employer_id == employer, FoundFile.sha256 == sha256)
        if session.scalar(known) is None:
            raise NotFound("No file of that sha256 is kept since a restore; `workslip backup found` lists them.")
    return store.files.get(employer, sha256)


def take_in(store: Store, employer: uuid.UUID, sha256: str) -> Received:
    """Read it as what comes in is read. Stopped in between, do it again: the same bytes are one document."""
    received = receive(store, employer, _content(store, employer, sha256), source=SOURCE)
    with store.database.transaction() as session:
        session.execute(delete(FoundFile).where(FoundFile.employer_id == employer, FoundFile.sha256 == sha256))
    return received


def let_go(store: Store, employer: uuid.UUID, sha256: str) -> None:
    """Keep it no longer: it is removed with the next sweep, unless something refers to it meanwhile."""
    _content(store, employer, sha256)
    with store.database.transaction() as session:
        session.execute(delete(FoundFile).where(FoundFile.employer_id == employer, FoundFile.sha256 == sha256))
        list_for_removal(session, employer, [sha256])
        audit.record(session, employer, ACTOR, "file.let_go", f"file:{sha256}")


def _described(store: Store, employer: uuid.UUID, sha256: str, moment: datetime) -> Found:
    content = store.files.get(employer, sha256)
    return Found(sha256, len(content), kind_of(content), moment)
