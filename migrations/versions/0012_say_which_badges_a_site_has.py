"""Say which badges a site hands out

Revision 0012, after 0011. Until a site says so, any number will do, as before.
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None
additive = True


def upgrade() -> None:
    op.add_column('sites', sa.Column('badge_numbers', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('sites', 'badge_numbers')
