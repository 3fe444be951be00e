"""What was asked for once is asked for again over the API (R-ACC-13)."""

from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
)
from tests.remote_hands.given import hands_body, power_body

INCIDENT = {
    "kind": "incident",
    "severity": "B",
    "summary": "db-7 does not answer",
    "category": "hardware",
    "impact": "Orders stand still",
    "tried": "Pinged it, looked at the console",
    "customer_reference": "INC-7001",
}


@pytest.fixture
def alice(app: Flask) -> Actor:
    customer = make_customer()
    make_device(customer, make_site(), serial="SN93X")
    return make_contact("Alice Adams", customer)


def bodies() -> list[dict[str, Any]]:
    visit = access_body(customer_reference="CHG-1")
    return [INCIDENT, hands_body(), power_body(), visit]


@pytest.mark.parametrize("asked", bodies(), ids=lambda each: each["summary"])
def test_what_was_asked_for_is_asked_for_again(
    app: Flask, alice: Actor, asked: dict[str, Any]
) -> None:
    api = api_of(app, alice)
    first = api.post("/requests", asked)
    anew = {name: asked[name] for name in ("window", "tried") if name in asked}

    again = api.get(f"/requests/{first.json['reference']}/again")
    second = api.post("/requests", again.json | anew)

    assert first.status_code == 201, first.json
    assert second.status_code == 201, second.json
    assert second.json["reference"] != first.json["reference"]
    told = {name: first.json[name] for name in ("kind", "summary", "severity", "devices")}
    assert {name: second.json[name] for name in told} == told
    assert second.json["customer_reference"] == ""


def test_nobody_asks_again_for_what_another_customer_asked(app: Flask, alice: Actor) -> None:
    """R-SEC-1."""
    first = api_of(app, alice).post("/requests", INCIDENT).json
    mallory = api_of(app, make_contact("Mallory Moss", make_customer("fabrikam")))

    assert mallory.get(f"/requests/{first['reference']}/again").status_code == 404


@pytest.mark.parametrize("asked", [INCIDENT, hands_body()], ids=lambda each: each["kind"])
def test_what_may_affect_availability_needs_a_reason_again_for_less_than_a(
    app: Flask, alice: Actor, asked: dict[str, Any]
) -> None:
    """R-SEV-7: the fact is carried over, the reason for the last time is not."""
    api = api_of(app, alice)
    grave = {"affects_availability": True, "severity": "B", "severity_reason": "One half serves"}
    first = api.post("/requests", asked | grave)

    again = api.get(f"/requests/{first.json['reference']}/again").json
    again |= {"tried": "Looked again"} if asked is INCIDENT else {}
    bare = api.post("/requests", again)

    assert first.status_code == 201, first.json
    assert again["affects_availability"] is True
    assert (bare.status_code, [each["field"] for each in bare.json["errors"]]) == (
        422,
        ["severity_reason"],
    )
    assert api.post("/requests", again | {"severity_reason": "Still serves"}).status_code == 201


def test_what_was_tried_this_time_is_asked_for(app: Flask, alice: Actor) -> None:
    """An open incident was said to have ended, as one that follows it would say."""
    api = api_of(app, alice)
    first = api.post("/requests", INCIDENT).json

    bare = api.post("/requests", api.get(f"/requests/{first['reference']}/again").json)

    assert (bare.status_code, [each["field"] for each in bare.json["errors"]]) == (422, ["tried"])
