"""A person may ask for a new look at a case without a reply behind it: a call, pain at work, a task that was added.
And a person who rejects a reply says why.

Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("re_evaluations", "reply_id", existing_type=sa.Uuid(), nullable=True)
    op.add_column("re_evaluations", sa.Column("opened_by", sa.Uuid(), nullable=True))
    op.add_column("re_evaluations", sa.Column("opening_note", sa.Text(), nullable=False, server_default=""))
    op.alter_column("re_evaluations", "opening_note", server_default=None)
    op.create_foreign_key(
        op.f("fk_re_evaluations_employer_id_opened_by"),
        "re_evaluations", "users", ["employer_id", "opened_by"], ["employer_id", "id"],
    )
    op.add_column("replies", sa.Column("rejected_by", sa.Uuid(), nullable=True))
    op.add_column("replies", sa.Column("rejection_note", sa.Text(), nullable=False, server_default=""))
    op.alter_column("replies", "rejection_note", server_default=None)
    op.create_foreign_key(
        op.f("fk_replies_employer_id_rejected_by"),
        "replies", "users", ["employer_id", "rejected_by"], ["employer_id", "id"],
    )
