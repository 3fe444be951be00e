"""Over the API `through` says how far the customer's words were seen (R-ACC-12)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from tests.incidents.test_api import incident_body
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)

ENDS = {"resolve": {"reason": "Done."}, "archive": {"reason": "Left."}, "cancel": {"reason": "No."}}
FIRST, SECOND = "May they park?", "And where is the lift?"
Ask = Callable[[dict[str, Any]], str]


@pytest.fixture
def alice(app: Flask) -> ApiClient:
    make_site()
    make_site("MAN1", approval="manual")
    return api_of(app, make_contact("Alice Adams", make_customer()))


@pytest.fixture
def ann(app: Flask, alice: ApiClient) -> ApiClient:
    return api_of(app, make_staff("Ann Agent", Role.AGENT))


@pytest.fixture
def asked(alice: ApiClient) -> Ask:
    """What asks for something, and writes of it once; returns its path."""

    def ask(body: dict[str, Any]) -> str:
        made = alice.post("/requests", body)
        assert made.status_code == 201, made.json
        path = f"/requests/{made.json['reference']}"
        say(alice, path, FIRST)
        return path

    return ask


def say(alice: ApiClient, path: str, text: str) -> None:
    said = alice.post(f"{path}/updates", {"text": text})
    assert said.status_code == 200, said.json


def unread(ann: ApiClient, path: str) -> tuple[str | None, str | None]:
    """What waits to be read on a request, and the time of its last word."""
    words = [each for each in ann.get(path).json["waiting_for"] if each["act"] == "read-word"]
    return (words[0]["text"], words[0]["through"]) if words else (None, None)


def test_an_update_answers_what_was_said_through_the_time_that_it_names(
    alice: ApiClient, ann: ApiClient, asked: Ask
) -> None:
    path = asked(access_body())
    through = unread(ann, path)[1]
    say(alice, path, SECOND)

    ann.post(f"{path}/updates", {"text": "They may.", "through": through})
    left = unread(ann, path)[0]
    ann.post(f"{path}/updates", {"text": "At the back."})

    assert left == SECOND
    assert unread(ann, path)[0] is None


@pytest.mark.parametrize("how", ENDS)
def test_an_end_over_an_unread_word_is_refused_with_the_word(
    alice: ApiClient, ann: ApiClient, asked: Ask, how: str
) -> None:
    path = asked(access_body())
    through = unread(ann, path)[1]
    say(alice, path, SECOND)

    unasked = ann.post(f"{path}/{how}", ENDS[how])
    early = ann.post(f"{path}/{how}", ENDS[how] | {"through": through})
    stands = ann.get(path).json["status"]
    read = ann.post(f"{path}/{how}", ENDS[how] | {"through": early.json["through"]})

    assert (unasked.status_code, unasked.json["code"]) == (409, "unread-word")
    assert FIRST in unasked.json["detail"]
    assert SECOND in unasked.json["detail"]
    assert "The customer wrote at " in unasked.json["detail"]
    assert unasked.json["next_step"].startswith("Read it.")
    assert early.status_code == 409
    assert stands == "scheduled"
    assert read.status_code == 200, read.json


def test_what_was_read_hinders_no_end(ann: ApiClient, asked: Ask) -> None:
    path = asked(access_body())
    ann.post(f"{path}/read")

    assert ann.post(f"{path}/resolve", ENDS["resolve"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "how", "said"),
    [
        (lambda: access_body(site="MAN1"), "reject", {"reason": "Not now."}),
        (lambda: incident_body(site="AMS1"), "refuse", {"clause": "other", "reason": "Not ours."}),
    ],
)
def test_a_refusal_hears_the_customer_first(
    ann: ApiClient, asked: Ask, body: Callable[[], Any], how: str, said: dict[str, str]
) -> None:
    path = asked(body())

    refused = ann.post(f"{path}/{how}", said)
    read = ann.post(f"{path}/{how}", said | {"through": refused.json["through"]})

    assert (refused.status_code, refused.json["code"]) == (409, "unread-word")
    assert read.status_code == 200, read.json


def test_a_customer_calls_off_what_nobody_has_read_yet(alice: ApiClient, asked: Ask) -> None:
    assert alice.post(f"{asked(access_body())}/cancel", ENDS["cancel"]).status_code == 200


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("severity", {"severity": "B", "impact": "Half of the orders are lost"}),
        ("restore", {"text": "The service is back."}),
    ],
)
def test_every_answer_of_the_desk_to_an_incident_hears_what_was_seen(
    alice: ApiClient, ann: ApiClient, asked: Ask, how: str, said: dict[str, str]
) -> None:
    path = asked(incident_body(site="AMS1"))
    ann.post(f"{path}/accept")
    through = unread(ann, path)[1]
    say(alice, path, SECOND)

    answered = ann.post(f"{path}/{how}", said | {"through": through})

    assert answered.status_code == 200, answered.json
    assert unread(ann, path)[0] == SECOND
