"""What became of an offer: its answer, the notices of it, the assignment that runs; and whose law it has to meet.

Offers of before were held against the core checklist, which is the general pack.

Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JSONB = postgresql.JSONB(astext_type=sa.Text())
STATES = ("running", "suspended", "stopped", "ended")


def upgrade() -> None:
    op.add_column("cases", sa.Column("jurisdiction", sa.Text(), nullable=True))
    for table in ("employers", "offers"):
        op.add_column(table, sa.Column("jurisdiction", sa.Text(), nullable=False, server_default="general"))
        op.alter_column(table, "jurisdiction", server_default=None)
    op.add_column("offers", sa.Column("supersedes_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint(op.f("uq_offers_supersedes_id"), "offers", ["supersedes_id"])
    op.create_foreign_key(
        op.f("fk_offers_employer_id_supersedes_id"), "offers", "offers",
        ["employer_id", "supersedes_id"], ["employer_id", "id"],
    )  # fmt: skip
    _answers()
    _notices()
    _assignments()
    _events()


def _answers() -> None:
    _create(
        "offer_answers",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _coded("kind", "accepted", "declined"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "how",
            _coded("how", "signed_slip", "signed_letter", "in_person", "telephone", "email", "other"),
            nullable=False,
        ),
        sa.Column("why", JSONB, nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        offer_id="offers",
        recorded_by="users",
    )
    op.create_index(
        "one_answer_per_offer", "offer_answers", ["offer_id"], unique=True,
        postgresql_where=sa.text("superseded_at is null"),
    )  # fmt: skip


def _notices() -> None:
    _create(
        "carrier_notices",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.UniqueConstraint("offer_id", "event", name=op.f("uq_carrier_notices_offer_id_event")),
        offer_id="offers",
        letter_id="letters",
    )


def _assignments() -> None:
    _create(
        "assignments",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("restriction_set_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("work", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("ends_in_review", sa.Boolean(), nullable=False),
        sa.Column("state", _coded("state", *STATES), nullable=False),
        sa.Column("why", JSONB, nullable=False),
        sa.Column("over_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        case_id="cases",
        offer_id="offers",
        job_id="jobs",
        restriction_set_id="restriction_sets",
    )
    op.create_index(op.f("ix_assignments_offer_id"), "assignments", ["offer_id"], unique=False)
    op.create_index(
        "one_live_assignment_per_case", "assignments", ["case_id"], unique=True,
        postgresql_where=sa.text("over_on is null"),
    )  # fmt: skip


def _events() -> None:
    _create(
        "assignment_events",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", _coded("state", *STATES), nullable=False),
        sa.Column("why", JSONB, nullable=False),
        sa.Column("pairs", JSONB, nullable=False),
        sa.Column("reply_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        assignment_id="assignments",
        reply_id="replies",
        by="users",
    )
    op.create_index(op.f("ix_assignment_events_assignment_id"), "assignment_events", ["assignment_id"], unique=False)


def _coded(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _create(table: str, *columns: sa.schema.SchemaItem, **references: str) -> None:
    """A table of one employer, as `api.store.tables.base.rules` has it."""
    op.create_table(
        table,
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["employer_id", column], [f"{other}.employer_id", f"{other}.id"],
                name=op.f(f"fk_{table}_employer_id_{column}"),
            )
            for column, other in references.items()
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f(f"fk_{table}_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("employer_id", "id", name=op.f(f"uq_{table}_employer_id_id")),
    )  # fmt: skip
