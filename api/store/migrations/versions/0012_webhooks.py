"""Webhooks: who is told of events, and how each telling went.

Revises: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('webhook_messages',
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('employer_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_webhook_messages_employer_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_messages')),
        sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_webhook_messages_employer_id_id'))
    )
    op.create_table('webhooks',
        sa.Column('url', sa.Text(), nullable=False),
        sa.Column('events', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('secret_sha256', sa.String(length=64), nullable=False),
        sa.Column('previous_sha256', sa.String(length=64), nullable=True),
        sa.Column('previous_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('created_by', sa.Uuid(), nullable=False),
        sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('disabled_reason', sa.Text(), nullable=True),
        sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('employer_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['employer_id', 'created_by'], ['users.employer_id', 'users.id'], name=op.f('fk_webhooks_employer_id_created_by')),
        sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_webhooks_employer_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_webhooks')),
        sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_webhooks_employer_id_id'))
    )
    op.create_table('webhook_deliveries',
        sa.Column('webhook_id', sa.Uuid(), nullable=False),
        sa.Column('message_id', sa.Uuid(), nullable=False),
        sa.Column('state', sa.Enum('pending', 'delivered', 'failed', name='deliverystate', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_status', sa.Integer(), nullable=True),
        sa.Column('last_error', sa.Text(), nullable=True),
        sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('employer_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['employer_id', 'message_id'], ['webhook_messages.employer_id', 'webhook_messages.id'], name=op.f('fk_webhook_deliveries_employer_id_message_id')),
        sa.ForeignKeyConstraint(['employer_id', 'webhook_id'], ['webhooks.employer_id', 'webhooks.id'], name=op.f('fk_webhook_deliveries_employer_id_webhook_id')),
        sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_webhook_deliveries_employer_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_deliveries')),
        sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_webhook_deliveries_employer_id_id')),
        sa.UniqueConstraint('webhook_id', 'message_id', name=op.f('uq_webhook_deliveries_webhook_id_message_id'))
    )
    op.create_index('deliveries_of_a_webhook', 'webhook_deliveries', ['webhook_id', 'created_at'], unique=False)
