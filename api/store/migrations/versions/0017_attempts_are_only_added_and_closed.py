"""The ledger: an attempt knows when it was handed over, and once closed it never changes.

An owner of the database can remove the triggers; each line's hash in the audit log is what finds that out.

Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery_attempts", sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "attempts_under_way", "delivery_attempts", ["delivery_id"], postgresql_where=sa.text("ended_at is null")
    )
    op.create_index("attempts_by_start", "delivery_attempts", ["started_at"])
    op.execute("""
        create function delivery_attempts_only_close() returns trigger language plpgsql as $$
        begin
            if tg_op = 'UPDATE' and old.ended_at is null
               and (old.id, old.employer_id, old.created_at, old.delivery_id, old.number, old.started_at)
                   is not distinct from
                   (new.id, new.employer_id, new.created_at, new.delivery_id, new.number, new.started_at)
               and (old.handed_at is null or old.handed_at = new.handed_at) then
                return new;
            end if;
            raise exception 'attempts are only added and closed' using errcode = 'insufficient_privilege';
        end $$
    """)
    op.execute("""
        create trigger only_close before update or delete on delivery_attempts
        for each row execute function delivery_attempts_only_close()
    """)
    op.execute("""
        create trigger only_close_whole before truncate on delivery_attempts
        for each statement execute function delivery_attempts_only_close()
    """)
