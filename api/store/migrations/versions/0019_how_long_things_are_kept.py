"""How long things are kept.

Revises: 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0019'
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('file_removals',
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_file_removals_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_removals')),
    sa.UniqueConstraint('employer_id', 'address', name=op.f('uq_file_removals_employer_id_address')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_file_removals_employer_id_id'))
    )
    op.create_table('purge_plans',
    sa.Column('case_ids', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('document_ids', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('counts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('planned_by', sa.Uuid(), nullable=False),
    sa.Column('run_by', sa.Uuid(), nullable=True),
    sa.Column('run_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'planned_by'], ['users.employer_id', 'users.id'], name=op.f('fk_purge_plans_employer_id_planned_by')),
    sa.ForeignKeyConstraint(['employer_id', 'run_by'], ['users.employer_id', 'users.id'], name=op.f('fk_purge_plans_employer_id_run_by')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_purge_plans_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purge_plans')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_purge_plans_employer_id_id'))
    )
    op.create_table('retention_settings',
    sa.Column('years', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'changed_by'], ['users.employer_id', 'users.id'], name=op.f('fk_retention_settings_employer_id_changed_by')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_retention_settings_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_settings')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_retention_settings_employer_id_id')),
    sa.UniqueConstraint('employer_id', name=op.f('uq_retention_settings_employer_id'))
    )
    op.create_table('legal_holds',
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('document_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('held_by', sa.Uuid(), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'case_id'], ['cases.employer_id', 'cases.id'], name=op.f('fk_legal_holds_employer_id_case_id')),
    sa.ForeignKeyConstraint(['employer_id', 'document_id'], ['documents.employer_id', 'documents.id'], name=op.f('fk_legal_holds_employer_id_document_id')),
    sa.ForeignKeyConstraint(['employer_id', 'held_by'], ['users.employer_id', 'users.id'], name=op.f('fk_legal_holds_employer_id_held_by')),
    sa.ForeignKeyConstraint(['employer_id', 'lifted_by'], ['users.employer_id', 'users.id'], name=op.f('fk_legal_holds_employer_id_lifted_by')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_legal_holds_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_holds')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_legal_holds_employer_id_id'))
    )
    op.create_index(op.f('ix_legal_holds_case_id'), 'legal_holds', ['case_id'], unique=False)
    op.create_index(op.f('ix_legal_holds_document_id'), 'legal_holds', ['document_id'], unique=False)
    op.add_column('cases', sa.Column('closed_on', sa.Date(), nullable=True))

