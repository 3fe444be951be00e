"""Signing in and out, by what a browser may and may not do afterwards."""

import re
from datetime import date

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from accessdesk.accounts.rules import Actor, Right, Role
from tests.people import PASSWORD, api_of, make_contact, make_customer, make_site, make_staff
from tests.web.page_client import Browser, sign_in, sign_in_by_form, words_of

COOKIE = "accessdesk"
NEW_PASSWORD = "a brand new password"
NOT_OURS = [
    "https://evil.example",
    "https:evil.example",
    "https://evil.example/account",
    "https:/account",
    "//evil.example/account",
    "////evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "http://[",
    "//[",
]


@pytest.fixture
def ann(app: Flask) -> Actor:
    return make_staff("Ann Agent", Role.AGENT)


@pytest.fixture
def browser(app: Flask, ann: Actor) -> Browser:
    return sign_in_by_form(app, ann)


def cookie_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def with_cookie(app: Flask, value: str) -> Browser:
    """A browser that holds a cookie which was copied from another."""
    client = app.test_client()
    client.set_cookie(COOKIE, value)
    return Browser(client)


def is_signed_in(browser: Browser) -> bool:
    answer = browser.get("/account")
    if answer.status_code == 303:
        assert answer.headers["Location"].startswith("/sign-in")
    return answer.status_code == 200


def test_a_cookie_kept_from_before_the_sign_out_opens_nothing(app: Flask, browser: Browser) -> None:
    copy = with_cookie(app, cookie_of(browser))
    assert is_signed_in(copy)
    browser.get("/account")

    browser.follow(browser.send("/sign-out"))

    assert not is_signed_in(browser)
    assert not is_signed_in(copy)


def test_signing_out_leaves_nothing_in_the_browser(browser: Browser) -> None:
    browser.get("/account")

    browser.send("/sign-out")

    assert browser.client.get_cookie(COOKIE) is None


def test_signing_out_here_leaves_the_session_elsewhere(
    app: Flask, ann: Actor, browser: Browser
) -> None:
    elsewhere = sign_in_by_form(app, ann)

    browser.send("/sign-out")

    assert is_signed_in(elsewhere)


def test_a_new_password_signs_out_every_other_browser(
    app: Flask, ann: Actor, browser: Browser
) -> None:
    elsewhere = sign_in_by_form(app, ann)
    browser.get("/account")

    browser.send("/account/password", current_password=PASSWORD, new_password=NEW_PASSWORD)

    assert is_signed_in(browser)
    assert not is_signed_in(elsewhere)


def test_a_session_ended_from_another_browser_is_over(
    app: Flask, ann: Actor, browser: Browser
) -> None:
    lost = sign_in_by_form(app, ann)
    forms = re.findall(r'action="(/account/sessions/\d+/end)"', browser.get("/account").text)

    browser.send(forms[0])  # The newest stands first.

    assert not is_signed_in(lost)
    assert is_signed_in(browser)


def test_a_form_opened_before_the_sign_in_is_stale_after_it(app: Flask, ann: Actor) -> None:
    """Nobody can lay a session under somebody else's hands and go on to use its forms."""
    browser = Browser(app.test_client())
    browser.get("/sign-in")
    [laid] = browser.form("/sign-in")["csrf_token"]
    browser.follow(browser.send("/sign-in", email=ann.email, password=PASSWORD))

    refused = browser.post("/sign-out", {"csrf_token": laid})

    assert (refused.status_code, "stale-form" in refused.text) == (422, True)
    assert is_signed_in(browser)


@pytest.mark.parametrize("after", NOT_OURS)
def test_nobody_is_sent_on_to_another_site(app: Flask, ann: Actor, after: str) -> None:
    browser = Browser(app.test_client())
    browser.get("/sign-in")

    signed_in = browser.send("/sign-in", email=ann.email, password=PASSWORD, after=after)
    already = browser.client.get("/sign-in", query_string={"after": after})

    for answer in (signed_in, already):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_slashes_before_a_name_do_not_make_it_a_site(browser: Browser) -> None:
    """A browser takes three slashes for two."""
    answer = browser.client.get("/sign-in", query_string={"after": "///evil.example"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/evil.example")


def test_whoever_was_asked_to_sign_in_is_sent_on_to_what_they_wanted(
    app: Flask, ann: Actor
) -> None:
    browser = Browser(app.test_client())
    browser.follow(browser.get("/requests?q=line+card"))

    signed_in = browser.fill("/sign-in", email=ann.email, password=PASSWORD)

    assert signed_in.headers["Location"] == "/requests?q=line+card"


def test_a_contact_whose_every_right_has_ended_is_not_let_in(app: Flask) -> None:
    """R-ONB-5: the word comes once the password was right, and no session or token goes on."""
    customer = make_customer()
    alice = make_contact("Alice Adams", customer, until_on=date(2026, 1, 31))
    api, browser = api_of(app, alice), sign_in(app, alice)

    wrong = sign_in_form(app, alice.email, "wrong")
    right = sign_in_form(app, alice.email, PASSWORD)

    assert "Every right that you had here has ended" not in words_of(wrong)
    assert right.status_code == 403
    assert "Every right that you had here has ended" in words_of(right)
    assert not is_signed_in(browser)
    assert api.get("/requests").status_code == 401


def test_one_right_left_is_enough_to_sign_in(app: Flask) -> None:
    """R-ONB-5."""
    make_site()
    alice = make_contact("Alice Adams", make_customer(), rights=[Right.INCIDENTS])

    assert is_signed_in(sign_in_by_form(app, alice))


def sign_in_form(app: Flask, email: str, password: str) -> TestResponse:
    """What somebody sees who signs in with an address and a password."""
    browser = Browser(app.test_client())
    browser.get("/sign-in")
    return browser.send("/sign-in", email=email, password=password)
