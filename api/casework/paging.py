"""Lists come in pages, newest first; `next` says where the following page begins.

Keyset pages, not offsets: a row that arrives meanwhile neither hides nor repeats another.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, tuple_

from api.casework.act import Act
from api.store.tables.base import Owned

Row = TypeVar("Row", bound=Owned)
Item = TypeVar("Item", bound=BaseModel)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR: Final = "^[0-9]{16}[0-9a-f]{32}$"  # microseconds since 1970, and the row's id


class Window(BaseModel):
    """Which part of a list is wanted: at most `limit` items, after the place that the last page named."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    after: str | None = Field(default=None, pattern=CURSOR, description="`next` of the page before.")


class Page(BaseModel, Generic[Item]):
    """Some items of a list. `next` is null on the last page."""

    items: list[Item]
    next: str | None = None


def page_of(act: Act, query: Select[Row], table: type[Row], window: Window, show: Callable[[Row], Item]) -> Page[Item]:
    """The part of `query` (over `table`) that `window` asks for."""
    return page_of_all(act, query, table, window, lambda rows: [show(row) for row in rows])


def page_of_all(
    act: Act, query: Select[Row], table: type[Row], window: Window, show: Callable[[Sequence[Row]], list[Item]]
) -> Page[Item]:
    """The same where rows are shown together, as each needs more that is on file."""
    if window.after is not None:
        query = query.where(tuple_(table.created_at, table.id) < _place(window.after))
    query = query.order_by(table.created_at.desc(), table.id.desc()).limit(window.limit + 1)
    rows = list(act.session.scalars(query))
    more = len(rows) > window.limit
    last = rows[: window.limit][-1] if more else None
    return Page(items=show(rows[: window.limit]), next=last and cursor(last.created_at, last.id))


def cursor(created_at: datetime, key: uuid.UUID) -> str:
    """The place in a list that comes after the row with this moment and id."""
    microseconds = (created_at - EPOCH) // timedelta(microseconds=1)
    return f"{microseconds:016}{key.hex}"


def _place(cursor: str) -> tuple[datetime, uuid.UUID]:
    return EPOCH + timedelta(microseconds=int(cursor[:16])), uuid.UUID(cursor[16:])
