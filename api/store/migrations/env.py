"""Alembic's entry: the connection is handed in by `api/store/migrate.py`; there is no ini file and no second way."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.schema import SchemaItem

from api.store.tables import Base
from api.store.tables.base import Held


def ours(_item: SchemaItem, name: str | None, _kind: str, _reflected: bool, _other: SchemaItem | None) -> bool:
    """Procrastinate's tables have revisions of their own, frozen from its schema; they are not in our metadata."""
    return not (name or "").startswith("procrastinate_")


def plain(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write a column of pydantic models as JSONB: a revision must not import what changes after it."""
    if kind != "type" or not isinstance(item, Held):
        return False
    autogen.imports.add("from sqlalchemy.dialects import postgresql")
    return "postgresql.JSONB(astext_type=sa.Text())"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    compare_server_default=True,
    include_object=ours,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
