"""The door of every request: phase, cohort and contract, on every path that makes one (R-ONB-5)."""

import ast
import re
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Permission, Right, Role
from accessdesk.customers.models import Customer
from accessdesk.customers.rules import Phase
from accessdesk.db import db, transaction
from accessdesk.service_requests.models import ServiceRequest
from tests.incidents.test_api import incident_body
from tests.people import (
    PHRASE,
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.sources import SOURCES, tree_of
from tests.web.page_client import sign_in, words_of

YESTERDAY = datetime.now(UTC).date() - timedelta(days=2)
SHUT: dict[str, dict[str, Any]] = {
    "in-deployment": {"phase": Phase.DEPLOYMENT},
    "not-in-pilot": {"phase": Phase.PILOT},
    "contract-ended": {"contract_ends_on": YESTERDAY},
}
HANDS_BODY = {
    "kind": "remote-hands",
    "site": "AMS1",
    "severity": "C",
    "summary": "Look at db-7",
    "task": "other",
    "devices": ["CT-0001"],
    "details": {"description": "Look for the amber light"},
}
BODIES = [access_body(), HANDS_BODY, incident_body()]
# Every call that makes a request, by the permission to raise one: the door is asked on each.
PATHS = {
    "/api/v1/requests",
    "/requests/new",
    "/requests/new/incident",
    "/requests/new/remote-hands",
    "/requests/<called>/incident/reroute",
}
# These take the same permission and make none: they look, or answer.
OTHERS = {"/api/v1/sites/<site>/arrival-check", "/api/v1/sites/<site>/recurrence-preview"}


def shut(**terms: Any) -> None:
    """Change what was agreed with the only customer there is."""
    with transaction() as session:
        session.execute(update(Customer).values(**terms))
    db.session.remove()


def count_requests() -> int:
    return db.session.scalar(select(func.count()).select_from(ServiceRequest)) or 0


@pytest.fixture
def alice(app: Flask) -> ApiClient:
    customer = make_customer()
    make_device(customer, make_site(lead_days=3650))
    return api_of(app, make_contact("Alice Adams", customer))


@pytest.mark.parametrize("code", SHUT)
def test_a_shut_door_refuses_each_kind(alice: ApiClient, code: str) -> None:
    """R-ONB-5."""
    shut(**SHUT[code])

    answers = [alice.post("/requests", body) for body in BODIES]

    assert [(each.status_code, each.json["code"]) for each in answers] == [(403, code)] * 3
    assert all(each.json["detail"] and each.json["next_step"] for each in answers)
    assert count_requests() == 0


@pytest.mark.parametrize("code", SHUT)
def test_an_agent_for_a_caller_is_refused_where_they_chose_them(
    app: Flask, alice: ApiClient, code: str
) -> None:
    """R-ONB-5."""
    shut(**SHUT[code])
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    caller = {"email": "alice@contact.example", "phrase": PHRASE}

    answers = [ann.post("/requests", body | {"on_behalf_of": caller}) for body in BODIES]

    assert [each.json["code"] for each in answers] == [code] * 3
    assert all("on_behalf_of" in str(each.json["errors"]) for each in answers)


@pytest.mark.parametrize("code", SHUT)
def test_the_pages_say_it_before_anything_is_typed(app: Flask, code: str) -> None:
    """R-ONB-5."""
    alice = sign_in(app, make_contact("Alice Adams", make_customer(**SHUT[code])))

    pages = [alice.get(f"/requests/new{kind}") for kind in ("", "/incident", "/remote-hands")]

    assert [page.status_code for page in pages] == [403] * 3
    assert all("Contoso Ltd" in words_of(page) for page in pages)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("in-deployment", "Contoso Ltd is still in deployment"),
        ("not-in-pilot", "Alice Adams is not of the cohort"),
        ("contract-ended", f"The contract of Contoso Ltd ended on {YESTERDAY:%-d %b %Y}"),
    ],
)
def test_home_says_that_the_door_is_shut_and_offers_nothing_behind_it(
    app: Flask, code: str, words: str
) -> None:
    """R-ONB-5: what ended, when, and whom to call."""
    open_home = sign_in(app, make_contact("Carl Cole", make_customer("fabrikam"))).get("/")
    alice = sign_in(app, make_contact("Alice Adams", make_customer(**SHUT[code])))

    home = alice.get("/")

    assert 'href="/requests/new' in open_home.text.partition("<main")[2]
    assert 'href="/requests/new' not in home.text.partition("<main")[2]
    assert words in words_of(home)
    assert "call the operator’s desk" in words_of(home)


NEW = {
    Right.SITE_ACCESS: "/requests/new",
    Right.REMOTE_HANDS: "/requests/new/remote-hands",
    Right.INCIDENTS: "/requests/new/incident",
}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_home_and_menu_offer_what_the_contact_has_the_right_to_ask_for(
    app: Flask, count: int
) -> None:
    """R-ACC-1: each link leads to a form, and none to a refusal."""
    make_site()
    for number, rights in enumerate(combinations(NEW, count)):
        contact = make_contact(f"Ravi{number} Menon", make_customer(f"co-{number}"), rights=rights)
        ravi = sign_in(app, contact)

        menu, _, main = ravi.get("/").text.partition("<main")

        assert offered_in(main) == {NEW[right] for right in rights}
        assert offered_in(menu) == {NEW[rights[0]]}
        pages = {path: ravi.get(path).text.partition("<main")[2] for path in offered_in(main)}
        assert [path for path, page in pages.items() if "do not have the right" in page] == []
        assert set().union(*map(offered_in, pages.values())) <= offered_in(main)


def offered_in(text: str) -> set[str]:
    """The forms of new requests to which a part of a page links."""
    return set(re.findall(r'href="(/requests/new[a-z/-]*)[^"]*"', text))


def test_who_may_ask_for_nothing_reads_whom_to_ask(app: Flask) -> None:
    """R-ACC-1."""
    make_site()
    ravi = sign_in(app, make_contact("Ravi Menon", make_customer(), rights=[Right.CONTACTS]))

    home = ravi.get("/")

    assert offered_in(home.text) == set()
    assert "You cannot ask for anything yet." in words_of(home)
    assert "Ask another contact of your desk to have a right granted" in words_of(home)


def test_after_the_contract_home_asks_for_nothing_that_is_refused(
    app: Flask, alice: ApiClient
) -> None:
    """R-ONB-4."""
    contact = make_contact("Rita Ray", 1)
    api_of(app, contact).post("/requests", incident_body(severity="A"))
    rita = sign_in(app, contact)
    before = words_of(rita.get("/"))
    shut(**SHUT["contract-ended"])

    after = words_of(rita.get("/"))

    assert "Say how it stands" in before
    assert "Say how it stands" not in after


def test_a_refused_incident_is_not_rerouted_through_a_shut_door(
    app: Flask, alice: ApiClient
) -> None:
    """R-ONB-5, R-ACC-6."""
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    body = incident_body(devices=["CT-0001"], category="hardware")
    called = alice.post("/requests", body).json["reference"]
    ann.get(f"/requests/{called}/incident")
    ann.send(f"/requests/{called}/incident/refuse", clause="hardware", sure="yes")
    shut(**SHUT["contract-ended"])

    ann.get(f"/requests/{called}/incident")
    ann.send(f"/requests/{called}/incident/reroute")

    assert count_requests() == 1


def test_the_cohort_asks_in_the_pilot(alice: ApiClient) -> None:
    """R-ONB-4, R-ONB-5."""
    shut(**SHUT["not-in-pilot"])
    with transaction() as session:
        session.execute(update(User).values(in_pilot=True))
    db.session.remove()

    assert alice.post("/requests", incident_body()).status_code == 201


def test_a_visit_ends_with_the_contract_at_the_latest(alice: ApiClient) -> None:
    """R-ONB-5, R-WIN-3: booked or moved, it ends by the contract's last day at the site."""
    booked = alice.post("/requests", access_body()).json
    shut(contract_ends_on=tomorrow_at(9).date())
    later = {
        "starts_at": (tomorrow_at(9) + timedelta(days=1)).isoformat(),
        "ends_at": (tomorrow_at(9) + timedelta(days=1, hours=3)).isoformat(),
    }

    new = alice.post("/requests", access_body(window=later))
    moved = alice.post(f"/requests/{booked['number']}/reschedule", {"window": later})

    assert (new.status_code, new.json["code"]) == (422, "after-contract")
    assert new.json["next_opening"]["ends_at"][:10] <= tomorrow_at(9).date().isoformat()
    assert moved.json["code"] == "after-contract"


MORE: dict[str, dict[str, Any]] = {
    "visitors": {"name": "Nora New", "email": "nora@vendor.example"},
    "visitors/1/replace": {"name": "Nora New", "email": "nora@vendor.example"},
    "details": {"equipment_in": ["A server"]},
    "severity": {"severity": "B", "impact": "It is worse than it was"},
    "reschedule": {
        "window": {
            "starts_at": (tomorrow_at(9) + timedelta(days=1)).isoformat(),
            "ends_at": (tomorrow_at(9) + timedelta(days=1, hours=3)).isoformat(),
        }
    },
}


@pytest.mark.parametrize("code", SHUT)
def test_what_a_phase_forbids_to_ask_for_it_forbids_to_change(alice: ApiClient, code: str) -> None:
    """R-ONB-5: the visit that was kept stays as it was booked."""
    called = alice.post("/requests", access_body()).json["number"]
    before = alice.get(f"/requests/{called}").json
    shut(**SHUT[code])

    answers = [alice.post(f"/requests/{called}/{act}", body) for act, body in MORE.items()]

    assert {(each.status_code, each.json["code"]) for each in answers} == {(403, code)}
    after = alice.get(f"/requests/{called}").json
    assert (after["visitors"], after["window"]) == (before["visitors"], before["window"])


@pytest.mark.parametrize("code", ["in-deployment", "not-in-pilot"])
def test_what_is_given_up_needs_no_open_door(alice: ApiClient, code: str) -> None:
    """R-ONB-5."""
    called = alice.post("/requests", access_body()).json["number"]
    shut(**SHUT[code])

    off = alice.post(f"/requests/{called}/cancel", {"reason": "We are not ready"})

    assert (off.status_code, off.json["status"]) == (200, "cancelled")


@pytest.mark.parametrize("code", ["in-deployment", "not-in-pilot"])
def test_what_is_open_is_still_spoken_about_behind_a_shut_door(
    app: Flask, alice: ApiClient, code: str
) -> None:
    """A word asks for nothing more, and the customer may owe it (R-SEV-4, R-ONB-5)."""
    called = alice.post("/requests", incident_body(severity="A")).json["reference"]
    contact = sign_in(app, make_contact("Carla Cole", 1))
    shut(**SHUT[code])

    said = alice.post(f"/requests/{called}/updates", {"text": "It is dark again"})
    kept = alice.post(f"/requests/{called}/numbers", {"purchase_order": "PO-7"})
    contact.get(f"/requests/{called}")

    assert [said.status_code, kept.status_code] == [200, 200]
    assert "text" in contact.form(f"/requests/{called}/updates")


@pytest.mark.parametrize("code", SHUT)
def test_the_page_of_a_request_offers_nothing_that_a_shut_door_refuses(
    app: Flask, code: str
) -> None:
    """R-ONB-5."""
    contact = make_contact("Alice Adams", make_customer())
    make_site(lead_days=3650)
    called = api_of(app, contact).post("/requests", access_body()).json["number"]
    alice = sign_in(app, contact)
    open_page = words_of(alice.get(f"/requests/{called}"))
    shut(**SHUT[code])

    page = words_of(alice.get(f"/requests/{called}"))

    for offered in ("Move it", "Add a visitor", "Change the reason"):
        assert offered in open_page
        assert offered not in page


def test_history_is_read_only_after_the_contract(alice: ApiClient) -> None:
    """R-ONB-4."""
    called = alice.post("/requests", incident_body()).json["reference"]
    shut(**SHUT["contract-ended"])

    read = alice.get(f"/requests/{called}")
    word = alice.post(f"/requests/{called}/updates", {"text": "Is anybody there?"})

    assert read.status_code == 200
    assert (word.status_code, word.json["code"]) == (403, "contract-ended")


def test_an_open_ended_contract_shuts_nothing(alice: ApiClient) -> None:
    """R-ONB-5."""
    shut(contract_ends_on=date.max)

    assert alice.post("/requests", access_body()).status_code == 201


def test_a_new_call_that_makes_a_request_is_noticed(app: Flask) -> None:
    """R-ONB-5: whoever adds one walks it through the tests above."""
    making = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and getattr(app.view_functions[rule.endpoint], "permission", None)
        is Permission.RAISE_REQUEST
    }

    assert making - OTHERS == PATHS


def test_a_request_is_made_in_one_place_behind_the_door() -> None:
    """R-ONB-5: no other function makes a row, of a request or of a window."""
    makers = {
        (path.name, function.name, made)
        for path in SOURCES
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        for made in ("ServiceRequest", "BookedWindow")
        if makes(call, made)
    }

    assert makers == {
        ("service.py", "receive", "ServiceRequest"),
        ("service.py", "window_row", "BookedWindow"),
    }


def makes(node: ast.AST, name: str) -> bool:
    """Whether code makes a row of a table: by its class, or by an INSERT."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    inserted = [each.id for each in node.args if isinstance(each, ast.Name)]
    return node.func.id == name or (
        node.func.id in {"insert", "conflict_insert"} and name in inserted
    )
