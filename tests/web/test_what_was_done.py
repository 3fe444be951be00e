"""Whatever is done on a page, the next page says on top what was done."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from tests.faults_of_calls import Place, defined_in, reached_from
from tests.incidents.test_pages import TYPED
from tests.people import (
    PASSWORD,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
)
from tests.web.page_client import sign_in, words_of

# What leads to a page that says what was done, in words that are kept for it.
SAYING = {
    ("accessdesk.service_requests.acts", "back_to"),
    ("accessdesk.web.forms", "say_done"),
}
GO_TO = {("accessdesk.web.forms", "go_to")}
# Pages that are sent a form and say themselves what came of it; and how.
SAYS_ITSELF = {
    "accounts.create_token": "The token, with “Copy the new token now”.",
    "accounts.sign_in": "The page that was asked for, with the name of who is signed in.",
    "accounts.sign_out": "The form to sign in; nothing is left in the browser that could say it.",
    "calendar.open_feed": "The address, with “Copy the address now”.",
    "gate.admit": "INSIDE, by the number of the entry in the address.",
    "gate.leave": "Who left, by the number of the entry in the address.",
    "gate.review": "INSIDE, by the number of the entry in the address.",
    "gate.scan": "The decision; a scan of nothing did nothing.",
    "gate.type_id": "The decision.",
    "gate_records.test_scanner": "What arrived.",
    "gate_records.undo_departure": "That they are inside, by the entry’s number in the address.",
    "gate_records.undo_entry": "That it was undone, by the entry’s number in the address.",
    "hooks.open_hook": "The secret, with “Copy the secret now”.",
    "hooks.rotate": "The secret, with “Copy the secret now”.",
    "hooks.take_over": "The secret, with “Copy the secret now”.",
    "incidents.preview_refusal": "The letter as it would go out.",
    "notifications.acknowledge": "Who acknowledged it, and when.",
    "outages.preview": "The notice as it would go out.",
    "work.claim": "The line of the log that it made, by its number in the address.",
    "work.finish": "The line of the log that it made, by its number in the address.",
    "work.log": "The line of the log that it made, by its number in the address.",
    "work.start": "The line of the log that it made, by its number in the address.",
    "work.step": "The line of the log that it made, by its number in the address.",
    "work.upload": "The line of the log that it made, by its number in the address.",
}


def pages_that_act(app: Flask) -> Iterator[tuple[str, Place]]:
    """The endpoint and the view of every page to which a form is sent."""
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/"):
            view = app.view_functions[rule.endpoint]
            yield rule.endpoint, (view.__module__, view.__name__)


@cache
def sends_on(place: Place) -> bool:
    """Whether a function itself sends the browser to a page, which need say nothing."""
    called = (
        each.func for each in ast.walk(defined_in(place[0])[place[1]]) if isinstance(each, ast.Call)
    )
    return any(isinstance(name, ast.Name) and name.id in {"redirect", "go_to"} for name in called)


def test_whatever_a_page_does_the_next_one_says_it(app: Flask) -> None:
    silent = {endpoint for endpoint, view in pages_that_act(app) if not reached_from(view) & SAYING}

    assert silent == set(SAYS_ITSELF)


def test_no_page_that_says_it_has_another_way_on(app: Flask) -> None:
    """A view that says it in one case could be silent in another."""
    ways_on = {
        endpoint: [place for place in reached_from(view) - SAYING - GO_TO if sends_on(place)]
        for endpoint, view in pages_that_act(app)
        if endpoint not in SAYS_ITSELF
    }

    assert {endpoint: found for endpoint, found in ways_on.items() if found} == {}


@pytest.fixture
def alice(app: Flask) -> Actor:
    customer = make_customer()
    make_device(customer, make_site())
    return make_contact("Alice Adams", customer)


def test_an_incident_says_that_it_is_with_the_desk_and_then_that_it_is_accepted(
    app: Flask, alice: Actor
) -> None:
    browser, ann = sign_in(app, alice), sign_in(app, make_staff("Ann Agent", Role.AGENT))
    browser.get("/requests/new/incident")

    escalated = browser.send("/requests/new/incident", **TYPED)
    said = browser.follow(escalated)
    page = escalated.headers["Location"].partition("?")[0]
    ann.get(page)
    accepted = ann.follow(ann.fill(f"{page}/accept"))
    later = browser.get(escalated.headers["Location"])

    assert "✓ The incident is with the service desk" in words_of(said)
    assert "✓ The incident is accepted. No mail server is set up" in words_of(accepted)
    assert "✓" not in words_of(later).partition("SR-")[0], "what is so no longer is not said"


@pytest.mark.parametrize(
    ("path", "typed", "words"),
    [
        (
            "/account/password",
            {"current_password": PASSWORD, "new_password": "seven green herons by the lock"},
            "✓ Your password is changed.",
        ),
        ("/account/phrase", {"phrase": "blue heron at noon"}, "✓ Your phrase is set."),
        ("/account/notifications", {}, "✓ Saved: what you are told of."),
    ],
)
def test_what_somebody_changes_for_themselves_is_said(
    app: Flask, alice: Actor, path: str, typed: dict[str, str], words: str
) -> None:
    browser = sign_in(app, alice)
    browser.get("/account/notifications" if path.endswith("notifications") else "/account")

    said = browser.follow(browser.fill(path, **typed))
    again = browser.get("/account")

    assert words in words_of(said)
    assert words not in words_of(again)


def test_a_press_that_came_twice_is_told_what_was_done_all_the_same(
    app: Flask, alice: Actor
) -> None:
    """The twin is led to the first one's address, and that says it."""
    browser = sign_in(app, alice)
    browser.get("/requests/new/incident")
    typed = browser.form("/requests/new/incident") | {k: [v] for k, v in TYPED.items()}

    first = browser.post("/requests/new/incident", typed)
    twin = browser.post("/requests/new/incident", typed)

    assert twin.headers["Location"] == first.headers["Location"]
    assert "✓ The incident is with the service desk" in words_of(browser.follow(twin))


def test_a_desk_that_cannot_be_called_so_says_why(app: Flask, alice: Actor) -> None:
    officer = make_staff("Olga Officer", Role.OFFICER)
    browser = sign_in(app, officer)
    browser.get("/gate/AMS1")

    long = browser.fill("/gate/AMS1/desk", name="x" * 500)
    named = browser.follow(browser.fill("/gate/AMS1/desk", name="East door"))

    assert long.status_code == 422
    assert "The desk was not renamed." in words_of(long)
    assert "✓ This desk is called East door from now on." in words_of(named)
