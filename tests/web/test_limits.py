"""How many calls one may make in a minute, by the real front door and behind it (R-SEC-4)."""

import json
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.app import create_app
from accessdesk.db import db, transaction
from accessdesk.passes.short_code import make_short_code, show_short_code
from tests.conftest import make_settings
from tests.load.serving import running, start
from tests.people import api_of, make_contact, make_customer, make_site, make_staff

Limited = Callable[..., Flask]


@pytest.fixture
def limited(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Limited]:
    """An app on the same database with limits of its own, which counts in a minute that stands."""
    moment = time.time()
    stands = SimpleNamespace(time=lambda: moment)
    monkeypatch.setattr("limits.storage.memory.time", stands)
    monkeypatch.setattr("limits.strategies.time", stands)
    made = []

    def make(**limits: int) -> Flask:
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        settings = make_settings(url, tmp_path).model_copy(update=limits)
        made.append(create_app(settings))
        return made[-1]

    yield make
    for each in made:
        with each.app_context():
            db.engine.dispose()


def calls(app: Flask, headers: dict[str, str], path: str = "/api/v1/requests") -> list[int]:
    client = app.test_client()
    return [client.get(path, headers=headers).status_code for _ in range(5)]


def test_a_token_has_to_wait_and_is_told_for_how_long(app: Flask, limited: Limited) -> None:
    headers = api_of(app, make_contact("Alice Adams", make_customer())).headers()
    few = limited(calls_per_minute=3)

    statuses = calls(few, headers)
    refused = few.test_client().get("/api/v1/requests", headers=headers)

    assert statuses == [200, 200, 200, 429, 429]
    assert refused.content_type == "application/problem+json"
    assert refused.json["code"] == "too-many-attempts"
    assert "more than 3 calls in a minute" in refused.json["detail"]
    assert 0 < int(refused.headers["Retry-After"]) <= 61


def test_a_person_has_twice_as_many_over_all_their_tokens(app: Flask, limited: Limited) -> None:
    alice = make_contact("Alice Adams", make_customer())
    tokens = [api_of(app, alice).headers() for _ in range(3)]
    bob = api_of(app, make_staff("Bob Agent", Role.AGENT)).headers()
    few = limited(calls_per_minute=3)

    passed = [calls(few, headers).count(200) for headers in tokens]

    assert passed == [3, 3, 0]
    assert calls(few, bob).count(200) == 3, "another person has their own"


def test_tokens_that_are_guessed_count_for_their_address_alone(
    app: Flask, limited: Limited
) -> None:
    headers = api_of(app, make_contact("Alice Adams", make_customer())).headers()
    few = limited(calls_per_minute=3)

    guessed = [
        few.test_client()
        .get("/api/v1/requests", headers={"Authorization": f"Bearer adk_{number}"})
        .status_code
        for number in range(5)
    ]

    assert guessed == [401, 401, 401, 429, 429]
    assert calls(few, headers)[:3] == [200] * 3, "whoever has a token is not shut out"


def test_none_is_no_limit(app: Flask, limited: Limited) -> None:
    headers = api_of(app, make_contact("Alice Adams", make_customer())).headers()

    assert calls(limited(calls_per_minute=0, changes_per_minute=0), headers) == [200] * 5


def test_a_desk_in_a_rush_is_never_turned_away(app: Flask, limited: Limited) -> None:
    make_site()
    headers = api_of(app, make_staff("Olu Officer", Role.OFFICER)).headers()
    client = limited(calls_per_minute=2, changes_per_minute=2).test_client()

    scans = [
        client.post("/api/v1/gate/AMS1/scans", json={"code": "AD1:X", "desk": "1"}, headers=headers)
        for _ in range(60)
    ]

    assert {answer.status_code for answer in scans} == {200}


def test_who_does_not_work_at_the_gate_has_no_rush_there(app: Flask, limited: Limited) -> None:
    headers = api_of(app, make_contact("Alice Adams", make_customer())).headers()

    answers = calls(limited(calls_per_minute=2), headers, "/api/v1/gate/AMS1/inside")

    assert answers == [403, 403, 429, 429, 429]


def test_short_codes_cannot_be_tried_one_after_the_other(app: Flask, limited: Limited) -> None:
    make_site()
    headers = api_of(app, make_staff("Olu Officer", Role.OFFICER)).headers()
    client = limited(missed_codes_per_minute=3).test_client()

    def scan(code: str) -> int:
        body = {"code": code, "desk": "1"}
        return client.post("/api/v1/gate/AMS1/scans", json=body, headers=headers).status_code

    damaged = [scan("AD1:DAMAGED") for _ in range(10)]
    tried = [scan(show_short_code(make_short_code(bytes([number] * 7)))) for number in range(5)]

    assert damaged == [200] * 10, "what cannot be read is no try"
    assert tried == [200, 200, 200, 429, 429]


def test_who_missed_too_many_short_codes_goes_on_with_all_else(
    app: Flask, limited: Limited
) -> None:
    """The gate never stands still: a scanned pass, a departure and the lists are no guesses."""
    make_site()
    headers = api_of(app, make_staff("Olu Officer", Role.OFFICER)).headers()
    client = limited(missed_codes_per_minute=1).test_client()

    def send(path: str, **body: object) -> Any:
        once = {"Idempotency-Key": sha256(f"{path} {body}".encode()).hexdigest()}
        return client.post(f"/api/v1/gate/AMS1/{path}", json=body, headers=headers | once)

    short_code = show_short_code(make_short_code(bytes(7)))
    [_, *told] = [send("scans", code=short_code, desk="1") for _ in range(3)]
    picture = send("scans", code="AD1:DAMAGED", desk="1")
    left = send("departures", admission=1, badge_returned=True)
    typed = send("admissions", code=short_code)

    assert [answer.status_code for answer in told] == [429, 429]
    assert "short codes" in told[0].json["detail"]
    assert (picture.status_code, left.status_code, typed.status_code) == (200, 404, 429)


@pytest.mark.long
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_limits_stand_at_the_front_door(app: Flask, tmp_path: Path) -> None:
    """R-SEC-4: limits that are never registered limit nobody."""
    with transaction(write=False):
        url = app.config["SQLALCHEMY_DATABASE_URI"]
    headers = api_of(app, make_contact("Alice Adams", make_customer())).headers()

    def get(port: int) -> tuple[int, str | None, dict[str, object]]:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/api/v1/requests", headers=headers)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        connection.close()
        return answer.status, answer.getheader("Retry-After"), body

    with running([start(url, tmp_path, workers=1, calls_per_minute="4")]) as [server]:
        answers = [get(server.port) for _ in range(6)]

    assert [status for status, _, _ in answers] == [200] * 4 + [429] * 2
    assert answers[-1][1] is not None
    assert answers[-1][2]["status"] == 429
