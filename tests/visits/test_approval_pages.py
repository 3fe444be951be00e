"""An approval at a site that decides by hand: not for what is over, and with one number."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from accessdesk import clock
from accessdesk.accounts.rules import Actor, Role
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
from tests.web.page_client import sign_in, words_of

TimeTravel = Callable[[datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> TimeTravel:
    """Set the clock to a moment."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def ann(app: Flask) -> Actor:
    make_site(zone="UTC", approval="manual", lead_days=30)
    return make_staff("Ann Agent", Role.AGENT)


@pytest.fixture
def desk(app: Flask, ann: Actor) -> ApiClient:
    return api_of(app, ann)


@pytest.fixture
def alice(app: Flask, desk: ApiClient) -> ApiClient:
    return api_of(app, make_contact("Alice Adams", make_customer()))


def window(start: int, end: int) -> dict[str, Any]:
    times = {"starts_at": tomorrow_at(start), "ends_at": tomorrow_at(end)}
    return {"window": {name: moment.isoformat() for name, moment in times.items()}}


def test_a_visit_whose_window_has_ended_is_not_approved_and_the_next_is_offered(
    alice: ApiClient, desk: ApiClient, at: TimeTravel
) -> None:
    """R-ACC-3, R-WIN-3: no number and no pass for what can take place no more."""
    called = alice.post("/requests", access_body()).json["reference"]
    at(tomorrow_at(12))

    refused = desk.post(f"/requests/{called}/approve")
    after = desk.get(f"/requests/{called}").json
    passes = desk.get(f"/requests/{called}/passes").json
    offered = refused.json["next_opening"]
    moved = alice.post(f"/requests/{called}/reschedule", {"window": offered})

    assert (refused.status_code, refused.json["code"]) == (409, "window-over")
    assert "12:00 UTC; nobody could enter." in refused.json["detail"]
    assert "12:00–15:00 UTC, the next that fits" in refused.json["next_step"]
    assert (after["status"], after["number"], passes) == ("awaiting-approval", None, [])
    assert moved.status_code == 200


def test_a_visit_is_approved_to_the_last_moment_of_its_window(
    alice: ApiClient, desk: ApiClient, at: TimeTravel
) -> None:
    called = alice.post("/requests", access_body()).json["reference"]
    at(tomorrow_at(12) - timedelta(seconds=1))

    approved = desk.post(f"/requests/{called}/approve")

    assert (approved.status_code, approved.json["status"]) == (200, "scheduled")


def test_the_page_says_why_a_visit_cannot_be_approved_any_more(
    app: Flask, ann: Actor, alice: ApiClient, at: TimeTravel
) -> None:
    called = alice.post("/requests", access_body()).json["reference"]
    at(tomorrow_at(13))
    agent = sign_in(app, ann)
    agent.get(f"/requests/{called}")

    refused = agent.fill(f"/requests/{called}/approve")

    assert refused.status_code == 409
    assert "✕ This visit can no longer be approved" in words_of(refused)
    assert "the next that fits, or reject it." in words_of(refused)
    assert "Reject it instead" in words_of(refused)


def test_of_several_visits_those_that_are_over_get_no_passes(
    alice: ApiClient, desk: ApiClient, at: TimeTravel
) -> None:
    daily = access_body(recurrence={"rule": "FREQ=DAILY;COUNT=3"})
    called = alice.post("/requests", daily).json["reference"]
    at(tomorrow_at(13))

    approved = desk.post(f"/requests/{called}/approve")

    passes = desk.get(f"/requests/{called}/passes").json
    assert approved.status_code == 200
    assert len(passes) == 2


def test_a_request_that_is_held_and_approved_again_keeps_its_number(
    alice: ApiClient, desk: ApiClient
) -> None:
    """R-ACC-3: the number is given once, and stays readable to whoever wrote it down."""
    called = alice.post("/requests", access_body()).json["reference"]

    first = desk.post(f"/requests/{called}/approve").json
    held = alice.post(f"/requests/{called}/reschedule", window(13, 15)).json
    again = desk.post(f"/requests/{called}/approve").json

    assert held["status"] == "awaiting-approval"
    assert again["status"] == "scheduled"
    assert first["number"] == held["number"] == again["number"] is not None


@pytest.mark.parametrize("left_at", [None, tomorrow_at(10)])
def test_a_window_in_which_somebody_entered_is_neither_moved_nor_called_off_alone(
    app: Flask, left_at: datetime | None
) -> None:
    """R-GATE-9, R-GATE-12: what was recorded at the gate stays under the window it was for."""
    make_site(zone="UTC")
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    weekly = access_body(recurrence={"rule": "FREQ=WEEKLY;COUNT=2"})
    visit = alice.post("/requests", weekly).json
    used, unused = (each["id"] for each in visit["windows"])
    enter(0, tomorrow_at(9, 10), left_at=left_at)
    path = f"/requests/{visit['number']}/windows"

    moved = alice.post(f"{path}/{used}/reschedule", window(13, 15))
    off = alice.post(f"{path}/{used}/cancel", {"reason": "Not needed."})
    other = alice.post(f"{path}/{unused}/reschedule", window(15, 16))

    for refused in (moved, off):
        assert (refused.status_code, refused.json["code"]) == (409, "wrong-status")
        assert refused.json["title"] == "Somebody has entered on this visit"
    assert other.status_code == 200
    assert used in [each["id"] for each in other.json["windows"]]


def test_the_page_says_in_words_how_each_proposal_came_out(
    app: Flask, alice: ApiClient, ann: Actor, desk: ApiClient, at: TimeTravel
) -> None:
    """R-ACC-10: one was declined, the next nobody answered in time."""
    called = alice.post("/requests", access_body()).json["reference"]
    first = desk.post(f"/requests/{called}/proposals", {**window(13, 16), "hours": 1})
    alice.post(f"/requests/{called}/proposals/{first.json['proposals'][0]['id']}/decline")
    desk.post(f"/requests/{called}/proposals", {**window(14, 17), "hours": 1})
    at(tomorrow_at(0) + timedelta(hours=2))

    words = words_of(sign_in(app, ann).get(f"/requests/{called}/proposals"))

    assert "This proposal has expired: nobody answered it in time." in words
    assert "This proposal was declined." in words
