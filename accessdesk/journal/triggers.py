"""The database itself refuses to change or delete what the journal holds (R-SEC-6).

The application needs no such right, so neither a defect of ours nor somebody with our address of
the database can rewrite a chain and leave it whole. Who owns the tables can still take the guard
away: run the application as a role that does not (`accessdesk db role`), and keep checkpoints.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, event, text

from accessdesk.journal.models import ENTRIES

GUARDED_ENTRIES = "journal_entries"
GUARDED_STREAMS = "journal_streams"
_WORDS = "the journal is only added to"
# A head moves on by one entry that follows the last; anything else rewrites the chain.
_MOVES_ON = (
    "NEW.id = OLD.id AND NEW.name = OLD.name AND NEW.seq = OLD.seq + 1 "
    "AND NEW.prev_hash = OLD.head_hash"
)
# SQLite tells DELETE's triggers nothing of a row that REPLACE takes away. A row without a number
# has -1 here, which is that of none.
_NO_ENTRY_TWICE = (
    "EXISTS (SELECT 1 FROM journal_entries WHERE stream_id = NEW.stream_id AND seq = NEW.seq) "
    "OR EXISTS (SELECT 1 FROM journal_entries WHERE rowid = NEW.rowid)"
)
_NO_STREAM_TWICE = (
    "EXISTS (SELECT 1 FROM journal_streams WHERE id = NEW.id) "
    "OR EXISTS (SELECT 1 FROM journal_streams WHERE name = NEW.name)"
)

ON_SQLITE = (
    f"""CREATE TRIGGER journal_entries_stay BEFORE UPDATE ON journal_entries
        BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    f"""CREATE TRIGGER journal_entries_remain BEFORE DELETE ON journal_entries
        BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    f"""CREATE TRIGGER journal_streams_move_on BEFORE UPDATE ON journal_streams
        WHEN NOT ({_MOVES_ON}) BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    f"""CREATE TRIGGER journal_streams_remain BEFORE DELETE ON journal_streams
        BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    f"""CREATE TRIGGER journal_entries_come_once BEFORE INSERT ON journal_entries
        WHEN {_NO_ENTRY_TWICE} BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    f"""CREATE TRIGGER journal_streams_come_once BEFORE INSERT ON journal_streams
        WHEN {_NO_STREAM_TWICE} BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
)
ON_POSTGRESQL = (
    f"""CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_WORDS}' USING ERRCODE = 'insufficient_privilege'; END $$""",
    """CREATE TRIGGER journal_entries_stay BEFORE UPDATE OR DELETE ON journal_entries
        FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_entries_remain BEFORE TRUNCATE ON journal_entries
        FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
    f"""CREATE TRIGGER journal_streams_move_on BEFORE UPDATE ON journal_streams
        FOR EACH ROW WHEN (NOT ({_MOVES_ON})) EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_streams_stay BEFORE DELETE ON journal_streams
        FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_streams_remain BEFORE TRUNCATE ON journal_streams
        FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
)


def guards_of(dialect: str) -> Sequence[str]:
    """The statements that put the guards on the journal's tables, in their order."""
    return ON_SQLITE if dialect == "sqlite" else ON_POSTGRESQL


def put_guards(connection: Connection) -> None:
    """Put the guards on the tables, once both are there."""
    for statement in guards_of(connection.dialect.name):
        connection.execute(text(statement))


def _as_made(_table: Table, connection: Connection, **_more: object) -> None:
    put_guards(connection)


# Where the tables are made from the models, as in tests; elsewhere a migration does it. The
# entries come second: they refer to their stream.
event.listen(ENTRIES, "after_create", _as_made)
