"""Keep who owns a request, what is unheard on it, and what follows it

Revision 0008, after 0007. Of requests that are there already, those are unheard on which the
customer spoke last; a proposal whose visit no longer awaits approval is off.
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

LAST_WORD = """
UPDATE service_requests SET customer_word_at = (
    SELECT max(u.at) FROM request_updates u JOIN users p ON p.id = u.author_id
    WHERE u.request_id = service_requests.id AND u.visible AND p.role = 'contact'
)
"""
UNHEARD = """
UPDATE service_requests SET unheard_since = customer_word_at
WHERE status IN ('submitted', 'awaiting-approval', 'scheduled', 'accepted', 'in-progress', 'restored')
AND NOT EXISTS (
    SELECT 1 FROM request_updates u JOIN users p ON p.id = u.author_id
    WHERE u.request_id = service_requests.id AND p.role IN ('agent', 'manager', 'admin')
    AND u.at >= service_requests.customer_word_at
)
"""
OFF = """
UPDATE window_proposals SET state = 'withdrawn'
WHERE state = 'open' AND request_id NOT IN (
    SELECT id FROM service_requests WHERE status = 'awaiting-approval'
)
"""


def upgrade() -> None:
    key = 'INTEGER' if op.get_bind().dialect.name == 'sqlite' else 'BIGINT'
    # SQLite takes a column with its foreign key in one statement only.
    op.execute(
        f'ALTER TABLE service_requests ADD COLUMN owner_id {key}'
        ' CONSTRAINT fk_service_requests_owner_id REFERENCES users (id)'
    )
    op.add_column('service_requests', sa.Column('resolver', sa.Text(), nullable=False, server_default=''))
    for name in ('unheard_since', 'customer_word_at'):
        op.add_column('service_requests', sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('follow_ups',
    sa.Column('request_id', number, nullable=False),
    sa.Column('follows_id', number, nullable=False),
    sa.CheckConstraint('request_id != follows_id', name=op.f('ck_follow_ups_other')),
    sa.ForeignKeyConstraint(['follows_id'], ['service_requests.id'], name=op.f('fk_follow_ups_follows_id')),
    sa.ForeignKeyConstraint(['request_id'], ['service_requests.id'], name=op.f('fk_follow_ups_request_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_follow_ups'))
    )
    op.create_index(op.f('ix_follow_ups_follows_id'), 'follow_ups', ['follows_id'], unique=False)
    for statement in (LAST_WORD, UNHEARD, OFF):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('follow_ups')
    for name in ('customer_word_at', 'unheard_since', 'resolver', 'owner_id'):
        op.drop_column('service_requests', name)
