"""The database refuses to change or delete a journal entry for who has our rights (R-SEC-6)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from accessdesk.app import create_app
from accessdesk.cli.roles import make_role, role
from accessdesk.config import resource_root
from accessdesk.db import db, transaction
from accessdesk.journal.audit import verify_journal
from accessdesk.journal.guards_beside import guards_beside
from accessdesk.journal.repeats import close_repeats, record_once
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, erase_personal, record
from accessdesk.journal.triggers import guards_of
from tests.conftest import WIDE, make_settings
from tests.journal.conftest import LENGTH, NINE, SITE
from tests.journal.tamper import as_owner

REWRITES = {
    "an entry is changed": "UPDATE journal_entries SET actor = 'user/13' WHERE seq = 4",
    "an entry's place is changed": "UPDATE journal_entries SET seq = 99 WHERE seq = 6",
    "an entry is deleted": "DELETE FROM journal_entries WHERE seq = 6",
    "all entries are deleted": "DELETE FROM journal_entries",
    "a head is set back": "UPDATE journal_streams SET seq = seq - 1",
    "a head gets another hash": "UPDATE journal_streams SET head_hash = prev_hash",
    "a head skips an entry": "UPDATE journal_streams SET seq = seq + 2, prev_hash = head_hash",
    "a stream gets another name": "UPDATE journal_streams SET name = 'site:XXX1'",
    "a stream is deleted": "DELETE FROM journal_streams",
}


REPLACEMENTS = {
    "an entry": "INSERT OR REPLACE INTO journal_entries SELECT stream_id, seq, 'gate.admitted', "
    "at, 'user/13', subject, body, prev_hash, hash FROM journal_entries WHERE seq = 4",
    "an entry by its number of row": "INSERT OR REPLACE INTO journal_entries (rowid, stream_id, "
    "seq, event, at, actor, subject, body, prev_hash, hash) SELECT rowid, stream_id, 99, event, "
    "at, actor, subject, body, prev_hash, hash FROM journal_entries WHERE seq = 6",
    "a stream": "INSERT OR REPLACE INTO journal_streams "
    "SELECT id, name, seq, prev_hash, prev_hash FROM journal_streams",
    "a stream by its name": "INSERT OR REPLACE INTO journal_streams "
    "SELECT id + 99, name, seq, prev_hash, prev_hash FROM journal_streams",
    "a stream by its number": "REPLACE INTO journal_streams "
    "SELECT id, 'site:XXX1', seq, prev_hash, head_hash FROM journal_streams",
}


@pytest.fixture(params=REWRITES.values(), ids=list(REWRITES))
def rewrite(request: pytest.FixtureRequest) -> str:
    statement: str = request.param
    return statement


def holds() -> bool:
    with transaction(write=False):
        return not verify_journal().bad


def test_the_database_refuses_what_would_rewrite_the_journal(
    six_entries: None, rewrite: str
) -> None:
    with pytest.raises(DBAPIError, match="only added to"), transaction() as session:
        session.execute(text(rewrite))

    assert holds()


def test_without_the_guards_it_would_be_done(six_entries: None, rewrite: str) -> None:
    """The control: the same words by the owner of the tables; the foreign keys may still object."""
    by_keys = "DELETE" in rewrite or "name" in rewrite
    held_by_keys = suppress(IntegrityError) if by_keys else nullcontext()
    with held_by_keys, as_owner() as session:
        changed = session.execute(text(rewrite)).rowcount  # type: ignore[attr-defined]

        assert changed >= 1


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("replacement", REPLACEMENTS.values(), ids=list(REPLACEMENTS))
def test_sqlite_refuses_what_would_replace_a_part_of_the_journal(
    app: Flask, six_entries: None, replacement: str
) -> None:
    """REPLACE asks no trigger of DELETE, and a connection of others no keys."""
    refused = pytest.raises(sqlite3.IntegrityError, match="only added to")
    with closing(sqlite3.connect(str(db.engine.url.database))) as others, refused, others:
        others.execute(replacement)

    assert holds()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["journal_entries", "journal_streams"])
def test_nor_can_it_be_emptied_at_once(six_entries: None, table: str) -> None:
    with pytest.raises(DBAPIError, match="only added to"), transaction() as session:
        session.execute(text(f"TRUNCATE {table} CASCADE"))

    assert holds()


BESIDE_KEPT = r"only grows until|goes by an erasure"
COUNTED = (
    "INSERT INTO journal_repeats (key, event, stream, subject, actor, facts, since, times) VALUES "
    "('k', 'access.refused', 'operator', 'route/x', 'user/1', '{}', '2026-11-01 12:00:00', 3)"
)
BESIDE = {
    "a count is set back": "UPDATE journal_repeats SET times = 1",
    "a count jumps": "UPDATE journal_repeats SET times = times + 2",
    "a count is of somebody else": "UPDATE journal_repeats SET times = 4, actor = 'user/13'",
    "a count that nothing closes is deleted": "DELETE FROM journal_repeats",
    "words are changed": "UPDATE journal_personal SET content = '{}'",
    "words are somebody else's": "UPDATE journal_personal SET person = 'visitor/99'",
    "words go without an erasure": "DELETE FROM journal_personal",
}


@pytest.mark.parametrize("statement", BESIDE.values(), ids=list(BESIDE))
def test_what_lies_beside_the_journal_is_kept_by_the_database_too(
    six_entries: None, statement: str
) -> None:
    """R-SEC-6: a count grows until an entry closes it, and words go by a recorded erasure."""
    with transaction() as session:
        session.connection().exec_driver_sql(COUNTED)

    refused = pytest.raises(DBAPIError, match=BESIDE_KEPT)
    with refused, transaction() as session:
        session.execute(text(statement))
    with as_owner() as session:
        changed = session.execute(text(statement)).rowcount  # type: ignore[attr-defined]

    assert changed >= 1  # The control.


@pytest.mark.parametrize(("closed", "goes"), [(3, True), (30, False), (13, False)])
def test_a_count_goes_by_an_entry_of_as_many_times_alone(
    six_entries: None, closed: int, goes: bool
) -> None:
    with transaction() as session:
        session.connection().exec_driver_sql(COUNTED)
        record(
            Event.ACCESS_REFUSED,
            stream=OPERATOR_STREAM,
            subject="route/x",
            at=NINE + timedelta(hours=9),
            actor="user/1",
            facts={"times": closed},
        )

    refused = nullcontext() if goes else pytest.raises(DBAPIError, match=BESIDE_KEPT)
    with refused, transaction() as session:
        session.execute(text("DELETE FROM journal_repeats"))


REPLACED = {
    "words by their place": "REPLACE INTO journal_personal "
    "SELECT stream_id, seq, person, salt, '{}' FROM journal_personal",
    "words by their row": "REPLACE INTO journal_personal (rowid, stream_id, seq, person, salt, "
    "content) SELECT rowid, stream_id, seq + 1000, person, salt, '{}' FROM journal_personal",
    "a count by its key": "REPLACE INTO journal_repeats "
    "SELECT key, event, stream, subject, actor, facts, since, 1 FROM journal_repeats",
    "a count by its row": "REPLACE INTO journal_repeats "
    "(rowid, key, event, stream, subject, actor, facts, since, times) "
    "SELECT rowid, 'other', event, stream, subject, actor, facts, since, 1 FROM journal_repeats",
}


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", REPLACED.values(), ids=list(REPLACED))
def test_sqlite_refuses_to_replace_what_lies_beside_the_journal(
    app: Flask, six_entries: None, statement: str
) -> None:
    """R-SEC-6: REPLACE takes a row away without a word to the guards of DELETE."""
    with transaction() as session:
        session.connection().exec_driver_sql(COUNTED)

    refused = pytest.raises(sqlite3.IntegrityError, match=BESIDE_KEPT)
    with closing(sqlite3.connect(str(db.engine.url.database))) as others, refused, others:
        others.execute(statement)


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["journal_repeats", "journal_personal"])
def test_nor_can_what_lies_beside_be_emptied_at_once(six_entries: None, table: str) -> None:
    refused = pytest.raises(DBAPIError, match=BESIDE_KEPT)
    with refused, transaction() as session:
        session.execute(text(f"TRUNCATE {table}"))


@pytest.fixture
def other_role(app: Flask) -> Iterator[str]:
    """The address of the database at hand for the role that an operator runs accessdesk as."""
    name = f"accessdesk_{uuid4().hex[:8]}"
    with db.engine.begin() as connection:
        make_role(connection, name, "a password, % and ' in it")
    url = db.engine.url.set(username=name, password="a password, % and ' in it")
    yield url.render_as_string(hide_password=False)
    with db.engine.begin() as connection:
        for statement in (f"DROP OWNED BY {name}", f"DROP ROLE {name}"):
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_the_role_that_the_application_runs_as_may_only_add_to_the_journal(
    app: Flask, six_entries: None, other_role: str, tmp_path: Path
) -> None:
    own = create_app(make_settings(other_role, tmp_path))
    forbidden = [
        "UPDATE journal_entries SET actor = 'user/13' WHERE seq = 4",
        "DELETE FROM journal_entries WHERE seq = 6",
        "TRUNCATE journal_entries CASCADE",
        "DELETE FROM journal_streams",
        "UPDATE journal_repeats SET actor = 'user/13'",
        "TRUNCATE journal_repeats",
        "UPDATE journal_personal SET content = '{}'",
        "TRUNCATE journal_personal",
        "ALTER TABLE journal_entries DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_entries_stay ON journal_entries",
        "DROP FUNCTION journal_refuse() CASCADE",
        "SET session_replication_role = replica",
    ]
    with own.app_context():
        for statement in forbidden:
            refused = pytest.raises(DBAPIError, match=r"permission denied|must be owner")
            with refused, transaction() as session:
                session.execute(text(statement))
        with transaction():
            record(
                Event.REQUEST_SUBMITTED,
                stream=SITE,
                subject="request/R-9",
                at=NINE,
                actor="user/1",
                facts={},
            )
            for _ in range(3):
                record_once(
                    Event.ACCESS_REFUSED,
                    stream=SITE,
                    subject="route/x",
                    at=NINE,
                    actor="user/1",
                    facts={},
                )
        with transaction():
            close_repeats(now=NINE + timedelta(hours=2))
            erased = erase_personal(["visitor/3"], at=NINE, actor="user/1", reason="retention")
        with transaction(write=False):
            audit = verify_journal()
        db.engine.dispose()

    assert audit.bad == []
    assert [each.entries for each in audit.verdicts if each.stream == SITE] == [LENGTH + 3]
    assert erased == 1


def test_an_upgraded_database_has_the_guards_of_the_models(app: Flask) -> None:
    """The words of the migrations and of the models are the same, on each database."""
    steps = ScriptDirectory(str(resource_root() / "migrations"))
    first, second = (steps.get_revision(number).module for number in ("0002", "0016"))
    third, last = (steps.get_revision(number).module for number in ("0020", "0021"))
    *kept, replaced = third.ON_SQLITE
    words = {
        "sqlite": (*first.ON_SQLITE, *second.ON_SQLITE, *kept, *last.ONCE),
        "postgresql": first.ON_POSTGRESQL + third.ON_POSTGRESQL,
    }
    kind = db.engine.dialect.name

    ours = [*guards_of(kind), *(each for some in guards_beside(kind).values() for each in some)]

    assert replaced == last.BEFORE
    assert sorted(" ".join(each.split()) for each in ours) == sorted(words[kind])


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_the_owner_of_the_tables_is_not_made_less(app: Flask) -> None:
    owner = str(db.engine.url.username)

    said = CliRunner(env=WIDE).invoke(role, [owner], input="a password that is long enough\n")

    assert said.exit_code == 1
    assert "owns the tables" in said.output
