"""Refuse to replace what the journal holds

Revision 0016, after 0015. On SQLite alone: its REPLACE deletes without asking the guard of deletes.
"""

from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None
additive = True

ON_SQLITE = (
    """CREATE TRIGGER journal_entries_come_once BEFORE INSERT ON journal_entries WHEN EXISTS (SELECT 1 FROM journal_entries WHERE stream_id = NEW.stream_id AND seq = NEW.seq) OR EXISTS (SELECT 1 FROM journal_entries WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END""",
    """CREATE TRIGGER journal_streams_come_once BEFORE INSERT ON journal_streams WHEN EXISTS (SELECT 1 FROM journal_streams WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM journal_streams WHERE name = NEW.name) BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END""",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for statement in ON_SQLITE:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for statement in ON_SQLITE:
            op.execute(f'DROP TRIGGER {statement.split()[2]}')
