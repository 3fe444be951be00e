"""One key, one call: what a program may count on when it sends a call again."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from accessdesk.accounts.rules import Actor
from tests.people import ApiClient, access_body, api_of, make_contact, make_customer, make_site

ONCE = {
    "POST /api/v1/requests",
    "POST /api/v1/gate/<site>/admissions",
    "POST /api/v1/gate/<site>/departures",
}


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site("AMS1")
    make_site("LHR2", name="London 2", zone="Europe/London")
    return make_contact("Alice Adams", make_customer())


@pytest.fixture
def api(app: Flask, alice: Actor) -> ApiClient:
    return api_of(app, alice)


def raise_two(api: ApiClient) -> list[str]:
    answers = [api.post("/requests", access_body()) for _ in range(2)]
    return [answer.json["reference"] for answer in answers]


def call(api: ApiClient, path: str, **more: Any) -> TestResponse:
    """Send a call without a key of its own."""
    return api.client.post(
        f"/api/v1{path}", headers=api.headers() | more.pop("headers", {}), **more
    )


def test_the_key_of_one_call_does_not_serve_another_with_the_same_body(api: ApiClient) -> None:
    first, second = raise_two(api)
    body = {"text": "We come by the back door."}

    taken = api.post(f"/requests/{first}/updates", body, key="key-1")
    other = api.post(f"/requests/{second}/updates", body, key="key-1")

    assert taken.status_code == 200
    assert (other.status_code, other.json["code"]) == (422, "key-reused")
    assert body["text"] not in api.get(f"/requests/{second}/updates").text


def test_the_key_of_one_call_does_not_serve_one_with_another_question(api: ApiClient) -> None:
    [first, _] = raise_two(api)
    body = {"text": "We come by the back door."}
    api.post(f"/requests/{first}/updates", body, key="key-1")

    other = api.post(f"/requests/{first}/updates?x=1", body, key="key-1")

    assert (other.status_code, other.json["code"]) == (422, "unknown-parameter")


def test_another_person_s_key_is_another_key(app: Flask, api: ApiClient) -> None:
    bob = api_of(app, make_contact("Bob Byron", make_customer("fabrikam")))

    theirs = api.post("/requests", access_body(), key="key-1")
    own = bob.post("/requests", access_body(), key="key-1")
    twin = bob.post("/requests", access_body(), key="key-1")

    assert (theirs.status_code, own.status_code, twin.data) == (201, 201, own.data)
    assert theirs.json["reference"] != own.json["reference"]


def test_a_call_that_was_refused_may_come_again_with_its_key(api: ApiClient) -> None:
    api.post("/requests", access_body(site="NONE9"), key="key-1")

    again = api.post("/requests", access_body(), key="key-1")

    assert again.status_code == 201


@pytest.mark.parametrize("key", ["two words", "k" * 256, "schlüssel"])
def test_a_key_that_cannot_be_kept_is_refused(api: ApiClient, key: str) -> None:
    answer = call(api, "/requests", json=access_body(), headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json["code"]) == (422, "key-malformed")
    assert api.get("/requests").json["requests"] == []


def test_requests_admissions_and_departures_ask_for_a_key(app: Flask) -> None:
    asking = {
        f"POST {rule.rule}"
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "once", False)
    }

    assert asking == ONCE


def test_a_request_without_a_key_is_refused_and_not_raised(api: ApiClient) -> None:
    answer = call(api, "/requests", json=access_body())

    assert (answer.status_code, answer.json["code"]) == (422, "key-required")
    assert api.get("/requests").json["requests"] == []
