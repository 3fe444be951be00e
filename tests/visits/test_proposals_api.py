"""Approval by hand, with another window proposed; and emergencies, reviewed with a word."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.db import transaction
from accessdesk.scheduling.models import Closure
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
from tests.web.page_client import sign_in, words_of

AFTERNOON = {"starts_at": tomorrow_at(14).isoformat(), "ends_at": tomorrow_at(17).isoformat()}


@pytest.fixture
def people(app: Flask) -> tuple[ApiClient, ApiClient]:
    """Alice, a contact, and Ann, an agent, at a site that approves by hand."""
    make_site(approval="manual", visitor_capacity=1)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    return alice, api_of(app, make_staff("Ann Agent", Role.AGENT))


def proposed(alice: ApiClient, ann: ApiClient, **fields: Any) -> tuple[str, int]:
    """Ask for a visit and propose the afternoon; returns the request's address and the proposal."""
    path = f"/requests/{alice.post('/requests', access_body()).json['reference']}"
    answer = ann.post(f"{path}/proposals", {"window": AFTERNOON, "note": "Noisy works"} | fields)
    assert answer.status_code == 200, answer.json
    return path, answer.json["proposals"][0]["id"]


def test_a_proposal_that_is_accepted_books_and_approves_at_once(
    people: tuple[ApiClient, ApiClient],
) -> None:
    """R-ACC-10."""
    alice, ann = people
    path, proposal = proposed(alice, ann)

    accepted = alice.post(f"{path}/proposals/{proposal}/accept")

    assert (accepted.json["status"], len(accepted.json["windows"])) == ("scheduled", 1)
    assert accepted.json["window"]["starts_at"][:16] == AFTERNOON["starts_at"][:16]
    assert len(alice.get(f"{path}/passes").json) == 1
    assert alice.post("/requests", access_body()).status_code == 201


def test_a_proposal_that_is_declined_leaves_the_visit_as_it_was(
    people: tuple[ApiClient, ApiClient],
) -> None:
    alice, ann = people
    path, proposal = proposed(alice, ann)

    declined = alice.post(f"{path}/proposals/{proposal}/decline")
    again = alice.post(f"{path}/proposals/{proposal}/accept")

    assert declined.json["status"] == "awaiting-approval"
    assert declined.json["window"]["starts_at"][:16] == tomorrow_at(9).isoformat()[:16]
    assert (again.status_code, again.json["code"]) == (409, "proposal-closed")


def test_a_proposal_that_has_expired_cannot_be_accepted(
    people: tuple[ApiClient, ApiClient],
) -> None:
    alice, ann = people
    path, proposal = proposed(alice, ann, hours=1)

    with time_machine.travel(tomorrow_at(0) + timedelta(hours=2), tick=False):
        listed = alice.get(f"{path}/proposals").json["proposals"]
        late = alice.post(f"{path}/proposals/{proposal}/accept")

    assert [each["state"] for each in listed] == ["expired"]
    assert (late.status_code, late.json["code"]) == (409, "proposal-closed")


def test_a_newer_proposal_takes_the_place_of_the_one_before(
    people: tuple[ApiClient, ApiClient],
) -> None:
    alice, ann = people
    path, first = proposed(alice, ann)

    listed = ann.post(f"{path}/proposals", {"window": AFTERNOON}).json["proposals"]

    assert [each["state"] for each in listed] == ["open", "withdrawn"]
    assert alice.post(f"{path}/proposals/{first}/accept").status_code == 409


def test_places_taken_meanwhile_refuse_the_acceptance_and_leave_the_proposal_open(
    people: tuple[ApiClient, ApiClient],
) -> None:
    """R-WIN-5: a proposal holds no places."""
    alice, ann = people
    path, proposal = proposed(alice, ann)
    alice.post("/requests", access_body(window=AFTERNOON))

    refused = alice.post(f"{path}/proposals/{proposal}/accept")

    assert (refused.status_code, refused.json["code"]) == (409, "site-full")
    assert alice.get(f"{path}/proposals").json["proposals"][0]["state"] == "open"
    assert alice.get(path).json["status"] == "awaiting-approval"


def test_only_the_customer_answers_and_only_the_desk_proposes(
    app: Flask, people: tuple[ApiClient, ApiClient]
) -> None:
    """R-SEC-1."""
    alice, ann = people
    bob = api_of(app, make_contact("Bob Brown", make_customer("fabrikam")))
    path, proposal = proposed(alice, ann)

    assert alice.post(f"{path}/proposals", {"window": AFTERNOON}).status_code == 403
    assert ann.post(f"{path}/proposals/{proposal}/accept").status_code == 403
    assert bob.post(f"{path}/proposals/{proposal}/accept").status_code == 404
    assert bob.get(f"{path}/proposals").status_code == 404


def test_a_window_that_does_not_fit_is_not_proposed(people: tuple[ApiClient, ApiClient]) -> None:
    alice, ann = people
    path = f"/requests/{alice.post('/requests', access_body()).json['reference']}"
    backwards = {"starts_at": AFTERNOON["ends_at"], "ends_at": AFTERNOON["starts_at"]}

    refused = ann.post(f"{path}/proposals", {"window": backwards})

    assert (refused.status_code, refused.json["code"]) == (422, "ends-before-start")


def test_the_queue_shows_what_changed_and_the_page_lets_the_contact_answer(
    app: Flask, people: tuple[ApiClient, ApiClient]
) -> None:
    alice, ann = people
    path, _ = proposed(alice, ann)
    alice.post(f"{path}/reschedule", {"window": AFTERNOON})
    agent = sign_in(app, make_staff("Abe Agent", Role.AGENT))
    contact = sign_in(app, make_contact("Amy Adams", 1))
    assert "Other windows that were proposed" in words_of(contact.get(path))

    queue = agent.get("/approvals")
    agent.get(f"{path}/proposals")
    starts_at, ends_at = tomorrow_at(18).isoformat(), tomorrow_at(19).isoformat()
    window = {"window_starts_at": starts_at, "window_ends_at": ends_at}
    sent = agent.send(f"{path}/proposals", **window, hours="5", note="Quiet then")
    page = contact.get(f"{path}/proposals")
    declined = contact.send(f"{path}/proposals/2/decline")

    assert "Moved from" in words_of(queue)
    assert sent.status_code == 303
    assert "Quiet then" in words_of(page)
    assert "Accept" in words_of(page)
    assert "✓ The window is declined." in words_of(contact.follow(declined))


def test_a_proposals_window_and_its_hours_are_judged_in_one_round(
    app: Flask, people: tuple[ApiClient, ApiClient]
) -> None:
    alice, _ann = people
    path = f"/requests/{alice.post('/requests', access_body()).json['reference']}"
    agent = sign_in(app, make_staff("Abe Agent", Role.AGENT))
    agent.get(f"{path}/proposals")

    refused = agent.fill(
        f"{path}/proposals",
        window_starts_at=f"{tomorrow_at(14):%Y-%m-%d} 14:00",
        window_ends_at=f"{tomorrow_at(14):%Y-%m-%d} 13:00",
        hours="0",
    )

    assert refused.status_code == 422
    assert refused.text.count('class="field-error"') == 2
    assert "From 1 to 720 hours." in words_of(refused)


def test_an_emergency_breaks_notice_and_waits_for_a_managers_word(app: Flask) -> None:
    """R-WIN-4: reviewed afterwards, once, and never over a capacity."""
    make_site(notice_minutes=7 * 24 * 60, visitor_capacity=1)
    elsewhere = make_site("LHR2", zone="Europe/London")
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    max_ = api_of(app, make_staff("Max Manager", Role.MANAGER))
    mia = api_of(app, make_staff("Mia Manager", Role.MANAGER, site_ids=[elsewhere]))

    planned = alice.post("/requests", access_body())
    urgent = alice.post("/requests", access_body(severity="A"))
    second = alice.post("/requests", access_body(severity="A"))
    waiting = max_.get("/emergency-reviews").json["reviews"]
    path = f"/emergency-reviews/{waiting[0]['window']}"
    silent = max_.post(path, {"word": " "})
    theirs = mia.post(path, {"word": "Not mine"})
    said = max_.post(path, {"word": "Rightly so"})
    again = max_.post(path, {"word": "Once more"})

    assert (planned.json["code"], urgent.status_code) == ("too-short-notice", 201)
    assert second.json["code"] == "site-full"
    assert [each["request"] for each in waiting] == [urgent.json["number"]]
    assert list(waiting[0]["broken"]) == ["too-short-notice"]
    assert "the site asks for 7 days" in waiting[0]["broken"]["too-short-notice"]
    assert (silent.status_code, theirs.status_code) == (422, 404)
    assert mia.get("/emergency-reviews").json["reviews"] == []
    assert (said.json["reviews"], again.json["code"]) == ([], "already-reviewed")


def test_a_manager_reviews_an_emergency_on_its_page(app: Flask) -> None:
    make_site(notice_minutes=7 * 24 * 60)
    with transaction() as session:
        span = {"starts_at": tomorrow_at(0), "ends_at": tomorrow_at(23)}
        session.add(Closure(site_id=1, name="change freeze", **span))
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    number = alice.post("/requests", access_body(severity="A")).json["number"]
    browser = sign_in(app, make_staff("Max Manager", Role.MANAGER))

    page = browser.get("/reviews")
    blank = browser.send("/reviews/1", word=" ")
    done = browser.follow(browser.send("/reviews/1", word="Rightly so"))

    assert number in words_of(page)
    assert "Short notice Booked" in words_of(page)
    assert "Closed period The site is closed for change freeze." in words_of(page)
    assert blank.status_code == 422
    assert "Say what you think of it" in words_of(blank)
    assert "None is waiting for a review" in words_of(done)


def test_the_page_says_why_several_visits_are_not_proposed_at_once(
    app: Flask, people: tuple[ApiClient, ApiClient]
) -> None:
    alice, _ = people
    rule = {"rule": "FREQ=WEEKLY;COUNT=3"}
    reference = alice.post("/requests", access_body(recurrence=rule)).json["reference"]
    browser = sign_in(app, make_staff("Max Manager", Role.MANAGER))

    page = browser.get(f"/requests/{reference}/proposals")

    assert "This request has 3 visits, and a proposal is for one" in words_of(page)
    assert "Propose another window" not in words_of(page)
