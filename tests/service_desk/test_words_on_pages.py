"""What is said on a request: in writing, by phone, and among the operator's own."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.rules import Role
from accessdesk.db import db
from accessdesk.journal.models import JournalEntry
from accessdesk.journal.queries import timeline
from accessdesk.notifications.delivering.planning import plan
from accessdesk.notifications.models import Delivery
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)
from tests.service_desk.test_pages import page_of
from tests.web.page_client import sign_in, words_of

CALL = {"text": "The card has arrived.", "by_phone": True, "spoken_with": "Alice Adams"}


@pytest.fixture
def alice(app: Flask) -> ApiClient:
    make_site()
    return api_of(app, make_contact("Alice Adams", make_customer()))


@pytest.fixture
def ann(app: Flask) -> ApiClient:
    return api_of(app, make_staff("Ann Agent", Role.AGENT))


def test_a_logged_call_is_an_update_and_starts_the_operators_clock_anew(
    alice: ApiClient, ann: ApiClient
) -> None:
    """R-SEV-4."""
    before = alice.post("/requests", access_body()).json

    after = ann.post(f"/requests/{before['number']}/updates", CALL).json
    said = alice.get(f"/requests/{before['number']}/updates").json["updates"]

    due = [each["commitments"]["operator_update_due"] for each in (before, after)]
    assert datetime.fromisoformat(due[0]) < datetime.fromisoformat(due[1])
    assert [(each["kind"], each["spoken_with"], each["author"]) for each in said] == [
        ("phone", "Alice Adams", "Ann Agent")
    ]


def test_a_call_stands_in_the_journal_with_whom_it_was_as_personal(
    alice: ApiClient, ann: ApiClient
) -> None:
    raised = alice.post("/requests", access_body()).json

    ann.post(f"/requests/{raised['number']}/updates", CALL)

    entry = timeline(f"request/{raised['reference']}")[-2]
    assert (entry.event, entry.facts["kind"]) == ("request.updated", "phone")
    assert (entry.personal or {})["spoken_with"] == "Alice Adams"
    assert "Alice" not in " ".join(db.session.scalars(select(JournalEntry.body)))


def test_what_was_told_by_phone_is_not_sent_as_well(alice: ApiClient, ann: ApiClient) -> None:
    raised = alice.post("/requests", access_body()).json
    ann.post(f"/requests/{raised['number']}/updates", CALL)
    at = datetime.fromisoformat(raised["received_at"])

    db.session.remove()
    plan(now=at)

    assert "request.updated" not in set(db.session.scalars(select(Delivery.event)))


@pytest.mark.parametrize(
    ("change", "field"), [({"spoken_with": " "}, "spoken_with"), ({"text": " "}, "text")]
)
def test_a_call_says_what_and_with_whom(
    alice: ApiClient, ann: ApiClient, change: dict[str, Any], field: str
) -> None:
    number = alice.post("/requests", access_body()).json["number"]

    refused = ann.post(f"/requests/{number}/updates", CALL | change)

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == [field]


def test_a_customer_logs_no_calls(alice: ApiClient) -> None:
    number = alice.post("/requests", access_body()).json["number"]

    assert alice.post(f"/requests/{number}/updates", CALL).status_code == 403


def test_a_call_is_logged_on_the_page_and_stands_in_the_timeline(
    app: Flask, alice: ApiClient
) -> None:
    number = alice.post("/requests", access_body()).json["number"]
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    say = f"/requests/{number}/updates"
    ann.get(f"/requests/{number}")

    refused = ann.fill(say, text="The card has arrived.", audience="phone")
    taken = ann.fill(say, spoken_with="Alice Adams")

    assert (refused.status_code, taken.status_code) == (422, 303)
    assert "Say who you spoke to." in words_of(refused)
    assert "Told Alice Adams by phone" in page_of(ann, number)


def test_at_severity_d_the_desk_says_by_which_day_it_writes_again(
    app: Flask, alice: ApiClient
) -> None:
    """R-SEV, the row of D: as agreed, a date; here in Amsterdam."""
    number = alice.post("/requests", access_body(severity="D")).json["number"]
    page = sign_in(app, make_staff("Ben Agent", Role.AGENT))
    page.get(f"/requests/{number}")

    page.follow(
        page.send(f"/requests/{number}/updates", text="On Friday.", next_word_on="2099-12-04")
    )
    owed = alice.get(f"/requests/{number}").json["commitments"]["operator_update_due"]
    seen = words_of(sign_in(app, make_contact("Ada Byron", 1)).get(f"/requests/{number}"))

    assert datetime.fromisoformat(owed) == datetime.fromisoformat("2099-12-04T23:59+01:00")
    assert "The next update comes by Fri 4 Dec 2099 23:59 CET" in seen


def test_a_day_is_agreed_at_severity_d_alone(alice: ApiClient, ann: ApiClient) -> None:
    number = alice.post("/requests", access_body(severity="C")).json["number"]
    word = {"text": "On Friday.", "next_word_on": "2099-12-04"}

    refused = ann.post(f"/requests/{number}/updates", word)

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["next_word_on"]
    assert alice.get(f"/requests/{number}/updates").json["updates"] == []
