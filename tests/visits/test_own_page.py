"""A visitor's own page when the visit was moved: it leads to the pass that counts now."""

from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.db import db, transaction
from accessdesk.passes.queries import details_of_request
from accessdesk.service_requests.queries import get_request
from accessdesk.visits.arrival.own_link import token_of
from tests.conftest import SECRET
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
from tests.web.page_client import Browser, sign_in, words_of

OLD, NEW, NEWEST = ("09:00–12:00 UTC", "13:00–15:00 UTC", "16:00–17:00 UTC")


@pytest.fixture
def agent(app: Flask) -> ApiClient:
    make_site(zone="UTC")
    return api_of(app, make_staff("Ann Agent", Role.AGENT))


@pytest.fixture
def visit(app: Flask, agent: ApiClient) -> dict[str, Any]:
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    body: dict[str, Any] = alice.post("/requests", access_body()).json
    return body


def window(start: int, end: int) -> dict[str, Any]:
    times = {"starts_at": tomorrow_at(start), "ends_at": tomorrow_at(end)}
    return {"window": {name: at.isoformat() for name, at in times.items()}}


def links(called: str) -> list[str]:
    """The visitor's links of all passes of a request, the oldest first."""
    ann = make_staff("Nan Agent", Role.AGENT)
    with transaction(write=False):
        sr = get_request(ann, called, now=tomorrow_at(9))
        passes = sorted(details_of_request(sr.id), key=lambda each: each.id)
        found = [f"/visits/{token_of(each, SECRET)}" for each in passes]
    db.session.remove()
    return found


def test_the_old_link_of_a_moved_visit_leads_to_the_new_pass(
    app: Flask, agent: ApiClient, visit: dict[str, Any]
) -> None:
    """R-PASS-3: the first that is read is the time that counts, however often it was moved."""
    agent.post(f"/requests/{visit['number']}/reschedule", window(13, 15))
    agent.post(f"/requests/{visit['number']}/reschedule", window(16, 17))
    first, second, last = links(visit["number"])
    visitor = Browser(app.test_client())

    pages = [visitor.get(first), visitor.get(second)]

    for page in pages:
        assert "This visit was moved to" in words_of(page)
        assert f"{NEWEST} : open the new pass" in words_of(page)
        assert f'href="{last}"' in page.text
        assert OLD not in words_of(page)
        assert NEW not in words_of(page)
        assert "Would I get in" not in words_of(page)
        assert "Your other visits" not in words_of(page)
    assert "This visit was moved" not in words_of(visitor.get(last))


def test_a_visit_that_was_moved_and_waits_for_approval_says_to_wait(app: Flask) -> None:
    make_site(zone="UTC", approval="manual")
    agent = api_of(app, make_staff("Ann Agent", Role.AGENT))
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    number = alice.post("/requests", access_body()).json["reference"]
    agent.post(f"/requests/{number}/approve")
    moved = alice.post(f"/requests/{number}/reschedule", window(13, 15))

    page = words_of(Browser(app.test_client()).get(links(number)[0]))

    assert moved.json["status"] == "awaiting-approval"
    assert "This visit was moved, and there is no new pass yet." in page
    assert OLD not in page


def test_a_pass_that_was_replaced_shows_no_time_on_its_paper(
    app: Flask, agent: ApiClient, visit: dict[str, Any]
) -> None:
    old = agent.get(f"/requests/{visit['number']}/passes").json[0]["id"]
    agent.post(f"/requests/{visit['number']}/reschedule", window(13, 15))

    page = sign_in(app, make_staff("Nan Agent", Role.AGENT)).get(f"/passes/{old}")

    assert "– Replaced" in words_of(page)
    assert OLD not in words_of(page)
