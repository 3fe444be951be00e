"""A site's policy and week through the API (R-WIN-3)."""

from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Right, Role
from accessdesk.db import db
from accessdesk.journal.models import JournalEntry
from tests.people import (
    PHRASE,
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)

POLICY = {
    "notice_minutes": 0,
    "lead_days": 60,
    "longest_visit_hours": 12,
    "visitor_capacity": 12,
    "escort_capacity": 0,
    "early_minutes": 0,
    "late_minutes": 0,
    "opening_hours": [],
}


@pytest.fixture
def people(app: Flask) -> tuple[ApiClient, ApiClient]:
    """Alice, a contact, and Max, who plans the site."""
    make_site()
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    return alice, api_of(app, make_staff("Max Manager", Role.MANAGER))


def closure(**fields: Any) -> dict[str, Any]:
    return {
        "name": "change freeze",
        "starts_at": tomorrow_at(8).isoformat(),
        "ends_at": tomorrow_at(20).isoformat(),
    } | fields


def test_a_shorter_longest_visit_names_the_visits_it_touches_and_waits(
    people: tuple[ApiClient, ApiClient],
) -> None:
    """R-WIN-3: a policy never silently breaks a booked visit."""
    alice, max_ = people
    number = alice.post("/requests", access_body()).json["number"]
    shorter = POLICY | {"longest_visit_hours": 2}

    preview = max_.post("/sites/AMS1/policy/preview", shorter)
    refused = max_.post("/sites/AMS1/policy", shorter)
    unchanged = max_.get("/sites/AMS1/policy")

    assert [each["request"] for each in preview.json["touched"]] == [number]
    assert "at most 2 h" in preview.json["touched"][0]["why"][0]
    assert (refused.status_code, refused.json["code"]) == (409, "visits-touched")
    assert unchanged.json["longest_visit_hours"] == 12


def test_the_manager_keeps_a_touched_visit_and_its_pass_goes_on(
    people: tuple[ApiClient, ApiClient],
) -> None:
    alice, max_ = people
    number = alice.post("/requests", access_body()).json["number"]
    shorter = POLICY | {"longest_visit_hours": 2}
    window = max_.post("/sites/AMS1/policy/preview", shorter).json["touched"][0]["window"]

    changed = max_.post("/sites/AMS1/policy", shorter | {"keep": [window]})

    assert changed.json["longest_visit_hours"] == 2
    assert len(alice.get(f"/requests/{number}/passes").json) == 1
    again = max_.post("/sites/AMS1/policy/preview", shorter | {"visitor_capacity": 11})
    assert again.json["touched"] == []


def test_a_touched_visit_is_cancelled_with_a_reason_and_never_without(
    people: tuple[ApiClient, ApiClient],
) -> None:
    alice, max_ = people
    number = alice.post("/requests", access_body()).json["number"]
    shorter = POLICY | {"longest_visit_hours": 2}
    window = max_.post("/sites/AMS1/policy/preview", shorter).json["touched"][0]["window"]

    silent = max_.post("/sites/AMS1/policy", shorter | {"cancel": [window]})
    still = alice.get(f"/requests/{number}").json["status"]
    said = max_.post("/sites/AMS1/policy", shorter | {"cancel": [window], "reason": "Floor work"})

    request = alice.get(f"/requests/{number}").json
    assert (silent.status_code, still) == (422, "scheduled")
    assert said.status_code == 200
    assert (request["status"], request["ended_reason"]) == ("cancelled", "Floor work")


@pytest.mark.parametrize("path", ["policy", "closures"])
def test_a_visit_that_is_both_kept_and_cancelled_is_neither_and_nothing_is_changed(
    people: tuple[ApiClient, ApiClient], path: str
) -> None:
    """R-WIN-3: the other visit, named once, is not cancelled along with it."""
    alice, max_ = people
    numbers = [alice.post("/requests", access_body()).json["number"] for _ in "ab"]
    change = {"policy": POLICY | {"longest_visit_hours": 2}, "closures": closure()}[path]
    touched = max_.post(f"/sites/AMS1/{path}/preview", change).json["touched"]
    first, second = [each["window"] for each in touched]
    before = max_.get("/sites/AMS1/policy").json

    torn = {"keep": [first], "cancel": [first, second], "reason": "Floor work"}
    refused = max_.post(f"/sites/AMS1/{path}", change | torn)

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["cancel"]
    assert f"window {first}." in str(refused.json["errors"])
    assert max_.get("/sites/AMS1/policy").json == before
    assert [alice.get(f"/requests/{each}").json["status"] for each in numbers] == ["scheduled"] * 2


def test_a_visit_that_the_change_does_not_touch_cannot_be_cancelled_along_with_it(
    people: tuple[ApiClient, ApiClient],
) -> None:
    alice, max_ = people
    long = alice.post("/requests", access_body()).json["number"]
    short_window = {
        "starts_at": tomorrow_at(9).isoformat(),
        "ends_at": tomorrow_at(10).isoformat(),
    }
    short = alice.post("/requests", access_body(window=short_window)).json["number"]
    ids = [1, 2]

    changed = max_.post(
        "/sites/AMS1/policy",
        POLICY | {"longest_visit_hours": 2, "cancel": ids, "reason": "Floor work"},
    )

    assert changed.status_code == 200
    assert alice.get(f"/requests/{long}").json["status"] == "cancelled"
    assert alice.get(f"/requests/{short}").json["status"] == "scheduled"


def test_a_lower_capacity_touches_the_visits_that_overlap_too_many(
    people: tuple[ApiClient, ApiClient],
) -> None:
    alice, max_ = people
    alice.post("/requests", access_body())
    alice.post("/requests", access_body())

    one = max_.post("/sites/AMS1/policy/preview", POLICY | {"visitor_capacity": 1})
    two = max_.post("/sites/AMS1/policy/preview", POLICY | {"visitor_capacity": 2})

    assert len(one.json["touched"]) == 2
    assert two.json["touched"] == []


def test_a_closed_period_is_added_refuses_visits_and_is_taken_back(
    people: tuple[ApiClient, ApiClient],
) -> None:
    alice, max_ = people

    added = max_.post("/sites/AMS1/closures", closure())
    refused = alice.post("/requests", access_body())
    period = added.json["closures"][0]
    removed = max_.post(f"/sites/AMS1/closures/{period['id']}/remove")

    assert (period["name"], period["source"]) == ("change freeze", "by hand")
    assert refused.json["code"] == "closed"
    assert removed.json["closures"] == []
    assert alice.post("/requests", access_body()).status_code == 201
    events = {row.event for row in db.session.query(JournalEntry)}
    assert {"site.closures-added", "site.closure-removed"} <= events


def test_closed_periods_come_from_a_rule_holidays_and_a_calendar(
    people: tuple[ApiClient, ApiClient],
) -> None:
    _, max_ = people
    day = f"{tomorrow_at(0):%Y%m%d}"
    calendar = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        f"SUMMARY:Freeze\r\nDTSTART;VALUE=DATE:{day}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    by_rule = max_.post("/sites/AMS1/closures/preview", closure(rule="FREQ=MONTHLY;COUNT=3"))
    holidays = max_.post("/sites/AMS1/closures", {"country": "NL"})
    by_file = max_.post("/sites/AMS1/closures/preview", {"calendar": calendar})

    assert len(by_rule.json["closures"]) == 3
    assert {each["source"] for each in holidays.json["closures"]} == {"public holidays NL"}
    assert len(holidays.json["closures"]) > 15
    assert [each["name"] for each in by_file.json["closures"]] == ["Freeze"]


@pytest.mark.timed
@pytest.mark.parametrize(
    ("body", "field"),
    [
        (closure(name=""), "name"),
        (closure(ends_at=tomorrow_at(7).isoformat()), "ends_at"),
        (closure(starts_at="soon"), "starts_at"),
        (closure(rule="FREQ=SECONDLY"), "rule"),
        (closure(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "rule"),
        ({"country": "ZZ"}, "country"),
        ({"country": "NL", "subdivision": "XX"}, "subdivision"),
        ({"calendar": "not a calendar"}, "file"),
        ({"calendar": "BEGIN:VCALENDAR\n" + "X" * 1_900_000}, "file"),
    ],
)
def test_what_cannot_close_a_site_is_refused_at_once_at_its_field(
    people: tuple[ApiClient, ApiClient], body: dict[str, Any], field: str
) -> None:
    _, max_ = people

    started = perf_counter()
    refused = max_.post("/sites/AMS1/closures", body)

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == [field]
    assert perf_counter() - started < 1


def test_only_a_manager_who_is_posted_there_plans_a_site(app: Flask) -> None:
    """R-SEC-1."""
    here = make_site()
    elsewhere = make_site("LHR2", zone="Europe/London")
    mia = api_of(app, make_staff("Mia Manager", Role.MANAGER, site_ids=[elsewhere]))
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    assert here != elsewhere

    assert mia.get("/sites/AMS1/policy").status_code == 404
    assert mia.post("/sites/AMS1/policy", POLICY).status_code == 404
    assert ann.get("/sites/AMS1/policy").status_code == 403


def test_the_week_tells_the_desk_numbers_and_a_contact_only_states(
    people: tuple[ApiClient, ApiClient],
) -> None:
    """R-SEC-1: no number of other customers' visitors reaches a contact."""
    alice, max_ = people
    visitors = [{"name": f"Vera Vendor{letter}"} for letter in "abcdefghij"]
    alice.post("/requests", access_body(visitors=visitors))
    start = tomorrow_at(9).date() - timedelta(days=1)

    desk = max_.get(f"/sites/AMS1/week?start={start}").json
    contact = alice.get(f"/sites/AMS1/week?start={start}").json

    hour = next(
        h for h in desk["hours"] if h["starts_at"][:16] == f"{tomorrow_at(9):%Y-%m-%dT%H:%M}"
    )
    same = contact["hours"][desk["hours"].index(hour)]
    assert (hour["state"], hour["visitors"], hour["places_left"]) == ("tight", 10, 2)
    assert (same["state"], same["visitors"], same["places_left"]) == ("tight", None, None)
    assert "10" not in same["words"]
    assert "2 of 12 places left" in hour["words"]


def named(letters: str) -> list[dict[str, str]]:
    return [{"name": f"Vera Vendor{letter}"} for letter in letters]


def test_a_full_site_tells_the_desk_how_many_are_booked_and_a_contact_not(
    app: Flask, people: tuple[ApiClient, ApiClient]
) -> None:
    """R-SEC-1: no number of other customers' visitors reaches a contact."""
    alice, max_ = people
    bob = api_of(app, make_contact("Bob Brown", make_customer("fabrikam")))
    bob.post("/requests", access_body(visitors=named("abcdefghijk")))
    window = access_body()["window"]
    later = {"starts_at": tomorrow_at(13).isoformat(), "ends_at": tomorrow_at(14).isoformat()}
    two = access_body(visitors=named("yz"))
    number = alice.post("/requests", two | {"window": later}).json["number"]
    daily = {"rule": "FREQ=DAILY;COUNT=2"}

    asked = alice.post("/requests", two)
    repeated = alice.post("/requests", two | {"recurrence": daily})
    moved = alice.post(f"/requests/{number}/reschedule", {"window": window})
    listed = alice.post(
        "/sites/AMS1/recurrence-preview",
        {"window": window, "recurrence": daily, "visitors": 2},
    )
    check = {"window": window, "visitors": 2, "at": window["starts_at"]}
    checked = alice.post("/sites/AMS1/arrival-check", check)
    checked_by_the_desk = max_.post("/sites/AMS1/arrival-check", check)
    caller = {"email": "alice@contact.example", "phrase": PHRASE}
    by_phone = max_.post("/requests", two | {"on_behalf_of": caller})

    for answer in (asked, repeated, moved, listed, checked):
        assert "there is not room for 2 more" in answer.text
        assert "are booked" not in answer.text
    assert "11 are booked" in by_phone.text
    assert "11 are booked" in checked_by_the_desk.text


def test_openings_are_told_to_whoever_may_plan_a_visit_there(
    app: Flask, people: tuple[ApiClient, ApiClient]
) -> None:
    """Like the week: elsewhere it is as if there were no such site."""
    dub = make_site("DUB2", zone="Europe/Dublin")
    customer = make_customer("fabrikam")
    strangers = [
        make_contact("Bob Brown", customer, site_ids=[dub]),
        make_contact("Ida Ives", customer, rights=[Right.INCIDENTS]),
        make_staff("Ann Agent", Role.AGENT, site_ids=[dub]),
    ]

    answers = [api_of(app, each).get("/sites/AMS1/openings") for each in strangers]
    nowhere = people[0].get("/sites/XXX9/openings")

    assert [each.get("/sites/AMS1/openings").status_code for each in people] == [200, 200]
    assert [each.status_code for each in answers] == [404, 404, 404]
    assert {each.data for each in answers} == {nowhere.data}


@pytest.mark.parametrize("start", ["tomorrow", "9999-12-31", "0001-01-01"])
def test_a_week_that_cannot_be_shown_is_refused(
    people: tuple[ApiClient, ApiClient], start: str
) -> None:
    alice, _ = people

    refused = alice.get(f"/sites/AMS1/week?start={start}")

    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "start"


def test_a_contact_without_the_right_at_a_site_sees_no_week_of_it(app: Flask) -> None:
    make_site()
    carl = make_contact("Carl Clark", make_customer(), rights=[Right.INCIDENTS])

    assert api_of(app, carl).get("/sites/AMS1/week").status_code == 404


def test_badge_numbers_stay_as_they_are_where_a_body_does_not_name_them(
    people: tuple[ApiClient, ApiClient],
) -> None:
    """R-GATE-15."""
    _, max_ = people
    max_.post("/sites/AMS1/policy", POLICY | {"badge_numbers": "V###"})

    kept = max_.post("/sites/AMS1/policy", POLICY)
    slip = max_.post("/sites/AMS1/policy", POLICY | {"badge_numbers": "V[0-9]+"})
    never = max_.post("/sites/AMS1/policy", POLICY | {"badge_numbers": "AD1:#"})
    emptied = max_.post("/sites/AMS1/policy", POLICY | {"badge_numbers": ""})

    assert kept.json["badge_numbers"] == "V###"
    assert (slip.status_code, slip.json["errors"][0]["field"]) == (422, "badge_numbers")
    assert (never.status_code, never.json["errors"][0]["field"]) == (422, "badge_numbers")
    assert emptied.json["badge_numbers"] == ""


def test_what_was_changed_is_listed_with_its_author_and_can_be_undone(
    people: tuple[ApiClient, ApiClient],
) -> None:
    """C1: before, after and by whom, as the page has them; an undo is a change like any other."""
    _, max_ = people
    first = max_.post("/sites/AMS1/policy", POLICY | {"notice_minutes": 30})
    max_.post(
        "/sites/AMS1/policy",
        POLICY | {"notice_minutes": 60, "opening_hours": ["Mon-Fri 08:00-18:00"]},
    )
    [second, oldest] = max_.get("/sites/AMS1/policy/changes").json["changes"]

    undone = max_.post(f"/sites/AMS1/policy/changes/{second['number']}/undo", {})

    [newest, *_] = max_.get("/sites/AMS1/policy/changes").json["changes"]
    assert first.json["saved"] == "Saved by Max Manager: Notice, in minutes 0 → 30."
    assert (oldest["by"], oldest["before"], oldest["after"]) == (
        "Max Manager",
        {"notice_minutes": "0"},
        {"notice_minutes": "30"},
    )
    assert second["before"] == {"notice_minutes": "30", "opening_hours": "around the clock"}
    assert (undone.status_code, undone.json["notice_minutes"]) == (200, 30)
    assert undone.json["opening_hours"] == []
    assert undone.json["saved"].startswith("Saved by Max Manager: Notice, in minutes 60 → 30;")
    assert newest["before"] == second["after"]
    assert max_.get("/sites/AMS1/policy").json["saved"] is None


def test_what_changes_nothing_is_no_change_of_the_history(
    people: tuple[ApiClient, ApiClient],
) -> None:
    _, max_ = people
    first = max_.post("/sites/AMS1/policy", POLICY)
    max_.post("/sites/AMS1/policy", POLICY | {"notice_minutes": 30})
    [change] = max_.get("/sites/AMS1/policy/changes").json["changes"]
    undo = f"/sites/AMS1/policy/changes/{change['number']}/undo"

    said = [max_.post(undo, {}).json["saved"] for _ in "ab"]

    nothing = "Nothing was changed: the policy is so already."
    assert (first.json["saved"], said[1]) == (nothing, nothing)
    assert "30 → 0" in said[0]
    assert len(max_.get("/sites/AMS1/policy/changes").json["changes"]) == 2


def test_an_undo_waits_for_a_decision_about_the_visits_that_it_touches(
    people: tuple[ApiClient, ApiClient],
) -> None:
    """R-WIN-3: it breaks no booked visit silently either."""
    alice, max_ = people
    max_.post("/sites/AMS1/policy", POLICY | {"longest_visit_hours": 2})
    max_.post("/sites/AMS1/policy", POLICY)
    alice.post("/requests", access_body())
    [back, _] = max_.get("/sites/AMS1/policy/changes").json["changes"]
    undo = f"/sites/AMS1/policy/changes/{back['number']}/undo"

    asked = max_.post(undo, {})
    [visit] = asked.json["touched"]
    kept = max_.post(undo, {"keep": [visit["window"]]})

    assert (asked.status_code, asked.json["code"]) == (409, "visits-touched")
    assert (kept.status_code, kept.json["longest_visit_hours"]) == (200, 2)


def test_the_history_is_for_whoever_plans_that_site(
    app: Flask, people: tuple[ApiClient, ApiClient]
) -> None:
    """R-SEC-1: a change of another site is none here, and another's site is not there."""
    alice, max_ = people
    far = make_site("FRA1")
    max_.post("/sites/AMS1/policy", POLICY | {"notice_minutes": 30})
    for minutes in (45, 60):
        max_.post("/sites/FRA1/policy", POLICY | {"notice_minutes": minutes})
    numbers = [
        {each["number"] for each in max_.get(f"/sites/{site}/policy/changes").json["changes"]}
        for site in ("AMS1", "FRA1")
    ]
    [theirs] = numbers[1] - numbers[0]
    posted = api_of(app, make_staff("Mia Manager", Role.MANAGER, site_ids=[far]))
    undo = f"/sites/AMS1/policy/changes/{theirs}/undo"

    answers = [
        max_.post(undo, {}),
        posted.get("/sites/AMS1/policy/changes"),
        posted.post(undo, {}),
        alice.get("/sites/AMS1/policy/changes"),
    ]

    assert [each.status_code for each in answers] == [404, 404, 404, 403]
    assert posted.get("/sites/FRA1/policy/changes").status_code == 200
