"""A database that is down, locked or full: 503 `unavailable`, in words, and nobody is admitted."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, func, make_url, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from accessdesk import db as database
from accessdesk.app import create_app
from accessdesk.db import db, transaction
from accessdesk.gate.tables import ADMISSIONS, ATTEMPTS
from accessdesk.web.access import SESSION_KEY
from tests.conftest import SECRET, make_settings
from tests.load.desks import shown
from tests.load.visits import Gate, make_gate, named
from tests.ports import free_port

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("app", ["postgresql"], indirect=True)


@pytest.fixture
def gate(app: Flask) -> Gate:
    return make_gate(app, 60)


def admit(app: Flask, gate: Gate, nth: int = 0) -> TestResponse:
    code = gate.codes[nth]
    headers = {"Authorization": f"Bearer {gate.token}", "Idempotency-Key": f"entry-{nth}"}
    body = {"code": code, "document": shown(*gate.bearer_of(code)), "badge": ""}
    return app.test_client().post("/api/v1/gate/AMS1/admissions", json=body, headers=headers)


def is_unavailable(answer: TestResponse) -> bool:
    assert answer.content_type == "application/problem+json"
    assert "nobody was admitted" in answer.json["detail"]
    return (answer.status_code, answer.json["code"]) == (503, "unavailable")


def scans(app: Flask) -> TestResponse:
    """Let an officer, who has a session's cookie, scan a pass on the page of the desk."""
    browser, raw = app.test_client(), "a" * 40
    with browser.session_transaction() as session:
        session[SESSION_KEY], session["csrf_token"] = "a session's token", raw
    token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(raw)
    return browser.post("/gate/AMS1", data={"csrf_token": token, "scanned": "AD1:ANY"})


def page_says_so(page: TestResponse) -> bool:
    """Whether a person is told in words, and in red."""
    in_words = page.status_code == 503 and "nobody was admitted" in page.text
    return in_words and 'data-tone="stop"' in page.text and "Try again" in page.text


def kept() -> tuple[int, int]:
    """Count the stays and the attempts that are on record."""
    with transaction(write=False) as session:
        counts = [
            session.scalar(select(func.count()).select_from(t)) for t in (ADMISSIONS, ATTEMPTS)
        ]
    return counts[0] or 0, counts[1] or 0


def address(app: Flask) -> str:
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def impatient(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An app on the same database that waits a second for a lock."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 1)
    other = create_app(make_settings(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path))
    yield other
    with other.app_context():
        db.engine.dispose()


@contextmanager
def writing_elsewhere(app: Flask, locked: str = "admissions IN EXCLUSIVE MODE") -> Iterator[None]:
    """Hold what admissions write, or what every page reads, as a stuck process would."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.drivername == "sqlite":
        holder: Any = sqlite3.connect(url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg.connect(address(app))
        holder.execute(f"LOCK TABLE {locked}")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


def test_a_database_that_is_down_is_said_to_be_so(tmp_path: Path) -> None:
    nobody = f"postgresql://postgres@127.0.0.1:{free_port()}/nothing"
    app = create_app(make_settings(nobody, tmp_path))
    gate = Gate("AMS1", "adk_any", ["AD1:ANY"], [], {"AD1:ANY": named(0)})

    answer = admit(app, gate)

    assert is_unavailable(answer)
    assert page_says_so(app.test_client().get("/sign-in"))
    assert page_says_so(scans(app))


@on_postgresql
def test_connections_that_were_cut_admit_nobody_and_the_next_call_works(
    app: Flask, gate: Gate
) -> None:
    """However many were waiting in the pool: one call meets a dead one, and no second does."""
    assert admit(app, gate).status_code == 201
    db.session.remove()
    for pooled in [db.engine.connect() for _ in range(4)]:
        pooled.close()
    with psycopg.connect(address(app), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    cut = admit(app, gate, 1)
    again = admit(app, gate, 1)

    assert is_unavailable(cut)
    assert again.status_code == 201
    assert kept() == (2, 2)


def backends() -> set[int]:
    """The server processes behind three connections at once."""
    opened = [db.engine.connect() for _ in range(3)]
    pids = {each.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() for each in opened}
    for each in opened:
        each.close()
    return pids


@on_postgresql
def test_a_database_that_says_it_shuts_down_is_asked_on_new_connections(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine the driver has read the last words, and not yet the connection's end."""
    monkeypatch.setattr(db.engine.dialect, "is_disconnect", lambda *_: False)
    db.session.remove()
    before = backends()

    with pytest.raises(OperationalError), db.engine.connect() as last:
        last.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    assert before.isdisjoint(backends())


@on_postgresql
def test_connections_made_before_the_clock_was_set_back_are_dead_as_well(app: Flask) -> None:
    db.session.remove()
    with time_machine.travel(timedelta(hours=1)):
        db.engine.dispose()
        before = backends()

    with pytest.raises(OperationalError), db.engine.connect() as last:
        last.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    assert before.isdisjoint(backends())


def test_a_locked_database_admits_nobody_and_the_same_key_works_afterwards(
    app: Flask, gate: Gate, impatient: Flask
) -> None:
    db.session.remove()
    with writing_elsewhere(app):
        locked = admit(impatient, gate)

    before = kept()
    again = admit(impatient, gate)

    assert is_unavailable(locked)
    assert before == (0, 0)
    assert again.status_code == 201


def test_the_desk_is_red_while_the_database_is_locked(app: Flask, impatient: Flask) -> None:
    db.session.remove()

    with writing_elsewhere(app, "sign_in_sessions IN ACCESS EXCLUSIVE MODE"):
        said = scans(impatient)

    assert page_says_so(said)


@contextmanager
def little_room() -> Iterator[None]:
    """Let the database's file grow by four pages, and no more."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 4}")

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", limit)
    try:
        yield
    finally:
        # The app is shared with other tests, whose databases may grow.
        event.remove(db.engine, "connect", limit)
        db.session.remove()
        db.engine.dispose()


@on_sqlite
def test_a_full_disk_admits_nobody_whom_it_cannot_record(app: Flask, gate: Gate) -> None:
    """Each admission that was acknowledged stands, and the one that found no room left nothing."""
    with little_room():
        answers = [admit(app, gate, nth) for nth in range(len(gate.codes))]

    admitted = [answer for answer in answers if answer.status_code == 201]
    refused = [answer for answer in answers if answer.status_code != 201]
    assert refused
    assert all(is_unavailable(answer) for answer in refused)
    assert kept() == (len(admitted), len(admitted))
