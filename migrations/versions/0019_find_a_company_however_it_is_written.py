"""Find a company however it is written

Revision 0019, after 0018. Whose pass is good and whoever is inside is found by the new spelling. It
is not additive: an older version would keep none of what it takes in.
"""

import sqlalchemy as sa
from alembic import op

from accessdesk.identity.names.companies import company_key

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

_COMING = """
SELECT r.id, coalesce(nullif(r.party_name, ''), c.name)
FROM service_requests r JOIN customers c ON c.id = r.customer_id
WHERE r.id IN (SELECT request_id FROM passes WHERE state = 'issued')
OR r.status IN ('submitted', 'awaiting-approval', 'scheduled', 'in-progress')
OR r.id IN (SELECT request_id FROM admissions WHERE left_at IS NULL AND undone_at IS NULL)
"""
# Each by itself: two of one name who are inside already stay so, and nobody is turned out.
_INSIDE = """
UPDATE admissions SET namesake = visitor_id,
  company = (SELECT r.company_key FROM service_requests r WHERE r.id = admissions.request_id)
WHERE left_at IS NULL AND undone_at IS NULL
"""


def upgrade() -> None:
    op.add_column('service_requests', sa.Column('company_key', sa.Text(), nullable=False, server_default=''))
    connection = op.get_bind()
    found = [{'id': id_, 'key': company_key(name)} for id_, name in connection.execute(sa.text(_COMING))]
    if found:
        connection.execute(sa.text("UPDATE service_requests SET company_key = :key WHERE id = :id"), found)
        connection.execute(sa.text(_INSIDE))


def downgrade() -> None:
    op.drop_column('service_requests', 'company_key')
