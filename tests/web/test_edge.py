"""The edge of a request: what is read before a transaction, and what is kept of an answer."""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError, InternalError

from accessdesk import clock
from accessdesk.accounts.rules import Role
from accessdesk.db import db, transaction
from accessdesk.web import edge
from accessdesk.web.models import IdempotencyKey
from accessdesk.worker.queue import mark_what_is_past
from tests.gate.documents import passport
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)
from tests.web.page_client import sign_in

on_postgresql = pytest.mark.parametrize("app", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def kept() -> list[tuple[Any, ...]]:
    with transaction(write=False) as session:
        columns = (IdempotencyKey.key, IdempotencyKey.status, IdempotencyKey.body)
        return [tuple(row) for row in session.execute(select(*columns))]


@pytest.fixture
def alice(app: Flask) -> ApiClient:
    make_site(visitor_capacity=1)
    return api_of(app, make_contact("Alice Adams", make_customer()))


@dataclass
class SlowBody:
    """A body whose sender takes its time; meanwhile somebody else writes to the database."""

    content: bytes
    path: str
    others_wrote: bool = False

    def read(self, size: int = -1) -> bytes:
        other = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
        other.close()
        self.others_wrote = True
        return self.content[:size] if size >= 0 else self.content


@on_sqlite
def test_a_client_that_sends_slowly_holds_no_lock(app: Flask, alice: ApiClient) -> None:
    path = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database or ""
    body = SlowBody(b'{"visible": true, "text": "on my way"}', path)

    answer = alice.client.post(
        "/api/v1/requests/SR-26-00001/updates",
        environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": str(len(body.content))},
        content_type="application/json",
        headers=alice.headers(),
    )

    assert body.others_wrote
    assert answer.status_code == 404


class CutBody:
    def read(self, _size: int = -1) -> bytes:
        raise OSError("the connection is gone")


def test_a_body_that_is_cut_off_is_a_bad_request(app: Flask, alice: ApiClient) -> None:
    answer = alice.client.post(
        "/api/v1/requests",
        environ_overrides={"wsgi.input": CutBody(), "CONTENT_LENGTH": "100"},
        content_type="application/json",
        headers=alice.headers() | {"Idempotency-Key": "cut"},
    )

    assert answer.status_code == 400
    assert kept() == []


def test_a_conflict_stays_the_answer_to_its_key(app: Flask, alice: ApiClient) -> None:
    full = access_body(visitors=[{"name": "Jürgen Müller"}, {"name": "Ewa Kowalska"}])

    first = alice.post("/requests", full, key="one")
    again = alice.post("/requests", full, key="one")
    other = alice.post("/requests", access_body(), key="one")

    assert (first.status_code, first.json["code"]) == (409, "site-full")
    assert again.data == first.data
    assert (other.status_code, other.json["code"]) == (422, "key-reused")


def test_what_made_no_sense_can_be_mended_and_sent_with_the_same_key(
    app: Flask, alice: ApiClient
) -> None:
    first = alice.post("/requests", access_body(site="XXX9"), key="one")
    mended = alice.post("/requests", access_body(), key="one")

    assert first.status_code in {404, 422}
    assert mended.status_code == 201


def test_a_page_that_shows_a_secret_once_is_not_kept(app: Flask) -> None:
    actor = make_staff("Olu Gate", Role.OFFICER)
    make_site()
    olu = sign_in(app, actor)
    olu.get("/account")

    shown = olu.send("/account/tokens", once="t-1", name="bridge", scope="read")
    olu.get("/gate/AMS1/scanner")
    read = olu.send("/gate/AMS1/scanner", once="t-2", scan=passport("Mueller", "Juergen"))

    assert "adk_" in shown.text
    assert read.status_code == 200
    assert [row for row in kept() if row[0] in {"t-1", "t-2"}] == []


def test_a_form_that_was_sent_twice_is_still_done_once(app: Flask) -> None:
    """The control of the last one: what a form did is answered by a redirect, and that is kept."""
    actor = make_staff("Olu Gate", Role.OFFICER)
    site = make_site()
    assert site
    olu = sign_in(app, actor)
    olu.get("/gate/AMS1")

    named = [olu.send("/gate/AMS1/desk", once="n-1", desk="north") for _ in range(2)]

    assert [each.status_code for each in named] == [303, 303]
    assert [row[:2] for row in kept() if row[0] == "n-1"] == [("n-1", 303)]


def test_keys_are_forgotten_after_two_days(app: Flask, alice: ApiClient) -> None:
    """R-SEC-3."""
    alice.post("/requests", access_body(), key="old")
    with transaction() as session:
        long_ago = clock.now() - timedelta(days=2, minutes=1)
        session.execute(update(IdempotencyKey).values(created_at=long_ago))
    alice.post("/requests", access_body(visitors=[{"name": "Ewa Kowalska"}]), key="new")

    mark_what_is_past()

    assert [row[0] for row in kept()] == ["new"]


def test_an_answer_that_is_kept_for_twins_is_not_to_be_read_in_the_database(
    alice: ApiClient,
) -> None:
    """R-SEC-5: it may hold a bridge's code. One that was kept as it is still answers its twin."""
    first = alice.post("/requests", access_body(), key="once")
    [(_, _, body)] = kept()

    again = alice.post("/requests", access_body(), key="once")
    with transaction() as session:
        session.execute(update(IdempotencyKey).values(body=first.text))
    as_it_was = alice.post("/requests", access_body(), key="once")

    assert first.status_code == 201
    assert first.json["reference"] not in body
    assert body not in first.text
    assert (again.status_code, again.text) == (201, first.text)
    assert (as_it_was.status_code, as_it_was.text) == (201, first.text)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:abc", "[::1"])
def test_a_host_that_is_not_ours_gets_a_plain_no(app: Flask, host: str) -> None:
    pages = ("/sign-in", "/static/app.css", "/api/v1/requests", "/nowhere")

    answers = [app.test_client().get(page, headers={"Host": host}) for page in pages]

    assert {answer.status_code for answer in answers} == {400}


@pytest.mark.parametrize(
    ("error", "status"), [(InternalError, 503), (DatabaseError, 503), (IntegrityError, 500)]
)
def test_a_database_that_is_read_only_or_damaged_is_unavailable(
    app: Flask, alice: ApiClient, monkeypatch: pytest.MonkeyPatch, error: Any, status: int
) -> None:
    def fails() -> None:
        raise error("SELECT 1", {}, Exception("read-only"))

    monkeypatch.setattr(edge, "check_permission", fails)

    answer = alice.get("/requests")

    assert answer.status_code == status
    assert "SELECT" not in answer.text


@on_postgresql
def test_a_database_that_may_only_be_read_books_nothing(app: Flask, alice: ApiClient) -> None:
    db.session.remove()
    db.engine.dispose()  # So that the pool has the one connection that is made read-only.
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SET SESSION default_transaction_read_only = on")
        connection.commit()

    answer = alice.post("/requests", access_body())

    db.engine.dispose()
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
