"""The audit log as an auditor reads it: who did what, when, to which row. Ids, codes and counts; it holds no words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from api.casework.act import Act
from api.store.tables import AuditEntry


class AuditWindow(BaseModel):
    """Which entries: at most `limit`, older than entry `before`."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    before: int | None = Field(default=None, ge=1, le=2**62, description="`next` of the page before.")


class EntryShown(BaseModel):
    """One thing that was done. `actor` is a user's id, or the part of the system that did it."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


class AuditPage(BaseModel):
    """Some entries, newest first. `next` is null on the last page."""

    items: list[EntryShown]
    next: int | None = None


def list_audit(act: Act, window: AuditWindow) -> AuditPage:
    """The employer's entries, newest first. Whether the chain holds is for `workslip audit verify`."""
    query = select(AuditEntry).where(AuditEntry.employer_id == act.who.employer)
    if window.before is not None:
        query = query.where(AuditEntry.number < window.before)
    rows = list(act.session.scalars(query.order_by(AuditEntry.number.desc()).limit(window.limit + 1)))
    found = [EntryShown.model_validate(row) for row in rows[: window.limit]]
    return AuditPage(items=found, next=found[-1].number if len(rows) > window.limit else None)
