"""Keep by which number a visitor is called

Revision 0015, after 0014. Nobody's was asked before, so nobody has one yet.
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None
additive = True


def upgrade() -> None:
    op.add_column('visitors', sa.Column('phone', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('visitors', 'phone')
