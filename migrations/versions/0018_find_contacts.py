"""Keep by which words contacts and customers are found

Revision 0018, after 0017. Those who are there already are folded once, as the application folds
them (`accessdesk/folding.py`). It is not additive: an older version would not fold whom it adds.
"""

import sqlalchemy as sa
from alembic import op
from anyascii import anyascii

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

SPOKEN = {'users': "name || ' ' || email", 'customers': 'name'}


def upgrade() -> None:
    connection = op.get_bind()
    for table, spoken in SPOKEN.items():
        op.add_column(table, sa.Column('folded', sa.Text(), nullable=False, server_default=''))
        rows = connection.execute(sa.text(f'SELECT id, {spoken} FROM {table}')).all()
        values = [{'id': id_, 'folded': _folded(text)} for id_, text in rows]
        if values:
            connection.execute(sa.text(f'UPDATE {table} SET folded = :folded WHERE id = :id'), values)


def downgrade() -> None:
    for table in SPOKEN:
        op.drop_column(table, 'folded')


def _folded(text: str) -> str:
    return ' '.join(anyascii(text).casefold().split())
