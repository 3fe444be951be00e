"""Let the database refuse changes of the journal

Revision 0002, after 0001.
"""

from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

ON_SQLITE = (
    """CREATE TRIGGER journal_entries_stay BEFORE UPDATE ON journal_entries BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END""",
    """CREATE TRIGGER journal_entries_remain BEFORE DELETE ON journal_entries BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END""",
    """CREATE TRIGGER journal_streams_move_on BEFORE UPDATE ON journal_streams WHEN NOT (NEW.id = OLD.id AND NEW.name = OLD.name AND NEW.seq = OLD.seq + 1 AND NEW.prev_hash = OLD.head_hash) BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END""",
    """CREATE TRIGGER journal_streams_remain BEFORE DELETE ON journal_streams BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END""",
)
ON_POSTGRESQL = (
    """CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the journal is only added to' USING ERRCODE = 'insufficient_privilege'; END $$""",
    """CREATE TRIGGER journal_entries_stay BEFORE UPDATE OR DELETE ON journal_entries FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_entries_remain BEFORE TRUNCATE ON journal_entries FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_streams_move_on BEFORE UPDATE ON journal_streams FOR EACH ROW WHEN (NOT (NEW.id = OLD.id AND NEW.name = OLD.name AND NEW.seq = OLD.seq + 1 AND NEW.prev_hash = OLD.head_hash)) EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_streams_stay BEFORE DELETE ON journal_streams FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_streams_remain BEFORE TRUNCATE ON journal_streams FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
)


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == 'sqlite'
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION journal_refuse() CASCADE')
        return
    for statement in ON_SQLITE:
        op.execute(f'DROP TRIGGER {statement.split()[2]}')
