"""Keep what customers call a request: their own reference, their purchase order

Revision 0011, after 0010. Of requests that are there already neither is known.
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None
additive = True

COLUMNS = ('customer_reference', 'purchase_order')


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column(
            'service_requests', sa.Column(name, sa.Text(), nullable=False, server_default='')
        )


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column('service_requests', name)
