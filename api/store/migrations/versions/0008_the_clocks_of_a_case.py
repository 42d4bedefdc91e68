"""Events of a case, the tasks its clocks ask for, and what an employer says of its clocks.

Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

HELD = postgresql.JSONB(none_as_null=True, astext_type=sa.Text())
WHEN = sa.DateTime(timezone=True)


def table(name: str, *columns: sa.schema.SchemaItem, **references: str) -> None:
    op.create_table(
        name,
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["employer_id", column], [f"{other}.employer_id", f"{other}.id"],
                name=op.f(f"fk_{name}_employer_id_{column}"),
            )
            for column, other in references.items()
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f(f"fk_{name}_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("employer_id", "id", name=op.f(f"uq_{name}_employer_id_id")),
    )


def upgrade() -> None:
    table(
        "case_events",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_at", WHEN, nullable=False),
        sa.Column("through", sa.Date(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", WHEN, nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawal_note", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "case_id", "kind", "happened_at", "about", name=op.f("uq_case_events_case_id_kind_happened_at_about")
        ),
        case_id="cases", recorded_by="users", withdrawn_by="users",
    )
    table(
        "clock_tasks",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "blocked", "done", "dismissed", "cancelled", name="taskstate", native_enum=False,
                    create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("opens_at", WHEN, nullable=False),
        sa.Column("due_at", WHEN, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("hour_unknown", sa.Boolean(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("letter_tried_at", WHEN, nullable=True),
        sa.Column("missing", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.UniqueConstraint("employer_id", "case_id", "rule", "occurrence", name="uq_clock_tasks_key"),
        case_id="cases", letter_id="letters", ended_by="users",
    )
    op.create_index(op.f("ix_clock_tasks_case_id"), "clock_tasks", ["case_id"], unique=False)
    op.create_index(
        "open_tasks_by_due", "clock_tasks", ["employer_id", "due_at", "id"], unique=False,
        postgresql_where=sa.text("state in ('open', 'blocked')"),
    )
    table(
        "clock_settings",
        sa.Column("profile", HELD, nullable=False),
        sa.Column("policies", HELD, nullable=False),
        sa.Column("sender", HELD, nullable=True),
        sa.Column("letters_by", sa.Uuid(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.UniqueConstraint("employer_id", name=op.f("uq_clock_settings_employer_id")),
        letters_by="users", changed_by="users",
    )
