"""What the form for a visit says of its times before anything is sent."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.typed_time import day_typed
from tests.people import (
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

LOOK = {"show_devices": "yes"}


@pytest.fixture
def alice(app: Flask) -> Browser:
    make_site(lead_days=30, notice_minutes=120)
    browser = sign_in(app, make_contact("Alice Adams", make_customer()))
    browser.get(NEW)
    return browser


def typed(starts: str, ends: str, **fields: Any) -> dict[str, Any]:
    return visit(window_starts_at=starts, window_ends_at=ends, **fields)


@pytest.mark.parametrize(("days", "words"), [(-2, "past"), (60, "days ahead")])
def test_a_window_that_cannot_be_booked_is_told_while_it_is_typed(
    alice: Browser, days: int, words: str
) -> None:
    """R-WIN-3: with the next one that can, and in the words of the last press."""
    day = (tomorrow_at(9) + timedelta(days=days)).date()
    times = typed(f"{day}T10:00", "12:30")

    looked = alice.fill(NEW, **times, **LOOK)
    sent = alice.fill(NEW, **times)

    assert (looked.status_code, sent.status_code) == (200, 422)
    assert words in words_of(looked)
    assert words in words_of(sent)
    assert "The next window that fits" in words_of(looked)
    assert 'name="use_opening"' in looked.text
    assert count_requests() == 0


def test_a_window_that_fits_is_told_in_words_and_nothing_is_against_it(alice: Browser) -> None:
    day = tomorrow_at(9).date()

    looked = alice.fill(NEW, **typed(f"{day_typed(day, day)} 9am", "12:30"), **LOOK)

    said = words_of(looked)
    assert f"→ {day_typed(day, day)}" in said
    assert "09:00–12:30 CE" in said
    assert "✕" not in said
    assert 'data-means="window_ends_at" data-typed="12:30"' in looked.text


def test_the_end_alone_is_on_the_day_of_the_start(alice: Browser) -> None:
    day = tomorrow_at(9).date()

    booked = alice.follow(alice.fill(NEW, **typed(f"{day}T09:00", "12:30")))

    assert "09:00–12:30 CE" in words_of(booked)


def test_an_arrival_alone_is_on_the_day_of_the_start(alice: Browser) -> None:
    times = typed(f"{tomorrow_at(9).date()}T09:00", "12:30", at="10:15")

    asked = words_of(alice.fill(NEW, **times, check_arrival="yes"))

    assert "✓ Yes" in asked
    assert "10:15" in asked


def test_an_end_without_a_day_to_be_on_is_asked_about(alice: Browser) -> None:
    refused = alice.fill(NEW, **typed("", "12:30"))

    assert "“12:30” has no day. Write it as 25 Dec 10:00" in words_of(refused)
    assert 'value="12:30"' in refused.text


@pytest.mark.parametrize("start", ["someday 10:00", "11/12 10:00", "2026-13-45 10:00"])
@pytest.mark.parametrize(
    "press", [{}, LOOK, {"show_openings": "yes"}, {"check_arrival": "yes"}], ids=str
)
@pytest.mark.parametrize("end", ["12:30", "12.30"])
def test_an_end_that_lacks_only_its_day_is_not_at_fault(
    alice: Browser, start: str, press: dict[str, str], end: str
) -> None:
    """Its day is that of the start, which alone has to be written again."""
    looked = alice.fill(NEW, **typed(start, end), **press)

    assert f"“{end}”" not in words_of(looked)
    assert f'value="{end}"' in looked.text
    if not press:
        assert "From: " in words_of(looked)


def test_an_end_that_is_no_time_on_any_day_is_at_fault_as_well(alice: Browser) -> None:
    refused = words_of(alice.fill(NEW, **typed("someday 10:00", "25:99")))

    assert "“someday 10:00” is not understood" in refused
    assert "“25:99”" in refused


def test_a_visit_is_moved_and_another_window_proposed_by_the_same_rule(app: Flask) -> None:
    make_site(lead_days=30, approval="manual")
    contact = make_contact("Alice Adams", make_customer())
    asked = api_of(app, contact).post("/requests", access_body()).json
    path, day = f"/requests/{asked['reference']}", tomorrow_at(9).date()
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    ann.get(f"{path}/proposals")

    proposed = ann.follow(
        ann.fill(f"{path}/proposals", window_starts_at=f"{day}T14:00", window_ends_at="3:30 pm")
    )

    assert "14:00–15:30 CE" in words_of(proposed)
    assert "✓ The window is proposed." in words_of(proposed)


@pytest.mark.parametrize("press", ["show_openings", "check_arrival"])
def test_a_time_that_is_not_understood_is_told_at_its_field_by_every_look(
    alice: Browser, press: str
) -> None:
    """In the words of the form, which says how a time is typed; ISO is for programs."""
    looked = alice.fill(NEW, **typed("someday 10:00", "12:30"), **{press: "yes"})

    assert "“someday 10:00” is not understood. Write it as 25 Dec 10:00" in words_of(looked)
    assert "offset" not in words_of(looked)
