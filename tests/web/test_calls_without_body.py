"""A call that takes no body refuses one by the names of its fields: a typo is not ignored."""

import re

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.web.access import SAFE_METHODS
from tests.incidents.test_api import incident_body
from tests.people import ApiClient, api_of, make_contact, make_customer, make_site, make_staff


@pytest.fixture
def ann(app: Flask) -> ApiClient:
    make_site()
    return api_of(app, make_staff("Ann Agent", Role.AGENT))


def test_a_field_that_an_acceptance_does_not_know_is_refused_and_nothing_done(
    app: Flask, ann: ApiClient
) -> None:
    made = api_of(app, make_contact("Alice Adams", make_customer())).post(
        "/requests", incident_body(site="AMS1")
    )
    path = f"/requests/{made.json['reference']}"

    refused = ann.post(f"{path}/accept", {"severity": "C"})
    stands = ann.get(path).json["status"]

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["severity"]
    assert stands == "submitted"
    assert ann.post(f"{path}/accept", {}).status_code == 200


def test_every_call_without_a_body_refuses_one(app: Flask) -> None:
    admin = api_of(app, make_staff("Ada Admin", Role.ADMIN))
    agent = api_of(app, make_staff("Ann Agent", Role.AGENT))
    manager = api_of(app, make_staff("Mia Manager", Role.MANAGER))
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    tech = api_of(app, make_staff("Tom Tech", Role.TECHNICIAN))
    calls = [
        re.sub(r"\{\w+\}", "1", address).removeprefix("/api/v1")
        for address, methods in app.api_doc["paths"].items()  # type: ignore[attr-defined]
        for method, call in methods.items()
        if method.upper() not in SAFE_METHODS and "requestBody" not in call
    ]

    taken = [
        path
        for path in calls
        if not any(
            "There is no such field here." in each.post(path, {"zork": 1}).text
            for each in (admin, manager, agent, tech, alice)
        )
    ]

    assert len(calls) > 10
    assert taken == []
