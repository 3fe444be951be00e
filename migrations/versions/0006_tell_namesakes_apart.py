"""Tell namesakes apart at the gate

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

from accessdesk.identity.names.keys import keys_text

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

_INSIDE = "left_at IS NULL AND undone_at IS NULL"
_COMPANY = "lower(coalesce(nullif(r.party_name, ''), c.name))"
for _sign in (' ', '.', ',', '-', '&', "''"):
    _COMPANY = f"replace({_COMPANY}, '{_sign}', '')"

# Whose pass has ended is asked for at no gate any more; whoever is inside is.
_NAMES = """
SELECT id, name FROM visitors WHERE id IN (SELECT visitor_id FROM passes WHERE state = 'issued')
OR id IN (SELECT visitor_id FROM admissions WHERE left_at IS NULL AND undone_at IS NULL)
"""


def upgrade() -> None:
    _add_text('visitors', 'name_keys')
    for column in ('company', 'person'):
        _add_text('admissions', column)
    op.add_column('admissions', sa.Column('namesake', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
    _fill()
    op.create_index('uq_admissions_company_person_inside', 'admissions', ['company', 'person', 'namesake'], unique=True, sqlite_where=sa.text(f"{_INSIDE} AND person != ''"), postgresql_where=sa.text(f"{_INSIDE} AND person != ''"))


def _add_text(table: str, column: str) -> None:
    op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=''))


def _fill() -> None:
    connection = op.get_bind()
    keys = [{'id': id_, 'keys': keys_text(name)} for id_, name in connection.execute(sa.text(_NAMES))]
    if keys:
        connection.execute(sa.text("UPDATE visitors SET name_keys = :keys WHERE id = :id"), keys)
    # Each by itself: two of one name who are inside already stay so, and nobody is turned out.
    connection.execute(sa.text(f"""
        UPDATE admissions SET namesake = visitor_id,
          person = (SELECT v.name_keys FROM visitors v WHERE v.id = admissions.visitor_id),
          company = (SELECT {_COMPANY} FROM service_requests r JOIN customers c ON c.id = r.customer_id
                     WHERE r.id = admissions.request_id)
        WHERE {_INSIDE}
    """))


def downgrade() -> None:
    op.drop_index('uq_admissions_company_person_inside', 'admissions')
    for column in ('namesake', 'person', 'company'):
        op.drop_column('admissions', column)
    op.drop_column('visitors', 'name_keys')
