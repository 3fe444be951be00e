"""A page that says what is wrong is drawn while others write (R-SEC-4)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask, before_render_template

from accessdesk.accounts.rules import Role
from accessdesk.db import db
from accessdesk.web import forms
from tests.incidents.test_pages import TYPED
from tests.people import make_contact, make_customer, make_device, make_site, make_staff
from tests.web.page_client import Browser, sign_in

# What the form itself finds, and what only the service does.
FAULTY = [TYPED | {"summary": ""}, TYPED | {"devices": "CT-9999"}]


@pytest.fixture
def alice(app: Flask) -> Browser:
    customer = make_customer()
    make_device(customer, make_site(), serial="SN93X")
    make_staff("Ann Agent", Role.AGENT)
    return sign_in(app, make_contact("Alice Adams", customer))


@pytest.fixture
def others(app: Flask) -> Iterator[list[str]]:
    """Whether somebody else could write while a page was drawn."""
    found: list[str] = []

    def write(_sender: Flask, **_given: Any) -> None:
        with closing(sqlite3.connect(str(db.engine.url.database), timeout=0)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
                found.append("wrote")
            except sqlite3.OperationalError as error:
                found.append(str(error))

    with before_render_template.connected_to(write, app):
        yield found


only_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@only_sqlite
@pytest.mark.parametrize("typed", FAULTY)
def test_the_page_of_faults_keeps_no_other_writer_waiting(
    alice: Browser, others: list[str], typed: dict[str, str]
) -> None:
    alice.get("/requests/new/incident")
    others.clear()

    answer = alice.send("/requests/new/incident", **typed)

    assert answer.status_code == 422
    assert set(others) == {"wrote"}


@only_sqlite
def test_it_did_where_the_transaction_went_on(
    alice: Browser, others: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    monkeypatch.setattr(forms, "read_on", lambda: None)
    alice.get("/requests/new/incident")
    others.clear()

    alice.send("/requests/new/incident", **FAULTY[0])

    assert set(others) == {"database is locked"}
