"""The pictures of a document are one file of the store; an evidence row says where its picture lies in it.

Pictures stored before were files of their own; what is added here describes them as the whole of theirs.

Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("start", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("evidence", sa.Column("size", sa.Integer(), nullable=False, server_default="2147483647"))
    op.alter_column("evidence", "start", server_default=None)
    op.alter_column("evidence", "size", server_default=None)
