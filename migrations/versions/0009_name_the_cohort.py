"""Say who is of a customer's pilot cohort

Revision 0008, after 0007. Nobody was named before, so that a customer in Pilot asks for nothing
until somebody is.
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('users') as users:
        users.add_column(
            sa.Column('in_pilot', sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table('users') as users:
        users.drop_column('in_pilot')
