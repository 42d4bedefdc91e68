"""A reply as it stands: every field with its evidence, what it says about working, and why it waits."""

from __future__ import annotations

import uuid
from typing import Literal

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.paging import Page, Window, page_of
from api.casework.readings import Standing, standing
from api.casework.reasons import Reason, reasons_of
from api.casework.saying import report_of
from api.store.tables import Reply, ReplyState
from cases.restrictions import Report
from forms.fields import Box
from forms.readings import ReadingStatus, Source


class FieldShown(BaseModel):
    """One field of a reply. `value` is null while it is in doubt: a weak guess is not shown as an answer.

    `page` counts pages of the form from 1; `box` is in points of the blank page, origin bottom left. For a page of no
    form both are those of the file's page.
    """

    name: str
    label: str
    kind: str
    value: bool | float | str | None
    status: ReadingStatus
    confidence: float
    source: Source
    page: int
    box: Box
    reason: Reason | None
    decided_by: uuid.UUID | None
    evidence: str | None = Field(description="Name of the picture behind it, under /replies/{reply}/evidence/.")


class Part(BaseModel):
    """A reply that was joined to a whole: where its pages are."""

    id: uuid.UUID
    document_id: uuid.UUID
    pages: list[int] = Field(description="Pages of that file, from 1.")


class ReplyShown(BaseModel):
    """A reply as it stands now."""

    id: uuid.UUID
    document_id: uuid.UUID
    number: int
    pages: list[int] = Field(description="Pages of the file, from 1.")
    form: str | None
    edition: str | None
    code: Literal["verified", "unverified", "none"]
    state: ReplyState
    reasons: list[Reason]
    proposed_case_id: uuid.UUID | None
    case_id: uuid.UUID | None
    attached_by: uuid.UUID | None
    identity: str | None
    identity_note: str
    duplicate_of: uuid.UUID | None
    joined_to: uuid.UUID | None = Field(description="The reply that holds this part's pages and all others.")
    parts: list[Part] = Field(description="Replies whose pages came in other files and are part of this one.")
    fields: list[FieldShown]
    report: Report


class ReplyFilter(Window):
    """Which replies: those of one case, those in one state."""

    case: uuid.UUID | None = None
    state: ReplyState | None = None


class ReplyInList(BaseModel):
    """A reply in a list; its fields have an address of their own."""

    id: uuid.UUID
    document_id: uuid.UUID
    state: ReplyState
    form: str | None
    pages: list[int]
    case_id: uuid.UUID | None
    proposed_case_id: uuid.UUID | None


def get_reply(act: Act, key: uuid.UUID) -> ReplyShown:
    """One reply."""
    return show(act, act.find(Reply, key))


def list_replies(act: Act, wanted: ReplyFilter) -> Page[ReplyInList]:
    """Replies, newest first."""
    query = act.own(Reply)
    if wanted.case is not None:
        query = query.where(Reply.case_id == wanted.case)
    if wanted.state is not None:
        query = query.where(Reply.state == wanted.state)
    return page_of(act, query, Reply, wanted, lambda r: ReplyInList.model_validate(r, from_attributes=True))


def show(act: Act, reply: Reply) -> ReplyShown:
    """The answer for a reply, with everything that stands in it."""
    now = standing(act, reply)
    return ReplyShown(
        **{name: getattr(reply, name) for name in ReplyShown.model_fields if name in _AS_STORED},
        reasons=reasons_of(reply.reasons),
        parts=[Part.model_validate(each, from_attributes=True) for each in parts_of(act, reply)],
        fields=[show_field(each) for each in now.values()],
        report=report_of(act, reply),
    )


def parts_of(act: Act, reply: Reply) -> list[Reply]:
    """The parts of a reply, and theirs, in the order they came."""
    found = list(act.session.scalars(act.own(Reply).where(Reply.joined_to == reply.id).order_by(Reply.created_at)))
    return [each for part in found for each in (*parts_of(act, part), part)]


_AS_STORED = {
    "id", "document_id", "number", "pages", "form", "edition", "code", "state", "proposed_case_id", "case_id",
    "attached_by", "identity", "identity_note", "duplicate_of", "joined_to",
}  # fmt: skip


def show_field(each: Standing) -> FieldShown:
    """One field. The machine's guess stays inside: it raises alarms and is never an answer."""
    reading = each.reading
    return FieldShown(
        name=each.name,
        label=each.field.label if each.field else each.name,
        kind=each.field.kind if each.field else "text",
        value=reading.value,
        status=reading.status,
        confidence=reading.confidence,
        source=reading.source,
        page=reading.page,
        box=reading.box,
        reason=reasons_of([reading.reason])[0] if reading.reason else None,
        decided_by=each.decided_by,
        evidence=reading.evidence,
    )
