"""An employer's own Word files of letters, and its logo.

Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _table(
        "letter_templates",
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("preview_sha256", sa.String(64), nullable=False),
    )
    _table(
        "logos",
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
    )
    in_force = sa.text("retired_at IS NULL")
    op.create_index(
        "ix_letter_templates_in_force", "letter_templates", ["employer_id", "letter"], unique=True,
        postgresql_where=in_force,
    )  # fmt: skip
    op.create_index("ix_logos_in_force", "logos", ["employer_id"], unique=True, postgresql_where=in_force)


def _table(name: str, *columns: sa.Column[object]) -> None:
    """A table of things that one person put in place and another may have retired."""
    op.create_table(
        name,
        *columns,
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["employer_id", column], ["users.employer_id", "users.id"],
                name=op.f(f"fk_{name}_employer_id_{column}"),
            )
            for column in ("made_by", "retired_by")
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f(f"fk_{name}_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("employer_id", "id", name=op.f(f"uq_{name}_employer_id_id")),
    )  # fmt: skip
