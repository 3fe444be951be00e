"""Guard what lies beside the journal

Revision 0020, after 0019.
"""

from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

ON_SQLITE = (
    """CREATE TRIGGER journal_repeats_grow BEFORE UPDATE ON journal_repeats WHEN NOT (NEW.key IS OLD.key AND NEW.event IS OLD.event AND NEW.stream IS OLD.stream AND NEW.subject IS OLD.subject AND NEW.actor IS OLD.actor AND NEW.facts IS OLD.facts AND NEW.since IS OLD.since AND NEW.times = OLD.times + 1) BEGIN SELECT RAISE(ABORT, 'a count of the journal only grows until it is closed'); END""",
    """CREATE TRIGGER journal_repeats_close BEFORE DELETE ON journal_repeats WHEN NOT (OLD.times = 1 OR EXISTS (SELECT 1 FROM journal_entries WHERE subject = OLD.subject AND event = OLD.event AND actor = OLD.actor AND (instr(body, '"times":' || OLD.times || ',') > 0 OR instr(body, '"times":' || OLD.times || '}') > 0))) BEGIN SELECT RAISE(ABORT, 'a count of the journal only grows until it is closed'); END""",
    """CREATE TRIGGER journal_personal_stay BEFORE UPDATE ON journal_personal BEGIN SELECT RAISE(ABORT, 'what the journal says about a person goes by an erasure that is recorded'); END""",
    """CREATE TRIGGER journal_personal_erase BEFORE DELETE ON journal_personal WHEN NOT (EXISTS (SELECT 1 FROM journal_entries WHERE subject = 'journal' AND event = 'personal.erased' AND instr(body, '"' || OLD.person || '"') > 0)) BEGIN SELECT RAISE(ABORT, 'what the journal says about a person goes by an erasure that is recorded'); END""",
    """CREATE TRIGGER journal_personal_come_once BEFORE INSERT ON journal_personal WHEN EXISTS (SELECT 1 FROM journal_personal WHERE stream_id = NEW.stream_id AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'what the journal says about a person goes by an erasure that is recorded'); END""",
)
ON_POSTGRESQL = (
    """CREATE FUNCTION journal_count_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN IF OLD.times = 1 OR EXISTS (SELECT 1 FROM journal_entries WHERE subject = OLD.subject AND event = OLD.event AND actor = OLD.actor AND (strpos(body, '"times":' || OLD.times || ',') > 0 OR strpos(body, '"times":' || OLD.times || '}') > 0)) THEN RETURN OLD; END IF; ELSIF TG_OP = 'UPDATE' THEN IF NEW.key = OLD.key AND NEW.event = OLD.event AND NEW.stream = OLD.stream AND NEW.subject = OLD.subject AND NEW.actor = OLD.actor AND NEW.facts = OLD.facts AND NEW.since = OLD.since AND NEW.times = OLD.times + 1 THEN RETURN NEW; END IF; END IF; RAISE EXCEPTION 'a count of the journal only grows until it is closed' USING ERRCODE = 'insufficient_privilege'; END $$""",
    """CREATE TRIGGER journal_repeats_grow BEFORE UPDATE OR DELETE ON journal_repeats FOR EACH ROW EXECUTE FUNCTION journal_count_grows()""",
    """CREATE TRIGGER journal_repeats_remain BEFORE TRUNCATE ON journal_repeats FOR EACH STATEMENT EXECUTE FUNCTION journal_count_grows()""",
    """CREATE FUNCTION journal_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN IF EXISTS (SELECT 1 FROM journal_entries WHERE subject = 'journal' AND event = 'personal.erased' AND strpos(body, '"' || OLD.person || '"') > 0) THEN RETURN OLD; END IF; END IF; RAISE EXCEPTION 'what the journal says about a person goes by an erasure that is recorded' USING ERRCODE = 'insufficient_privilege'; END $$""",
    """CREATE TRIGGER journal_personal_stay BEFORE UPDATE OR DELETE ON journal_personal FOR EACH ROW EXECUTE FUNCTION journal_words_stay()""",
    """CREATE TRIGGER journal_personal_remain BEFORE TRUNCATE ON journal_personal FOR EACH STATEMENT EXECUTE FUNCTION journal_words_stay()""",
)


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == 'sqlite'
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION journal_count_grows() CASCADE')
        op.execute('DROP FUNCTION journal_words_stay() CASCADE')
        return
    for statement in ON_SQLITE:
        op.execute(f'DROP TRIGGER {statement.split()[2]}')
