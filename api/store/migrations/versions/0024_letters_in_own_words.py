"""An employer's own Word files of letters.

Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_templates",
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("preview_sha256", sa.String(64), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["employer_id", column], ["users.employer_id", "users.id"],
                name=op.f(f"fk_letter_templates_employer_id_{column}"),
            )
            for column in ("made_by", "retired_by")
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_letter_templates_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_templates")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_letter_templates_employer_id_id")),
    )  # fmt: skip
    op.create_index(
        "ix_letter_templates_in_force", "letter_templates", ["employer_id", "letter"], unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )  # fmt: skip
