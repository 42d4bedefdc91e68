"""An employer's logo stands above our letters.

Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("employers", sa.Column("logo_sha256", sa.String(64), nullable=True))
