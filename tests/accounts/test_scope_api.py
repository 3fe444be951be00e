"""A token that only reads: every GET of the API that its person may do, and nothing else."""

import re

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role, Scope
from accessdesk.db import db
from accessdesk.journal.models import JournalEntry
from tests.people import api_of, make_contact, make_customer, make_site, make_staff
from tests.routes import ROUTES

API = "/api/v1"
PLACES = {"site": "AMS1", "called": "SR-26-00001", "stream": "site:AMS1"}


def paths(method: str, asked: str = "") -> list[str]:
    """A path of each call of the API that asks for a permission, or for this one."""
    named = [route.split() for route in ROUTES]
    return [
        re.sub(r"<(?:int:)?(\w+)>", lambda place: PLACES.get(place[1], "1"), path)
        for verb, path, permission in named
        if verb == method
        and path.startswith(API)
        and permission != "None"
        and asked in ("", permission)
    ]


@pytest.fixture(params=Role)
def clients(app: Flask, request: pytest.FixtureRequest) -> dict[Scope, dict[str, str]]:
    """The headers of one person's tokens."""
    make_site()
    role = request.param
    if role is Role.CONTACT:
        person = make_contact("Pat Person", make_customer())
    else:
        person = make_staff("Pat Person", role)
    return {scope: api_of(app, person, scope).headers() for scope in Scope}


def test_it_gets_what_its_person_gets(app: Flask, clients: dict[Scope, dict[str, str]]) -> None:
    client = app.test_client()

    answers = {
        path: [client.get(path, headers=clients[scope]).status_code for scope in Scope]
        for path in paths("GET")
    }

    full, read, with_passes = [
        {path: statuses[place] for path, statuses in answers.items()} for place in range(3)
    ]
    assert len(answers) > 20
    assert with_passes == full
    assert {path for path in answers if read[path] != full[path]} <= set(paths("GET", "see-codes"))


def test_it_changes_nothing(app: Flask, clients: dict[Scope, dict[str, str]]) -> None:
    client = app.test_client()
    calls = paths("POST")

    answers = {
        (path, scope): client.post(path, json={}, headers=clients[scope]).status_code
        for path in calls
        for scope in (Scope.READ, Scope.PASSES)
    }

    assert {call: status for call, status in answers.items() if status != 403} == {}
    refused = db.session.query(JournalEntry).filter_by(event="access.refused").count()
    assert refused == len(calls), "what a person repeats by another token is counted beside it"
