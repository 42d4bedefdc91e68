"""Lists come in pages, newest first; `next` says where the following page begins.

Keyset pages, not offsets: a row that arrives meanwhile neither hides nor repeats another.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, tuple_

from api.casework.act import Act
from api.store.tables.base import Owned
from cases.errors import BadInput

Row = TypeVar("Row", bound=Owned)
Item = TypeVar("Item", bound=BaseModel)


class Window(BaseModel):
    """Which part of a list is wanted: at most `limit` items, after the place that the last page named."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    after: str | None = Field(default=None, max_length=200, description="`next` of the page before.")


class Page(BaseModel, Generic[Item]):
    """Some items of a list. `next` is null on the last page."""

    items: list[Item]
    next: str | None = None


def page_of(act: Act, query: Select[Row], table: type[Row], window: Window, show: Callable[[Row], Item]) -> Page[Item]:
    """The part of `query` (over `table`) that `window` asks for."""
    if window.after is not None:
        query = query.where(tuple_(table.created_at, table.id) < _place(window.after))
    query = query.order_by(table.created_at.desc(), table.id.desc()).limit(window.limit + 1)
    rows = list(act.session.scalars(query))
    more = len(rows) > window.limit
    return Page(items=[show(r) for r in rows[: window.limit]], next=_cursor(rows[window.limit - 1]) if more else None)


def _cursor(row: Owned) -> str:
    return base64.urlsafe_b64encode(f"{row.created_at.isoformat()} {row.id}".encode()).decode()


def _place(cursor: str) -> tuple[datetime, uuid.UUID]:
    try:
        moment, key = base64.urlsafe_b64decode(cursor.encode("ascii")).decode().split(" ")
        return datetime.fromisoformat(moment), uuid.UUID(key)
    except ValueError:
        raise BadInput("`after` is not the `next` of a page of this list.", code="bad_cursor") from None
