"""The pages of a site's policy, closed periods and week, as a person sees them."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from time import perf_counter

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from accessdesk.accounts.rules import Role
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.web.page_client import Browser, sign_in, words_of

POLICY = {
    "notice_minutes": "0",
    "lead_days": "60",
    "longest_visit_hours": "12",
    "visitor_capacity": "12",
    "escort_capacity": "0",
    "early_minutes": "0",
    "late_minutes": "0",
    "opening_hours": "",
}


@pytest.fixture
def max_(app: Flask) -> Browser:
    make_site()
    return sign_in(app, make_staff("Max Manager", Role.MANAGER))


def test_a_manager_changes_the_policy_and_reads_it_back(max_: Browser) -> None:
    max_.get("/sites/AMS1/policy")

    saved = max_.send("/sites/AMS1/policy", **POLICY | {"opening_hours": "Mon-Fri 08:00-18:00"})
    page = max_.follow(saved)

    assert "Mon–Fri 08:00–18:00" in page.text


def test_a_limit_out_of_bounds_and_hours_that_are_none_are_said_at_the_field(
    max_: Browser,
) -> None:
    max_.get("/sites/AMS1/policy")

    number = max_.send("/sites/AMS1/policy", **POLICY | {"lead_days": "-1"})
    hours = max_.send("/sites/AMS1/policy", **POLICY | {"opening_hours": "whenever"})

    assert number.status_code == hours.status_code == 422
    assert "whole number from 0" in words_of(number)
    assert "is not opening hours" in words_of(hours)


@pytest.mark.parametrize("button", [{}, {"look": "1"}])
@pytest.mark.parametrize("longest", ["0", "48"])
def test_all_that_is_wrong_with_a_policy_is_said_at_once(
    max_: Browser, button: dict[str, str], longest: str
) -> None:
    max_.get("/sites/AMS1/policy")
    typed = {"opening_hours": "xyz", "badge_numbers": "V001-A9", "longest_visit_hours": longest}

    refused = max_.send("/sites/AMS1/policy", **POLICY | typed | button)

    faults = refused.text.count('class="field-error"')
    assert (refused.status_code, faults) == (422, 3 if longest == "0" else 2)
    assert "is not opening hours" in words_of(refused)
    assert 'value="V001-A9"' in refused.text


def test_the_page_asks_about_each_touched_visit_and_then_saves(app: Flask, max_: Browser) -> None:
    """R-WIN-3."""
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    number = alice.post("/requests", access_body()).json["number"]
    max_.get("/sites/AMS1/policy")
    shorter = POLICY | {"longest_visit_hours": "2"}

    asked = max_.send("/sites/AMS1/policy", **shorter)
    saved = max_.send("/sites/AMS1/policy", **shorter | {"visit-1": "keep"})

    assert asked.status_code == 409
    assert number in words_of(asked)
    assert "Nothing has been changed yet" in words_of(asked)
    assert saved.status_code == 303


def test_all_touched_visits_are_kept_by_one_press(app: Flask, max_: Browser) -> None:
    """R-WIN-3: five radio buttons are not pressed one by one to say the same."""
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    numbers = [alice.post("/requests", access_body()).json["number"] for _ in range(3)]
    max_.get("/sites/AMS1/policy")
    asked = max_.fill("/sites/AMS1/policy", longest_visit_hours="2")

    late = alice.post("/requests", access_body()).json["number"]
    again = max_.fill("/sites/AMS1/policy", keep_all="yes", **{"visit-1": "cancel"})
    saved = max_.fill("/sites/AMS1/policy", keep_all="yes")

    assert "Keep all 3, and save" in words_of(asked)
    assert again.status_code == 409
    assert late in words_of(again)
    assert saved.status_code == 303
    assert {alice.get(f"/requests/{each}").json["status"] for each in numbers} == {"scheduled"}


def test_a_single_touched_visit_is_kept_by_its_own_button(app: Flask, max_: Browser) -> None:
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    alice.post("/requests", access_body())
    max_.get("/sites/AMS1/policy")

    asked = max_.fill("/sites/AMS1/policy", longest_visit_hours="2")

    assert "Keep all" not in words_of(asked)


@pytest.mark.parametrize(
    "name", ["visit-" + "1" * 18 + "x", "visit-" + "1" * 40, "visit-", "visit-²"]
)
def test_a_decision_about_what_is_no_visit_is_passed_over(max_: Browser, name: str) -> None:
    max_.get("/sites/AMS1/policy")

    saved = max_.send("/sites/AMS1/policy", **POLICY | {name: "keep"})

    assert saved.status_code == 303


def test_a_closed_period_is_typed_as_every_time_is(max_: Browser) -> None:
    day = tomorrow_at(0) + timedelta(days=3)
    max_.get("/sites/AMS1/closures")
    dates = {"name": "change freeze", "starts_at": f"{day:%-d %b} 18:00", "ends_at": "19:30"}

    closed = words_of(max_.follow(max_.send("/sites/AMS1/closures/dates", **dates)))
    asked = max_.send("/sites/AMS1/closures/dates", **dates | {"starts_at": "11/12 18:00"})

    assert re.search(rf"{day:%-d %b}.* 18:00.*19:30", closed)
    assert asked.status_code == 422
    assert "could be 11 Dec or 12 Nov" in words_of(asked)
    assert 'value="11/12 18:00"' in asked.text


@pytest.mark.parametrize("start", ["", "11/12 18:00", "2026-13-45 18:00"])
def test_all_that_is_wrong_with_a_closed_period_is_told_at_once(max_: Browser, start: str) -> None:
    max_.get("/sites/AMS1/closures")
    dates = {"name": "", "starts_at": start, "ends_at": "19:30", "rule": "FREQ=SOMETIMES"}

    refused = max_.send("/sites/AMS1/closures/dates", **dates)

    assert refused.status_code == 422
    for label in ("Name: ", "From: ", "Recurs by rule: "):
        assert words_of(refused).count(label) == 1


def test_hours_that_are_none_hide_no_limits_that_contradict_each_other(max_: Browser) -> None:
    max_.get("/sites/AMS1/policy")

    refused = max_.send(
        "/sites/AMS1/policy", **POLICY | {"notice_minutes": "99999", "opening_hours": "whenever"}
    )

    assert refused.status_code == 422
    assert "is longer than the 60 days that can be booked ahead" in words_of(refused)
    assert "whenever" in words_of(refused)


def test_closing_over_a_booked_visit_asks_first_and_cancels_with_a_reason(
    app: Flask, max_: Browser
) -> None:
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    number = alice.post("/requests", access_body()).json["number"]
    max_.get("/sites/AMS1/closures")
    dates = {
        "name": "change freeze",
        "starts_at": tomorrow_at(8).isoformat(),
        "ends_at": tomorrow_at(20).isoformat(),
    }

    asked = max_.send("/sites/AMS1/closures/dates", **dates)
    drawn = asked.text.split('name="drawn" value="')[1].split('"')[0]
    closed = max_.send(
        "/sites/AMS1/closures/decide",
        **{
            "source": "by hand",
            "drawn": unescape(drawn),
            "visit-1": "cancel",
            "reason": "Freeze",
        },
    )
    page = max_.follow(closed)

    assert asked.status_code == 409
    assert "change freeze" in words_of(page)
    assert alice.get(f"/requests/{number}").json["status"] == "cancelled"


@pytest.mark.timed
def test_a_calendar_of_two_megabytes_is_refused_at_its_field(max_: Browser) -> None:
    max_.get("/sites/AMS1/closures")
    big = FileStorage(io.BytesIO(b"X" * (2 * 1024 * 1024 + 100_000)), "freeze.ics")
    token = max_.page.split('name="csrf_token" value="')[1].split('"')[0]
    boundary, body = encode_multipart({"csrf_token": token, "file": big})

    started = perf_counter()
    refused = max_.client.post(
        "/sites/AMS1/closures/file",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )

    assert perf_counter() - started < 1
    assert refused.status_code == 422
    assert "at most 256 KiB" in words_of(refused)


def test_holidays_and_a_file_without_a_name_through_the_page(max_: Browser) -> None:
    max_.get("/sites/AMS1/closures")

    added = max_.send("/sites/AMS1/closures/holidays", country="NL", subdivision="")
    nothing = max_.send("/sites/AMS1/closures/file")

    assert "public holidays NL" in words_of(max_.follow(added))
    assert "Choose a calendar file" in words_of(nothing)


def test_the_week_says_all_hours_in_words_with_the_zone(app: Flask, max_: Browser) -> None:
    alice = make_contact("Alice Adams", make_customer())
    browser = sign_in(app, alice)
    max_.get("/sites/AMS1/closures")
    max_.send("/sites/AMS1/closures/holidays", country="NL", subdivision="")

    today = datetime.now(UTC).date()
    christmas = date(today.year + ((today.month, today.day) > (12, 18)), 12, 25)
    page = browser.get(f"/sites/AMS1/week?start={christmas - timedelta(days=4)}")

    assert page.status_code == 200
    assert "Europe/Amsterdam" in words_of(page)
    assert re.search(r"\w{3} 21 Dec 00:00–24:00 CET ○ free", words_of(page))
    assert re.search(r"\w{3} 25 Dec 00:00–24:00 CET – closed, Christmas Day", words_of(page))


def in_words(page: TestResponse) -> str:
    """What the page says of the week below the picture."""
    return re.split(r"(?=\w{3} \d+ \w{3} 00:00–)", words_of(page), maxsplit=1)[1]


def test_days_that_are_over_are_past_and_not_free(app: Flask, max_: Browser) -> None:
    start = (datetime.now(UTC) - timedelta(days=3)).date()

    page = in_words(max_.get(f"/sites/AMS1/week?start={start}"))

    assert len(re.findall(r"00:00–24:00 \S+ · past", page)) >= 2
    assert "free, " not in page[: page.rindex("· past")]
    assert "free, " in page


def test_the_week_parts_a_day_where_its_room_changes(app: Flask, max_: Browser) -> None:
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    booked = (datetime.now(UTC) + timedelta(days=5)).date()
    window = {"starts_at": f"{booked} 09:00", "ends_at": f"{booked} 11:00"}
    alice.post("/requests", access_body(window=window))

    page = in_words(max_.get(f"/sites/AMS1/week?start={booked}"))

    day = page[: page.index(f"{booked + timedelta(days=1):%a} {(booked + timedelta(days=1)).day} ")]
    assert re.findall(r"\d\d:00–\d\d:00(?= CES?T)", day) == [
        "00:00–09:00",
        "09:00–11:00",
        "11:00–24:00",
    ]


def test_the_hours_of_a_day_on_which_the_clocks_change_name_both_zones(
    app: Flask, max_: Browser
) -> None:
    page = words_of(max_.get("/sites/AMS1/week?start=2027-03-22"))

    assert "Sun 28 Mar 00:00–24:00 CET/CEST" in page


def test_a_policy_that_contradicts_itself_is_refused_with_the_contradiction(
    max_: Browser,
) -> None:
    """R-WIN-3: none of these would have left anything to book."""
    max_.get("/sites/AMS1/policy")
    nonsense = {
        "is longer than the 60 days": {"notice_minutes": "99999"},
        "could be booked at all": {"opening_hours": "Mon-Fri 08:00-08:30"},
        "longer than the longest visit, 1 h": {"early_minutes": "61", "longest_visit_hours": "1"},
        "no more escorts than visitors": {"escort_capacity": "13"},
    }

    pages = {
        said: max_.send("/sites/AMS1/policy", **POLICY | what) for said, what in nonsense.items()
    }

    assert {page.status_code for page in pages.values()} == {422}
    assert [said for said, page in pages.items() if said not in words_of(page)] == []


def test_what_could_be_booked_next_is_seen_before_a_policy_is_saved(max_: Browser) -> None:
    """R-WIN-3."""
    max_.get("/sites/AMS1/policy")

    seen = max_.send(
        "/sites/AMS1/policy", **POLICY | {"opening_hours": "Mon 10:00-11:00"}, look="yes"
    )
    after = max_.get("/sites/AMS1/policy")

    assert "What could be booked next Nothing" not in words_of(seen)
    assert words_of(seen).count("10:00–11:00") > 1
    assert "Mon 10:00–11:00" not in words_of(after)


def test_a_saved_policy_is_confirmed_and_can_be_taken_back(max_: Browser) -> None:
    """R-WIN-3: before, after and by whom; the way back is a change like any other."""
    max_.get("/sites/AMS1/policy")
    saved = max_.follow(max_.send("/sites/AMS1/policy", **POLICY | {"notice_minutes": "30"}))
    [undo] = re.findall(r"/sites/AMS1/policy\?undo=\d+", saved.text)

    before = max_.get(undo)
    unsaved = max_.get("/sites/AMS1/policy")
    max_.get(undo)
    max_.fill("/sites/AMS1/policy")
    again = max_.get("/sites/AMS1/policy")

    assert "Saved by Max Manager: Notice, in minutes 0 → 30." in words_of(saved)
    assert 'value="0"' in before.text
    assert "as it was before “Notice, in minutes 0 → 30”" in words_of(before)
    assert "Nothing is changed until you press Save" in words_of(before)
    assert "Nothing is changed until" not in words_of(unsaved)
    assert "Notice, in minutes 30 → 0" in words_of(again)


def test_choices_are_kept_where_the_reason_is_missing(app: Flask, max_: Browser) -> None:
    """R-WIN-3: on the page of the policy, and on that of closed periods."""
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    alice.post("/requests", access_body())
    day = tomorrow_at(9).date().isoformat()
    closed = {"name": "Freeze", "starts_at": f"{day} 00:00", "ends_at": f"{day} 23:00"}
    max_.get("/sites/AMS1/policy")
    policy = max_.send(
        "/sites/AMS1/policy", **POLICY | {"longest_visit_hours": "2", "visit-1": "cancel"}
    )
    max_.get("/sites/AMS1/closures")
    max_.send("/sites/AMS1/closures/dates", **closed)

    closure = max_.fill("/sites/AMS1/closures/decide", **{"visit-1": "cancel"})

    for page in (policy, closure):
        assert page.status_code == 422
        assert re.search(r'value="cancel"\s+checked', page.text)
        assert "Say why; your choices are kept" in words_of(page)


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [
        ({"notice_minutes": "long"}, False),
        ({"notice_minutes": "999999999"}, False),
        ({"visitor_capacity": "0", "longest_visit_hours": "2", "reason": "It is shut"}, True),
    ],
)
def test_choices_are_kept_where_something_else_is_wrong(
    app: Flask, max_: Browser, wrong: dict[str, str], shown: bool
) -> None:
    """R-WIN-3: they go along, on the page where the visits stand, else unseen."""
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    alice.post("/requests", access_body())
    alice.post("/requests", access_body())
    max_.get("/sites/AMS1/policy")
    choices = {"visit-1": "cancel", "longest_visit_hours": "2"}

    page = max_.send("/sites/AMS1/policy", **POLICY | choices | wrong)

    assert page.status_code == (409 if shown else 422)
    kept = r'value="cancel"\s+checked' if shown else r'type="hidden" name="visit-1" value="cancel"'
    assert re.search(kept, page.text)


def test_a_closed_period_is_confirmed(max_: Browser) -> None:
    max_.get("/sites/AMS1/closures")
    day = tomorrow_at(9).date().isoformat()
    closed = {"name": "Freeze", "starts_at": f"{day} 18:00", "ends_at": f"{day} 23:00"}

    page = max_.follow(max_.send("/sites/AMS1/closures/dates", **closed))

    assert "Saved: 1 closed period" in words_of(page)


def test_the_menu_leads_a_manager_to_planning(max_: Browser) -> None:
    home = max_.get("/")

    page = max_.get("/planning")

    assert 'href="/planning"' in home.text
    assert all(f'href="/sites/AMS1/{way}"' in page.text for way in ("policy", "closures", "week"))
    assert 'href="/reviews"' in page.text


def test_what_is_no_number_and_no_day_is_told_in_our_words(max_: Browser) -> None:
    page = words_of(max_.get("/sites/AMS1/openings?minutes=long&visitors=x&from_day=soon"))

    assert "Not a valid" not in page
    assert "Give the length in whole minutes." in page
    assert "“soon” is not understood. Write it as 25 Dec, or as 2026-12-25." in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_beyond_the_calendar_is_refused_in_words(max_: Browser, day: str) -> None:
    openings = max_.get(f"/sites/AMS1/openings?minutes=60&visitors=1&severity=C&from_day={day}")
    max_.get("/sites/AMS1/closures")
    drawn = f'[["{day}T00:00:00+14:00", "{day}T23:59:59-14:00", "freeze"]]'

    closed = max_.send("/sites/AMS1/closures/decide", source="by hand", drawn=drawn)

    assert openings.status_code == 422
    assert closed.status_code in {409, 422}


def test_badge_numbers_are_set_kept_and_a_slip_is_told_at_the_field(max_: Browser) -> None:
    """R-GATE-15."""
    max_.get("/sites/AMS1/policy")

    slip = max_.send("/sites/AMS1/policy", **POLICY | {"badge_numbers": "V001-V6"})
    saved = max_.follow(
        max_.send("/sites/AMS1/policy", **POLICY | {"badge_numbers": "V001-V060, C##"})
    )
    unsaid = max_.follow(max_.send("/sites/AMS1/policy", **POLICY))

    assert slip.status_code == 422
    assert "does not count from one badge to another" in words_of(slip)
    assert 'value="V001-V6"' in slip.text
    assert "Badge numbers any → V001-V060, C##" in words_of(saved)
    assert 'value="V001-V060, C##"' in unsaid.text
