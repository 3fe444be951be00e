"""A word after the end opens the request again, or leads to the one that follows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from accessdesk import clock
from accessdesk.accounts.rules import Actor, Role
from tests.incidents.test_api import incident_body
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
from tests.remote_hands.given import hands_body
from tests.web.page_client import sign_in, words_of

REOPENED = timedelta(days=7)
At = Callable[[datetime], None]
STILL = {"text": "Orders still time out", "not_mended": True}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Set the clock to a moment."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def alice_actor(app: Flask) -> Actor:
    site, customer = make_site(), make_customer()
    make_device(customer, site, "CT-0001", serial="SN93X", name="db-7")
    return make_contact("Alice Adams", customer)


@pytest.fixture
def alice(app: Flask, alice_actor: Actor) -> ApiClient:
    return api_of(app, alice_actor)


@pytest.fixture
def ann(app: Flask) -> ApiClient:
    return api_of(app, make_staff("Ann Agent", Role.AGENT))


BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "incident": lambda: incident_body(site="AMS1", devices=["CT-0001"]),
    "remote-hands": hands_body,
    "site-access": access_body,
}


def raised(alice: ApiClient, kind: str) -> str:
    made = alice.post("/requests", BODIES[kind]())
    assert made.status_code == 201, made.json
    return f"/requests/{made.json['reference']}"


def resolved(alice: ApiClient, ann: ApiClient, kind: str) -> str:
    path = raised(alice, kind)
    if kind == "incident":
        ann.post(f"{path}/accept")
    ended = ann.post(f"{path}/resolve", {"reason": "The cable was changed."})
    assert ended.status_code == 200, ended.json
    return path


@pytest.mark.parametrize("kind", ["incident", "remote-hands"])
def test_what_is_not_mended_is_opened_again_and_the_desk_reads_it(
    alice: ApiClient, ann: ApiClient, kind: str
) -> None:
    """R-ACC-9."""
    path = resolved(alice, ann, kind)

    said = alice.post(f"{path}/updates", STILL)

    read = ann.get(path).json
    assert (said.status_code, said.json["status"]) == (200, "in-progress")
    assert said.json["ended_at"] is None
    assert "read-word" in {each["act"] for each in read["waiting_for"] if each["yours"]}
    assert alice.get(f"{path}/updates").json["updates"][-1]["text"] == "Orders still time out"


@pytest.mark.parametrize("kind", ["incident", "remote-hands"])
def test_what_was_said_with_an_end_and_after_it_stands_once_in_the_timeline(
    app: Flask, alice: ApiClient, ann: ApiClient, kind: str
) -> None:
    path = resolved(alice, ann, kind)
    alice.post(f"{path}/updates", STILL)
    alice.post(f"{path}/updates", {"text": "Is anybody there?"})
    staff = sign_in(app, make_staff("Abe Agent", Role.AGENT))

    timeline = words_of(staff.get(path)).partition("What happened")[2]

    for once in ("The cable was changed.", "Orders still time out", "Is anybody there?"):
        assert timeline.count(once) == 1, once


def test_it_can_be_opened_again_to_the_last_moment_and_no_later(
    alice: ApiClient, ann: ApiClient, at: At
) -> None:
    first, second = resolved(alice, ann, "incident"), resolved(alice, ann, "incident")
    ends = [datetime.fromisoformat(alice.get(each).json["ended_at"]) for each in (first, second)]

    at(ends[0] + REOPENED)
    in_time = alice.post(f"{first}/updates", STILL)
    at(ends[1] + REOPENED + timedelta(seconds=1))
    late = alice.post(f"{second}/updates", STILL)

    assert in_time.status_code == 200
    assert (late.status_code, late.json["code"]) == (409, "request-ended")
    assert alice.get(f"{second}/updates").json["updates"] == []


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("end", ["resolve", "archive", "cancel"])
def test_a_word_after_the_end_of_any_kind_is_refused_with_the_ready_one_that_follows(
    app: Flask, alice_actor: Actor, alice: ApiClient, ann: ApiClient, kind: str, end: str
) -> None:
    """R-ACC-9: a word is taken and read, or not taken."""
    path = raised(alice, kind)
    if kind == "incident" and end != "cancel":
        ann.post(f"{path}/accept")
    who = alice if end == "cancel" else ann
    assert who.post(f"{path}/{end}", {"reason": "Enough"}).status_code == 200

    lost = alice.post(f"{path}/updates", {"text": "Orders still time out"})
    ready = lost.json["follow_up"]
    if kind == "site-access":
        ready |= {"window": access_body()["window"]}
    anew = alice.post("/requests", ready)

    assert (lost.status_code, lost.json["code"]) == (409, "request-ended")
    assert lost.json["next_step"]
    assert anew.status_code == 201, anew.json
    assert alice.get(f"{path}/updates").json["updates"] == []
    name = anew.json["number"] or anew.json["reference"]
    assert f"Went on as {name}" in words_of(sign_in(app, alice_actor).get(path))


def test_whatever_else_comes_after_the_end_leads_on_as_a_word_does(
    alice: ApiClient, ann: ApiClient
) -> None:
    """R-ACC-9: another severity, a day for the next word, another owner."""
    path = resolved(alice, ann, "incident")
    worse = {"severity": "B", "impact": "Orders still time out, in every shop."}

    refused = [
        alice.post(f"{path}/severity", worse),
        ann.post(f"{path}/severity", worse),
        ann.post(f"{path}/owner", {"resolver": "Network team"}),
    ]

    for each in refused:
        assert (each.status_code, each.json["code"]) == (409, "request-ended"), each.json
        assert each.json["next_step"].startswith("Ask again")
        assert each.json["follow_up"]["kind"] == "incident"


def test_a_request_that_is_open_is_not_followed_and_anothers_is_not_known(
    app: Flask, alice: ApiClient
) -> None:
    path = raised(alice, "incident")
    carl = api_of(app, make_contact("Carl Cole", make_customer("fabrikam")))
    follows = {"follows": path.removeprefix("/requests/")}

    mine = alice.post("/requests", incident_body() | follows)
    theirs = carl.post("/requests", incident_body() | follows)

    assert (mine.status_code, mine.json["code"]) == (409, "wrong-status")
    assert theirs.status_code == 404


def test_what_was_confirmed_can_be_contested_for_as_long(
    app: Flask, alice: ApiClient, at: At
) -> None:
    """R-RH-5."""
    tom = api_of(app, make_staff("Tom Tech", Role.TECHNICIAN))
    path = raised(alice, "remote-hands")
    for step, body in (("claim", {}), ("start", {}), ("finish", {"result": "partly", "text": "X"})):
        assert tom.post(f"{path}/work/{step}", body).status_code == 200
    alice.post(f"{path}/confirm")

    contested = alice.post(f"{path}/contest", {"missing": "It is dark again"})

    assert contested.status_code == 200, contested.json
    assert alice.get(path).json["status"] == "in-progress"
    tom.post(f"{path}/work/start")
    tom.post(f"{path}/work/finish", {"result": "partly", "text": "Again"})
    at(datetime.now(UTC) + REOPENED + timedelta(minutes=1))
    late = alice.post(f"{path}/contest", {"missing": "Dark"})
    assert (late.status_code, late.json["follow_up"]["task"]) == (409, "replace-drive")
    assert alice.get(path).json["waiting_for"] == []


def test_the_page_opens_it_again_and_later_leads_to_a_form_that_is_filled_in(
    app: Flask, alice_actor: Actor, alice: ApiClient, ann: ApiClient, at: At
) -> None:
    reference = resolved(alice, ann, "incident")
    path = f"/requests/{alice.get(reference).json['number']}"
    browser = sign_in(app, alice_actor)
    browser.get(path)

    empty = browser.fill(f"{path}/not-mended", text="")
    browser.get(path)
    opened = browser.follow(browser.fill(f"{path}/not-mended", text="Orders still time out"))
    ann.post(f"{path}/read")
    ann.post(f"{path}/resolve", {"reason": "Changed again."})
    at(datetime.now(UTC) + REOPENED + timedelta(hours=1))
    later = sign_in(app, alice_actor)
    page = later.get(path)
    href = page.text.partition(">Ask again")[0].rpartition('href="')[2].partition('"')[0]
    later.get(href)
    shown = later.form("/requests/new/incident")
    anew = later.follow(later.fill("/requests/new/incident"))

    assert empty.status_code == 422
    assert "✓ It is open again" in words_of(opened)
    assert "It is not mended" not in words_of(page)
    assert shown["summary"] == ["Orders time out"]
    assert anew.status_code == 200
    assert "Went on as" in words_of(later.get(path))


@pytest.mark.parametrize("kind", ["remote-hands", "site-access"])
def test_each_form_is_filled_in_with_what_the_ended_one_said(
    app: Flask, alice_actor: Actor, alice: ApiClient, ann: ApiClient, kind: str
) -> None:
    path = raised(alice, kind)
    alice.post(f"{path}/cancel", {"reason": "Not now"})
    browser = sign_in(app, alice_actor)

    page = browser.get(path).text
    href = page.partition(">Ask again")[0].rpartition('href="')[2].partition('"')[0]
    form = browser.get(href.replace("&amp;", "&"))

    assert form.status_code == 200
    expected = {
        "remote-hands": ["Z1F-NEW", "Replace a failed drive"],
        "site-access": ["Fiberworks"],
    }
    assert all(each in form.text for each in expected[kind])
