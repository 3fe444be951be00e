"""Calendars: a secret feed that can be revoked, and a file with each pass; read back by letter."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from accessdesk.accounts.queries import actor_of_user
from accessdesk.accounts.rules import Actor
from accessdesk.cli.estate import estate
from accessdesk.db import transaction
from accessdesk.scheduling.calendar.feeds import calendar_visit
from accessdesk.scheduling.calendar.ics import Mailbox, invitation
from tests.conftest import WIDE
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    tomorrow_at,
)
from tests.scheduling.calendar_reader import Read, read_calendar
from tests.web.page_client import Browser, sign_in

LATER = {"starts_at": tomorrow_at(14).isoformat(), "ends_at": tomorrow_at(17).isoformat()}

LISTED = """
[[contacts]]
customer = "contoso"
name = "Alice Adams"
email = "{email}"
rights = ["site-access"]
sites = ["AMS1"]
removed = {removed}
"""


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site(address="Cessnalaan 1; Gate B, Schiphol")
    return make_contact("Alice Adams", make_customer())


def open_feed(browser: Browser) -> str:
    """Make a feed on the page; returns its path."""
    browser.get("/calendar")
    page = browser.send("/calendar").text
    return "/calendar/" + page.split("/calendar/", 1)[1].split("</code>")[0].strip()


def read(app: Flask, path: str) -> Read:
    """Fetch a feed as a calendar program does: without a session."""
    answer = app.test_client().get(path)
    assert answer.content_type.startswith("text/calendar")
    return read_calendar(answer.data)


def test_the_feed_shows_visits_and_names_no_visitor(app: Flask, alice: Actor) -> None:
    number = api_of(app, alice).post("/requests", access_body()).json["number"]
    feed = open_feed(sign_in(app, alice))

    found = read(app, feed)

    (event,) = found.events
    assert found.calendar["METHOD"] == "PUBLISH"
    assert event["DTSTART"] == f"{tomorrow_at(9):%Y%m%dT%H%M%SZ}"
    assert event["STATUS"] == "CONFIRMED"
    assert event["LOCATION"] == "Cessnalaan 1; Gate B, Schiphol"
    assert number in event["SUMMARY"]
    assert "Müller" not in app.test_client().get(feed).text


def test_a_moved_visit_keeps_its_uid_and_counts_up_until_it_is_cancelled(
    app: Flask, alice: Actor
) -> None:
    api = api_of(app, alice)
    number = api.post("/requests", access_body()).json["number"]
    feed = open_feed(sign_in(app, alice))

    first = read(app, feed).events
    api.post(f"/requests/{number}/reschedule", {"window": LATER})
    moved = read(app, feed).events
    api.post(f"/requests/{number}/cancel", {"reason": "Parts are late"})
    cancelled = read(app, feed).events

    assert [len(each) for each in (first, moved, cancelled)] == [1, 1, 1]
    assert first[0]["UID"] == moved[0]["UID"] == cancelled[0]["UID"]
    assert [int(each[0]["SEQUENCE"]) for each in (first, moved, cancelled)] == [0, 1, 2]
    assert moved[0]["DTSTART"] == f"{tomorrow_at(14):%Y%m%dT%H%M%SZ}"
    assert cancelled[0]["STATUS"] == "CANCELLED"


def test_an_invitation_updates_and_withdraws_with_one_uid(app: Flask, alice: Actor) -> None:
    """RFC 5546: REQUEST for a visit and its change, CANCEL for its end."""
    api = api_of(app, alice)
    desk, guest = Mailbox("Desk", "desk@op.example"), Mailbox("Ada", "ada@contoso.example")
    created = api.post("/requests", access_body()).json

    def invite(window_id: int) -> Read:
        with transaction(write=False):
            visit = calendar_visit(window_id, base_url="https://desk.example")
        return read_calendar(invitation(visit, organizer=desk, guest=guest))

    first = invite(created["window"]["id"])
    api.post(f"/requests/{created['number']}/cancel", {"reason": "Parts are late"})
    last = invite(created["window"]["id"])

    assert (first.calendar["METHOD"], last.calendar["METHOD"]) == ("REQUEST", "CANCEL")
    assert first.events[0]["UID"] == last.events[0]["UID"]
    assert int(first.events[0]["SEQUENCE"]) < int(last.events[0]["SEQUENCE"])


def test_each_occurrence_of_a_rule_has_a_uid_of_its_own(app: Flask, alice: Actor) -> None:
    body = access_body(recurrence={"rule": "FREQ=DAILY;COUNT=3"})
    api_of(app, alice).post("/requests", body)

    found = read(app, open_feed(sign_in(app, alice)))

    assert len({each["UID"] for each in found.events}) == 3


def test_a_new_address_and_a_revocation_stop_the_old_one_at_once(app: Flask, alice: Actor) -> None:
    browser = sign_in(app, alice)
    first = open_feed(browser)
    second = open_feed(browser)
    stranger = app.test_client()

    replaced = stranger.get(first).status_code, stranger.get(second).status_code
    browser.send("/calendar/revoke")
    revoked = stranger.get(second)
    unknown = stranger.get("/calendar/guess.ics")

    assert replaced == (404, 200)
    assert (revoked.status_code, unknown.status_code) == (404, 404)


def test_another_customers_visits_are_in_nobody_elses_feed(app: Flask, alice: Actor) -> None:
    """R-SEC-1."""
    api_of(app, alice).post("/requests", access_body())
    bob = sign_in(app, make_contact("Bob Brown", make_customer("fabrikam")))

    assert read(app, open_feed(bob)).events == []


def test_a_pass_comes_with_a_calendar_file(app: Flask, alice: Actor) -> None:
    api: ApiClient = api_of(app, alice)
    number = api.post("/requests", access_body()).json["number"]
    pass_id = api.get(f"/requests/{number}/passes").json[0]["id"]
    browser = sign_in(app, alice)
    bob = sign_in(app, make_contact("Bob Brown", make_customer("fabrikam")))

    answer = browser.get(f"/passes/{pass_id}.ics")

    (event,) = read_calendar(answer.data).events
    assert event["DTEND"] == f"{tomorrow_at(12):%Y%m%dT%H%M%SZ}"
    assert bob.get(f"/passes/{pass_id}.ics").status_code == 404


def test_a_person_who_comes_back_does_not_find_their_old_calendar(
    app: Flask, alice: Actor, tmp_path: Path
) -> None:
    feed = open_feed(sign_in(app, alice))
    file = tmp_path / "estate.toml"

    for removed in ("true", "false"):
        file.write_text(LISTED.format(email=alice.email, removed=removed), "utf-8")
        CliRunner(env=WIDE).invoke(estate, ["apply", str(file)], catch_exceptions=False)

    assert app.test_client().get(feed).status_code == 404
    assert actor_of_user(alice.user_id) is not None
