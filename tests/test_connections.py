"""What a connection of the application promises, whichever database it is to."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from accessdesk.accounts.models import SignInSession
from accessdesk.db import db, transaction
from tests.gate.given import ENDS_AT, STARTS_AT

FULL = 2  # SQLite's number for synchronous=FULL: on the disk before the commit returns.
PROMISES: dict[str, dict[str, set[object]]] = {
    "sqlite": {
        "PRAGMA journal_mode": {"wal"},
        "PRAGMA synchronous": {FULL},
        "PRAGMA foreign_keys": {1},
        "PRAGMA secure_delete": {1},
        "PRAGMA busy_timeout": {5000},
    },
    "postgresql": {
        # As the database has it: what a connection of ours says would come from the client.
        "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'": {"database"},
        "SHOW lock_timeout": {"5s"},
        "SHOW statement_timeout": {"15s"},
        "SHOW timezone": {"UTC"},
    },
}


def test_a_connection_is_durable_and_waits_for_nobody_for_ever(app: Flask) -> None:
    promised = PROMISES[db.engine.dialect.name]

    with transaction(write=False) as session:
        found = {asked: session.execute(text(asked)).scalar() for asked in promised}

    assert {asked: value for asked, value in found.items() if value not in promised[asked]} == {}


def test_a_row_that_points_nowhere_is_refused(app: Flask) -> None:
    nobodys = SignInSession(token_hash="x", user_id=999, started_at=STARTS_AT, expires_at=ENDS_AT)

    with pytest.raises(IntegrityError), transaction() as session:
        session.add(nobodys)
