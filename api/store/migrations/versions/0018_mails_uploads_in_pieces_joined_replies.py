"""Mails, uploads in pieces, joined replies.

Revises: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('received_mails',
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('folder', sa.Text(), nullable=False),
    sa.Column('uidvalidity', sa.BigInteger(), nullable=False),
    sa.Column('uid', sa.BigInteger(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('body_sha256', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Enum('taken', 'partly', 'set_aside', 'duplicate', 'ours', name='mailoutcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reasons', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('documents', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('same_as', sa.Uuid(), nullable=True),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'same_as'], ['received_mails.employer_id', 'received_mails.id'], name=op.f('fk_received_mails_employer_id_same_as')),
    sa.ForeignKeyConstraint(['employer_id', 'settled_by'], ['users.employer_id', 'users.id'], name=op.f('fk_received_mails_employer_id_settled_by')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_received_mails_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_received_mails')),
    sa.UniqueConstraint('employer_id', 'account', 'folder', 'uidvalidity', 'uid', name=op.f('uq_received_mails_employer_id_account_folder_uidvalidity_uid')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_received_mails_employer_id_id'))
    )
    op.create_index('one_mail_however_often_delivered', 'received_mails', ['employer_id', 'message_id', 'body_sha256'], unique=True, postgresql_where=sa.text("outcome <> 'duplicate'"))
    op.create_table('uploads',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('received', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('document_id', sa.Uuid(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'document_id'], ['documents.employer_id', 'documents.id'], name=op.f('fk_uploads_employer_id_document_id')),
    sa.ForeignKeyConstraint(['employer_id', 'made_by'], ['users.employer_id', 'users.id'], name=op.f('fk_uploads_employer_id_made_by')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_uploads_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_uploads_employer_id_id')),
    sa.UniqueConstraint('employer_id', 'made_by', 'key', name=op.f('uq_uploads_employer_id_made_by_key'))
    )
    op.create_index(op.f('ix_uploads_expires_at'), 'uploads', ['expires_at'], unique=False)
    op.create_table('upload_parts',
    sa.Column('upload_id', sa.Uuid(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('employer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id', 'upload_id'], ['uploads.employer_id', 'uploads.id'], name=op.f('fk_upload_parts_employer_id_upload_id')),
    sa.ForeignKeyConstraint(['employer_id'], ['employers.id'], name=op.f('fk_upload_parts_employer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload_parts')),
    sa.UniqueConstraint('employer_id', 'id', name=op.f('uq_upload_parts_employer_id_id')),
    sa.UniqueConstraint('upload_id', 'start', name=op.f('uq_upload_parts_upload_id_start'))
    )
    op.add_column('replies', sa.Column('joined_to', sa.Uuid(), nullable=True))
    op.create_index(op.f('ix_replies_joined_to'), 'replies', ['joined_to'], unique=False)
    op.create_foreign_key(op.f('fk_replies_employer_id_joined_to'), 'replies', 'replies', ['employer_id', 'joined_to'], ['employer_id', 'id'])
    states = "'found', 'unplaced', 'quarantine', 'identity', 'review', 'ready', 'confirmed', 'rejected', 'joined', 'duplicate'"
    op.drop_constraint(op.f('ck_replies_replystate'), 'replies', type_='check')
    op.create_check_constraint(op.f('ck_replies_replystate'), 'replies', f"state in ({states})")
