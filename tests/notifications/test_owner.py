"""The owner of a request is told by mail what the customer says, unless they do not want it."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import transaction
from accessdesk.notifications.rules import RecipientKind
from accessdesk.notifications.service import choose
from tests.incidents.test_api import incident_body
from tests.notifications.conftest import Clock, deliveries
from tests.notifications.post import sweep
from tests.people import ApiClient, api_of, make_contact, make_customer, make_site, make_staff
from tests.web.page_client import sign_in, words_of


@pytest.fixture
def ann(app: Flask) -> Actor:
    make_site()
    return make_staff("Ann Agent", Role.AGENT)


@pytest.fixture
def alice(app: Flask, ann: Actor) -> ApiClient:
    return api_of(app, make_contact("Alice Adams", make_customer()))


@pytest.fixture
def path(app: Flask, alice: ApiClient, ann: Actor) -> str:
    """An incident that Ann has taken up."""
    made = alice.post("/requests", incident_body(site="AMS1")).json["reference"]
    assert api_of(app, ann).post(f"/requests/{made}/accept").status_code == 200
    return f"/requests/{made}"


def letters_to_owner(clock: Clock) -> list[tuple[str, str, str]]:
    clock.now = datetime.now(UTC)
    sweep(clock)
    return [
        (each.address, each.subject.partition(":")[0], each.body)
        for each in deliveries()
        if each.recipient.kind is RecipientKind.OWNER
    ]


def test_the_owner_is_told_what_the_customer_wrote(
    alice: ApiClient, ann: Actor, path: str, clock: Clock
) -> None:
    """R-SEV-6."""
    alice.post(f"{path}/updates", {"text": "The second rack is dark, too."})

    letters = letters_to_owner(clock)

    assert [(to, about) for to, about, _ in letters] == [(ann.email, "The customer wrote")]
    assert "The second rack is dark, too." in letters[0][2]


def test_nobody_is_told_of_what_they_did_themselves(
    app: Flask, ann: Actor, path: str, clock: Clock
) -> None:
    desk = api_of(app, ann)
    desk.post(f"{path}/updates", {"text": "We look at it."})
    desk.post(f"{path}/severity", {"severity": "C", "impact": "Less than we thought"})

    assert letters_to_owner(clock) == []


def test_who_does_not_want_it_is_not_told(
    alice: ApiClient, ann: Actor, path: str, clock: Clock
) -> None:
    with transaction():
        choose(ann, [])
    alice.post(f"{path}/updates", {"text": "The second rack is dark, too."})

    assert letters_to_owner(clock) == []


def test_an_owner_who_has_handed_it_on_is_told_no_more(
    app: Flask, alice: ApiClient, ann: Actor, path: str, clock: Clock
) -> None:
    alice.post(f"{path}/updates", {"text": "The second rack is dark, too."})
    api_of(app, ann).post(f"{path}/owner", {"owner": ""})

    assert letters_to_owner(clock) == []


def test_the_customer_does_not_see_what_went_to_the_owner(
    app: Flask, alice: ApiClient, path: str, clock: Clock
) -> None:
    alice.post(f"{path}/updates", {"text": "The second rack is dark, too."})
    assert len(letters_to_owner(clock)) == 1
    carol = sign_in(app, make_contact("Carol Clark", 1))

    assert "The customer wrote" not in words_of(carol.get(f"{path}/messages"))


def test_the_switch_is_on_the_account_page_of_the_desk(app: Flask, ann: Actor) -> None:
    browser = sign_in(app, ann)
    account = browser.get("/account")
    browser.get("/account/notifications")
    before = browser.form("/account/notifications")

    browser.follow(browser.fill("/account/notifications", owned=[]))

    assert "What you are told by e-mail" in words_of(account)
    assert before["owned"] == ["y"]
    assert "owned" not in browser.form("/account/notifications")
