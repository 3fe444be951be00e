"""Keep no secret in the letters that went out, and stop a landlord's link

Revision 0005, after 0004.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None
additive = True

BATCH = 500
HIDDEN = 'shown to its receiver alone'
SECRETS = (
    re.compile(r'https?://\S+/(?:landlord|visits)/\S+'),
    re.compile(r'(?<=Short code, if the picture cannot be scanned: ).+'),
)
LETTERS = sa.table('deliveries', sa.column('id'), sa.column('body'), sa.column('channel'))


def upgrade() -> None:
    op.add_column('landlord_notices', sa.Column('link_stopped_at', sa.DateTime(timezone=True)))
    connection, last = op.get_bind(), 0
    letters = sa.select(LETTERS.c.id, LETTERS.c.body).where(LETTERS.c.channel == 'email')
    while rows := connection.execute(
        letters.where(LETTERS.c.id > last).order_by(LETTERS.c.id).limit(BATCH)
    ).all():
        for row in rows:
            if (masked := _masked(row.body)) != row.body:
                kept = sa.update(LETTERS).where(LETTERS.c.id == row.id)
                connection.execute(kept.values(body=masked))
        last = rows[-1].id


def _masked(body: str) -> str:
    for secret in SECRETS:
        body = secret.sub(HIDDEN, body)
    return body


def downgrade() -> None:
    op.drop_column('landlord_notices', 'link_stopped_at')
