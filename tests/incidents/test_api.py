"""Incidents through the API: accepted with a number, or refused with a letter and a way on."""

from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Right, Role
from accessdesk.incidents.rules import CLAUSES, Clause, letter
from tests.people import (
    ApiClient,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
)


def incident_body(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "incident",
        "severity": "B",
        "summary": "Orders time out",
        "impact": "One order in ten is lost",
        "tried": "Restarted the front end; the network is clean",
        "category": "service",
    } | fields


@pytest.fixture
def alice(app: Flask) -> ApiClient:
    customer = make_customer()
    make_device(customer, make_site(), serial="SN93X", name="db-7")
    return api_of(app, make_contact("Alice Adams", customer))


@pytest.fixture
def ann(app: Flask) -> ApiClient:
    return api_of(app, make_staff("Ann Agent", Role.AGENT))


def test_accepting_gives_the_number(alice: ApiClient, ann: ApiClient) -> None:
    """R-ACC-3."""
    raised = alice.post("/requests", incident_body()).json

    accepted = ann.post(f"/requests/{raised['reference']}/accept").json

    assert (raised["status"], raised["number"]) == ("submitted", None)
    assert accepted["status"] == "accepted"
    assert alice.get(f"/requests/{accepted['number']}").status_code == 200


@pytest.mark.parametrize("field", ["impact", "tried"])
def test_without_impact_or_what_was_tried_it_is_incomplete(alice: ApiClient, field: str) -> None:
    """R-ACC-4."""
    refused = alice.post("/requests", incident_body(**{field: "  "}))

    assert (refused.status_code, refused.json["code"]) == (422, "incomplete")
    assert [error["field"] for error in refused.json["errors"]] == [field]


def test_severity_1_and_an_unexplained_low_level_are_refused(alice: ApiClient) -> None:
    """R-SEV-1, R-SEV-7."""
    answers = [
        alice.post("/requests", incident_body(severity="1")),
        alice.post("/requests", incident_body(affects_availability=True)),
    ]

    assert [answer.json["code"] for answer in answers] == [
        "severity-operator-only",
        "severity-reason",
    ]


def test_who_may_not_escalate_is_refused(app: Flask, alice: ApiClient) -> None:
    """R-ACC-1."""
    carl = make_contact("Carl Clark", make_customer("fabrikam"), rights=[Right.SITE_ACCESS])

    refused = api_of(app, carl).post("/requests", incident_body())

    assert refused.status_code == 403


@pytest.mark.parametrize("clause", Clause)
def test_a_letter_names_the_clause_and_the_owner(clause: Clause) -> None:
    """R-ACC-5."""
    text = letter(clause, "See below.", contact="Alice", summary="Orders", operator="Northwind")

    words = CLAUSES[clause]
    assert words.clause in text
    assert words.owner in text


def test_a_refusal_by_no_clause_needs_a_reason(alice: ApiClient, ann: ApiClient) -> None:
    """R-ACC-5."""
    reference = alice.post("/requests", incident_body()).json["reference"]

    bare = ann.post(f"/requests/{reference}/refuse", {"clause": "other"})
    told = ann.post(f"/requests/{reference}/refuse", {"clause": "other", "reason": "A drill"})

    assert bare.status_code == 422
    assert (told.json["status"], told.json["number"]) == ("refused", None)
    assert "A drill" in told.json["letter"]
    assert told.json["reroute"] is None


def test_a_hardware_incident_becomes_remote_hands_linked_both_ways(
    alice: ApiClient, ann: ApiClient
) -> None:
    """R-ACC-6."""
    body = incident_body(category="hardware", devices=["CT-0001"])
    reference = alice.post("/requests", body).json["reference"]

    refused = ann.post(f"/requests/{reference}/refuse", {"clause": "hardware"}).json
    draft = refused["reroute"]["remote_hands"]
    created = alice.post("/requests", draft)
    incident = alice.get(f"/requests/{reference}/incident").json

    assert created.status_code == 201, created.json
    assert created.json["devices"] == ["CT-0001"]
    assert created.json["summary"] == "Orders time out"
    assert [link["called"] for link in incident["linked"]] == [created.json["number"]]
    assert incident["reroute"] is None
    assert refused["reroute"]["site_access"]["devices"] == ["CT-0001"]


def test_only_ones_own_refused_incident_can_be_rerouted(
    app: Flask, alice: ApiClient, ann: ApiClient
) -> None:
    """R-SEC-1: another customer's incident looks like one that does not exist."""
    reference = alice.post("/requests", incident_body()).json["reference"]
    fabrikam = make_customer("fabrikam")
    bob = api_of(app, make_contact("Bob Brown", fabrikam))
    draft = {
        "kind": "remote-hands",
        "site": "AMS1",
        "summary": "Look",
        "task": "other",
        "details": {"description": "Look"},
    }

    open_one = alice.post("/requests", draft | {"reroute_of": reference})
    theirs = bob.post("/requests", draft | {"reroute_of": reference})

    assert (open_one.status_code, theirs.status_code) == (409, 404)
    assert bob.get("/requests").json["requests"] == []


def test_what_is_no_incident_is_not_decided_as_one(alice: ApiClient, ann: ApiClient) -> None:
    hands = {
        "kind": "remote-hands",
        "site": "AMS1",
        "summary": "Look",
        "task": "other",
        "details": {"description": "Look"},
    }
    number = alice.post("/requests", hands).json["number"]

    answers = [
        ann.post(f"/requests/{number}/accept"),
        ann.post(f"/requests/{number}/refuse", {"clause": "hardware"}),
        alice.get(f"/requests/{number}/incident"),
    ]

    assert {(each.status_code, each.json["code"]) for each in answers} == {(409, "wrong-kind")}


def test_a_customer_cannot_decide_and_a_decision_stands(alice: ApiClient, ann: ApiClient) -> None:
    reference = alice.post("/requests", incident_body()).json["reference"]

    own = alice.post(f"/requests/{reference}/accept")
    ann.post(f"/requests/{reference}/accept")
    late = ann.post(f"/requests/{reference}/refuse", {"clause": "network"})

    assert (own.status_code, late.status_code) == (403, 409)


def test_an_incident_is_restored_then_resolved(alice: ApiClient, ann: ApiClient) -> None:
    """R-ACC-9."""
    reference = alice.post("/requests", incident_body()).json["reference"]
    ann.post(f"/requests/{reference}/accept")

    restored = ann.post(f"/requests/{reference}/restore", {"text": "Orders flow again"})
    resolved = ann.post(f"/requests/{reference}/resolve", {"reason": "The cache was full"})

    assert (restored.json["status"], resolved.json["status"]) == ("restored", "resolved")


def test_less_than_a_takes_a_reason_from_the_operator_too(alice: ApiClient, ann: ApiClient) -> None:
    """R-SEV-7: what may affect availability."""
    ticked = {"affects_availability": True, "severity": "B", "severity_reason": "One of two nodes"}
    called = [
        alice.post("/requests", incident_body(**fields)).json["reference"]
        for fields in ({"severity": "A", "affects_availability": True}, ticked)
    ]
    lower = {"severity": "C", "impact": "Fewer orders are lost"}

    silent = [ann.post(f"/requests/{each}/severity", lower) for each in called]
    said = [
        ann.post(f"/requests/{each}/severity", lower | {"severity_reason": "A spare took over"})
        for each in called
    ]

    assert [each.json["code"] for each in silent] == ["severity-reason"] * 2
    assert [each.json["severity"] for each in said] == ["C"] * 2
