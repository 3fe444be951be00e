"""What can be done with a visit while somebody is inside, and when it is over."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from accessdesk import clock
from accessdesk.accounts.rules import Actor, Role
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.visits.test_overstays import enter
from tests.web.page_client import Browser, sign_in, words_of

TimeTravel = Callable[[datetime], None]
TWO = [{"name": "Sanne de Vries"}, {"name": "Bo Li"}]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> TimeTravel:
    """Set the clock to a moment."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site()
    return make_contact("Alice Adams", make_customer())


@pytest.fixture
def visit(app: Flask, alice: Actor) -> dict[str, Any]:
    """A visit of two people, tomorrow from 9 to 12 UTC."""
    created = api_of(app, alice).post("/requests", access_body(visitors=TWO))
    assert created.status_code == 201, created.json
    body: dict[str, Any] = created.json
    return body


def open_page(app: Flask, actor: Actor, visit: dict[str, Any]) -> tuple[Browser, str]:
    browser = sign_in(app, actor)
    return browser, words_of(browser.get(f"/requests/{visit['number']}"))


def test_the_question_before_a_visit_is_called_off_says_who_is_inside(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    enter(0, tomorrow_at(9, 10))
    at(tomorrow_at(10))

    one = open_page(app, alice, visit)[1]
    enter(1, tomorrow_at(9, 20))
    both = open_page(app, alice, visit)[1]

    assert "Sanne de Vries is inside; the desk is asked to see them out." in one
    assert "Sanne de Vries and Bo Li are inside; the desk is asked to see them out." in both


def test_the_question_names_nobody_who_has_left_or_never_came(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    enter(0, tomorrow_at(9, 10), left_at=tomorrow_at(9, 40))
    at(tomorrow_at(10))

    page = open_page(app, alice, visit)[1]

    assert "asked to see them out" not in page


def test_who_is_inside_of_a_visit_that_was_called_off_is_marked_at_the_gate(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    """R-GATE-10: the list says whom to see out, and puts them first."""
    other = access_body(visitors=[{"name": "Ada Early"}])
    other["window"]["ends_at"] = tomorrow_at(11).isoformat()
    api_of(app, alice).post("/requests", other)
    enter(0, tomorrow_at(9, 10))
    enter(2, tomorrow_at(9, 10))
    at(tomorrow_at(10))
    officer = make_staff("Olga Officer", Role.OFFICER)

    browser, _ = open_page(app, alice, visit)
    browser.follow(browser.fill(f"/requests/{visit['number']}/cancel", reason="Wrong part."))
    inside = api_of(app, officer).get("/gate/AMS1/inside").json["inside"]
    gate = sign_in(app, officer)
    lists, roster = words_of(gate.get("/gate/AMS1")), words_of(gate.get("/gate/AMS1/roster"))

    assert [(row["visitor"], row["called_off"]) for row in inside] == [
        ("Sanne de Vries", True),
        ("Ada Early", False),
    ]
    assert "Sanne de Vries ● Inside ▲ Called off: must leave" in lists
    assert lists.count("must leave") == roster.count("▲ Called off: must leave") == 1


def test_the_page_of_a_visit_that_was_called_off_says_who_must_leave(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    """R-GATE-10: once it is called off, and with one “When”."""
    enter(0, tomorrow_at(9, 10))
    at(tomorrow_at(10))
    browser, _ = open_page(app, alice, visit)

    after = browser.follow(
        browser.fill(f"/requests/{visit['number']}/cancel", reason="Wrong part.")
    )

    assert "Sanne de Vries is inside; the desk is asked to see them out." in words_of(after)
    assert "The visit is called off, and they must leave now." in words_of(after)
    assert after.text.count("<dt>When</dt>") == 1


def test_a_visit_that_is_over_shows_its_passes_as_expired_and_is_not_called_off(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    """R-PASS-2: nothing says Valid that would be refused; what is stored stays as it was."""
    enter(0, tomorrow_at(9, 10), left_at=tomorrow_at(11))
    path = f"/requests/{visit['number']}"
    client = api_of(app, alice)
    at(tomorrow_at(11, 59))
    before = open_page(app, alice, visit)[1]

    at(tomorrow_at(12))
    after = open_page(app, alice, visit)[1]
    refused = client.post(f"{path}/cancel", {"reason": "Not needed."})
    stored = {each["state"] for each in client.get(f"{path}/passes").json}

    assert "✓ Valid" in before
    assert "Call it off" in before
    assert "✓ Valid" not in after
    assert "– Expired" in after
    assert "Call it off" not in after
    assert (refused.status_code, refused.json["code"]) == (409, "visit-over")
    assert refused.json["next_step"] == "The service desk ends the request as done."
    assert stored == {"issued"}


def test_a_visit_is_called_off_while_somebody_is_inside_or_when_nobody_came(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    client = api_of(app, alice)
    other = client.post("/requests", access_body(visitors=[{"name": "Ada Early"}])).json
    enter(0, tomorrow_at(9, 10))
    at(tomorrow_at(12, 5))

    inside = client.post(f"/requests/{visit['number']}/cancel", {"reason": "Stop."})
    nobody = client.post(f"/requests/{other['number']}/cancel", {"reason": "Stop."})

    assert (inside.status_code, nobody.status_code) == (200, 200)


def test_a_visit_to_which_nobody_came_is_moved_after_its_end(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    """The gate tells who comes too late to have the visit moved."""
    at(tomorrow_at(12, 30))
    browser, page = open_page(app, alice, visit)
    path = f"/requests/{visit['number']}/windows/{visit['windows'][0]['id']}"
    day = tomorrow_at(14).date().isoformat()

    browser.get(path)
    moved = browser.follow(
        browser.fill(path, window_starts_at=f"{day}T16:00", window_ends_at=f"{day}T18:00")
    )

    assert "Move it" in page
    assert "✓ Valid" in words_of(moved)


def test_a_visit_in_which_somebody_entered_is_not_offered_to_be_moved(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    at(tomorrow_at(9, 5))
    before = open_page(app, alice, visit)[1]

    enter(0, tomorrow_at(9, 10), left_at=tomorrow_at(9, 20))
    after = open_page(app, alice, visit)[1]

    assert "Move it" in before
    assert "Move it" not in after


def test_a_move_that_comes_too_late_is_answered_on_the_page_of_the_request(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    """The form was open when the visitor came in: nothing moves, and the way on is there."""
    at(tomorrow_at(9, 5))
    path = f"/requests/{visit['number']}/windows/{visit['windows'][0]['id']}"
    browser, _ = open_page(app, alice, visit)
    browser.get(path)
    form = browser.form(path) | {"window_ends_at": f"{tomorrow_at(13).date()}T14:00"}
    enter(0, tomorrow_at(9, 10))

    sent = browser.post(path, form)
    opened = browser.get(path)
    client = api_of(app, alice)
    called = client.get(f"/requests/{visit['number']}").json

    for refused in (sent, opened):
        assert refused.status_code == 409
        assert "✕ Somebody has entered on this visit" in words_of(refused)
        assert "Raise a new request for another time" in words_of(refused)
        assert "changed in the meantime" not in words_of(refused)
        assert "New request" in words_of(refused)  # The navigation is there.
        assert "Replace line card" in words_of(refused)
    assert called["windows"] == visit["windows"]


def test_a_visit_that_is_over_is_refused_on_its_page_when_it_is_called_off(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    enter(0, tomorrow_at(9, 10), left_at=tomorrow_at(11))
    at(tomorrow_at(11, 59))
    path = f"/requests/{visit['number']}/cancel"
    browser, _ = open_page(app, alice, visit)
    form = browser.form(path) | {"reason": ["Not needed."]}

    at(tomorrow_at(12))
    refused = browser.post(path, form)

    assert refused.status_code == 409
    assert "✕ This visit is over" in words_of(refused)
    assert "The service desk ends the request as done." in words_of(refused)


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (True, "The visit is over, and everybody has left."),
        (False, "The window has ended, and nobody came."),
    ],
)
def test_a_visit_that_is_over_is_ended_from_the_agents_home_by_one_press(
    app: Flask, visit: dict[str, Any], at: TimeTravel, came: bool, words: str
) -> None:
    """R-ACC-9: until it ends the operator owes updates on it."""
    if came:
        enter(0, tomorrow_at(9, 10), left_at=tomorrow_at(11))
    at(tomorrow_at(12))
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    home = words_of(ann.get("/"))

    ended = words_of(ann.follow(ann.fill(f"/requests/{visit['number']}/end")))

    assert f"End it: the visit is over Severity C important {visit['summary']}" in home
    assert words in home
    assert "✓ Resolved" in ended
    assert words in ended
    assert "Our next update" not in ended
    assert "End it: the visit is over" not in words_of(ann.get("/"))


def test_only_what_is_over_for_everybody_is_to_be_ended(
    app: Flask, alice: Actor, visit: dict[str, Any], at: TimeTravel
) -> None:
    """R-GATE-9: not while somebody is inside, nor while another visit of the request is to come."""
    weekly = access_body(visitors=[{"name": "Ada Early"}])
    api_of(app, alice).post("/requests", weekly | {"recurrence": {"rule": "FREQ=WEEKLY;COUNT=2"}})
    enter(0, tomorrow_at(9, 10))
    ann = make_staff("Ann Agent", Role.AGENT)

    homes = []
    for moment in (tomorrow_at(11, 59), tomorrow_at(12, 30)):
        at(moment)
        homes.append(words_of(sign_in(app, ann).get("/")))

    assert not [home for home in homes if "End it: the visit is over" in home]
