"""What customers call a request in their own books: said when it is asked for, and kept right."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from accessdesk.accounts.rules import Actor, Right, Role
from tests.incidents.test_api import incident_body
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
)
from tests.remote_hands.given import hands_body
from tests.visits.test_pages import visit
from tests.web.page_client import sign_in, words_of

BOTH = {"customer_reference": "INC-4711", "purchase_order": "PO 2026/88"}
NEITHER = {"customer_reference": "", "purchase_order": ""}


def numbers_in(answer: TestResponse) -> dict[str, Any]:
    return {name: answer.json[name] for name in BOTH}


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site(lead_days=3650)
    return make_contact("Alice Adams", make_customer())


@pytest.mark.parametrize("make_body", [access_body, incident_body])
def test_a_request_is_asked_for_with_both_and_shows_them_in_lists_too(
    app: Flask, alice: Actor, make_body: Any
) -> None:
    api = api_of(app, alice)

    made = api.post("/requests", make_body(customer_reference=" INC-4711 ", purchase_order="PO 9"))
    without = api.post("/requests", make_body())
    [*_, listed] = api.get("/requests").json["requests"]

    assert numbers_in(made) == {"customer_reference": "INC-4711", "purchase_order": "PO 9"}
    assert numbers_in(without) == NEITHER
    assert (listed["customer_reference"], listed["purchase_order"]) == ("INC-4711", "PO 9")


def test_remote_hands_have_them_as_well(app: Flask) -> None:
    customer = make_customer()
    make_device(customer, make_site())
    api = api_of(app, make_contact("Alice Adams", customer))

    made = api.post("/requests", hands_body(**BOTH))

    assert numbers_in(api.get(f"/requests/{made.json['reference']}")) == BOTH


def test_the_form_asks_for_them_and_the_page_and_the_list_show_them(
    app: Flask, alice: Actor
) -> None:
    browser = sign_in(app, alice)
    browser.get("/requests/new")

    page = browser.follow(browser.fill("/requests/new", **visit(**BOTH)))
    listed = words_of(browser.get("/requests?q=inc-4711"))

    assert "Your reference INC-4711" in words_of(page)
    assert "Purchase order PO 2026/88" in words_of(page)
    assert "Your ref. INC-4711 · Order PO 2026/88" in listed


@pytest.mark.parametrize("words", ["inc-4711", "2026/88", "4711 card"])
def test_search_finds_a_request_by_either(app: Flask, alice: Actor, words: str) -> None:
    api = api_of(app, alice)
    api.post("/requests", access_body(summary="Replace line card", **BOTH))
    api.post("/requests", incident_body())

    found = api.get(f"/requests?q={words}").json["requests"]

    assert [each["customer_reference"] for each in found] == ["INC-4711"]


def test_they_are_kept_right_afterwards_and_one_alone_leaves_the_other(
    app: Flask, alice: Actor
) -> None:
    api = api_of(app, alice)
    path = f"/requests/{api.post('/requests', access_body(**BOTH)).json['reference']}"

    ordered = api.post(f"{path}/numbers", {"purchase_order": "PO 2027/1"})
    emptied = api.post(f"{path}/numbers", {"customer_reference": ""})
    found = api.get("/requests?q=2027/1").json["requests"]

    assert numbers_in(ordered) == BOTH | {"purchase_order": "PO 2027/1"}
    assert numbers_in(emptied) == {"customer_reference": "", "purchase_order": "PO 2027/1"}
    assert len(found) == 1


def test_an_order_that_comes_after_the_end_is_kept_on_the_page(app: Flask, alice: Actor) -> None:
    path = f"/requests/{api_of(app, alice).post('/requests', access_body()).json['number']}"
    api_of(app, alice).post(f"{path}/cancel", {"reason": "No parts"})
    browser = sign_in(app, alice)
    browser.get(path)

    page = words_of(browser.follow(browser.fill(f"{path}/numbers", purchase_order="PO 5")))

    assert "✓ The reference and the purchase order are saved." in page
    assert "Purchase order PO 5" in page
    assert "The customer’s own numbers were changed" in page


def test_what_is_no_line_is_refused_and_stays_typed(app: Flask, alice: Actor) -> None:
    path = f"/requests/{api_of(app, alice).post('/requests', access_body()).json['number']}"
    browser = sign_in(app, alice)
    browser.get(path)

    refused = browser.fill(f"{path}/numbers", purchase_order="9" * 201)

    assert refused.status_code == 422
    assert "9" * 201 in refused.text


def test_a_contact_without_the_right_there_changes_neither(app: Flask, alice: Actor) -> None:
    path = f"/requests/{api_of(app, alice).post('/requests', access_body(**BOTH)).json['number']}"
    other = make_contact("Bob Bell", alice.customer_id or 0, rights=(Right.INCIDENTS,))

    refused = api_of(app, other).post(f"{path}/numbers", NEITHER)

    assert refused.status_code == 403
    assert numbers_in(api_of(app, alice).get(path)) == BOTH


def test_what_goes_on_from_an_ended_request_keeps_them_and_a_like_one_has_its_own(
    app: Flask, alice: Actor
) -> None:
    path = f"/requests/{api_of(app, alice).post('/requests', access_body(**BOTH)).json['number']}"
    called = path.rpartition("/")[2]
    api_of(app, alice).post(f"{path}/cancel", {"reason": "No parts"})
    browser = sign_in(app, alice)

    follows = browser.get(f"/requests/new?from={called}").text
    like = browser.get(f"/requests/new?like={called}").text

    assert "INC-4711" in follows
    assert "PO 2026/88" in follows
    assert "INC-4711" not in like
    assert "PO 2026/88" not in like


def test_the_desk_reads_whose_they_are(app: Flask, alice: Actor) -> None:
    path = f"/requests/{api_of(app, alice).post('/requests', access_body(**BOTH)).json['number']}"
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))

    assert "Customer’s reference INC-4711" in words_of(ann.get(path))
    assert "Customer’s ref. INC-4711" in words_of(ann.get("/requests"))
