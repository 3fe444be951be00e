"""Who comes can change, but never past the gate nor past who approves (R-ACC-8, R-ACC-10)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.db import transaction
from accessdesk.errors import Conflict
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.revision import claim_revision
from accessdesk.service_requests.service import advance
from accessdesk.visits.changing import changes, visitor_changes
from accessdesk.visits.drafts import VisitorDraft
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.visits.test_overstays import enter

ONE = [{"name": "Sanne de Vries"}]


def ask(client: ApiClient, **fields: Any) -> dict[str, Any]:
    made = client.post("/requests", access_body(visitors=ONE, **fields))
    assert made.status_code == 201, made.json
    body: dict[str, Any] = made.json
    return body


def rename(client: ApiClient, visit: dict[str, Any], name: str) -> tuple[int, str]:
    address = f"/requests/{visit['reference']}/visitors/{visit['visitors'][0]['id']}"
    answer = client.post(address, {"name": name})
    return answer.status_code, answer.json.get("code", answer.json.get("status"))


@pytest.fixture
def alice(app: Flask) -> ApiClient:
    make_site(visitor_capacity=1)
    make_site("DUB2", approval="manual")
    return api_of(app, make_contact("Alice Adams", make_customer()))


@pytest.fixture
def approved(app: Flask, alice: ApiClient) -> dict[str, Any]:
    """A visit at a site that approves by hand, once it is approved."""
    visit = ask(alice, site="DUB2")
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    approved = ann.post(f"/requests/{visit['reference']}/approve")
    assert approved.json["status"] == "scheduled", approved.json
    return visit


def test_an_approved_name_is_corrected_but_not_turned_into_another_persons(
    alice: ApiClient, approved: dict[str, Any]
) -> None:
    spelt = rename(alice, approved, "Sanne de Vriess")
    other = rename(alice, approved, "Boris Unapproved")

    assert spelt == (200, "scheduled")
    assert other == (409, "another-person")


def test_before_anybody_approved_any_name_can_still_be_given(alice: ApiClient, app: Flask) -> None:
    visit = ask(alice, site="DUB2")

    assert rename(alice, visit, "Boris Other") == (200, "awaiting-approval")


def test_the_name_under_which_somebody_came_in_stays(alice: ApiClient) -> None:
    """R-GATE-12: the first record stays."""
    visit = ask(alice)
    enter(0, tomorrow_at(9, 10), left_at=tomorrow_at(9, 40))

    assert rename(alice, visit, "Nobody Atall") == (409, "has-entered")


def test_who_is_inside_keeps_their_place_when_the_visit_is_called_off(alice: ApiClient) -> None:
    """R-WIN-5: the control, with nobody inside, is given the place again."""
    visit = ask(alice)
    enter(0, tomorrow_at(9, 10))

    called_off = alice.post(f"/requests/{visit['number']}/cancel", {"reason": "not needed"})
    again = alice.post("/requests", access_body(visitors=ONE))

    assert called_off.json["status"] == "cancelled"
    assert (again.status_code, again.json["code"]) == (409, "site-full")


def after_an_entry(app: Flask, step: Callable[..., Any]) -> Callable[..., Any]:
    """Let the first visitor come in, in a transaction of its own, just before a step."""

    def come_in() -> None:
        with app.app_context():
            enter(0, tomorrow_at(9, 10))

    def step_after(*args: Any, **facts: Any) -> Any:
        with ThreadPoolExecutor(1) as gate:
            gate.submit(come_in).result()
        return step(*args, **facts)

    return step_after


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_a_window_in_which_somebody_just_entered_is_not_moved(
    app: Flask, alice: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = ask(alice)
    later = {"starts_at": tomorrow_at(14).isoformat(), "ends_at": tomorrow_at(15).isoformat()}

    monkeypatch.setattr(changes, "claim_revision", after_an_entry(app, claim_revision))
    moved = alice.post(f"/requests/{visit['number']}/reschedule", {"window": later})

    assert (moved.status_code, moved.json["title"]) == (409, "Somebody has entered on this visit")


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_who_enters_while_a_visit_is_called_off_keeps_their_place_too(
    app: Flask, alice: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-WIN-5; SQLite has one writer, so that nobody enters meanwhile there."""
    visit = ask(alice)

    monkeypatch.setattr(changes, "advance", after_an_entry(app, advance))
    alice.post(f"/requests/{visit['number']}/cancel", {"reason": "not needed"})
    again = alice.post("/requests", access_body(visitors=ONE))

    assert (again.status_code, again.json["code"]) == (409, "site-full")


def test_a_visit_to_which_nobody_came_gives_its_place_back(alice: ApiClient) -> None:
    visit = ask(alice)

    alice.post(f"/requests/{visit['number']}/cancel", {"reason": "not needed"})

    assert ask(alice)["status"] == "scheduled"


def replace(called: str, visitor_id: int) -> None:
    """Let Boris Other come instead, as the desk's agent does."""
    ann, now = make_staff("Bea Agent", Role.AGENT), tomorrow_at(10)
    with transaction():
        sr = get_request(ann, called, now=now)
        visitor_changes.replace_visitor(
            ann, sr, visitor_id, VisitorDraft("Boris Other", ""), now=now
        )


def test_another_person_at_an_approving_site_waits_for_approval_again(
    alice: ApiClient, approved: dict[str, Any]
) -> None:
    replace(approved["reference"], approved["visitors"][0]["id"])

    shown = alice.get(f"/requests/{approved['reference']}")
    passes = alice.get(f"/requests/{approved['reference']}/passes")
    assert shown.json["status"] == "awaiting-approval"
    assert "issued" not in {each["state"] for each in passes.json}


def test_nobody_takes_the_place_of_a_person_who_is_inside(alice: ApiClient) -> None:
    """R-WIN-5."""
    visit = ask(alice)
    enter(0, tomorrow_at(9, 10))

    with pytest.raises(Conflict) as refused:
        replace(visit["reference"], visit["visitors"][0]["id"])

    assert refused.value.code == "already-inside"


def test_a_visitor_whose_pass_others_may_have_seen_gets_a_new_one(alice: ApiClient) -> None:
    """R-PASS-3: the old one stops at once; there is none to renew once the visit is called off."""
    visit = ask(alice)
    called, visitor = visit["number"], visit["visitors"][0]["id"]
    passes = f"/requests/{called}/passes"
    (old,) = alice.get(passes).json

    renewed = alice.post(f"/requests/{called}/visitors/{visitor}/new-pass")

    (new,) = alice.get(passes).json
    stopped = alice.get(f"/passes/{old['id']}.png")
    alice.post(f"/requests/{called}/cancel", {"reason": "The part is late."})
    too_late = alice.post(f"/requests/{called}/visitors/{visitor}/new-pass")
    assert renewed.status_code == 200
    assert {old["code"], old["short_code"]}.isdisjoint({new["code"], new["short_code"]})
    assert (stopped.status_code, stopped.json["code"]) == (409, "superseded")
    assert too_late.status_code == 409
