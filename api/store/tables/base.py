"""What all tables share: opaque ids, the employer on every row, typed JSON, codes with a check."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from pydantic import BaseModel
from sqlalchemy import DateTime, Dialect, Enum, ForeignKey, ForeignKeyConstraint, MetaData, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator


def now() -> datetime:
    """The present moment, in UTC. The store keeps moments in UTC only."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """The root of all tables. Constraints are named by rule, so that a migration can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True)}  # noqa: RUF012 - SQLAlchemy's own hook


class Owned:
    """A row of one employer. Ids are random: they tell nobody how many rows there are, or whose is next."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @declared_attr
    def employer_id(cls) -> Mapped[uuid.UUID]:  # noqa: N805 - SQLAlchemy calls it on the class
        """Whose row this is."""
        return mapped_column(ForeignKey("employers.id"))


def rules(*own: SchemaItem, **references: str) -> tuple[SchemaItem, ...]:
    """A table's constraints: its own, and references `column="table"` that cannot leave the employer.

    Each reference is to (employer_id, id), so the database itself refuses a case of one employer with a worker of
    another, whatever a query forgot.
    """
    inside = [
        ForeignKeyConstraint(["employer_id", column], [f"{table}.employer_id", f"{table}.id"])
        for column, table in references.items()
    ]
    return (UniqueConstraint("employer_id", "id"), *inside, *own)


def coded(codes: type[StrEnum]) -> Enum:
    """A column of codes: text with a check, which a later migration can widen (a native enum cannot shrink)."""
    name = codes.__name__.lower()
    return Enum(
        codes,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda kinds: [kind.value for kind in kinds],
    )


class Held(TypeDecorator[Any]):
    """A frozen pydantic model, kept as JSON and validated when it is read back."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def __init__(self, model: type[BaseModel]) -> None:
        super().__init__()
        self.model = model

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's signature
        """To JSON, by the names the outside world sees."""
        return None if value is None else cast(BaseModel, value).model_dump(mode="json", by_alias=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's signature
        """From JSON."""
        return None if value is None else self.model.model_validate(value)
