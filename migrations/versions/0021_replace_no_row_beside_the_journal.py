"""Replace no row beside the journal

Revision 0021, after 0020. SQLite's REPLACE tells the guards of DELETE nothing.
"""

from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

GROWS = 'a count of the journal only grows until it is closed'
STAYS = 'what the journal says about a person goes by an erasure that is recorded'
WORDS_TWICE = 'EXISTS (SELECT 1 FROM journal_personal WHERE stream_id = NEW.stream_id AND seq = NEW.seq)'
ONCE = (
    f"""CREATE TRIGGER journal_repeats_come_once BEFORE INSERT ON journal_repeats WHEN EXISTS (SELECT 1 FROM journal_repeats WHERE key = NEW.key) OR EXISTS (SELECT 1 FROM journal_repeats WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, '{GROWS}'); END""",
    f"""CREATE TRIGGER journal_personal_come_once BEFORE INSERT ON journal_personal WHEN {WORDS_TWICE} OR EXISTS (SELECT 1 FROM journal_personal WHERE rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, '{STAYS}'); END""",
)
BEFORE = f"""CREATE TRIGGER journal_personal_come_once BEFORE INSERT ON journal_personal WHEN {WORDS_TWICE} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"""


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER journal_personal_come_once')
        for statement in ONCE:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER journal_repeats_come_once')
        op.execute('DROP TRIGGER journal_personal_come_once')
        op.execute(BEFORE)
