"""The journal in the database, and its exports, are checked alike (R-SEC-2)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

from accessdesk.db import db, transaction
from accessdesk.errors import NotFound
from accessdesk.journal.audit import export_stream, verify_journal
from accessdesk.journal.models import ENTRIES, PERSONAL, STREAMS
from accessdesk.journal.rules import Event, entry_hash
from accessdesk.journal.service import record
from tests.examples import examples
from tests.journal.conftest import LENGTH, NINE, SITE, MakeEntry, export, stand_alone
from tests.journal.tamper import as_owner


def found() -> list[tuple[str, int, str]]:
    with transaction(write=False):
        audit = verify_journal()
    return [(bad.stream, bad.seq, bad.fault.value) for bad in audit.bad]


def change(seq: int, **values: Any) -> None:
    with as_owner() as session:
        session.execute(update(ENTRIES).where(ENTRIES.c.seq == seq).values(**values))


def swap(first: int, second: int) -> None:
    """Let two entries change places, as somebody would who may write to the table."""
    with as_owner() as session:
        for old, new in ((first, 1000), (second, first), (1000, second)):
            session.execute(update(ENTRIES).where(ENTRIES.c.seq == old).values(seq=new))


def remove(seq: int) -> None:
    with as_owner() as session:
        session.execute(delete(PERSONAL).where(PERSONAL.c.seq == seq))
        session.execute(delete(ENTRIES).where(ENTRIES.c.seq == seq))


def write_anew(seq: int) -> None:
    with transaction() as session:
        row = session.execute(select(ENTRIES).where(ENTRIES.c.seq == seq)).one()
    body = row.body.replace("user/12", "user/13")
    hashed = entry_hash(seq, row.prev_hash, body.encode())
    change(seq, actor="user/13", body=body, hash=hashed)


def slip_in_personal() -> None:
    with transaction() as session:
        row = session.execute(select(PERSONAL).where(PERSONAL.c.seq == 3)).one()
        session.execute(insert(PERSONAL).values({**row._mapping, "seq": 4}))


def rename_personal() -> None:
    with as_owner() as session:
        session.execute(update(PERSONAL).where(PERSONAL.c.seq == 5).values(person="visitor/9"))


def change_content() -> None:
    with as_owner() as session:
        content = '{"facts":{"name":"Eve"},"person":"visitor/5"}'
        session.execute(update(PERSONAL).where(PERSONAL.c.seq == 5).values(content=content))


def test_a_journal_as_written_holds(six_entries: None):
    lines = export(with_personal=True)

    answer = stand_alone(lines)

    assert found() == []
    assert answer.code == 0
    assert "site:AMS1: 6 entries hold, 0 with personal data not shown" in answer.output


TAMPERING: dict[str, tuple[Callable[[], None], int, str]] = {
    "an actor changed": (lambda: change(2, actor="user/13"), 2, "altered"),
    "a moment changed": (lambda: change(2, at=NINE), 2, "altered"),
    "a text changed": (lambda: change(4, body='{"facts":{}}'), 4, "altered"),
    "a hash changed": (lambda: change(6, hash=b"x" * 32), 6, "altered"),
    "written anew with its hash": (lambda: write_anew(2), 2, "altered"),
    "the last written anew": (lambda: write_anew(6), 6, "checkpoint-mismatch"),
    "an entry removed": (lambda: remove(4), 4, "missing"),
    "the first removed": (lambda: remove(1), 1, "missing"),
    "the last removed": (lambda: remove(6), 6, "truncated"),
    "two neighbours swapped": (lambda: swap(1, 2), 1, "misplaced"),
    "two swapped far apart": (lambda: swap(2, 6), 2, "misplaced"),
    "a name changed": (change_content, 5, "commitment-mismatch"),
    "a name kept under another": (rename_personal, 5, "commitment-mismatch"),
    "a name slipped in": (slip_in_personal, 4, "commitment-mismatch"),
}


@pytest.mark.parametrize("case", TAMPERING)
def test_whoever_tampers_is_found_out(six_entries: None, case: str):
    """In the database and, from an export made afterwards, by the file that stands alone."""
    tamper, seq, fault = TAMPERING[case]

    tamper()

    assert found() == [(SITE, seq, fault)]
    answer = stand_alone(export(with_personal=True))
    assert answer.code == 1
    assert f"BAD -: entry {seq}: {fault}:" in answer.output


@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_byte_changed_in_the_database_is_named(six_entries: None, data: st.DataObject):
    """On SQLite any byte can stand anywhere; PostgreSQL itself refuses what is not text."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    texts = ["event", "actor", "subject", "body"] + (["at"] if on_sqlite else [])
    name = data.draw(st.sampled_from([*texts, "prev_hash", "hash"]))
    seq = data.draw(st.integers(1, LENGTH))
    is_text = name in texts
    was = read_bytes(name, seq)
    place = data.draw(st.integers(0, len(was) - 1))
    choice = st.integers(0, 255) if on_sqlite or not is_text else st.integers(33, 126)
    other = data.draw(choice.filter(lambda byte: byte != was[place]))

    write_bytes(name, seq, was[:place] + bytes([other]) + was[place + 1 :], is_text=is_text)
    named = found()
    write_bytes(name, seq, was, is_text=is_text)

    assert named == [(SITE, seq, "altered")]
    assert found() == []


def read_bytes(name: str, seq: int) -> bytes:
    on_sqlite = db.engine.dialect.name == "sqlite"
    column = f"CAST({name} AS BLOB)" if on_sqlite else name
    with transaction(write=False) as session:
        statement = text(f"SELECT {column} FROM journal_entries WHERE seq = :seq")
        value = session.execute(statement, {"seq": seq}).scalar_one()
    return value.encode() if isinstance(value, str) else value


def write_bytes(name: str, seq: int, value: bytes, *, is_text: bool) -> None:
    on_sqlite = db.engine.dialect.name == "sqlite"
    column = "CAST(:value AS TEXT)" if on_sqlite and is_text else ":value"
    written = value.decode() if is_text and not on_sqlite else value
    with as_owner() as session:
        statement = text(f"UPDATE journal_entries SET {name} = {column} WHERE seq = :seq")
        session.execute(statement, {"seq": seq, "value": written})


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("change", ["seq = 'six'", "seq = x'06'", "name = x'ff'", "head_hash = 6"])
def test_a_streams_row_that_is_none_any_more_is_named(six_entries: None, change: str):
    """SQLite keeps values of any type in any column."""
    with as_owner() as session:
        session.execute(text(f"UPDATE journal_streams SET {change}"))

    assert [fault for _stream, _seq, fault in found()] == ["altered"]


def test_a_moved_head_is_named(six_entries: None):
    with as_owner() as session:
        session.execute(update(STREAMS).values(seq=5, head_hash=STREAMS.c.prev_hash))

    assert found() == [(SITE, 6, "added")]


def test_entries_without_their_stream_are_named(app: Flask, six_entries: None):
    """The database forbids it (foreign key); whoever edits the file is not asked."""
    with as_owner() as session:
        if db.engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
            raw = session.connection().connection.driver_connection
            raw.execute("COMMIT")
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("BEGIN IMMEDIATE")
        session.execute(delete(STREAMS))

    assert [fault for _stream, _seq, fault in found()] == ["altered"]


def test_a_stream_longer_than_a_batch_is_read_to_its_end(app: Flask):
    with transaction():
        for n in range(1005):
            record(
                Event.GATE_SCANNED,
                stream=SITE,
                subject="x",
                at=NINE,
                actor="y",
                facts={"n": n},
            )

    with transaction(write=False):
        audit = verify_journal()

    assert [(verdict.entries, verdict.bad) for verdict in audit.verdicts] == [(1005, None)]


def test_every_stream_is_judged_for_itself(six_entries: None, make_entry: MakeEntry):
    make_entry(stream="operator", actor="user/1")
    change(1, actor="user/13")

    assert found() == [("operator", 1, "altered"), (SITE, 1, "altered")]


def test_an_export_keeps_names_to_itself_unless_asked(six_entries: None):
    assert "Ada" not in export()
    assert export(with_personal=True).count("Ada") == 2


def test_a_stream_that_is_not_there_cannot_be_exported(app: Flask):
    with transaction(write=False), pytest.raises(NotFound):
        next(export_stream("site:NONE"))


def test_the_stand_alone_file_says_what_it_was_not_shown(six_entries: None):
    answer = stand_alone(export())

    assert answer.code == 0
    assert "6 entries hold, 2 with personal data not shown or erased" in answer.output
    assert "NOT CHECKED: whether an end was cut off" in answer.output
