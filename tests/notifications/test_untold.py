"""Whoever relies on a letter that reached nobody is told another way, by the desk (R-ACC-12)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from accessdesk import clock as real_clock
from accessdesk.visits.changing import changes, visitor_changes
from tests.notifications.conftest import Clock, Desk, deliveries, window_at
from tests.notifications.post import sweep
from tests.notifications.servers import MailServer
from tests.outages.given import make_hit
from tests.people import ApiClient, api_of, tomorrow_at
from tests.web.page_client import Browser, sign_in, words_of

LANDLORD = "desk@landlord.example"
WHO_COMES = "Tell the landlord yourself who comes and when"
HOW = "Lena Lord, by telephone"


@pytest.fixture
def leased(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk(kind="leased", landlord_email=LANDLORD)


@pytest.fixture
def called(leased: Desk, clock: Clock) -> str:
    clock.now = real_clock.now()  # The pages go by the real clock.
    return leased.number_of(leased.submit(at=clock.now, window=window_at(tomorrow_at(9))))


@pytest.fixture
def ann(app: Flask, leased: Desk) -> ApiClient:
    return api_of(app, leased.agent)


@pytest.fixture
def browser(app: Flask, leased: Desk) -> Browser:
    return sign_in(app, leased.agent)


def word_of(api: ApiClient, called: str) -> tuple[str, bool]:
    answer = api.get(f"/requests/{called}").json
    return answer["landlord"]["state"], answer["ready"]


def to_landlord() -> int:
    return next(each.id for each in deliveries() if each.address == LANDLORD)


def to_tell(api: ApiClient, called: str) -> list[tuple[str, str]]:
    lines = api.get(f"/requests/{called}").json["waiting_for"]
    return [(each["words"], each["text"]) for each in lines if each["act"] == "tell-otherwise"]


def tell(api: ApiClient, called: str, how: str = HOW) -> int:
    lines = api.get(f"/requests/{called}").json["waiting_for"]
    item = next(each["item"] for each in lines if each["act"] == "tell-otherwise")
    told = api.post(f"/requests/{called}/messages/{item}/told", {"spoken_with": how})
    return told.status_code


def test_a_landlord_to_whom_nothing_was_mailed_is_not_told(
    app: Flask, leased: Desk, called: str, ann: ApiClient, browser: Browser, clock: Clock
) -> None:
    """R-SA-4: without a mail server a notice is kept, and told to nobody."""
    sweep(clock)

    alice = words_of(sign_in(app, leased.alice).get(f"/requests/{called}"))
    assert word_of(ann, called) == ("not-reached", False)
    assert to_tell(ann, called) == [
        (WHO_COMES, "No mail server is set up, so nothing was mailed."),
    ]
    assert WHO_COMES in words_of(browser.get("/"))
    assert WHO_COMES in words_of(browser.get(f"/requests/{called}"))
    assert "✕ Not told No mail server is set up, so the notice was not mailed." in alice
    assert "The landlord was told" not in alice


def test_a_notice_that_the_landlords_server_refuses_waits_for_the_desk(
    called: str, ann: ApiClient, clock: Clock, mail: MailServer
) -> None:
    mail.mode = "refuse"
    sweep(clock)

    (why,) = [why for words, why in to_tell(ann, called) if words == WHO_COMES]
    assert word_of(ann, called) == ("not-reached", False)
    assert why.startswith(f"No e-mail reaches {LANDLORD}: ")
    assert "550" in why


def test_a_visit_is_ready_once_the_landlord_was_told_by_telephone(
    called: str, ann: ApiClient, browser: Browser, clock: Clock
) -> None:
    sweep(clock)
    browser.get(f"/requests/{called}")
    path = f"/requests/{called}/messages/{to_landlord()}/told"

    done = words_of(browser.follow(browser.fill(path, spoken_with=HOW)))

    assert "Noted: they know of it now." in done
    assert "The landlord was told another way than by mail" in done
    assert HOW in done
    assert "The visit is ready once" not in done
    assert word_of(ann, called) == ("sent", True)
    assert to_tell(ann, called) == []


def test_a_change_after_the_call_is_to_be_told_as_well(
    leased: Desk, called: str, ann: ApiClient, clock: Clock
) -> None:
    sweep(clock)
    assert tell(ann, called) == 200
    clock.now = real_clock.now()
    _correct(leased, called, clock.now)
    moved = word_of(ann, called)
    sweep(clock)

    assert moved == ("due", False)
    assert word_of(ann, called) == ("not-reached", False)
    assert [words for words, _ in to_tell(ann, called)] == [WHO_COMES]


def test_what_changed_before_the_call_is_looked_at_first(
    leased: Desk, called: str, ann: ApiClient, clock: Clock
) -> None:
    sweep(clock)
    clock.now += timedelta(milliseconds=1)
    _correct(leased, called, clock.now)

    assert tell(ann, called) == 409
    assert word_of(ann, called)[1] is False


def _correct(leased: Desk, called: str, at: datetime) -> None:
    marie = 2  # The second of the two who come.
    leased.change(visitor_changes.correct_visitor, called, marie, "Maria Curie", at=at)


def test_a_landlord_who_knows_of_a_visit_is_told_that_it_is_off(
    leased: Desk, called: str, ann: ApiClient, clock: Clock
) -> None:
    sweep(clock)
    tell(ann, called)
    clock.now = real_clock.now()
    leased.change(changes.cancel, called, "The part is late", at=clock.now)
    sweep(clock)
    off = word_of(ann, called)[0]
    waiting = to_tell(ann, called)
    tell(ann, called)

    assert off == "not-reached"
    assert [words for words, _ in waiting] == ["Tell the landlord yourself that nobody comes"]
    assert word_of(ann, called) == ("withdrawn", False)


def test_a_landlord_who_never_knew_of_a_visit_is_not_told_that_it_is_off(
    leased: Desk, called: str, ann: ApiClient, clock: Clock
) -> None:
    sweep(clock)
    clock.now += timedelta(seconds=1)
    leased.change(changes.cancel, called, "The part is late", at=clock.now)
    sweep(clock)

    assert to_tell(ann, called) == []


def test_who_was_told_is_named_and_a_letter_that_went_out_needs_nobody(
    called: str, ann: ApiClient, clock: Clock, mail: MailServer
) -> None:
    sweep(clock)
    letter = to_landlord()
    path = f"/requests/{called}/messages/{letter}/told"

    assert mail.to_address(LANDLORD)
    assert ann.post(path, {"spoken_with": " "}).status_code == 422
    assert ann.post(path, {"spoken_with": HOW}).status_code == 409
    assert ann.post(path.replace(str(letter), "99"), {"spoken_with": HOW}).status_code == 404


def test_a_contact_whose_letter_is_refused_waits_for_the_desk_as_well(
    leased: Desk, ann: ApiClient, clock: Clock, mail: MailServer
) -> None:
    """A contact has the pages where there is no mail, but relies on it where there is."""
    clock.now = real_clock.now()
    called = leased.submit(at=clock.now, window=window_at(tomorrow_at(9)))
    mail.mode = "refuse"
    sweep(clock)

    waiting = [words for words, _ in to_tell(ann, called)]
    assert len(waiting) == 2
    assert any(words.startswith("Tell the contact yourself: “") for words in waiting)


def test_whom_no_notice_of_an_outage_reached_is_called(app: Flask) -> None:
    """R-OUT-1: the people whom a customer designated have no account."""
    hit, now = make_hit(app), real_clock.now()
    hit.designate(("Dora Duty", "dora@contoso.example"))
    called = hit.incident(at=now)
    hit.open(called, at=now)
    ann = api_of(app, hit.ann)
    sweep(real_clock.now)

    waiting = to_tell(ann, called)

    assert [words for words, _ in waiting] == [
        "Tell dora@contoso.example yourself about the outage"
    ]
    assert tell(ann, called, "Dora Duty, by telephone") == 200
    assert to_tell(ann, called) == []
