"""Who entered a provider's fax number and e-mail address; in whose name a mailing goes out, and why it was paused.

Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# Whoever put a provider on file entered its number: the audit log knows.
ENTERED = """
    update providers set fax_entered_by = users.id
    from audit_log entry join users on users.id::text = entry.actor
    where entry.action = 'provider.added' and entry.subject = 'provider:' || providers.id
      and users.employer_id = providers.employer_id and providers.fax <> ''
"""


def upgrade() -> None:
    for table, columns in {"providers": ("fax_entered_by", "email_entered_by"), "mailings": ("in_name_of",)}.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
            own, theirs = ["employer_id", column], ["employer_id", "id"]
            op.create_foreign_key(op.f(f"fk_{table}_employer_id_{column}"), table, "users", own, theirs)
    op.add_column("mailings", sa.Column("reason", sa.Text(), nullable=True))
    op.execute(ENTERED)
