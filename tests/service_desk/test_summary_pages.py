"""What a request is about, in one line, is said better later; the journal keeps both."""

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff
from tests.web.page_client import sign_in, words_of


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site()
    return make_contact("Alice Adams", make_customer())


@pytest.mark.parametrize("by", ["contact", "agent"])
def test_the_line_is_changed_on_its_page_and_both_stand_in_the_timeline(
    app: Flask, alice: Actor, by: str
) -> None:
    made = api_of(app, alice).post("/requests", access_body()).json
    who = alice if by == "contact" else make_staff("Ann Agent", Role.AGENT)
    browser, page = sign_in(app, who), f"/requests/{made['number']}/summary"
    offered = browser.get(f"/requests/{made['number']}")
    browser.get(page)

    empty = browser.fill(page, summary=" ")
    changed = words_of(browser.follow(browser.fill(page, summary="Replace two line cards")))
    found = words_of(sign_in(app, make_staff("Abe Agent", Role.AGENT)).get("/requests?q=two"))

    assert page in offered.text
    assert "Say in one line what it is about." in words_of(empty)
    assert "✓ The line that says what it is about is changed." in changed
    assert "“Replace line card” became “Replace two line cards”" in changed
    assert made["number"] in found


def test_over_the_api_it_moves_no_pass_and_ends_with_the_request(app: Flask, alice: Actor) -> None:
    """R-ACC-8: who comes, where and when stay."""
    api = api_of(app, alice)
    made = api.post("/requests", access_body()).json
    path = f"/requests/{made['number']}"

    changed = api.post(f"{path}/summary", {"summary": "Replace two line cards"}).json
    none = api.post(f"{path}/summary", {"summary": ""})
    api.post(f"{path}/cancel", {"reason": "Parts are late"})
    late = api.post(f"{path}/summary", {"summary": "Replace three"})

    assert changed["summary"] == "Replace two line cards"
    assert changed["visitors"] == made["visitors"]
    assert none.status_code == 422
    assert (late.status_code, late.json["code"]) == (409, "request-ended")
    assert late.json["next_step"]


def test_another_customers_request_is_not_there(app: Flask, alice: Actor) -> None:
    """R-SEC-1."""
    made = api_of(app, alice).post("/requests", access_body()).json
    eve = api_of(app, make_contact("Eve Evans", make_customer("fabrikam")))

    assert eve.post(f"/requests/{made['number']}/summary", {"summary": "x"}).status_code == 404
