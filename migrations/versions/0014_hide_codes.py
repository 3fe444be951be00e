"""Hide the short codes of passes and the codes of bridge calls

Revision 0014, after 0013. On PostgreSQL each batch is kept as it is done, so that a run that was
broken off goes on where it was; SQLite, which has one writer, does all or nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from flask import current_app

from accessdesk.passes.hidden import NAME, new_sealed_key
from accessdesk.sealing import hide_code, open_private, show_hidden

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

BATCH = 5000
AS_READ = 12  # A short code as it is read has as many characters, and a hidden one has 40.
PASSES = sa.table('passes', sa.column('id', sa.BigInteger()), sa.column('short_code', sa.Text()))
OUTAGES = sa.table('outages', sa.column('id'), sa.column('bridge_code'))
Turn = Callable[[str], str]


def upgrade() -> None:
    key = _key()
    with _kept_by_batches():
        _turn_passes(sa.func.length(PASSES.c.short_code) == AS_READ, lambda code: hide_code(code, key, about='short code'))
    _turn_bridges(lambda code: hide_code(code, key, about='bridge code'))
    op.execute('ALTER TABLE passes RENAME COLUMN short_code TO hidden_code')


def _key() -> AESSIV:
    """The key of this database's codes; one that is there already is from a run that was broken off."""
    connection, secrets = op.get_bind(), current_app.extensions['accessdesk_settings'].secrets
    if not sa.inspect(connection).has_table('code_keys'):
        number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
        op.create_table('code_keys',
        sa.Column('id', number, autoincrement=False, nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_code_keys'))
        )
    made = {'sealed': new_sealed_key(secrets[0])}
    connection.execute(sa.text('INSERT INTO code_keys (id, sealed) VALUES (1, :sealed) ON CONFLICT DO NOTHING'), made)
    sealed = connection.execute(sa.text('SELECT sealed FROM code_keys ORDER BY id DESC LIMIT 1')).scalar_one()
    key = open_private(bytes(sealed), secrets=secrets, name=NAME)
    if key is None:
        raise ValueError('the key of codes opens with neither ACCESSDESK_SECRET_KEY nor ACCESSDESK_SECRET_KEY_BEFORE')
    return AESSIV(key)


def _kept_by_batches():
    postgresql = op.get_bind().dialect.name == 'postgresql'
    return op.get_context().autocommit_block() if postgresql else nullcontext()


def _turn_passes(condition: sa.ColumnElement[bool], turn: Turn) -> None:
    for rows in _batches(condition):
        turned = [{'id_': row.id, 'code': turn(row.short_code)} for row in rows]
        _keep(turned)


def _batches(condition: sa.ColumnElement[bool]) -> Iterator[list[sa.Row]]:
    connection, last = op.get_bind(), 0
    found = sa.select(PASSES.c.id, PASSES.c.short_code).where(condition).order_by(PASSES.c.id).limit(BATCH)
    while rows := connection.execute(found.where(PASSES.c.id > last)).all():
        yield rows
        last = rows[-1].id


def _keep(turned: list[dict[str, object]]) -> None:
    connection = op.get_bind()
    if connection.dialect.name == 'postgresql':
        values = sa.text('UPDATE passes SET short_code = t.code FROM unnest(CAST(:ids AS bigint[]), CAST(:codes AS text[])) t (id, code) WHERE passes.id = t.id')
        connection.execute(values, {'ids': [each['id_'] for each in turned], 'codes': [each['code'] for each in turned]})
        return
    ours = sa.update(PASSES).where(PASSES.c.id == sa.bindparam('id_'))
    connection.execute(ours.values(short_code=sa.bindparam('code')), turned)


def _turn_bridges(turn: Turn) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(OUTAGES).where(OUTAGES.c.bridge_code != '')).all():
        connection.execute(sa.update(OUTAGES).where(OUTAGES.c.id == row.id).values(bridge_code=turn(row.bridge_code)))


def downgrade() -> None:
    op.execute('ALTER TABLE passes RENAME COLUMN hidden_code TO short_code')
    secrets = current_app.extensions['accessdesk_settings'].secrets
    sealed = op.get_bind().execute(sa.text('SELECT sealed FROM code_keys ORDER BY id')).scalars().all()
    opened = [open_private(bytes(each), secrets=secrets, name=NAME) for each in sealed]
    keys = [AESSIV(key) for key in opened if key is not None]
    _turn_passes(sa.true(), _shown_with(keys, 'short code'))
    _turn_bridges(_shown_with(keys, 'bridge code'))
    op.drop_table('code_keys')


def _shown_with(keys: list[AESSIV], about: str) -> Turn:
    def turn(hidden: str) -> str:
        found = (show_hidden(hidden, key, about=about) for key in keys)
        return next((code for code in found if code), hidden)

    return turn
