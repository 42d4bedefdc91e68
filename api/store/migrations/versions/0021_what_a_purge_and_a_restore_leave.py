"""A closed attempt may lose the words of the channel, and nothing else: a purge takes them out, and the case with them.

What the line says from then on is on record beside what it said before (`api/outbox/redacting.py`): whoever empties
one without that entry is found out.

And the files that lay in the store when a backup was brought back, which its rows do not know.

Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create or replace function delivery_attempts_only_close() returns trigger language plpgsql as $$
        begin
            if tg_op = 'UPDATE' then
                if old.ended_at is null
                   and (old.id, old.employer_id, old.created_at, old.delivery_id, old.number, old.started_at)
                       is not distinct from
                       (new.id, new.employer_id, new.created_at, new.delivery_id, new.number, new.started_at)
                   and (old.handed_at is null or old.handed_at = new.handed_at) then
                    return new;
                end if;
                if new.answer = '' and to_jsonb(old) - 'answer' = to_jsonb(new) - 'answer' then
                    return new;
                end if;
            end if;
            raise exception 'attempts are only added and closed' using errcode = 'insufficient_privilege';
        end $$
    """)
    op.create_table(
        "found_files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_found_files_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_found_files")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_found_files_employer_id_id")),
        sa.UniqueConstraint("employer_id", "sha256", name=op.f("uq_found_files_employer_id_sha256")),
    )
