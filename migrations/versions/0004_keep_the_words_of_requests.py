"""Keep the words by which a request is found

Revision 0004, after 0003. Requests that are there already are folded once, as the application
folds them (`accessdesk/service_requests/search.py`).
"""

import json
from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op
from anyascii import anyascii

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    op.create_table('request_words',
    sa.Column('request_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('told', sa.Text(), nullable=False),
    sa.Column('noted', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['service_requests.id'], name=op.f('fk_request_words_request_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_request_words'))
    )
    connection = op.get_bind()
    last = 0
    while ids := _ids_after(connection, last):
        connection.execute(
            sa.text('INSERT INTO request_words VALUES (:request_id, :told, :noted)'),
            _words_of(connection, ids[0], ids[-1]),
        )
        last = ids[-1]


def downgrade() -> None:
    op.drop_table('request_words')


def _ids_after(connection: sa.Connection, last: int) -> list[int]:
    statement = sa.text('SELECT id FROM service_requests WHERE id > :last ORDER BY id LIMIT :batch')
    return list(connection.execute(statement, {'last': last, 'batch': BATCH}).scalars())


def _words_of(connection: sa.Connection, first: int, last: int) -> list[dict[str, object]]:
    told, noted = defaultdict(list), defaultdict(list)
    between = {'first': first, 'last': last}
    for request_id, equipment_in, equipment_out, details, *texts in connection.execute(sa.text(
        'SELECT r.id, equipment_in, equipment_out, details, number, reference, summary, impact,'
        ' ended_reason, party_name, u.name'
        ' FROM service_requests r JOIN users u ON u.id = r.contact_id'
        ' WHERE r.id BETWEEN :first AND :last'
    ), between):
        told[request_id] += [each or '' for each in texts]
        told[request_id] += [*_read(equipment_in), *_read(equipment_out)]
        told[request_id] += [each for each in _read(details).values() if isinstance(each, str)]
    for request_id, *texts in connection.execute(sa.text(
        'SELECT request_id, tag, serial, name FROM request_devices'
        ' JOIN devices ON devices.id = device_id WHERE request_id BETWEEN :first AND :last'
    ), between):
        told[request_id] += texts
    for request_id, name in connection.execute(sa.text(
        'SELECT request_id, name FROM visitors WHERE request_id BETWEEN :first AND :last ORDER BY id'
    ), between):
        told[request_id].append(name)
    for request_id, visible, said in connection.execute(sa.text(
        'SELECT request_id, visible, text FROM request_updates'
        ' WHERE request_id BETWEEN :first AND :last ORDER BY id'
    ), between):
        (told if visible else noted)[request_id].append(said)
    return [
        {'request_id': each, 'told': _joined(told[each]), 'noted': _joined(noted[each])}
        for each in told
    ]


def _read(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _joined(texts: Iterable[str]) -> str:
    folded = (' '.join(anyascii(each).casefold().split()) for each in texts)
    return '\n'.join(filter(None, folded))
