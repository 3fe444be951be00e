"""Know which passes were handed over

Revision 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None
additive = True


def upgrade() -> None:
    op.add_column('passes', sa.Column('handed_over_at', sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column('passes', 'handed_over_at')
