"""The job queue: Procrastinate 3.10's schema, frozen.

Never read from the installed package: this revision must do the same in five years. A newer Procrastinate brings
migration files; each becomes a revision of its own, copied the same way. A test compares the sum with what is
installed.

Revises: 0001
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema = Path(__file__).with_name("procrastinate_3_10.sql").read_text(encoding="utf-8")
    # The driver's own cursor: SQLAlchemy would take the colons and percent signs in functions for parameters.
    op.get_bind().connection.cursor().execute(schema)
