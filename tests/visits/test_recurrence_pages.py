"""Visits that recur, on the form: plain words, what is done about each, then the booking."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.db import db, transaction
from accessdesk.scheduling.models import Closure
from accessdesk.visits.asking.recurrence_form import Repeats, rule_of
from tests.people import (
    PHRASE,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.visits.test_pages import NEW, count_requests, visit
from tests.web.page_client import Browser, sign_in, words_of


@pytest.fixture
def alice(app: Flask) -> Browser:
    make_site(lead_days=3650, visitor_capacity=1)
    browser = sign_in(app, make_contact("Alice Adams", make_customer()))
    browser.get(NEW)
    return browser


def weekly(count: int = 3, **fields: str) -> dict[str, str]:
    return visit(recurrence_repeats="weekly", recurrence_count=str(count)) | fields


def close_a_week_later() -> None:
    day = tomorrow_at(0) + timedelta(days=7)
    with transaction() as session:
        session.add(
            Closure(site_id=1, starts_at=day, ends_at=day + timedelta(days=1), name="freeze")
        )


def token_on(browser: Browser) -> str:
    return unescape(browser.page.split('name="confirm_visits" value="')[1].split('"')[0])


@pytest.mark.parametrize(
    ("repeats", "first", "rule"),
    [
        (Repeats.DAILY, "2026-12-01", "FREQ=DAILY"),
        (Repeats.WEEKDAYS, "2026-12-01", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        (Repeats.FORTNIGHTLY, "2026-12-01", "FREQ=WEEKLY;INTERVAL=2"),
        (Repeats.MONTHLY, "2026-12-31", "FREQ=MONTHLY"),
        (Repeats.FROM_START, "2026-12-01", "FREQ=MONTHLY;BYDAY=1TU"),
        (Repeats.FROM_START, "2026-12-29", "FREQ=MONTHLY;BYDAY=5TU"),
        (Repeats.FROM_END, "2026-10-25", "FREQ=MONTHLY;BYDAY=-1SU"),
        (Repeats.FROM_END, "2026-10-18", "FREQ=MONTHLY;BYDAY=-2SU"),
    ],
)
def test_plain_words_stand_for_a_rule(repeats: Repeats, first: str, rule: str) -> None:
    assert rule_of(repeats, date.fromisoformat(first)) == rule


def test_each_visit_is_listed_first_and_then_booked(alice: Browser) -> None:
    """R-WIN-6: nothing is booked before what was done about each was confirmed."""
    close_a_week_later()

    shown = alice.fill(NEW, **weekly())
    before = count_requests()
    db.session.remove()
    booked = alice.fill(NEW, confirm_visits=token_on(alice))
    page = alice.follow(booked)

    assert shown.status_code == 200
    assert "Book these 2 visits?" in words_of(shown)
    assert "closed for freeze" in words_of(shown)
    assert before == 0
    assert words_of(page).count("Move it") == 2
    assert "closed for freeze" in words_of(page)


def test_what_was_not_shown_is_not_booked(alice: Browser) -> None:
    alice.fill(NEW, **weekly())
    token = token_on(alice)

    shown = alice.fill(NEW, confirm_visits=token, recurrence_count="4")

    assert shown.status_code == 200
    assert "Book these 4 visits?" in words_of(shown)
    assert count_requests() == 0


def test_what_does_not_fit_is_left_out_by_one_button(app: Flask, alice: Browser) -> None:
    """R-WIN-5 with R-WIN-6."""
    later = {
        "starts_at": (tomorrow_at(8) + timedelta(days=7)).isoformat(),
        "ends_at": (tomorrow_at(12) + timedelta(days=7)).isoformat(),
    }
    bert = api_of(app, make_contact("Bert Brown", make_customer("fabrikam")))
    assert bert.post("/requests", access_body(window=later)).status_code == 201

    shown = alice.fill(NEW, **weekly())
    left_out = alice.fill(NEW, leave_out="yes")
    page = alice.follow(alice.fill(NEW, confirm_visits=token_on(alice)))

    assert "1 of these 3 visits cannot be booked" in words_of(shown)
    assert "This site takes 1 visitor at once" in words_of(shown)
    assert "Book these 2 visits?" in words_of(left_out)
    assert words_of(page).count("Move it") == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"recurrence_repeats": "weekly"}, "Say how many visits there are"),
        (
            {
                "recurrence_repeats": "daily",
                "recurrence_count": "2",
                "recurrence_until": "2040-01-01",
            },
            "not both",
        ),
        ({"recurrence_repeats": "daily", "recurrence_until": "2040-01-01"}, "a year after"),
        ({"recurrence_repeats": "daily", "recurrence_count": "401"}, "From 1 to 400"),
        ({"recurrence_repeats": "rule", "recurrence_rule": "FREQ=WEEKLY"}, "the rule never ends"),
        ({"recurrence_repeats": "rule", "recurrence_rule": "nonsense"}, "is not a part such as"),
        ({"recurrence_repeats": "rule"}, "give exactly one rule"),
        ({"recurrence_repeats": "hourly", "recurrence_count": "2"}, "Not a valid choice"),
        (
            {
                "recurrence_repeats": "daily",
                "recurrence_count": "2",
                "recurrence_except": "Christmas",
            },
            "“Christmas” is not understood. Write it as 25 Dec",
        ),
        (
            {
                "recurrence_repeats": "daily",
                "recurrence_count": "2",
                "recurrence_except": "11/12",
            },
            "could be 11 Dec or 12 Nov",
        ),
    ],
)
def test_a_rule_that_cannot_be_used_is_said_at_its_question(
    alice: Browser, fields: dict[str, str], words: str
) -> None:
    refused = alice.fill(NEW, **visit(**fields))

    assert refused.status_code == 422
    assert words in words_of(refused)
    assert count_requests() == 0


def test_days_to_leave_out_are_typed_as_every_day_is(alice: Browser) -> None:
    day = tomorrow_at(0) + timedelta(days=7)
    after = day + timedelta(days=7)
    left_out = f"{day:%-d %b}\n{after:%Y-%m-%d}, {after:%Y-%m-%d}"

    shown = words_of(alice.fill(NEW, **weekly(recurrence_except=left_out)))
    page = alice.follow(alice.fill(NEW, confirm_visits=token_on(alice)))

    assert "Book this visit?" in shown
    assert words_of(page).count("Move it") == 1


def test_an_agent_books_a_series_for_a_caller(app: Flask) -> None:
    """R-ACC-2 with R-WIN-6."""
    make_site(lead_days=3650)
    caller = make_contact("Alice Adams", make_customer())
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    ann.get(NEW)

    ann.fill(NEW, **weekly(on_behalf_of=caller.email))
    page = ann.follow(ann.fill(NEW, phrase=PHRASE, confirm_visits=token_on(ann)))

    assert words_of(page).count("Move it") == 3


def test_one_visit_of_many_is_called_off_alone(alice: Browser) -> None:
    """R-WIN-6: the others keep their windows and passes."""
    alice.fill(NEW, **weekly())
    page = alice.follow(alice.fill(NEW, confirm_visits=token_on(alice)))
    second = re.findall(r'href="(/requests/[^"]+/windows/\d+/cancel)"', page.text)[1]

    asked = alice.get(second)
    silent = alice.fill(second, reason=" ")
    off = alice.follow(alice.fill(second, reason="Parts are late"))

    assert "The other 2 visits stay" in words_of(asked)
    assert silent.status_code == 422
    assert "Say why" in words_of(silent)
    assert words_of(off).count("Move it") == 2
    assert words_of(off).count("✓ Valid") == 2
    assert "is called off" in words_of(off)
