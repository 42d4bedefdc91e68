"""Received files: hand one in, follow it, list them, see what no reply accounts for."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.paging import Page, Window, page_of_all
from api.casework.reasons import Reason, reasons_of
from api.casework.tray import loose
from api.casework.words import Shown
from api.intake.receive import receive
from api.store.tables import Document, DocumentStage, DocumentState, Reply, ReplyState
from cases.errors import Conflict


class ReplyLine(Shown):
    """A reply found in a file, in short."""

    id: uuid.UUID
    number: int
    pages: list[int]
    form: str | None
    state: ReplyState
    case_id: uuid.UUID | None
    proposed_case_id: uuid.UUID | None


class DocumentShown(BaseModel):
    """A received file: how far it got, and what was found in it. `unplaced_pages` count from 1; nothing is dropped."""

    id: uuid.UUID
    received_at: datetime
    source: str
    size: int = Field(description="Bytes.")
    state: DocumentState
    reasons: list[Reason]
    stages: list[str]
    replies: list[ReplyLine]
    unplaced_pages: list[int]
    ended_at: datetime | None
    settled_at: datetime | None


class DocumentFilter(Window):
    """Which documents: those in one state, or (`waiting`) those with pages that belong nowhere yet."""

    state: DocumentState | None = None
    waiting: bool = False


def hand_in(act: Act, content: bytes, source: str = "upload") -> DocumentShown:
    """Take in a file. It is safe when this returns; the same bytes again are the same document."""
    received = receive(act.store, act.who.employer, content, source=source, received_by=act.who.user)
    return get_document(act, received.document_id)


def get_document(act: Act, key: uuid.UUID) -> DocumentShown:
    """One document and how far it got."""
    return _shown(act, act.find(Document, key))


def list_documents(act: Act, wanted: DocumentFilter) -> Page[DocumentShown]:
    """The received files, newest first."""
    query = act.own(Document)
    if wanted.state is not None:
        query = query.where(Document.state == wanted.state)
    if wanted.waiting:
        query = query.where(loose())
    return page_of_all(act, query, Document, wanted, lambda rows: _all_shown(act, rows))


def original(act: Act, key: uuid.UUID) -> bytes:
    """The bytes as they were received."""
    return act.store.files.get(act.who.employer, act.find(Document, key).sha256)


def settle(act: Act, key: uuid.UUID) -> DocumentShown:
    """A person says that nothing is left to do about a file's unplaced pages, or about a file nobody can read."""
    document = act.find(Document, key, locked=True)
    if document.ended_at is None or document.settled_at is not None:
        raise Conflict("This document is still being read, or was settled already.", code="not_to_settle")
    document.settled_at, document.settled_by = act.moment, act.who.user
    act.record("document.settled", document, pages=len(document.unplaced_pages))
    return _shown(act, document)


def _shown(act: Act, document: Document) -> DocumentShown:
    (shown,) = _all_shown(act, [document])
    return shown


def _all_shown(act: Act, documents: Sequence[Document]) -> list[DocumentShown]:
    """Several documents, in three queries."""
    ids = [each.id for each in documents]
    replies, stages = defaultdict(list), defaultdict(list)
    for reply in act.session.scalars(act.own(Reply).where(Reply.document_id.in_(ids)).order_by(Reply.number)):
        replies[reply.document_id].append(reply)
    came = act.own(DocumentStage).where(DocumentStage.document_id.in_(ids)).order_by(DocumentStage.created_at)
    for stage in act.session.scalars(came):
        stages[stage.document_id].append(stage)
    return [_line(each, replies[each.id], stages[each.id]) for each in documents]


def _line(document: Document, replies: Iterable[Reply], stages: Iterable[DocumentStage]) -> DocumentShown:
    return DocumentShown(
        id=document.id,
        received_at=document.created_at,
        source=document.source,
        size=document.size,
        state=document.state,
        reasons=reasons_of(document.reasons),
        stages=[stage.stage for stage in stages],
        replies=[ReplyLine.model_validate(reply) for reply in replies],
        unplaced_pages=document.unplaced_pages,
        ended_at=document.ended_at,
        settled_at=document.settled_at,
    )
