"""A customer's word waits until somebody of the desk answers where they see it, or has read it."""

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)


@pytest.fixture
def ann(app: Flask) -> ApiClient:
    make_site()
    return api_of(app, make_staff("Ann Agent", Role.AGENT))


@pytest.fixture
def path(app: Flask, ann: ApiClient) -> str:
    """A visit about which the customer has said something."""
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    made = alice.post("/requests", access_body())
    said = alice.post(f"/requests/{made.json['number']}/updates", {"text": "May they park?"})
    assert said.status_code == 200, said.json
    return f"/requests/{made.json['number']}"


def waits(ann: ApiClient, path: str) -> bool:
    return "read-word" in {each["act"] for each in ann.get(path).json["waiting_for"]}


@pytest.mark.parametrize(
    ("body", "still"),
    [
        ({"text": "Ask Tom about this.", "visible": False}, True),
        ({"text": "They may, at the back."}, False),
        ({"text": "They may.", "by_phone": True, "spoken_with": "Alice"}, False),
    ],
)
def test_only_a_word_that_the_customer_sees_answers_theirs(
    ann: ApiClient, path: str, body: dict[str, object], still: bool
) -> None:
    """R-ACC-12."""
    before = waits(ann, path)

    said = ann.post(f"{path}/updates", body)

    assert said.status_code == 200, said.json
    assert before
    assert waits(ann, path) is still


def test_what_was_only_noted_is_read_by_a_press(ann: ApiClient, path: str) -> None:
    ann.post(f"{path}/updates", {"text": "Ask Tom about this.", "visible": False})

    assert ann.post(f"{path}/read").status_code == 200
    assert not waits(ann, path)
