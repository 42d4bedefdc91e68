"""Supervisors of a case, words that are fit to share, and the scopes of a key.

Keys of before have no scopes, which means every action of their user's role, as until now.

Revises: 0012
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OWNED = ("id", sa.Uuid()), ("created_at", sa.DateTime(timezone=True)), ("employer_id", sa.Uuid())


def upgrade() -> None:
    scopes = postgresql.JSONB(none_as_null=True, astext_type=sa.Text())
    op.add_column("api_keys", sa.Column("scopes", scopes, nullable=True))
    table(
        "supervisions",
        {"case_id": "cases", "user_id": "users", "assigned_by": "users", "ended_by": "users"},
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        empty=("ended_by",),
    )
    op.create_index(op.f("ix_supervisions_user_id"), "supervisions", ["user_id"], unique=False)
    op.create_index(
        "one_supervision", "supervisions", ["case_id", "user_id"], unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    table(
        "shared_wordings",
        {"case_id": "cases", "reply_id": "replies", "worded_by": "users"},
        sa.Column("restriction", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_shared_wordings_case_id"), "shared_wordings", ["case_id"], unique=False)


def table(name: str, references: dict[str, str], *columns: sa.Column[Any], empty: tuple[str, ...] = ()) -> None:
    op.create_table(
        name,
        *(sa.Column(column, sa.Uuid(), nullable=column in empty) for column in references),
        *columns,
        *(sa.Column(column, kind, nullable=False) for column, kind in OWNED),
        *(
            sa.ForeignKeyConstraint(
                ["employer_id", column], [f"{other}.employer_id", f"{other}.id"],
                name=op.f(f"fk_{name}_employer_id_{column}"),
            )
            for column, other in references.items()
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f(f"fk_{name}_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("employer_id", "id", name=op.f(f"uq_{name}_employer_id_id")),
    )
