"""Visits that recur: each its own window and passes, all booked or none (R-WIN-6)."""

from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from accessdesk.accounts.rules import Role
from accessdesk.db import db, transaction
from accessdesk.passes.models import Pass
from accessdesk.passes.rules import PassState
from accessdesk.scheduling.local_time import zone_named
from accessdesk.scheduling.models import BookedWindow, Closure
from accessdesk.scheduling.queries import windows_of_request
from accessdesk.scheduling.recurrence.series import SeriesRefused
from accessdesk.service_desk import service
from accessdesk.service_requests.queries import get_request
from accessdesk.visits.asking.service import submit
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
from tests.visits.visits import draft, utc

OCTOBER = utc("2026-10-01 12:00Z")


@pytest.fixture
def alice(app: Flask) -> ApiClient:
    make_site(visitor_capacity=1)
    return api_of(app, make_contact("Alice Adams", make_customer()))


def weekly(count: int = 3, **fields: Any) -> dict[str, Any]:
    return access_body(recurrence={"rule": f"FREQ=WEEKLY;COUNT={count}"} | fields)


def window_in(days: int, hour: int = 9) -> dict[str, str]:
    starts = tomorrow_at(hour) + timedelta(days=days)
    return {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=3)).isoformat()}


def test_each_occurrence_is_a_window_with_passes_of_its_own(alice: ApiClient) -> None:
    """R-WIN-6, R-PASS-1."""
    request = alice.post("/requests", weekly())
    passes = alice.get(f"/requests/{request.json['number']}/passes").json

    assert request.status_code == 201, request.json
    assert [each["occurrence"] for each in request.json["windows"]] == [1, 2, 3]
    assert [each["status"] for each in request.json["recurrence"]["occurrences"]] == ["ok"] * 3
    assert len({each["code"] for each in passes}) == 3
    assert len({each["window"]["starts_at"] for each in passes}) == 3


def test_london_keeps_its_local_time_over_the_clock_change(app: Flask) -> None:
    """The first case of the issue: 20 October 18:00Z and 27 October 19:00Z."""
    make_site("LON1", zone="Europe/London")
    contact = make_contact("Alice Adams", make_customer())
    rule = "FREQ=WEEKLY;BYDAY=TU;COUNT=2"

    with transaction():
        sr = submit(
            contact,
            draft("2026-10-20 19:00", "2026-10-20 21:00", rule, site="LON1"),
            now=OCTOBER,
        )
        starts = [each.starts_at for each in windows_of_request(sr.id)]

    assert starts == [utc("2026-10-20 18:00Z"), utc("2026-10-27 19:00Z")]


def test_sydneys_last_sunday_in_october_is_listed_as_falling_in_the_gap(app: Flask) -> None:
    """The clocks of Sydney go forward on the first Sunday of October, so 4 October is it."""
    make_site("SYD1", zone="Australia/Sydney")
    contact = make_contact("Alice Adams", make_customer())
    sundays = draft(
        "2026-09-27 02:30", "2026-09-27 04:30", "FREQ=WEEKLY;BYDAY=SU;COUNT=3", site="SYD1"
    )

    with transaction():
        sr = submit(contact, sundays, now=utc("2026-09-01 00:00Z"))
        kept = sr.details["recurrence"]["occurrences"]
        local = windows_of_request(sr.id)[1].starts_at.astimezone(zone_named("Australia/Sydney"))

    assert [each["status"] for each in kept] == ["ok", "in-gap", "ok"]
    assert "does not exist" in kept[1]["words"]
    assert f"{local:%d %H:%M}" == "04 03:30"


def test_sydneys_last_sunday_of_each_month_is_booked_as_it_is(app: Flask) -> None:
    """The eleventh case of the issue: the clocks went forward three weeks earlier."""
    make_site("SYD1", zone="Australia/Sydney", lead_days=100)
    contact = make_contact("Alice Adams", make_customer())
    rule = "FREQ=MONTHLY;BYDAY=-1SU;COUNT=3"

    with transaction():
        sr = submit(
            contact,
            draft("2026-09-27 02:30", "2026-09-27 03:30", rule, site="SYD1"),
            now=utc("2026-09-01 00:00Z"),
        )
        kept = sr.details["recurrence"]["occurrences"]
        starts = [each.starts_at for each in windows_of_request(sr.id)]

    assert [each["status"] for each in kept] == ["ok"] * 3
    assert starts == [
        utc("2026-09-26 16:30Z"),
        utc("2026-10-24 15:30Z"),
        utc("2026-11-28 15:30Z"),
    ]


def test_the_preview_says_what_is_done_about_each_and_books_nothing(alice: ApiClient) -> None:
    with transaction() as session:
        day = tomorrow_at(0) + timedelta(days=7)
        session.add(
            Closure(site_id=1, starts_at=day, ends_at=day + timedelta(days=1), name="freeze")
        )
    body = {"window": window_in(0), "recurrence": {"rule": "FREQ=WEEKLY;COUNT=3"}}

    plan = alice.post("/sites/AMS1/recurrence-preview", body)
    nothing = db.session.scalar(select(func.count()).select_from(BookedWindow))
    db.session.remove()
    booked = alice.post("/requests", weekly())

    assert [each["status"] for each in plan.json["visits"]] == ["ok", "closed", "ok"]
    assert "closed for freeze" in plan.json["visits"][1]["words"]
    assert plan.json["fits"] is True
    assert nothing == 0
    assert len(booked.json["windows"]) == 2


def test_places_are_claimed_for_all_or_none_and_what_does_not_fit_is_listed(
    alice: ApiClient,
) -> None:
    """R-WIN-5 with R-WIN-6."""
    alice.post("/requests", access_body(window=window_in(7)))
    body = {"window": window_in(0), "recurrence": {"rule": "FREQ=WEEKLY;COUNT=3"}}

    plan = alice.post("/sites/AMS1/recurrence-preview", body).json
    refused = alice.post("/requests", weekly())
    left_out = (tomorrow_at(9) + timedelta(days=7)).date().isoformat()
    fitted = alice.post("/requests", weekly(**{"except": [left_out]}))

    assert [each["fits"] for each in plan["visits"]] == [True, False, True]
    assert plan["fits"] is False
    assert (refused.status_code, refused.json["code"]) == (409, "occurrences-refused")
    assert [each["rules"] for each in refused.json["refused"]] == [["site-full"]]
    assert len(alice.get("/requests").json["requests"]) == 2
    assert len(fitted.json["windows"]) == 2


def test_one_occurrence_is_moved_alone_with_new_passes(alice: ApiClient) -> None:
    """R-ACC-8: the passes of the others stay as they are."""
    request = alice.post("/requests", weekly()).json
    number, windows = request["number"], request["windows"]
    before = alice.get(f"/requests/{number}/passes").json

    moved = alice.post(
        f"/requests/{number}/windows/{windows[1]['id']}/reschedule", {"window": window_in(8)}
    )

    after = alice.get(f"/requests/{number}/passes").json
    assert moved.status_code == 200, moved.json
    assert [each["occurrence"] for each in moved.json["windows"]] == [1, 2, 3]
    assert len({each["code"] for each in before} & {each["code"] for each in after}) == 2
    assert moved.json["windows"][1]["starts_at"][:10] == window_in(8)["starts_at"][:10]


def test_one_occurrence_is_cancelled_alone_and_the_last_one_ends_the_request(
    alice: ApiClient,
) -> None:
    request = alice.post("/requests", weekly(2)).json
    number, windows = request["number"], request["windows"]
    first, last = (f"/requests/{number}/windows/{each['id']}/cancel" for each in windows)

    silent = alice.post(first, {"reason": " "})
    one = alice.post(first, {"reason": "Parts are late"})
    passes = alice.get(f"/requests/{number}/passes").json
    twice = alice.post(first, {"reason": "Parts are late"})
    both = alice.post(last, {"reason": "Parts are late"})

    assert silent.status_code == 422
    assert (one.json["status"], len(one.json["windows"]), len(passes)) == ("scheduled", 1, 1)
    assert twice.status_code == 404
    assert both.json["status"] == "cancelled"
    assert alice.post("/requests", weekly(2)).status_code == 201


def test_a_recurring_visit_is_not_moved_without_saying_which(alice: ApiClient) -> None:
    number = alice.post("/requests", weekly(2)).json["number"]

    refused = alice.post(f"/requests/{number}/reschedule", {"window": window_in(8)})

    assert (refused.status_code, refused.json["code"]) == (409, "which-window")


def test_a_window_of_another_request_is_not_found(alice: ApiClient) -> None:
    """R-SEC-1."""
    number = alice.post("/requests", access_body()).json["number"]
    other = alice.post("/requests", access_body(window=window_in(1))).json["windows"][0]["id"]

    answer = alice.post(f"/requests/{number}/windows/{other}/cancel", {"reason": "no"})

    assert answer.status_code == 404


def test_a_manual_site_holds_every_occurrence_until_it_is_approved(app: Flask) -> None:
    """R-ACC-10."""
    make_site(approval="manual", visitor_capacity=1)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    held = alice.post("/requests", weekly()).json

    taken = alice.post("/requests", access_body(window=window_in(14)))
    ann.post(f"/requests/{held['reference']}/approve")

    assert taken.json["code"] == "site-full"
    assert len(alice.get(f"/requests/{held['reference']}/passes").json) == 3


@pytest.mark.timed
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY",
        "FREQ=SECONDLY",
        "FREQ=DAILY;COUNT=401",
        "FREQ=DAILY;UNTIL=20991231",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
        "FREQ=DAILY;INTERVAL=0;COUNT=2",
        "nonsense",
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_at_once_at_its_field(
    alice: ApiClient, rule: str
) -> None:
    started = perf_counter()
    refused = alice.post("/requests", access_body(recurrence={"rule": rule}))

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["recurrence.rule"]
    assert perf_counter() - started < 1


@pytest.mark.long
def test_a_year_of_days_is_booked_at_once(app: Flask) -> None:
    """The bound of R-WIN-6: 366 windows in one transaction."""
    make_site(lead_days=400)
    contact = make_contact("Alice Adams", make_customer())
    daily = draft("2026-11-01 12:00", "2026-11-01 13:00", "FREQ=DAILY;UNTIL=20271101")

    with transaction():
        sr = submit(contact, daily, now=OCTOBER)
        booked = len(windows_of_request(sr.id))
        passes = db.session.scalar(select(func.count()).select_from(Pass))

    assert booked == passes == 366


def test_occurrences_beyond_the_lead_are_listed_and_nothing_is_booked(app: Flask) -> None:
    make_site(lead_days=30)
    contact = make_contact("Alice Adams", make_customer())
    weeks = draft("2026-10-20 12:00", "2026-10-20 13:00", "FREQ=WEEKLY;COUNT=3")

    with pytest.raises(SeriesRefused) as refused, transaction():
        submit(contact, weeks, now=OCTOBER)

    assert [each["rules"] for each in refused.value.extra["refused"]] == [["too-far-ahead"]]
    assert db.session.scalar(select(func.count()).select_from(BookedWindow)) == 0


@pytest.mark.parametrize("how", ["resolve", "archive"])
def test_a_request_that_ends_gives_its_visits_to_come_back(
    app: Flask, alice: ApiClient, how: str
) -> None:
    """R-ACC-9 with R-WIN-5: the places are free again, and no pass of it opens the gate."""
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    number = alice.post("/requests", weekly()).json["number"]
    taken = alice.post("/requests", access_body(window=window_in(7)))

    ended = ann.post(f"/requests/{number}/{how}", {"reason": "The work is done."})

    with transaction(write=False):
        states = set(db.session.scalars(select(Pass.state)))
    db.session.remove()
    assert taken.status_code == 409
    assert (ended.status_code, ended.json["windows"]) == (200, [])
    assert states == {PassState.REVOKED}
    assert alice.get(f"/requests/{number}/passes").json == []
    assert alice.post("/requests", weekly()).status_code == 201


def test_the_visit_in_which_somebody_entered_keeps_its_places_to_its_end(app: Flask) -> None:
    """R-GATE-9: nobody is sent out by a word on the request, and their stay is still watched."""
    make_site(visitor_capacity=1)
    contact = make_contact("Alice Adams", make_customer())
    agent = make_staff("Ann Agent", Role.AGENT)
    two = draft("2026-10-20 12:00", "2026-10-20 14:00", "FREQ=WEEKLY;COUNT=2")

    with transaction():
        called = submit(contact, two, now=utc("2026-10-20 09:00Z")).reference
    enter(0, utc("2026-10-20 10:10Z"))
    with transaction():
        now = utc("2026-10-20 11:00Z")
        sr = get_request(agent, called, now=now)
        first = windows_of_request(sr.id)[0]
        service.resolve(agent, sr, "Done early.", now=now)
        left = windows_of_request(sr.id)

    assert [each.id for each in left] == [first.id]
