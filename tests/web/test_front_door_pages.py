"""What the application is wired to refuse before any page or call is reached."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accessdesk.accounts.rules import Actor, Role, Scope
from accessdesk.accounts.sign_in import guesses
from accessdesk.app import create_app
from accessdesk.db import db
from tests.people import PASSWORD, api_of, make_staff
from tests.web.page_client import Browser, forget_request, sign_in_by_form, words_of

WithSettings = Callable[..., Flask]
TOKEN = "Nightly export"
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


@pytest.fixture
def ann(app: Flask) -> Actor:
    return make_staff("Ann Agent", Role.AGENT)


@pytest.fixture
def browser(app: Flask, ann: Actor) -> Browser:
    return sign_in_by_form(app, ann)


@pytest.fixture
def with_settings(app: Flask) -> Iterator[WithSettings]:
    """Build the application again, on the same database, with other settings."""
    with ExitStack() as stack:

        def build(**changes: Any) -> Flask:
            other = create_app(app.extensions["accessdesk_settings"].model_copy(update=changes))
            engine = stack.enter_context(other.app_context()) and db.engine
            stack.callback(engine.dispose)
            return other

        yield build


def policy_of(answer: TestResponse) -> dict[str, str]:
    rules = answer.headers["Content-Security-Policy"].split(";")
    return dict(rule.split(maxsplit=1) for rule in rules)


# Forms that were not sent from our own pages.


def test_a_form_without_its_token_is_refused_and_changes_nothing(browser: Browser) -> None:
    browser.get("/account")

    refused = browser.post("/account/tokens", {"name": TOKEN, "scope": "full"})

    assert (refused.status_code, "stale-form" in refused.text) == (422, True)
    assert TOKEN not in words_of(browser.get("/account"))


def test_a_form_with_the_token_of_somebody_else_s_session_is_refused(
    app: Flask, browser: Browser
) -> None:
    theirs = sign_in_by_form(app, make_staff("Mallory Agent", Role.MANAGER))
    theirs.get("/account")
    [foreign] = theirs.form("/account/tokens")["csrf_token"]

    refused = browser.post(
        "/account/tokens", {"csrf_token": foreign, "name": TOKEN, "scope": "full"}
    )

    assert (refused.status_code, "stale-form" in refused.text) == (422, True)
    assert TOKEN not in words_of(browser.get("/account"))


def test_the_same_form_with_its_own_token_is_taken(browser: Browser) -> None:
    browser.get("/account")

    taken = browser.fill("/account/tokens", name=TOKEN)

    assert taken.status_code == 200
    assert TOKEN in words_of(browser.get("/account"))


def test_every_form_of_every_page_asks_for_its_token(app: Flask, browser: Browser) -> None:
    forms = [
        app.url_map.bind("localhost").build(
            rule.endpoint, dict.fromkeys(rule.arguments, 1), method="POST"
        )
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    ]

    taken = [path for path in forms if "stale-form" not in browser.post(path, {}).text]

    assert len(forms) > 50
    assert taken == []


def test_a_form_lasts_as_long_as_its_session(app: Flask, ann: Actor) -> None:
    now = datetime.now(UTC)
    with time_machine.travel(now, tick=False):
        browser = sign_in_by_form(app, ann)
        browser.get("/account")

    with time_machine.travel(now + timedelta(hours=11), tick=False):
        taken = browser.fill("/account/tokens", name=TOKEN)

    assert taken.status_code == 200


def test_over_https_a_form_sent_from_another_site_is_refused(app: Flask, browser: Browser) -> None:
    browser.get("/account")
    [token] = browser.form("/account/tokens")["csrf_token"]

    refused = browser.client.post(
        "https://localhost/account/tokens",
        data={"csrf_token": token, "name": TOKEN, "scope": "full"},
        headers={"Referer": "https://evil.example/"},
    )

    forget_request()
    assert (refused.status_code, "stale-form" in refused.text) == (422, True)
    assert TOKEN not in words_of(browser.get("/account"))


# Names that are not ours.


@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/requests", "/livez", "/nothing"])
def test_a_request_under_another_host_s_name_is_refused(app: Flask, path: str) -> None:
    refused = app.test_client().get(path, base_url="http://evil.example")

    assert refused.status_code == 400
    assert "This is not the address of this service" in refused.text
    assert "evil.example" not in refused.text + str(refused.headers)


def test_a_proxy_cannot_lend_another_host_s_name(with_settings: WithSettings) -> None:
    client = with_settings(trusted_proxies=1).test_client()

    answer = client.get("/account", headers={"X-Forwarded-Host": "evil.example"})

    assert answer.status_code == 303
    assert "evil.example" not in answer.text + str(answer.headers)


# Headers on whatever is answered.


def answers_of(app: Flask, actor: Actor) -> dict[str, TestResponse]:
    client, api = app.test_client(), api_of(app, actor)
    answers = {
        "a page": client.get("/sign-in"),
        "a redirect": client.get("/account"),
        "an error page": client.post("/sign-in"),
        "a page that is not there": client.get("/nothing"),
        "a method that is not there": client.delete("/sign-in"),
        "a static file": client.get("/static/app.css"),
        "a static file that is not there": client.get("/static/nothing.css"),
        "an answer of the API": api.get("/requests"),
        "an error of the API": client.get("/api/v1/requests"),
        "a call that is not there": api.get("/nothing"),
        "another host's": client.get("/sign-in", base_url="http://evil.example"),
    }
    for answer in answers.values():
        answer.close()  # A static file is open until then.
    return answers


def test_every_answer_carries_the_strict_policy(app: Flask, ann: Actor) -> None:
    answers = answers_of(app, ann)

    for name, answer in answers.items():
        assert policy_of(answer) == STRICT, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"]), name
        assert "microphone=()" in answer.headers["Permissions-Policy"], name
        assert "geolocation=()" in answer.headers["Permissions-Policy"], name


def test_nothing_but_a_static_file_is_kept_by_a_browser(app: Flask, ann: Actor) -> None:
    answers = answers_of(app, ann)

    kept = [
        name
        for name, answer in answers.items()
        if answer.headers.get("Cache-Control") != "no-store"
    ]

    assert kept == ["a static file", "a static file that is not there"]


def test_only_over_https_a_browser_is_told_to_stay_there(app: Flask) -> None:
    client = app.test_client()

    plain, safe = client.get("/livez"), client.get("/livez", base_url="https://localhost")

    assert "Strict-Transport-Security" not in plain.headers
    assert safe.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_an_operator_may_ask_it_of_all_names_below(with_settings: WithSettings) -> None:
    client = with_settings(hsts_subdomains=True).test_client()

    safe = client.get("/livez", base_url="https://localhost")

    assert safe.headers["Strict-Transport-Security"].endswith("; includeSubDomains")


# The cookie.


def attributes_of_cookie(answer: TestResponse) -> set[str]:
    return attributes_of(answer.headers["Set-Cookie"])


def attributes_of(cookie: str) -> set[str]:
    return {part.strip() for part in cookie.split(";")[1:]}


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(app: Flask, ann: Actor) -> None:
    browser = Browser(app.test_client())
    browser.get("/sign-in")

    signed_in = browser.send("/sign-in", email=ann.email, password=PASSWORD)

    known_by, session = sorted(signed_in.headers.getlist("Set-Cookie"))
    assert known_by.startswith("accessdesk-browser=")
    assert session.startswith("accessdesk=")
    assert attributes_of(session) == {"HttpOnly", "SameSite=Lax", "Path=/"}
    assert attributes_of(known_by) >= {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=15552000"}


def test_an_operator_on_https_sends_the_cookie_over_https_alone(
    with_settings: WithSettings,
) -> None:
    client = with_settings(base_url="https://localhost").test_client()

    answer = client.get("/sign-in", base_url="https://localhost")

    assert answer.headers["Set-Cookie"].startswith("__Host-accessdesk=")
    assert attributes_of_cookie(answer) == {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"}


def test_a_session_lasts_the_hours_that_the_operator_set(
    with_settings: WithSettings, ann: Actor
) -> None:
    app, now = with_settings(session_hours=1), datetime.now(UTC)
    with time_machine.travel(now, tick=False):
        browser = sign_in_by_form(app, ann)

    with time_machine.travel(now + timedelta(minutes=59), tick=False):
        within = browser.get("/account")
    with time_machine.travel(now + timedelta(minutes=61), tick=False):
        after = browser.get("/account")

    assert (within.status_code, after.status_code) == (200, 303)


# Who may say where a request came from.


def attempt(client: FlaskClient, actor: Actor, password: str, **more: Any) -> TestResponse:
    """Try to sign in from an address, as a browser would."""
    forget_request()
    browser = Browser(client)
    browser.get("/sign-in")
    [token] = browser.form("/sign-in")["csrf_token"]
    fields = {"csrf_token": token, "email": actor.email, "password": password}
    answer = client.post("/sign-in", data=fields, **more)
    forget_request()
    return answer


def from_address(address: str, forwarded: str = "") -> dict[str, Any]:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return {"environ_base": {"REMOTE_ADDR": address}, "headers": headers}


def test_one_address_has_to_wait_after_too_many_failures_and_another_does_not(
    app: Flask, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "FREE_OF_GUESSER", 3)
    others = [make_staff(f"P{number} X", Role.AGENT) for number in range(3)]
    here, there = from_address("192.0.2.7"), from_address("192.0.2.8")

    wrong = [attempt(app.test_client(), each, "wrong", **here) for each in others]
    waits = attempt(app.test_client(), ann, PASSWORD, **here)
    elsewhere = attempt(app.test_client(), ann, PASSWORD, **there)

    assert [answer.status_code for answer in wrong] == [422] * 3
    seconds = waits.headers["Retry-After"]
    assert (waits.status_code, seconds) in [(429, "30"), (429, "29"), (429, "28")]
    assert f"looked at in {seconds} seconds" in words_of(waits)
    assert "Set-Cookie" not in waits.headers
    assert elsewhere.status_code == 303


def test_one_account_has_to_wait_wherever_it_is_tried_from(app: Flask, ann: Actor) -> None:
    bob = make_staff("Bob Agent", Role.AGENT)
    tried = range(guesses.FREE_OF_OWNER)

    wrong = [
        attempt(app.test_client(), ann, "wrong", **from_address(f"192.0.2.{last}"))
        for last in tried
    ]
    waits = attempt(app.test_client(), ann, PASSWORD, **from_address("192.0.2.99"))
    another = attempt(app.test_client(), bob, PASSWORD, **from_address("192.0.2.99"))

    assert [answer.status_code for answer in wrong] == [422] * 20
    assert (waits.status_code, waits.headers["Retry-After"]) == (429, "30")
    assert another.status_code == 303


def test_without_a_trusted_proxy_nobody_can_say_they_come_from_elsewhere(
    app: Flask, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "FREE_OF_GUESSER", 1)
    first, second = (from_address("192.0.2.7", claimed) for claimed in ("10.0.0.1", "10.0.0.2"))
    attempt(app.test_client(), make_staff("Bob Agent", Role.AGENT), "wrong", **first)

    waits = attempt(app.test_client(), ann, PASSWORD, **second)
    plain = app.test_client().get("/livez", headers={"X-Forwarded-Proto": "https"})

    assert waits.status_code == 429
    assert "Strict-Transport-Security" not in plain.headers


def test_behind_a_trusted_proxy_its_word_on_address_and_scheme_is_taken(
    with_settings: WithSettings, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "FREE_OF_GUESSER", 1)
    app = with_settings(trusted_proxies=1)
    first, second, spoof = (
        from_address("192.0.2.7", claimed)
        for claimed in ("10.0.0.1", "10.0.0.2", "10.0.0.3, 10.0.0.1")
    )
    attempt(app.test_client(), make_staff("Bob Agent", Role.AGENT), "wrong", **first)

    elsewhere = attempt(app.test_client(), ann, PASSWORD, **second)
    waits = attempt(app.test_client(), ann, PASSWORD, **spoof)
    safe = app.test_client().get("/livez", headers={"X-Forwarded-Proto": "https"})

    assert (elsewhere.status_code, waits.status_code) == (303, 429)
    assert "Strict-Transport-Security" in safe.headers


# Pages know people by the cookie, the API by a token, and neither takes the other's.


@pytest.mark.parametrize("path", ["/", "/account", "/requests"])
def test_a_page_does_not_take_a_token_of_the_api(app: Flask, ann: Actor, path: str) -> None:
    api = api_of(app, ann)

    answer = api.client.get(path, headers=api.headers())

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


def test_the_api_does_not_take_the_cookie_of_a_page(browser: Browser) -> None:
    read = browser.client.get("/api/v1/requests")
    written = browser.client.post("/api/v1/requests", json={}, headers={"Idempotency-Key": "key-1"})

    for answer in (read, written):
        assert (answer.status_code, answer.json["code"]) == (401, "not-signed-in")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_is_taken_as_a_bearer_s_alone(app: Flask, ann: Actor) -> None:
    api = api_of(app, ann, Scope.READ)
    schemes = {"Bearer": 200, "bearer": 200, "Basic": 401, "Token": 401, "": 401}

    answers = {
        scheme: api.client.get(
            "/api/v1/requests", headers={"Authorization": f"{scheme} {api.token}".strip()}
        )
        for scheme in schemes
    }

    assert {scheme: answer.status_code for scheme, answer in answers.items()} == schemes


def test_signing_out_clears_what_the_browser_has_kept(browser: Browser) -> None:
    """E4: on a shared machine nothing stays that was typed or seen."""
    browser.get("/")

    out = browser.send("/sign-out")

    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
