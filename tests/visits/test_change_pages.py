"""The pages on which a visit is changed until it begins, and asked for again (R-ACC-13)."""

from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)
from tests.web.page_client import Browser, sign_in, words_of

ONE = [{"name": "Sanne de Vries", "email": "sanne@fiberworks.example"}]


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site(visitor_capacity=2)
    return make_contact("Alice Adams", make_customer())


@pytest.fixture
def visit(app: Flask, alice: Actor) -> dict[str, Any]:
    """A visit of one person, at a site that takes two."""
    body: dict[str, Any] = api_of(app, alice).post("/requests", access_body(visitors=ONE)).json
    return body


@pytest.fixture
def browser(app: Flask, alice: Actor, visit: dict[str, Any]) -> Browser:
    browser = sign_in(app, alice)
    browser.get(f"/requests/{visit['number']}")
    return browser


def test_a_visitor_is_added_until_the_site_is_full(browser: Browser, visit: dict[str, Any]) -> None:
    path = f"/requests/{visit['number']}/visitors/new"

    browser.get(path)
    added = browser.fill(path, name="Boris Other")
    shown = words_of(browser.get(added.location))
    browser.get(path)
    refused = browser.fill(path, name="Carl Third")

    assert "One more person comes; the others keep their passes." in shown
    assert "Boris Other" in shown
    assert refused.status_code == 409
    assert "This site takes 2 visitors at once" in words_of(refused)


def test_all_that_is_wrong_with_who_is_added_is_told_at_once(
    browser: Browser, visit: dict[str, Any]
) -> None:
    path = f"/requests/{visit['number']}/visitors/new"
    browser.get(path)

    refused = browser.fill(path, name="Boris Other", email="nowhere", phone="one")

    assert refused.status_code == 422
    assert "E-mail: " in words_of(refused)
    assert "Telephone: " in words_of(refused)


def test_a_visitor_is_reached_elsewhere_sent_the_pass_again_and_taken_off(
    browser: Browser, visit: dict[str, Any]
) -> None:
    here = f"/requests/{visit['number']}/visitors"
    sanne = f"{here}/{visit['visitors'][0]['id']}"
    browser.get(f"{here}/new")
    browser.fill(f"{here}/new", name="Boris Other")

    browser.get(f"{sanne}/address")
    browser.fill(f"{sanne}/address", email="sdv@fiberworks.example")
    browser.get(sanne)
    again = browser.fill(f"{sanne}/resend")
    browser.get(sanne)
    dropped = browser.fill(f"{sanne}/drop")

    assert "✓ It is the same pass, and it works as before." in words_of(browser.get(again.location))
    shown = words_of(browser.get(dropped.location))
    assert "They are off the visit" in shown
    assert "Sanne de Vries does not come any more" in shown


def test_reason_equipment_and_escort_stand_in_the_form_and_are_changed(
    browser: Browser, visit: dict[str, Any]
) -> None:
    path = f"/requests/{visit['number']}/details"

    browser.get(path)
    changed = browser.fill(path, reason="repair", equipment_in="ladder\nline card")
    shown = words_of(browser.get(changed.location))

    assert "It is changed; all passes stay as they are." in shown
    assert "Changed: what is brought in and why they come" in shown
    browser.get(path)
    assert browser.form(path)["equipment_in"][0].split() == ["ladder", "line", "card"]


def test_an_old_visit_fills_in_a_new_request_but_for_when(
    browser: Browser, visit: dict[str, Any]
) -> None:
    browser.get(f"/requests/new?like={visit['number']}")

    form = browser.form("/requests/new")
    assert form["visitors-0-name"] == ["Sanne de Vries"]
    assert form["party_name"] == ["Fiberworks BV"]
    assert form["summary"] == ["Replace line card"]
    assert form["window_starts_at"] in ([""], [])


def test_what_the_operator_declared_is_asked_for_as_the_gravest_a_customer_may(
    app: Flask, browser: Browser, visit: dict[str, Any]
) -> None:
    """R-SEV-1."""
    agent = api_of(app, make_staff("Ann Agent", Role.AGENT))
    declared = agent.post(
        f"/requests/{visit['number']}/severity", {"severity": "1", "impact": "All halls are dark"}
    )
    browser.get(f"/requests/new?like={visit['number']}")

    assert declared.status_code == 200, declared.json
    assert browser.form("/requests/new")["severity"] == ["A"]


def test_nobody_asks_like_a_visit_of_another_customer(app: Flask, visit: dict[str, Any]) -> None:
    """R-SEC-1."""
    mallory = sign_in(app, make_contact("Mallory Moss", make_customer("fabrikam")))

    assert mallory.get(f"/requests/new?like={visit['number']}").status_code == 404
