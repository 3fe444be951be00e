"""A pass that no e-mail took waits on the contact until the visitor has it (R-ACC-12)."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from accessdesk import clock as real_clock
from accessdesk.visits.changing import changes
from accessdesk.visits.drafts import VisitorDraft
from tests.notifications.conftest import JUERGEN, MARIE, Clock, Desk, window_at
from tests.notifications.post import sweep
from tests.notifications.servers import MailServer
from tests.people import api_of, tomorrow_at
from tests.visits.test_overstays import enter
from tests.web.page_client import Browser, sign_in, words_of

BOTH = "Send Jürgen Müller and Marie Curie their passes"


@pytest.fixture
def browser(app: Flask, desk: Desk) -> Browser:
    return sign_in(app, desk.alice)


@pytest.fixture
def called(desk: Desk, clock: Clock) -> str:
    clock.now = real_clock.now()  # The pages go by the real clock.
    return desk.number_of(desk.submit(at=clock.now, window=window_at(tomorrow_at(9))))


def home(browser: Browser) -> str:
    return words_of(browser.get("/"))


def test_without_a_mail_server_passes_wait_on_one_line_until_they_were_handed_over(
    browser: Browser, called: str, clock: Clock
) -> None:
    to_be_mailed = home(browser)
    sweep(clock)
    kept = home(browser)
    page = words_of(browser.get(f"/requests/{called}"))

    done = words_of(browser.follow(browser.fill(f"/requests/{called}/passes/handed-over")))

    assert "Send Marie Curie their pass" in to_be_mailed
    assert BOTH in kept
    assert kept.count("Send ") == 1
    assert f"{BOTH} There is no e-mail address for Marie Curie. No mail server is set up" in page
    assert "Noted: they have their passes." in done
    assert done.count("Pass handed over") == 2
    assert done.count("was given their pass") == 2
    assert "Nothing waits for you." in home(browser)


def test_the_line_leads_to_where_it_is_done_and_the_passes_lead_back(
    browser: Browser, called: str, clock: Clock
) -> None:
    sweep(clock)

    line = re.search(rf'<a href="([^"]+)">{BOTH}', browser.get("/").text)
    passes = browser.get(f"/requests/{called}/passes").text

    assert line
    assert line[1] == f"/requests/{called}#waits"
    page = browser.get(line[1]).text
    assert "They have them now" in page
    assert f'href="/requests/{called}/passes"' in page
    assert f'<a href="/requests/{called}">' in passes


def test_a_new_pass_is_to_be_handed_over_again(
    browser: Browser, called: str, desk: Desk, clock: Clock
) -> None:
    browser.get(f"/requests/{called}")
    browser.follow(browser.fill(f"/requests/{called}/passes/handed-over"))
    handed = home(browser)

    desk.change(changes.reschedule, called, window_at(tomorrow_at(14)), at=clock.now)

    assert "Nothing waits for you." in handed
    assert "Send Marie Curie their pass" in home(browser)


def test_whoever_came_in_has_their_pass(browser: Browser, called: str, clock: Clock) -> None:
    before = home(browser)
    enter(1, clock.now)

    assert "Send Marie Curie their pass" in before
    assert "Nothing waits for you." in home(browser)


def test_a_mailed_pass_waits_for_nobody(
    browser: Browser, desk: Desk, mail: MailServer, clock: Clock
) -> None:
    clock.now = real_clock.now()
    desk.submit(at=clock.now, window=window_at(tomorrow_at(9)), visitors=(JUERGEN,))
    sweep(clock)

    assert "Nothing waits for you." in home(browser)


def test_the_api_names_whose_pass_waits_and_notes_that_they_have_it(
    app: Flask, desk: Desk, called: str
) -> None:
    alice = api_of(app, desk.alice)
    path = f"/requests/{called}"
    line = alice.get(path).json["waiting_for"][0]
    marie = line["visitors"][0]

    once, again = (alice.post(f"{path}/visitors/{marie}/hand-over") for _ in range(2))
    unknown = alice.post(f"{path}/visitors/{marie + 90}/hand-over")

    assert (line["act"], line["yours"], line["item"]) == ("hand-over-pass", True, marie)
    assert line["text"] == "There is no e-mail address for Marie Curie."
    assert (once.status_code, once.json["waiting_for"]) == (200, [])
    assert (again.status_code, unknown.status_code) == (200, 404)
    told = words_of(sign_in(app, desk.alice).get(path))
    assert told.count("was given their pass") == 1


def test_after_the_visit_a_pass_waits_for_nobody(app: Flask, desk: Desk) -> None:
    starts_at = real_clock.now() - timedelta(days=1)
    asked_at = starts_at - timedelta(days=1)
    called = desk.submit(at=asked_at, window=window_at(starts_at))
    api = api_of(app, desk.alice)
    seen = api.get(f"/requests/{called}").json

    refused = api.post(f"/requests/{called}/visitors/{seen['visitors'][1]['id']}/hand-over")

    assert "hand-over-pass" not in [line["act"] for line in seen["waiting_for"]]
    assert (refused.status_code, refused.json["code"]) == (409, "no-pass")


def test_many_are_one_line_with_how_many_more(browser: Browser, desk: Desk, clock: Clock) -> None:
    clock.now = real_clock.now()
    names = ("Ana Lima", "Bo Berg", "Cy Coe", "Di Dunn", "Ed East", "Flo Fay")
    everybody = tuple(VisitorDraft(name, "") for name in names)
    desk.submit(at=clock.now, window=window_at(tomorrow_at(9)), visitors=everybody)

    assert "Send Ana Lima, Bo Berg, Cy Coe and 3 others their passes" in home(browser)


@pytest.mark.parametrize("sent", [[], ["x"], ["99999999999999999999"]])
def test_what_names_no_visitor_is_refused_on_the_page(
    browser: Browser, called: str, sent: list[str]
) -> None:
    browser.get(f"/requests/{called}")
    path = f"/requests/{called}/passes/handed-over"

    refused = browser.post(path, browser.form(path) | {"visitors": sent})

    assert refused.status_code in {404, 422}
    assert MARIE.name in home(browser)
