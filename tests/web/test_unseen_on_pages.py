"""What nobody can see is no word: over the API and on pages it is asked for (R-ACC-4)."""

from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.unseen import shows_nothing
from tests.incidents.test_api import incident_body
from tests.incidents.test_pages import TYPED
from tests.people import (
    ApiClient,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
)
from tests.web.page_client import Browser, sign_in

UNSEEN = ["\u200b", " \u2060\n", "\u3164", "\u2800", "\u200d", "\ufeff", "\U000e0041"]
INCIDENT = "/requests/new/incident"


@pytest.fixture
def alice(app: Flask) -> ApiClient:
    customer = make_customer()
    make_device(customer, make_site(lead_days=3650), serial="SN93X", name="db-7")
    return api_of(app, make_contact("Alice Adams", customer))


@pytest.fixture
def ann(app: Flask) -> ApiClient:
    return api_of(app, make_staff("Ann Agent", Role.AGENT))


@pytest.fixture
def page(app: Flask) -> Browser:
    customer = make_customer()
    make_device(customer, make_site(), serial="SN93X")
    return sign_in(app, make_contact("Alice Adams", customer))


@pytest.mark.parametrize("said", UNSEEN)
def test_it_shows_nothing(said: str) -> None:
    assert shows_nothing(said)


@pytest.mark.parametrize("said", ["a\u200b", "👍\ufe0f", "نعم", "…", "e\u0301"])
def test_what_somebody_can_see_stays(said: str) -> None:
    assert not shows_nothing(said)


@pytest.mark.parametrize("said", UNSEEN)
@pytest.mark.parametrize("field", ["impact", "tried"])
def test_an_incident_is_incomplete(alice: ApiClient, field: str, said: str) -> None:
    refused = alice.post("/requests", incident_body(**{field: said}))

    assert (refused.status_code, refused.json["code"]) == (422, "incomplete")


def test_a_lower_severity_needs_a_reason(alice: ApiClient) -> None:
    body = incident_body(affects_availability=True, severity_reason="\u200b")

    refused = alice.post("/requests", body)

    assert refused.status_code == 422
    assert "severity_reason" in {each["field"] for each in refused.json["errors"]}


ACTS = [
    ("alice", "cancel", {"reason": "\u200b"}),
    ("ann", "reject", {"reason": "\u200b"}),
    ("ann", "archive", {"reason": "\u200b"}),
    ("ann", "updates", {"text": "\u200b"}),
    ("ann", "updates", {"text": "Told.", "by_phone": True, "spoken_with": "\u200b"}),
]


@pytest.mark.parametrize(("who", "act", "body"), ACTS, ids=lambda each: str(each))
def test_an_act_asks_for_its_words(
    alice: ApiClient, ann: ApiClient, who: str, act: str, body: dict[str, Any]
) -> None:
    made = alice.post("/requests", access_body()).json

    refused = {"alice": alice, "ann": ann}[who].post(f"/requests/{made['reference']}/{act}", body)

    assert refused.status_code == 422
    assert {each["field"] for each in refused.json["errors"]} <= set(body)


@pytest.mark.parametrize("turned", ["PO \u202e12", "\u2067PO"])
@pytest.mark.parametrize("field", ["customer_reference", "purchase_order", "summary"])
def test_a_line_has_nothing_that_turns_letters_around(
    alice: ApiClient, field: str, turned: str
) -> None:
    refused = alice.post("/requests", access_body(**{field: turned}))

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == [field]


@pytest.mark.parametrize("said", UNSEEN)
@pytest.mark.parametrize("field", ["summary", "impact", "tried"])
def test_a_page_asks_for_the_words(page: Browser, field: str, said: str) -> None:
    page.get(INCIDENT)

    assert page.send(INCIDENT, **(TYPED | {field: said})).status_code == 422


@pytest.mark.parametrize("field", ["customer_reference", "summary"])
def test_a_line_of_a_page_has_nothing_that_turns_letters_around(page: Browser, field: str) -> None:
    page.get(INCIDENT)

    refused = page.send(INCIDENT, **(TYPED | {field: "PO \u202e12"}))

    assert refused.status_code == 422
    assert "turns others around" in refused.text


def test_a_page_that_is_filled_visibly_is_taken(page: Browser) -> None:
    page.get(INCIDENT)

    assert page.send(INCIDENT, **TYPED).status_code == 303
