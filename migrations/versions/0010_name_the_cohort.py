"""Say who is of a customer's pilot cohort

Revision 0010, after 0009. Nobody was named before, so that a customer in Pilot asks for nothing
until somebody is.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None
additive = True


def upgrade() -> None:
    in_pilot = sa.Column('in_pilot', sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column('users', in_pilot)


def downgrade() -> None:
    op.drop_column('users', 'in_pilot')
