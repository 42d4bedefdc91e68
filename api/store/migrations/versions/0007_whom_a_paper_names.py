"""Whom the paper of a reply names in print, where no code says whose it is.

Replies of before have a code, or were entered by a person: an empty object.

Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    held = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("replies", sa.Column("named", held, nullable=False, server_default="{}"))
    op.alter_column("replies", "named", server_default=None)
