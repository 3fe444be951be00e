"""Recording (R-SEC-2): in the caller's transaction, one chain per stream, few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sql_event
from sqlalchemy import select

from accessdesk.db import db, transaction
from accessdesk.journal.models import ENTRIES, PERSONAL, STREAMS
from accessdesk.journal.rules import Event, Personal, entry_hash, genesis_hash
from accessdesk.journal.service import record, site_stream
from tests.journal.conftest import NINE, SITE, MakeEntry


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    sql_event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sql_event.remove(db.engine, "before_cursor_execute", note)


def test_an_entry_follows_the_one_before(app: Flask, make_entry: MakeEntry):
    placed = [make_entry(), make_entry(facts={"x": "ü"}), make_entry()]

    with transaction(write=False) as session:
        rows = session.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).all()
        head = session.execute(select(STREAMS)).one()
    before = genesis_hash(SITE)
    for seq, row in enumerate(rows, start=1):
        assert (row.seq, row.prev_hash) == (seq, before)
        before = entry_hash(seq, before, row.body.encode())
        assert row.hash == before
    assert [entry.seq for entry in placed] == [1, 2, 3]
    assert (head.name, head.seq, head.head_hash) == (SITE, 3, before)


def test_each_stream_counts_for_itself(app: Flask, make_entry: MakeEntry):
    placed = [make_entry(stream=name).seq for name in (SITE, "operator", SITE, "operator")]

    assert placed == [1, 1, 2, 2]
    assert site_stream("AMS1") == SITE


def test_what_is_undone_was_never_recorded(app: Flask, make_entry: MakeEntry):
    make_entry()
    session = db.session()
    record(Event.GATE_ADMITTED, stream=SITE, subject="x", at=NINE, actor="y", facts={})
    session.rollback()

    placed = make_entry()

    assert placed.seq == 2


def test_the_chain_holds_no_personal_data(app: Flask, make_entry: MakeEntry):
    """R-SEC-3: the name stands beside the chain, under a key by which it can be erased."""
    placed = make_entry(personal=Personal("visitor/31", {"name": "Jürgen Müller"}))

    with transaction(write=False) as session:
        body = session.execute(select(ENTRIES.c.body)).scalar_one()
        beside = session.execute(select(PERSONAL)).one()
    assert "Müller" not in body
    assert (beside.seq, beside.person) == (placed.seq, "visitor/31")
    assert beside.content == '{"facts":{"name":"Jürgen Müller"},"person":"visitor/31"}'
    assert len(beside.salt) == 32


def test_personal_data_that_nobody_could_erase_is_refused():
    with pytest.raises(ValueError, match="person"):
        Personal("", {"name": "Jürgen Müller"})


@pytest.mark.parametrize("personal", [None, Personal("visitor/31", {"name": "Ada"})])
def test_recording_takes_few_statements(app: Flask, make_entry: MakeEntry, personal):
    """The hot path: one statement on PostgreSQL; on SQLite each takes microseconds."""
    make_entry()
    with transaction(), counted_statements() as statements:
        record(
            Event.GATE_ADMITTED,
            stream=SITE,
            subject="pass/9",
            at=NINE,
            actor="user/3",
            facts={},
            personal=personal,
        )

    on_sqlite = 4 if personal else 3
    assert len(statements) == (1 if db.engine.dialect.name == "postgresql" else on_sqlite)
