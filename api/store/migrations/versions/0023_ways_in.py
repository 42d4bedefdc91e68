"""Ways in beside a password: second factors, accounts at an identity provider, links of doctor's offices.

Revises: 0022
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desk_sessions", sa.Column("half", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("desk_sessions", "half", server_default=None)
    moment = sa.DateTime(timezone=True)
    _table(
        "second_factors", {"user_id": "users"}, [("user_id",)],
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sha256", sa.String(64), nullable=False),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
    )  # fmt: skip
    _table(
        "recovery_codes", {"user_id": "users"}, [("user_id", "hash")],
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", moment, nullable=True),
    )  # fmt: skip
    _table(
        "outside_accounts", {"user_id": "users"}, [("user_id",), ("issuer", "subject"), ("issuer", "email")],
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("linked_at", moment, nullable=True),
    )  # fmt: skip
    _table(
        "office_links",
        {"packet_id": "packets", "made_by": "users", "revoked_by": "users", "document_id": "documents"}, [("hash",)],
        sa.Column("packet_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("used_at", moment, nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", moment, nullable=True),
    )  # fmt: skip


def _table(name: str, references: dict[str, str], unique: list[tuple[str, ...]], *columns: sa.Column[Any]) -> None:
    """A table of rows of one employer, whose references stay within the employer."""
    op.create_table(
        name, *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f(f"fk_{name}_employer_id")),
        *(
            sa.ForeignKeyConstraint(
                ["employer_id", column], [f"{table}.employer_id", f"{table}.id"],
                name=op.f(f"fk_{name}_employer_id_{column}"),
            )
            for column, table in references.items()
        ),
        sa.UniqueConstraint("employer_id", "id", name=op.f(f"uq_{name}_employer_id_id")),
        *(sa.UniqueConstraint(*each, name=op.f(f"uq_{name}_{'_'.join(each)}")) for each in unique),
    )  # fmt: skip
