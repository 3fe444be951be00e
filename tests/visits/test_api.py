"""Site access through the API, as a customer's own systems use it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Right, Role
from accessdesk.db import db
from accessdesk.journal.models import JournalEntry
from accessdesk.service_requests.models import ServiceRequest
from tests.incidents.test_api import incident_body
from tests.people import (
    PHRASE,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.remote_hands.given import hands_body

KINDS = ["site-access", "remote-hands", "incident"]


def test_a_complete_request_is_scheduled_at_once_with_a_number_and_a_pass(app: Flask) -> None:
    """R-ACC-3, R-ACC-10, R-PASS-1."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    created = alice.post("/requests", access_body())
    passes = alice.get(f"/requests/{created.json['number']}/passes")

    assert created.status_code == 201, created.json
    assert created.json["status"] == "scheduled"
    assert created.json["number"].startswith("SR-")
    assert created.json["commitments"]["first_response_due"]
    assert [each["visitor"] for each in passes.json] == ["Jürgen Müller"]
    assert passes.json[0]["code"].startswith("AD1:")


def test_a_manual_site_gives_number_and_passes_with_the_approval(app: Flask) -> None:
    """R-ACC-10."""
    make_site(approval="manual")
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    held = alice.post("/requests", access_body()).json

    before = alice.get(f"/requests/{held['reference']}/passes").json
    approved = ann.post(f"/requests/{held['reference']}/approve").json
    after = alice.get(f"/requests/{held['reference']}/passes").json

    assert (held["status"], held["number"], before) == ("awaiting-approval", None, [])
    assert approved["status"] == "scheduled"
    assert approved["number"]
    assert len(after) == 1


def test_another_customers_request_looks_like_one_that_does_not_exist(app: Flask) -> None:
    """R-SEC-1: byte for byte the same answer."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    bob = api_of(app, make_contact("Bob Brown", make_customer("fabrikam")))
    number = alice.post("/requests", access_body()).json["number"]

    theirs = bob.get(f"/requests/{number}")
    nothing = bob.get("/requests/SR-26-99999")

    assert theirs.status_code == nothing.status_code == 404
    assert theirs.data == nothing.data


def test_another_customers_device_is_answered_as_if_it_did_not_exist(app: Flask) -> None:
    """R-ACC-11."""
    site = make_site()
    fabrikam = make_customer("fabrikam")
    make_device(fabrikam, site, "FB-0001")
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    theirs = alice.post("/requests", access_body(devices=["FB-0001"]))
    nothing = alice.post("/requests", access_body(devices=["FB-0002"]))

    assert theirs.status_code == nothing.status_code == 422
    assert theirs.text.replace("FB-0001", "x") == nothing.text.replace("FB-0002", "x")


def test_who_holds_no_right_at_the_site_is_refused_and_the_attempt_recorded(app: Flask) -> None:
    """R-ACC-1."""
    make_site()
    carl = make_contact("Carl Clark", make_customer(), rights=[Right.INCIDENTS])

    refused = api_of(app, carl).post("/requests", access_body())

    assert (refused.status_code, refused.json["code"]) == (403, "not-authorised")
    kept = (
        db.session.query(JournalEntry)
        .filter_by(event="access.refused")
        .order_by(JournalEntry.seq)
        .all()
    )
    assert [entry.actor for entry in kept] == [carl.ref]


def test_an_agent_raises_a_request_for_a_caller_who_gives_their_phrase(app: Flask) -> None:
    """R-ACC-2: both names are kept."""
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    caller = {"email": alice.email, "phrase": PHRASE.upper()}

    wrong = ann.post("/requests", access_body(on_behalf_of=caller | {"phrase": "let me in"}))
    right = ann.post("/requests", access_body(on_behalf_of=caller))

    assert wrong.status_code == 422
    assert right.status_code == 201
    assert right.json["contact"] == "Alice Adams"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"summary": "   "}, "summary"),
        ({"party": {"kind": "vendor", "name": " \t", "email": "a@x.example"}}, "party.name"),
        ({"equipment_in": ["Line card", "  "]}, "equipment_in.1"),
        ({"visitors": [{"name": " "}]}, "visitors.0.name"),
    ],
)
def test_a_name_of_blanks_is_no_name(app: Flask, body: dict[str, Any], field: str) -> None:
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    refused = alice.post("/requests", access_body(**body))

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == [field]


@pytest.mark.parametrize("body", [{}, {"kind": "site access"}, {"kind": 7}, {"kind": None}])
def test_a_body_that_does_not_say_what_it_is_is_refused_at_its_kind(
    app: Flask, body: dict[str, Any]
) -> None:
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    refused = alice.post("/requests", body)

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["kind"]


def test_all_that_a_service_finds_wrong_is_said_at_once(app: Flask) -> None:
    """Names, devices, the severity and the window, which is refused before the rest is right."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    yesterday = tomorrow_at(9) - timedelta(days=2)
    window = {"starts_at": yesterday.isoformat(), "ends_at": tomorrow_at(9).isoformat()}

    refused = alice.post(
        "/requests",
        access_body(visitors=[{"name": "N/A"}], devices=["X-1"], severity="1", window=window),
    )

    assert refused.status_code == 422
    places = {each["field"] for each in refused.json["errors"]}
    assert places >= {"visitors.0.name", "devices", "severity", "window.starts_at"}
    assert refused.json["code"] == "severity-operator-only"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"visitors": [{"name": "Jörg Haas", "email": "jörg@x.example"}]}, "visitors.0.email"),
        ({"party": {"kind": "vendor", "name": "X", "email": "jo@d"}}, "party.email"),
        ({"party": {"kind": "customer", "name": "\u202eVB skrowrebiF"}}, "party.name"),
        ({"party": {"kind": "customer", "name": "X", "phone": "reception"}}, "party.phone"),
        ({"party": {"kind": "vendor", "name": "X", "phone": "020 555 0100"}}, "party.phone"),
        ({"party": {"kind": "vendor", "name": "X"}}, "party.email"),
        ({"party": {"kind": "carrier", "name": "X", "email": " ", "phone": " "}}, "party.email"),
    ],
)
def test_what_cannot_be_reached_or_seen_is_refused_at_its_field(
    app: Flask, body: dict[str, Any], field: str
) -> None:
    """R-ACC-14 among them: whoever is not the customer's own can be asked about the work."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    refused = alice.post("/requests", access_body(**body))

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == [field]


@pytest.mark.parametrize(
    ("party", "phone"),
    [
        ({"kind": "vendor", "name": "X", "phone": "+31205550100"}, "+31 20 555 0100"),
        ({"kind": "carrier", "name": "X", "email": "noc@x.example"}, ""),
        ({"kind": "customer", "name": "X"}, ""),
    ],
)
def test_one_way_to_reach_a_vendor_or_carrier_is_enough(
    app: Flask, party: dict[str, str], phone: str
) -> None:
    """R-ACC-14; the customer's own people are reached at its desk."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    made = alice.post("/requests", access_body(party=party))

    assert made.status_code == 201
    assert made.json["party"]["phone"] == phone


@pytest.mark.parametrize("body", [access_body(), hands_body(), incident_body()], ids=KINDS)
def test_a_caller_who_is_not_known_is_refused_at_the_field_and_the_attempt_recorded(
    app: Flask, body: dict[str, Any]
) -> None:
    """R-ACC-1, R-ACC-2: the trace says who took the call and which contact was named."""
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    ann = make_staff("Ann Agent", Role.AGENT)
    desk = api_of(app, ann)

    nobody = desk.post(
        "/requests", body | {"on_behalf_of": {"email": "mallory@x.example", "phrase": "x"}}
    )
    wrong = desk.post(
        "/requests", body | {"on_behalf_of": {"email": alice.email, "phrase": "let me in"}}
    )

    assert [each.status_code for each in (nobody, wrong)] == [422, 422]
    assert [each.json["errors"][0]["field"] for each in (nobody, wrong)] == [
        "on_behalf_of",
        "phrase",
    ]
    kept = (
        db.session.query(JournalEntry)
        .filter_by(event="access.refused")
        .order_by(JournalEntry.seq)
        .all()
    )
    facts = {"code": "caller-not-known", "method": "POST"}
    assert [each.actor for each in kept] == [ann.ref, ann.ref]
    assert [json.loads(each.body)["facts"] for each in kept] == [
        facts,
        facts | {"contact": alice.user_id},
    ]
    assert db.session.query(ServiceRequest).count() == 0


def test_severity_1_is_refused_to_a_customer(app: Flask) -> None:
    """R-SEV-1, on submission and on change."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    number = alice.post("/requests", access_body()).json["number"]

    asked = alice.post("/requests", access_body(severity="1"))
    changed = alice.post(f"/requests/{number}/severity", {"severity": "1", "impact": "all down"})

    assert asked.json["code"] == changed.json["code"] == "severity-operator-only"


def test_a_full_site_offers_the_next_window_that_fits(app: Flask) -> None:
    """R-WIN-3."""
    make_site(visitor_capacity=1)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    alice.post("/requests", access_body())

    refused = alice.post("/requests", access_body())
    again = alice.post("/requests", access_body(window=refused.json["next_opening"]))

    assert (refused.status_code, refused.json["code"]) == (409, "site-full")
    assert refused.json["next_opening"]["starts_at"].startswith(tomorrow_at(12).isoformat()[:16])
    assert again.status_code == 201


def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(app: Flask) -> None:
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    first = alice.post("/requests", access_body(), key="k-1")
    twin = alice.post("/requests", access_body(), key="k-1")
    other = alice.post("/requests", access_body(summary="Other work"), key="k-1")

    assert first.status_code == twin.status_code == 201
    assert first.data == twin.data
    assert (other.status_code, other.json["code"]) == (422, "key-reused")


def test_cancelling_frees_the_place_and_ends_the_passes(app: Flask) -> None:
    """R-PASS-3."""
    make_site(visitor_capacity=1)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    number = alice.post("/requests", access_body()).json["number"]

    cancelled = alice.post(f"/requests/{number}/cancel", {"reason": "The part is late."})
    passes = alice.get(f"/requests/{number}/passes").json
    another = alice.post("/requests", access_body())

    assert cancelled.json["status"] == "cancelled"
    assert passes == []
    assert another.status_code == 201


def test_moving_a_visit_issues_new_passes_and_correcting_a_name_does_not(app: Flask) -> None:
    """R-ACC-8, R-GATE-5."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    created = alice.post("/requests", access_body()).json
    number, visitor = created["number"], created["visitors"][0]["id"]
    window = {"starts_at": tomorrow_at(13).isoformat(), "ends_at": tomorrow_at(15).isoformat()}
    first = alice.get(f"/requests/{number}/passes").json

    alice.post(f"/requests/{number}/visitors/{visitor}", {"name": "Juergen Mueller"})
    corrected = alice.get(f"/requests/{number}/passes").json
    moved = alice.post(f"/requests/{number}/reschedule", {"window": window})
    after = alice.get(f"/requests/{number}/passes").json

    assert corrected[0]["id"] == first[0]["id"]
    assert corrected[0]["visitor"] == "Juergen Mueller"
    assert moved.status_code == 200, moved.json
    assert after[0]["id"] != first[0]["id"]
    assert after[0]["window"]["starts_at"].startswith(tomorrow_at(13).isoformat()[:16])


def test_a_local_time_that_does_not_exist_is_refused_with_the_nearest(app: Flask) -> None:
    """R-WIN-2."""
    make_site(lead_days=3650)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    window = {"starts_at": "2027-03-28 02:30", "ends_at": "2027-03-28 05:00"}

    refused = alice.post("/requests", access_body(window=window))

    assert refused.json["code"] == "time-does-not-exist"
    assert "01:59" in refused.text
    assert "03:00" in refused.text


def test_placeholders_and_a_list_of_nobody_are_refused_at_the_field(app: Flask) -> None:
    """R-ACC-7."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    nobody = alice.post("/requests", access_body(visitors=[]))
    tbd = alice.post("/requests", access_body(visitors=[{"name": "TBD"}]))

    assert nobody.status_code == tbd.status_code == 422
    assert tbd.json["errors"][0]["field"] == "visitors.0.name"


def test_an_agent_ends_a_request_in_words_that_the_customer_sees(app: Flask) -> None:
    """R-ACC-9: archiving needs a reason, and what has ended is not changed any more."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    number = alice.post("/requests", access_body()).json["number"]

    wordless = ann.post(f"/requests/{number}/archive", {"reason": " "})
    resolved = ann.post(f"/requests/{number}/resolve", {"reason": "The card is replaced."})
    again = alice.post(f"/requests/{number}/cancel", {"reason": "too late"})

    assert wordless.status_code == 422
    assert resolved.json["status"] == "resolved"
    assert alice.get(f"/requests/{number}").json["ended_reason"] == "The card is replaced."
    assert (again.status_code, again.json["code"]) == (409, "wrong-status")
    assert alice.post(f"/requests/{number}/resolve", {"reason": "x"}).status_code == 403


def test_scheduling_at_once_is_the_first_response(app: Flask) -> None:
    """R-SEV-3: receipt and first response are both kept."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    created = alice.post("/requests", access_body()).json

    assert created["first_response_at"] == created["received_at"]
    assert created["commitments"]["first_response_due"] > created["received_at"]


def test_an_agent_raises_nothing_at_a_site_where_they_are_not_posted(app: Flask) -> None:
    """As on the form, whose list holds only the agent's own sites."""
    make_site()
    elsewhere = make_site("LON1")
    caller = make_contact("Alice Adams", make_customer())
    by_phone = {"email": caller.email, "phrase": PHRASE}
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT, site_ids=(elsewhere,)))

    refused = ann.post("/requests", access_body(on_behalf_of=by_phone))
    there = ann.post("/requests", access_body(site="LON1", on_behalf_of=by_phone))

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["site"]
    assert there.status_code == 201
