"""Which rows refer to which files of the store: found in the tables' own descriptions, so that no table is forgotten.

A file's address stands in a column whose name has `sha256` in it, or in a JSON column whose name ends with `files`, as
[{"sha256": …}, …]. A new table keeps to that (`tests/api/store/test_references.py` looks). Files lie under their
employer, unless the column's `info` names another column of the row as their `owner`; `file=False` is a mere hash.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator

from sqlalchemy import (
    Column,
    Select,
    Table,
    TableClause,
    Text,
    any_,
    delete,
    exists,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from api.store.tables.base import Base


def columns() -> list[Column[str]]:
    """Every column that holds addresses."""
    return [column for table in Base.metadata.sorted_tables for column in table.columns if _refers(column)]


def _refers(column: Column[str]) -> bool:
    named = "sha256" in column.name or (column.name.endswith("files") and isinstance(column.type, JSONB))
    return named and column.info.get("file", True)


def referred(session: Session) -> Iterator[tuple[uuid.UUID, str]]:
    """Every address that a row refers to, with its employer; one that several columns name comes as often."""
    for column in columns():
        query = _addresses(column).distinct().execution_options(yield_per=1000)
        yield from ((row[0], row[1]) for row in session.execute(query) if row[1])


def unreferred(session: Session, employer: uuid.UUID, addresses: Collection[str]) -> set[str]:
    """Those of an employer's addresses that no row refers to; for a handful, see `drop_referred` for any number."""
    left = set(addresses)
    for column in columns():
        named = _addresses(column).subquery()
        asked = named.c.sha256 == any_(literal(sorted(left), ARRAY(Text)))
        left -= set(session.scalars(select(named.c.sha256).where(named.c.owner == employer, asked))) if left else set()
    return left


def drop_referred(session: Session, asked: TableClause) -> None:
    """Delete what a row refers to from a table of `employer` and `sha256`: a look at each column, however many."""
    for column in columns():
        named = _addresses(column).subquery()
        same = named.c.owner == asked.c.employer, named.c.sha256 == asked.c.sha256
        session.execute(delete(asked).where(exists(select(named.c.sha256).where(*same))))


def addresses_of(session: Session, column: Column[str], ids: Collection[uuid.UUID]) -> set[str]:
    """The addresses in a column of these rows."""
    query = _addresses(column).where(column.table.c.id.in_(ids))
    return {row[1] for row in session.execute(query) if row[1]}


def _addresses(column: Column[str]) -> Select[uuid.UUID, str]:
    table: Table = column.table
    owner = table.c[column.info.get("owner", "employer_id")].label("owner")
    if isinstance(column.type, JSONB):
        each = func.jsonb_array_elements(column).table_valued("value", name="each", joins_implicitly=True)
        return select(owner, each.c.value.op("->>")(text("'sha256'")).label("sha256")).select_from(table, each)
    return select(owner, column.label("sha256"))
