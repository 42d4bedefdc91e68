"""Mailings, deliveries and the ledger of attempts.

Revises: 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mailings',
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('source_sha256', sa.String(length=64), nullable=True),
    sa.Column('sought', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('options', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Enum('draft', 'waiting', 'running', 'paused', 'cancelled', 'done', name='mailingstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('started_by', sa.Uuid(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'approved_by'], ['users.employer_id', 'users.id'], name=op.f('fk_mailings_employer_id_approved_by')),
    sa.ForeignKeyConstraint(['employer_id', 'made_by'], ['users.employer_id', 'users.id'], name=op.f('fk_mailings_employer_id_made_by')),
    sa.ForeignKeyConstraint(['employer_id', 'started_by'], ['users.employer_id', 'users.id'], name=op.f('fk_mailings_employer_id_started_by')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_mailings_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailings')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_mailings_employer_id_id')),
    sa.UniqueConstraint('employer_id', 'key', name=op.f('uq_mailings_employer_id_key'))
    )
    op.create_table('print_batches',
    sa.Column('mailing_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('files', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('posted_by', sa.Uuid(), nullable=True),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'mailing_id'], ['mailings.employer_id', 'mailings.id'], name=op.f('fk_print_batches_employer_id_mailing_id')),
    sa.ForeignKeyConstraint(['employer_id', 'posted_by'], ['users.employer_id', 'users.id'], name=op.f('fk_print_batches_employer_id_posted_by')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_print_batches_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_batches')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_print_batches_employer_id_id')),
    sa.UniqueConstraint('mailing_id', 'number', name=op.f('uq_print_batches_mailing_id_number'))
    )
    op.create_table('deliveries',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('mailing_id', sa.Uuid(), nullable=True),
    sa.Column('batch', sa.Integer(), nullable=True),
    sa.Column('print_batch_id', sa.Uuid(), nullable=True),
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.Enum('mail', 'fax', 'print', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('making', 'ready', 'sending', 'sent', 'unknown', 'failed', 'cancelled', name='sendstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('files', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('resend_of', sa.Uuid(), nullable=True),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'asked_by'], ['users.employer_id', 'users.id'], name=op.f('fk_deliveries_employer_id_asked_by')),
    sa.ForeignKeyConstraint(['employer_id', 'mailing_id'], ['mailings.employer_id', 'mailings.id'], name=op.f('fk_deliveries_employer_id_mailing_id')),
    sa.ForeignKeyConstraint(['employer_id', 'print_batch_id'], ['print_batches.employer_id', 'print_batches.id'], name=op.f('fk_deliveries_employer_id_print_batch_id')),
    sa.ForeignKeyConstraint(['employer_id', 'provider_id'], ['providers.employer_id', 'providers.id'], name=op.f('fk_deliveries_employer_id_provider_id')),
    sa.ForeignKeyConstraint(['employer_id', 'resend_of'], ['deliveries.employer_id', 'deliveries.id'], name=op.f('fk_deliveries_employer_id_resend_of')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_deliveries_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_deliveries_employer_id_id')),
    sa.UniqueConstraint('employer_id', 'key', name=op.f('uq_deliveries_employer_id_key'))
    )
    op.create_index('deliveries_of_a_mailing', 'deliveries', ['mailing_id', 'batch', 'state'], unique=False)
    op.create_index(op.f('ix_deliveries_print_batch_id'), 'deliveries', ['print_batch_id'], unique=False)
    op.create_table('delivery_attempts',
    sa.Column('delivery_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.Enum('making', 'ready', 'sending', 'sent', 'unknown', 'failed', 'cancelled', name='sendstate', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('reference', sa.Text(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'delivery_id'], ['deliveries.employer_id', 'deliveries.id'], name=op.f('fk_delivery_attempts_employer_id_delivery_id')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_delivery_attempts_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_attempts')),
    sa.UniqueConstraint('delivery_id', 'number', name=op.f('uq_delivery_attempts_delivery_id_number')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_delivery_attempts_employer_id_id'))
    )
    op.create_table('packet_links',
    sa.Column('delivery_id', sa.Uuid(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uses_left', sa.Integer(), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.Uuid(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'delivery_id'], ['deliveries.employer_id', 'deliveries.id'], name=op.f('fk_packet_links_employer_id_delivery_id')),
    sa.ForeignKeyConstraint(['employer_id', 'revoked_by'], ['users.employer_id', 'users.id'], name=op.f('fk_packet_links_employer_id_revoked_by')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_packet_links_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_packet_links')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_packet_links_employer_id_id')),
    sa.UniqueConstraint('hash', name=op.f('uq_packet_links_hash'))
    )
    op.create_table('mailing_rows',
    sa.Column('mailing_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('bad', 'ready', 'made', 'failed', 'cancelled', name='rowstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reasons', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('provider_id', sa.Uuid(), nullable=True),
    sa.Column('job_id', sa.Uuid(), nullable=True),
    sa.Column('channel', sa.Enum('mail', 'fax', 'print', name='channel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('packet_id', sa.Uuid(), nullable=True),
    sa.Column('delivery_id', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'case_id'], ['cases.employer_id', 'cases.id'], name=op.f('fk_mailing_rows_employer_id_case_id')),
    sa.ForeignKeyConstraint(['employer_id', 'delivery_id'], ['deliveries.employer_id', 'deliveries.id'], name=op.f('fk_mailing_rows_employer_id_delivery_id')),
    sa.ForeignKeyConstraint(['employer_id', 'job_id'], ['jobs.employer_id', 'jobs.id'], name=op.f('fk_mailing_rows_employer_id_job_id')),
    sa.ForeignKeyConstraint(['employer_id', 'mailing_id'], ['mailings.employer_id', 'mailings.id'], name=op.f('fk_mailing_rows_employer_id_mailing_id')),
    sa.ForeignKeyConstraint(['employer_id', 'packet_id'], ['packets.employer_id', 'packets.id'], name=op.f('fk_mailing_rows_employer_id_packet_id')),
    sa.ForeignKeyConstraint(['employer_id', 'provider_id'], ['providers.employer_id', 'providers.id'], name=op.f('fk_mailing_rows_employer_id_provider_id')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_mailing_rows_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailing_rows')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_mailing_rows_employer_id_id')),
    sa.UniqueConstraint('mailing_id', 'number', name=op.f('uq_mailing_rows_mailing_id_number'))
    )
    op.create_index(op.f('ix_mailing_rows_delivery_id'), 'mailing_rows', ['delivery_id'], unique=False)
    op.create_index('one_row_a_case_and_provider', 'mailing_rows', ['mailing_id', 'case_id', 'provider_id'], unique=True, postgresql_where=sa.text("state <> 'bad'"))
    op.create_index('rows_of_a_mailing_by_state', 'mailing_rows', ['mailing_id', 'state'], unique=False)
    op.create_table('delivery_items',
    sa.Column('delivery_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('packet_id', sa.Uuid(), nullable=True),
    sa.Column('letter_id', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(packet_id is null) <> (letter_id is null)', name=op.f('ck_delivery_items_one_paper')),
    sa.ForeignKeyConstraint(['employer_id', 'case_id'], ['cases.employer_id', 'cases.id'], name=op.f('fk_delivery_items_employer_id_case_id')),
    sa.ForeignKeyConstraint(['employer_id', 'delivery_id'], ['deliveries.employer_id', 'deliveries.id'], name=op.f('fk_delivery_items_employer_id_delivery_id')),
    sa.ForeignKeyConstraint(['employer_id', 'letter_id'], ['letters.employer_id', 'letters.id'], name=op.f('fk_delivery_items_employer_id_letter_id')),
    sa.ForeignKeyConstraint(['employer_id', 'packet_id'], ['packets.employer_id', 'packets.id'], name=op.f('fk_delivery_items_employer_id_packet_id')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_delivery_items_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_items')),
    sa.UniqueConstraint('delivery_id', 'letter_id', name=op.f('uq_delivery_items_delivery_id_letter_id')),
    sa.UniqueConstraint('delivery_id', 'packet_id', name=op.f('uq_delivery_items_delivery_id_packet_id')),
    sa.UniqueConstraint('delivery_id', 'position', name=op.f('uq_delivery_items_delivery_id_position')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_delivery_items_employer_id_id'))
    )
    op.create_index(op.f('ix_delivery_items_case_id'), 'delivery_items', ['case_id'], unique=False)
    op.create_index(op.f('ix_delivery_items_letter_id'), 'delivery_items', ['letter_id'], unique=False)
    op.create_index(op.f('ix_delivery_items_packet_id'), 'delivery_items', ['packet_id'], unique=False)
    op.add_column('providers', sa.Column('email', sa.Text(), nullable=False, server_default=''))
    op.alter_column('providers', 'email', server_default=None)
    op.add_column('providers', sa.Column('email_confirmed_by', sa.Uuid(), nullable=True))
    op.add_column('providers', sa.Column('email_confirmed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('providers', sa.Column('channel', sa.Text(), nullable=True))
    op.create_foreign_key(op.f('fk_providers_employer_id_email_confirmed_by'), 'providers', 'users', ['employer_id', 'email_confirmed_by'], ['employer_id', 'id'])
