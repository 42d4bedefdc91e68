"""An employer may ask two persons to confirm a report.

Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("employers", sa.Column("two_confirm", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("employers", "two_confirm", server_default=None)
    op.add_column("replies", sa.Column("first_word_by", sa.Uuid(), nullable=True))
    op.add_column("replies", sa.Column("first_word_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("replies", sa.Column("first_word_on", sa.Text(), nullable=True))
    op.add_column("restriction_sets", sa.Column("first_by", sa.Uuid(), nullable=True))
    for table, column in (("replies", "first_word_by"), ("restriction_sets", "first_by")):
        op.create_foreign_key(
            op.f(f"fk_{table}_employer_id_{column}"), table, "users", ["employer_id", column], ["employer_id", "id"]
        )
