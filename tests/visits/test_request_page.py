"""What the page of a visit says of its passes and of whom to ask."""

import re
from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor
from tests.people import access_body, api_of, make_contact, make_customer, make_site
from tests.web.page_client import Browser, sign_in, words_of


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site()
    return make_contact("Alice Adams", make_customer())


def open_visit(app: Flask, actor: Actor, **fields: Any) -> tuple[Browser, str]:
    visit = api_of(app, actor).post("/requests", access_body(**fields)).json
    browser = sign_in(app, actor)
    return browser, words_of(browser.get(f"/requests/{visit['number']}"))


def test_the_short_code_reads_on_the_request_as_on_the_pass(app: Flask, alice: Actor) -> None:
    """R-PASS-1: it is read over a phone, in groups of four."""
    browser, page = open_visit(app, alice)
    [href] = set(re.findall(r'href="(/passes/\d+)"', browser.page))

    [code] = re.findall(r"\b\w{4}-\w{4}-\w{4}\b", page)

    assert code in words_of(browser.get(href))


@pytest.mark.parametrize(
    ("reach", "words"),
    [
        ({"email": "ops@fiberworks.example"}, "afterwards too: ops@fiberworks.example"),
        ({"phone": "+31 20 555 0100"}, "afterwards too: +31 20 555 0100"),
    ],
)
def test_whom_to_ask_about_the_work_is_said_with_an_address(
    app: Flask, alice: Actor, reach: dict[str, str], words: str
) -> None:
    """R-SA-3."""
    party = {"kind": "vendor", "name": "Fiberworks BV"} | reach

    page = open_visit(app, alice, party=party)[1]

    assert f"For questions about the work, {words}" in page


def test_nobody_is_sent_to_a_party_without_an_address(app: Flask, alice: Actor) -> None:
    page = open_visit(app, alice, party={"kind": "customer", "name": "Fiberworks BV"})[1]

    assert "Fiberworks BV" in page
    assert "questions about the work" not in page
