"""A document's running order: read, join, place, propose. Each stage's effect is one transaction and happens once.

A stage that was begun by a worker that died is begun again; one that has ended is passed over. The key of an effect
(document, stage, edition) is taken in the same transaction as the effect.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api.intake import join, place, propose, reading
from api.intake.receive import READ_DOCUMENT
from api.jobs.queue import defer
from api.logs import logger
from api.store import audit
from api.store.failpoints import failpoint
from api.store.opening import Store
from api.store.tables import Document, DocumentStage, DocumentState
from api.store.tables.base import now
from cases.errors import NotFound, Refused
from forms.editions import Library

Effect = Callable[[Session, Document], dict[str, int]]
_log = logger(__name__)


@dataclass(frozen=True)
class Processor:
    """What it takes to process documents. `editions`: those by which fields have their meaning."""

    store: Store
    reader: reading.Reader
    editions: Library = field(default_factory=Library)

    def process(self, document_id: uuid.UUID, require_ours: Callable[[Session], None]) -> None:
        """Bring a document to its end, unless it was purged. `require_ours` raises if this attempt no longer counts."""
        document = self._document(document_id)
        if document is None or document.ended_at is not None:
            return
        self._stage(document, "read", reading.EDITION, self._reading(document), require_ours)
        self._stage(document, "join", join.EDITION, lambda s, d: join.join_replies(s, d, self.editions), require_ours)
        self._stage(document, "place", "place-1", lambda s, d: place.place_replies(s, d, self.editions), require_ours)
        self._stage(document, "propose", "propose-1", propose.propose, require_ours)
        self._stage(document, "end", "end-1", _end, require_ours)

    def _reading(self, document: Document) -> Effect:
        """The effect of reading; the reading itself is done now, unless it was done before."""
        if self._done(document.id, "read"):
            return lambda _session, _document: {}
        kept = reading.look(self.store.files, self.reader, document.employer_id, document.sha256)
        failpoint("stage.read.looked")
        return lambda session, own: reading.keep(session, own, kept)

    def _stage(
        self, document: Document, stage: str, edition: str, effect: Effect, require_ours: Callable[[Session], None]
    ) -> None:
        if self._done(document.id, stage):
            return
        failpoint(f"stage.{stage}.begin")
        with self.store.database.transaction() as session:
            require_ours(session)
            if _claim(session, document, stage, edition):
                own = session.get_one(Document, document.id)
                counts = effect(session, own)
                _note(session, own, stage, counts)
            failpoint(f"stage.{stage}.before_commit")
        failpoint(f"stage.{stage}.committed")
        _log.info("document.stage", document=str(document.id), stage=stage)

    def _document(self, document_id: uuid.UUID) -> Document | None:
        with self.store.database.transaction() as session:
            return session.get(Document, document_id)

    def _done(self, document_id: uuid.UUID, stage: str) -> bool:
        """Whether the stage has run in any edition: after a deployment, what the old version did still stands."""
        done = select(DocumentStage.id).filter_by(document_id=document_id, stage=stage).limit(1)
        with self.store.database.transaction() as session:
            return session.scalar(done) is not None


def set_aside(store: Store, document_id: uuid.UUID, reason: str) -> None:
    """Give a document that could not be processed to a person, once. `reason` is a code of forms.readings.REASONS."""
    with store.database.transaction() as session:
        document = session.get(Document, document_id, with_for_update=True)
        if document is None or document.ended_at is not None:
            return
        document.state, document.ended_at = DocumentState.SET_ASIDE, now()
        document.reasons = [*document.reasons, reason]
        subject = f"document:{document.id}"
        audit.record(session, document.employer_id, place.ACTOR, "document.set_aside", subject, reason=reason)


def try_again(session: Session, document_id: uuid.UUID, actor: uuid.UUID | str) -> None:
    """Queue a document that was set aside because processing it failed, as after a repair of the machine.

    Raises NotFound, and Refused for a document that was brought to its end: reading it again would change nothing.
    """
    document = session.get(Document, document_id, with_for_update=True)
    if document is None:
        raise NotFound("There is no such document.")
    ended = select(DocumentStage.id).filter_by(document_id=document.id, stage="end")
    if document.ended_at is None or session.scalar(ended) is not None:
        raise Refused("This document did not fail: it is still being worked on, or was brought to its end.")
    document.state, document.ended_at, document.reasons = DocumentState.WORKING, None, document.reasons[:-1]
    defer(session, READ_DOCUMENT, document_id=str(document.id))
    audit.record(session, document.employer_id, actor, "document.tried_again", f"document:{document.id}")


def _claim(session: Session, document: Document, stage: str, edition: str) -> bool:
    """Take the stage's key; False if it is taken. Another's uncommitted claim is waited for."""
    row = {"employer_id": document.employer_id, "document_id": document.id, "stage": stage, "edition": edition}
    claim = insert(DocumentStage).values(id=uuid.uuid4(), created_at=now(), outcome={}, **row)
    return session.scalar(claim.on_conflict_do_nothing().returning(DocumentStage.id)) is not None


def _note(session: Session, document: Document, stage: str, counts: dict[str, Any]) -> None:
    if document.state is DocumentState.RECEIVED:
        document.state = DocumentState.WORKING
    row = session.scalars(select(DocumentStage).filter_by(document_id=document.id, stage=stage)).first()
    if row:
        row.outcome = counts
    audit.record(session, document.employer_id, place.ACTOR, f"document.{stage}", f"document:{document.id}", **counts)


def _end(session: Session, document: Document) -> dict[str, int]:
    """Nothing is left for the machine. A file that gave a reason instead of a reply is set aside for a person."""
    document.state = DocumentState.SET_ASIDE if document.reasons else DocumentState.DONE
    document.ended_at = now()
    return {"reasons": len(document.reasons)}
