"""The audit log only grows: the database itself refuses to change, delete or truncate its rows.

An owner of the database can remove the trigger; the chain (`api/store/audit.py`) is what finds that out.

Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create function audit_log_only_grows() returns trigger language plpgsql as $$
        begin
            raise exception 'the audit log only grows' using errcode = 'insufficient_privilege';
        end $$
    """)
    op.execute("""
        create trigger only_grows before update or delete on audit_log
        for each row execute function audit_log_only_grows()
    """)
    op.execute("""
        create trigger only_grows_whole before truncate on audit_log
        for each statement execute function audit_log_only_grows()
    """)
