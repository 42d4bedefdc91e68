"""What lies in a case is found by the case, not by reading through every employer's rows.

Revises: 0026
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FOUND_BY = (
    ("releases", "case_id"),
    ("packets", "case_id"),
    ("copies", "case_id"),
    ("assignments", "case_id"),
    ("replies", "proposed_case_id"),
)


def upgrade() -> None:
    for table, column in FOUND_BY:
        op.create_index(f"ix_{table}_{column}", table, [column])
