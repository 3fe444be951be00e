"""Keep by which number a person is called

Revision 0013, after 0012. Nobody's was asked before, so nobody has one yet.
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None
additive = True


def upgrade() -> None:
    op.add_column('users', sa.Column('telephone', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('users', 'telephone')
