"""At a leased site the landlord is told who comes and when, and takes note (R-SA-4)."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from accessdesk.db import db, transaction
from accessdesk.journal.queries import timeline
from accessdesk.service_requests.queries import get_request
from accessdesk.visits.around.landlord import LandlordState, find_landlord_state
from accessdesk.visits.changing import changes, who_comes
from accessdesk.visits.drafts import VisitorDraft
from tests.notifications.conftest import LATER, STARTS_AT, Clock, Desk, deliveries, window_at
from tests.notifications.post import sweep, text_of
from tests.notifications.servers import MailServer
from tests.people import api_of
from tests.web.page_client import Browser, sign_in, words_of

LANDLORD = "desk@landlord.example"


@pytest.fixture(autouse=True)
def _at_that_time() -> Iterator[None]:
    """Pages go by the real clock, and links end."""
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def leased(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk(kind="leased", landlord_email=LANDLORD)


def to_landlord() -> list[tuple[str, str]]:
    return [(each.subject, each.body) for each in deliveries() if each.address == LANDLORD]


def link_to(landlord: MailServer) -> str:
    """The path of the link in the first letter that the landlord got."""
    found = re.search(r"/landlord/\S+", text_of(landlord.to_address(LANDLORD)[0]))
    assert found
    return found[0]


def state_of(desk: Desk, called: str) -> LandlordState | None:
    with transaction(write=False):
        sr = get_request(desk.alice, called, now=LATER)
        found = find_landlord_state(sr.id)
    db.session.remove()
    return found


def test_the_notice_names_everybody_and_the_window(leased: Desk, clock: Clock) -> None:
    leased.submit()

    sweep(clock)

    ((subject, body),) = to_landlord()
    assert subject.startswith("Notice of a visit: Fiberworks BV at AMS1, Tue 1 Dec 09:00–12:00")
    assert "Visitors: Jürgen Müller, Marie Curie" in body


@pytest.mark.usefixtures("mail")
def test_a_request_shows_when_the_notice_has_gone_out(leased: Desk, clock: Clock) -> None:
    called = leased.submit()
    before = state_of(leased, called)

    sweep(clock)

    told = state_of(leased, called)
    assert before is None
    assert told is not None
    assert (told.told_at, told.withdrawn, told.acknowledged_at) == (LATER, False, None)


@pytest.mark.usefixtures("mail")
def test_the_landlord_is_told_of_who_joins_and_of_who_comes_no_more(
    leased: Desk, clock: Clock
) -> None:
    """R-SA-4, R-ACC-13."""
    called = leased.submit()
    sweep(clock)
    boris = VisitorDraft("Boris Other", "boris@fiberworks.example")
    leased.change(who_comes.add_visitor, called, boris)
    sweep(clock)
    (joined,) = [body for subject, body in to_landlord() if subject.startswith("Changed visit")]
    to_boris = [each for each in deliveries() if each.address == "boris@fiberworks.example"]
    leased.change(who_comes.drop_visitor, called, to_boris[0].subject_id)
    sweep(clock)

    assert "Visitors: Jürgen Müller, Marie Curie, Boris Other" in joined
    assert "Visitors: Jürgen Müller, Marie Curie\n" in to_landlord()[-1][1]
    assert to_boris[0].subject.startswith("Your pass")
    off = [each for each in deliveries() if each.address == "boris@fiberworks.example"][-1]
    assert off.subject.startswith("Called off")


@pytest.mark.usefixtures("mail")
def test_a_visit_called_off_is_withdrawn_without_names(leased: Desk, clock: Clock) -> None:
    called = leased.submit()
    sweep(clock)
    leased.change(changes.cancel, called, "The part is late")

    sweep(clock)

    subject, body = to_landlord()[-1]
    told = state_of(leased, called)
    assert subject.startswith("Visit withdrawn: Fiberworks BV at AMS1, Tue 1 Dec")
    assert "Müller" not in body
    assert told is not None
    assert told.withdrawn


def test_the_landlord_takes_note_without_an_account(
    app: Flask, leased: Desk, clock: Clock, mail: MailServer
) -> None:
    called = leased.submit()
    sweep(clock)
    browser = Browser(app.test_client())
    path = link_to(mail)
    page = browser.get(path)

    thanks = browser.follow(browser.send(path, name="Lena Lord"))

    told = state_of(leased, called)
    assert "Jürgen Müller" in words_of(page)
    assert "Lena Lord acknowledged this" in words_of(thanks)
    assert told is not None
    assert told.acknowledged_by == "Lena Lord"


def test_taking_note_is_in_the_journal_and_counts_once(
    app: Flask, leased: Desk, clock: Clock, mail: MailServer
) -> None:
    called = leased.submit()
    sweep(clock)
    browser = Browser(app.test_client())
    path = link_to(mail)
    browser.get(path)
    browser.send(path, name="Lena Lord")

    again = browser.send(path, name="Mallory")

    with transaction(write=False):
        events = [entry.event for entry in timeline(f"request/{called}")]
    assert again.status_code == 409
    assert events.count("landlord.acknowledged") == 1


def test_a_visit_that_moves_asks_the_landlord_to_take_note_again(
    app: Flask, leased: Desk, clock: Clock, mail: MailServer
) -> None:
    called = leased.submit()
    sweep(clock)
    browser = Browser(app.test_client())
    path = link_to(mail)
    browser.get(path)
    browser.send(path, name="Lena Lord")
    leased.change(changes.reschedule, called, window_at(STARTS_AT + timedelta(days=1)))

    sweep(clock)

    told = state_of(leased, called)
    assert to_landlord()[-1][0].startswith("Changed visit: Fiberworks BV at AMS1, Wed 2 Dec")
    assert told is not None
    assert told.acknowledged_at is None


def test_taking_note_asks_for_a_name(
    app: Flask, leased: Desk, clock: Clock, mail: MailServer
) -> None:
    leased.submit()
    sweep(clock)
    browser = Browser(app.test_client())
    path = link_to(mail)
    browser.get(path)

    refused = browser.send(path, name=" \r\n ")

    assert refused.status_code == 422
    assert "Give your name" in words_of(refused)


def test_a_link_that_was_never_sent_opens_nothing(app: Flask, leased: Desk, clock: Clock) -> None:
    tokens = ["1-", "1-0000", "x", "99999999999999999999-a", "²-a", "1-" + "é" * 40]
    leased.submit()
    sweep(clock)
    client = app.test_client()

    statuses = {token: client.get(f"/landlord/{token}").status_code for token in tokens}

    assert statuses == dict.fromkeys(tokens, 404)


def word_of(app: Flask, desk: Desk, called: str) -> tuple[str | None, bool]:
    """How the API says that a request stands with its landlord, and whether it is ready."""
    answer = api_of(app, desk.alice).get(f"/requests/{called}").json
    return (answer["landlord"] or {}).get("state"), answer["ready"]


def test_a_visit_at_a_leased_site_is_ready_when_the_notice_has_gone_out(
    app: Flask, leased: Desk, clock: Clock, mail: MailServer
) -> None:
    """R-SA-4: and again after each change, which the landlord has to be told of."""
    called = leased.submit()
    seen = [word_of(app, leased, called)]
    sweep(clock)
    seen.append(word_of(app, leased, called))
    landlord = Browser(app.test_client())
    path = link_to(mail)
    landlord.get(path)
    landlord.send(path, name="Lou Landlord")
    seen.append(word_of(app, leased, called))
    clock.now += timedelta(minutes=5)
    moved = window_at(STARTS_AT + timedelta(days=1))
    leased.change(changes.reschedule, called, moved, at=clock.now)
    clock.now += timedelta(minutes=5)
    seen.append(word_of(app, leased, called))
    sweep(clock)
    seen.append(word_of(app, leased, called))
    leased.change(changes.cancel, called, "The part is late", at=clock.now)
    clock.now += timedelta(minutes=5)
    sweep(clock)
    seen.append(word_of(app, leased, called))

    assert seen == [
        ("due", False),
        ("sent", True),
        ("acknowledged", True),
        ("due", False),
        ("sent", True),
        ("withdrawn", False),
    ]


def test_where_there_is_no_landlord_a_scheduled_visit_is_ready(app: Flask, desk: Desk) -> None:
    assert word_of(app, desk, desk.submit()) == (None, True)


@pytest.mark.usefixtures("mail")
def test_the_page_of_a_request_says_whether_the_landlord_was_told(
    app: Flask, leased: Desk, clock: Clock
) -> None:
    """R-SA-4."""
    called = leased.submit()
    alice = sign_in(app, leased.alice)

    before = words_of(alice.get(f"/requests/{called}"))
    sweep(clock)
    after = words_of(alice.get(f"/requests/{called}"))

    assert "The visit is ready once the notice has gone out." in before
    assert "Landlord ✓ Told" in after
