"""Outages through the API: who may, what a customer sees, and the list that they keep."""

from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Right, Role
from accessdesk.service_requests.rules import Severity
from tests.outages.given import Hit, outage_body
from tests.people import ApiClient, api_of, make_contact, make_customer, make_staff


@pytest.fixture
def ann(app: Flask, hit: Hit) -> ApiClient:
    return api_of(app, hit.ann)


@pytest.fixture
def alice(app: Flask, hit: Hit) -> ApiClient:
    return api_of(app, hit.alice)


def test_an_outage_goes_from_the_first_notice_to_the_resolution(
    hit: Hit, ann: ApiClient, alice: ApiClient
) -> None:
    """R-OUT-1 to R-OUT-5."""
    address = f"/requests/{hit.incident()}/outage"
    bridge = {"phone": "+31 20 555 0100", "code": "4711"}

    opened = ann.post(address, outage_body(bridge=bridge))
    told = ann.post(f"{address}/notices", outage_body(details="The spare is on its way."))
    ann.post(f"{address}/remedy", {"remedy": "work-around", "text": "By another way."})
    relapsed = ann.post(f"{address}/relapse", {"text": "It was slow again."})
    ann.post(f"{address}/remedy", {"remedy": "resolution", "text": "A new switch."})
    checked = ann.post(f"{address}/validation", {"text": "Alice placed an order."})
    seen = alice.get(address).json
    ended = ann.post(f"{address}/resolution", {"text": ""})
    again = ann.post(f"{address}/resolution", {"text": ""})

    answers = (opened, told, relapsed, checked, ended, again)
    assert [each.status_code for each in answers] == [201, 200, 200, 200, 200, 409]
    assert [each["kind"] for each in ended.json["notices"]] == ["first", "update", "resolution"]
    assert (relapsed.json["phase"], checked.json["phase"]) == ("ongoing", "validated")
    assert (seen["bridge"], seen["told"]) == (bridge, [])
    assert (ended.json["phase"], ended.json["bridge"]) == ("resolved", None)
    assert alice.get(address.removesuffix("/outage")).json["status"] == "resolved"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"details": " "}, "details"),
        ({"impact": ""}, "impact"),
        ({"unknown": False}, "expected_at"),
        ({"expected_at": "2001-01-01T09:00:00Z", "unknown": False}, "expected_at"),
        ({"expected_at": "2026-03-29T02:30", "unknown": False}, "expected_at"),
        ({"bridge": {"phone": "+31 20 555 0100"}}, "bridge_code"),
        ({"requests": ["SR-26-99999"]}, "requests"),
    ],
)
def test_a_notice_that_lacks_a_part_is_refused_and_nothing_is_opened(
    hit: Hit, ann: ApiClient, change: dict[str, Any], field: str
) -> None:
    """R-OUT-2."""
    address = f"/requests/{hit.incident()}/outage"

    refused = ann.post(address, outage_body(**change))

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == [field]
    assert ann.get(address).status_code == 404


def test_the_preview_says_who_gets_it_and_sends_nothing(hit: Hit, ann: ApiClient) -> None:
    hit.designate(("Carol Clark", "carol@contoso.example"))
    ours = hit.incident(severity=Severity.ONE)
    theirs = hit.incident(hit.bob, Severity.ONE)

    told = ann.get(f"/requests/{ours}/outage/audience?requests={theirs}").json["told"]

    assert [[person["email"] for person in each["people"]] for each in told] == [
        ["alice@contact.example", "carol@contoso.example"],
        ["bob@contact.example"],
    ]
    assert ann.get(f"/requests/{ours}/outage").status_code == 404


def test_one_customer_learns_nothing_of_the_others_in_a_shared_outage(
    app: Flask, hit: Hit, ann: ApiClient, alice: ApiClient
) -> None:
    """R-SEC-1."""
    ours = hit.incident(severity=Severity.ONE)
    theirs = hit.incident(hit.bob, Severity.ONE)
    ann.post(f"/requests/{ours}/outage", outage_body(requests=[theirs]))

    seen = alice.get(f"/requests/{ours}/outage")

    assert "abrikam" not in seen.text
    assert theirs not in seen.text
    assert alice.get(f"/requests/{theirs}/outage").status_code == 404
    assert len(ann.get(f"/requests/{ours}/outage").json["told"]) == 2


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TECHNICIAN, Role.ADMIN])
def test_who_does_not_run_the_desk_opens_no_outage(app: Flask, hit: Hit, role: Role) -> None:
    other = api_of(app, make_staff("Sam Staff", role))

    assert other.post(f"/requests/{hit.incident()}/outage", outage_body()).status_code == 403


def test_a_customer_opens_no_outage(hit: Hit, alice: ApiClient) -> None:
    assert alice.post(f"/requests/{hit.incident()}/outage", outage_body()).status_code == 403


def test_the_bridge_is_shown_to_the_audience_alone(
    app: Flask, hit: Hit, ann: ApiClient, alice: ApiClient
) -> None:
    """R-OUT-4: an administrator reads the outage, and not the bridge; nor who may not escalate."""
    customer = hit.alice.customer_id
    assert customer is not None
    vic = make_contact("Vic Visits", customer, rights=[Right.SITE_ACCESS])
    wes = make_contact("Wes Watch", customer, rights=[Right.SITE_ACCESS])
    hit.designate(("Wes", "wes@contact.example"))
    admin = make_staff("Xia Admin", Role.ADMIN)
    address = f"/requests/{hit.incident()}/outage"
    bridge = {"phone": "+31 20 555 0100", "code": "4711"}
    ann.post(address, outage_body(bridge=bridge))

    shown = {
        actor.name: api_of(app, actor).get(address).json["bridge"] == bridge
        for actor in (hit.alice, vic, wes, admin, hit.ann)
    }

    assert shown == {
        "Alice Adams": True,
        "Vic Visits": False,
        "Wes Watch": True,
        "Xia Admin": False,
        "Ann Agent": True,
    }


def test_a_contact_keeps_the_list_each_person_once(alice: ApiClient) -> None:
    """R-OUT-1."""
    carol = {"name": "Carol Clark", "email": "carol@contoso.example"}

    added = alice.post("/outage-audience", carol)
    twice = alice.post("/outage-audience", carol | {"email": "CAROL@contoso.example"})
    wrong = alice.post("/outage-audience", carol | {"email": "carol"})
    person = added.json["people"][0]
    left = alice.post(f"/outage-audience/{person['id']}/withdraw")

    assert [each.status_code for each in (added, twice, wrong, left)] == [201, 422, 422, 200]
    assert (person["email"], left.json["people"]) == ("carol@contoso.example", [])


def test_the_list_is_kept_by_who_may_change_contacts_and_is_ones_own(
    app: Flask, hit: Hit, alice: ApiClient
) -> None:
    """R-SEC-1."""
    dan = make_contact("Dan Dill", make_customer("tailspin"), rights=[Right.INCIDENTS])
    added = alice.post("/outage-audience", {"name": "Carol", "email": "carol@contoso.example"})
    bob = api_of(app, hit.bob)

    theirs = bob.post(f"/outage-audience/{added.json['people'][0]['id']}/withdraw")

    assert api_of(app, dan).get("/outage-audience").status_code == 403
    assert (theirs.status_code, bob.get("/outage-audience").json["people"]) == (404, [])
    assert len(alice.get("/outage-audience").json["people"]) == 1
