"""The database itself keeps what lies beside the chain: counts and personal words (R-SEC-6).

A count only grows, and goes once the entry that closes it is there. What an entry says about a
person is never changed, and goes once its erasure is recorded, naming that person: so that who has
our rights can take neither away without a trace in the chain.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, event, text

from accessdesk.journal.models import PERSONAL, REPEATS

COUNTS, WORDS = "journal_repeats", "journal_personal"
_COUNTS = "a count of the journal only grows until it is closed"
_WORDS = "what the journal says about a person goes by an erasure that is recorded"
_SAME = ("key", "event", "stream", "subject", "actor", "facts", "since")


def _grows(same: str) -> str:
    kept = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in _SAME)
    return f"{kept} AND NEW.times = OLD.times + 1"


# The entry that closes a count is there; once is an entry of its own. FIND is what finds a text.
_CLOSED = (
    "OLD.times = 1 OR EXISTS (SELECT 1 FROM journal_entries WHERE subject = OLD.subject "
    "AND event = OLD.event AND actor = OLD.actor "
    "AND (FIND(body, '\"times\":' || OLD.times || ',') > 0 "
    "OR FIND(body, '\"times\":' || OLD.times || '}') > 0))"
)
# An erasure that names the person is recorded.
_RECORDED = (
    "EXISTS (SELECT 1 FROM journal_entries WHERE subject = 'journal' "
    "AND event = 'personal.erased' AND FIND(body, '\"' || OLD.person || '\"') > 0)"
)
# SQLite tells DELETE's triggers nothing of a row that REPLACE takes away. A row without a number
# has -1 here, which is that of none.
_NO_COUNT_TWICE = (
    "EXISTS (SELECT 1 FROM journal_repeats WHERE key = NEW.key) "
    "OR EXISTS (SELECT 1 FROM journal_repeats WHERE rowid = NEW.rowid)"
)
_NO_WORDS_TWICE = (
    "EXISTS (SELECT 1 FROM journal_personal WHERE stream_id = NEW.stream_id AND seq = NEW.seq) "
    "OR EXISTS (SELECT 1 FROM journal_personal WHERE rowid = NEW.rowid)"
)


def _refuse(words: str) -> str:
    return f"RAISE EXCEPTION '{words}' USING ERRCODE = 'insufficient_privilege'"


# By the table that they guard; on PostgreSQL a condition that asks another table needs a function.
ON_SQLITE = {
    COUNTS: (
        f"""CREATE TRIGGER journal_repeats_grow BEFORE UPDATE ON journal_repeats
            WHEN NOT ({_grows("IS")}) BEGIN SELECT RAISE(ABORT, '{_COUNTS}'); END""",
        f"""CREATE TRIGGER journal_repeats_close BEFORE DELETE ON journal_repeats
            WHEN NOT ({_CLOSED.replace("FIND", "instr")})
            BEGIN SELECT RAISE(ABORT, '{_COUNTS}'); END""",
        f"""CREATE TRIGGER journal_repeats_come_once BEFORE INSERT ON journal_repeats
            WHEN {_NO_COUNT_TWICE} BEGIN SELECT RAISE(ABORT, '{_COUNTS}'); END""",
    ),
    WORDS: (
        f"""CREATE TRIGGER journal_personal_stay BEFORE UPDATE ON journal_personal
            BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
        f"""CREATE TRIGGER journal_personal_erase BEFORE DELETE ON journal_personal
            WHEN NOT ({_RECORDED.replace("FIND", "instr")})
            BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
        f"""CREATE TRIGGER journal_personal_come_once BEFORE INSERT ON journal_personal
            WHEN {_NO_WORDS_TWICE} BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    ),
}
ON_POSTGRESQL = {
    COUNTS: (
        f"""CREATE FUNCTION journal_count_grows() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF TG_OP = 'DELETE' THEN IF {_CLOSED.replace("FIND", "strpos")}
            THEN RETURN OLD; END IF;
            ELSIF TG_OP = 'UPDATE' THEN IF {_grows("=")} THEN RETURN NEW; END IF; END IF;
            {_refuse(_COUNTS)}; END $$""",
        """CREATE TRIGGER journal_repeats_grow BEFORE UPDATE OR DELETE ON journal_repeats
            FOR EACH ROW EXECUTE FUNCTION journal_count_grows()""",
        """CREATE TRIGGER journal_repeats_remain BEFORE TRUNCATE ON journal_repeats
            FOR EACH STATEMENT EXECUTE FUNCTION journal_count_grows()""",
    ),
    WORDS: (
        f"""CREATE FUNCTION journal_words_stay() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF TG_OP = 'DELETE' THEN IF {_RECORDED.replace("FIND", "strpos")}
            THEN RETURN OLD; END IF;
            END IF; {_refuse(_WORDS)}; END $$""",
        """CREATE TRIGGER journal_personal_stay BEFORE UPDATE OR DELETE ON journal_personal
            FOR EACH ROW EXECUTE FUNCTION journal_words_stay()""",
        """CREATE TRIGGER journal_personal_remain BEFORE TRUNCATE ON journal_personal
            FOR EACH STATEMENT EXECUTE FUNCTION journal_words_stay()""",
    ),
}


def guards_beside(dialect: str) -> Mapping[str, Sequence[str]]:
    """The statements that put the guards on each table beside the journal, in their order."""
    return ON_SQLITE if dialect == "sqlite" else ON_POSTGRESQL


def _as_made(table: Table, connection: Connection, **_more: object) -> None:
    for statement in guards_beside(connection.dialect.name)[table.name]:
        connection.execute(text(statement))


# Where the tables are made from the models, as in tests; elsewhere a migration does it.
for _table in (REPEATS, PERSONAL):
    event.listen(_table, "after_create", _as_made)
