"""Letters that were written for a case, and what the employer's program says on its sheets.

An employer that has said nothing yet has the house's wording, which is what an empty object means.

Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    held = postgresql.JSONB(none_as_null=True, astext_type=sa.Text())
    op.add_column("employers", sa.Column("program", held, nullable=False, server_default="{}"))
    op.alter_column("employers", "program", server_default=None)
    op.create_table(
        "letters",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reply_id", sa.Uuid(), nullable=True),
        sa.Column("packet_id", sa.Uuid(), nullable=True),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["employer_id", column], [f"{table}.employer_id", f"{table}.id"],
                name=op.f(f"fk_letters_employer_id_{column}"),
            )
            for column, table in (
                ("case_id", "cases"), ("reply_id", "replies"), ("packet_id", "packets"), ("offer_id", "offers"),
                ("made_by", "users"),
            )
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_letters_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_letters_employer_id_id")),
    )
    op.create_index(op.f("ix_letters_case_id"), "letters", ["case_id"], unique=False)
