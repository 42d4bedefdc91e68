"""The employer's own rules that an offer may break. Offers of before were held against none.

Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("offers", sa.Column("policy_warnings", kind, nullable=False, server_default="[]"))
    op.alter_column("offers", "policy_warnings", server_default=None)
