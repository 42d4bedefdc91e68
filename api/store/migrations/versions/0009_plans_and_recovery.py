"""Return-to-work plans and recovery support: every table of them is new.

What is medical, the medical part of a plan and what an intervention is, stands in tables of its own.

Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recovery_plans",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "case_id"],
            ["cases.employer_id", "cases.id"],
            name=op.f("fk_recovery_plans_employer_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "made_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_recovery_plans_employer_id_made_by"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_recovery_plans_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_plans")),
        sa.UniqueConstraint("case_id", name=op.f("uq_recovery_plans_case_id")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_recovery_plans_employer_id_id")),
    )
    op.create_table(
        "return_plans",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "running", "closed", name="planstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closing", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "case_id"],
            ["cases.employer_id", "cases.id"],
            name=op.f("fk_return_plans_employer_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "closed_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_return_plans_employer_id_closed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "made_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_return_plans_employer_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "started_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_return_plans_employer_id_started_by"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_return_plans_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_plans")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_return_plans_employer_id_id")),
    )
    op.create_index(op.f("ix_return_plans_case_id"), "return_plans", ["case_id"], unique=False)
    op.create_table(
        "committee_steps",
        sa.Column("recovery_id", sa.Uuid(), nullable=False),
        sa.Column("entry", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "made_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_committee_steps_employer_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "recovery_id"],
            ["recovery_plans.employer_id", "recovery_plans.id"],
            name=op.f("fk_committee_steps_employer_id_recovery_id"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_committee_steps_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_steps")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_committee_steps_employer_id_id")),
    )
    op.create_index(op.f("ix_committee_steps_recovery_id"), "committee_steps", ["recovery_id"], unique=False)
    op.create_table(
        "plan_answers",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("pair", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "answered_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_plan_answers_employer_id_answered_by"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "plan_id"],
            ["return_plans.employer_id", "return_plans.id"],
            name=op.f("fk_plan_answers_employer_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_plan_answers_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_answers")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_plan_answers_employer_id_id")),
    )
    op.create_index(op.f("ix_plan_answers_plan_id"), "plan_answers", ["plan_id"], unique=False)
    op.create_table(
        "plan_approvals",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "party",
            sa.Enum(
                "worker",
                "supervisor",
                "manager",
                "representative",
                "union",
                "human_resources",
                "union_executive",
                "contact",
                "carrier",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "plan_id"],
            ["return_plans.employer_id", "return_plans.id"],
            name=op.f("fk_plan_approvals_employer_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "recorded_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_plan_approvals_employer_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_plan_approvals_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_approvals")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_plan_approvals_employer_id_id")),
        sa.UniqueConstraint("plan_id", "revision", "party", name=op.f("uq_plan_approvals_plan_id_revision_party")),
    )
    op.create_table(
        "plan_authorisations",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "plan_id"],
            ["return_plans.employer_id", "return_plans.id"],
            name=op.f("fk_plan_authorisations_employer_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "recorded_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_plan_authorisations_employer_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_plan_authorisations_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_authorisations")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_plan_authorisations_employer_id_id")),
    )
    op.create_index(op.f("ix_plan_authorisations_plan_id"), "plan_authorisations", ["plan_id"], unique=False)
    op.create_table(
        "plan_handouts",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "party",
            sa.Enum(
                "worker",
                "supervisor",
                "manager",
                "representative",
                "union",
                "human_resources",
                "union_executive",
                "contact",
                "carrier",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "given_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_plan_handouts_employer_id_given_by"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "plan_id"],
            ["return_plans.employer_id", "return_plans.id"],
            name=op.f("fk_plan_handouts_employer_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_plan_handouts_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_handouts")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_plan_handouts_employer_id_id")),
    )
    op.create_index(op.f("ix_plan_handouts_plan_id"), "plan_handouts", ["plan_id"], unique=False)
    op.create_table(
        "plan_medical_parts",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("medical", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "made_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_plan_medical_parts_employer_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "plan_id"],
            ["return_plans.employer_id", "return_plans.id"],
            name=op.f("fk_plan_medical_parts_employer_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_plan_medical_parts_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_medical_parts")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_plan_medical_parts_employer_id_id")),
        sa.UniqueConstraint("plan_id", "revision", name=op.f("uq_plan_medical_parts_plan_id_revision")),
    )
    op.create_table(
        "plan_revisions",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("agreed_by", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "made_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_plan_revisions_employer_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "plan_id"],
            ["return_plans.employer_id", "return_plans.id"],
            name=op.f("fk_plan_revisions_employer_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_plan_revisions_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_revisions")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_plan_revisions_employer_id_id")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_revisions_plan_id_number")),
    )
    op.create_table(
        "recovery_interventions",
        sa.Column("recovery_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "made_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_recovery_interventions_employer_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "recovery_id"],
            ["recovery_plans.employer_id", "recovery_plans.id"],
            name=op.f("fk_recovery_interventions_employer_id_recovery_id"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_recovery_interventions_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_interventions")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_recovery_interventions_employer_id_id")),
        sa.UniqueConstraint("recovery_id", "step", name=op.f("uq_recovery_interventions_recovery_id_step")),
    )
    op.create_table(
        "recovery_steps",
        sa.Column("recovery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "made_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_recovery_steps_employer_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "recovery_id"],
            ["recovery_plans.employer_id", "recovery_plans.id"],
            name=op.f("fk_recovery_steps_employer_id_recovery_id"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_recovery_steps_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_steps")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_recovery_steps_employer_id_id")),
        sa.UniqueConstraint("recovery_id", "number", name=op.f("uq_recovery_steps_recovery_id_number")),
    )
    op.create_table(
        "committee_updates",
        sa.Column("recovery_id", sa.Uuid(), nullable=False),
        sa.Column("told", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("told_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id", "letter_id"],
            ["letters.employer_id", "letters.id"],
            name=op.f("fk_committee_updates_employer_id_letter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "recovery_id"],
            ["recovery_plans.employer_id", "recovery_plans.id"],
            name=op.f("fk_committee_updates_employer_id_recovery_id"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id", "told_by"],
            ["users.employer_id", "users.id"],
            name=op.f("fk_committee_updates_employer_id_told_by"),
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name=op.f("fk_committee_updates_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_updates")),
        sa.UniqueConstraint("employer_id", "id", name=op.f("uq_committee_updates_employer_id_id")),
    )
    op.create_index(op.f("ix_committee_updates_recovery_id"), "committee_updates", ["recovery_id"], unique=False)
