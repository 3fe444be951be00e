"""Closed periods come from a rule or the public holidays, on the site's own days (R-WIN-3)."""

from datetime import timedelta

import pytest

from accessdesk.scheduling.closures.drawing import (
    ClosureRefusal,
    closure_name,
    holiday_closures,
    recurring_closures,
)
from tests.scheduling.times import local, utc, window

WINTER = window("2026-11-01 00:00", "2027-02-01 00:00")


def maintenance(rule, starts="2020-01-07 22:00", hours=4, span=WINTER, zone="Europe/Amsterdam"):
    return recurring_closures(
        "maintenance",
        rule,
        starts=local(starts),
        length=timedelta(hours=hours),
        zone=zone,
        span=span,
    )


def test_a_maintenance_night_may_go_on_without_an_end():
    found = maintenance("FREQ=MONTHLY;BYDAY=1TU")

    assert [each.window.starts_at for each in found] == [
        utc("2026-11-03 21:00"),
        utc("2026-12-01 21:00"),
        utc("2027-01-05 21:00"),
    ]
    assert {each.name for each in found} == {"maintenance"}


def test_a_closed_night_stays_at_its_local_time_over_a_clock_change():
    found = maintenance(
        "FREQ=DAILY", span=window("2026-10-24 12:00", "2026-10-26 12:00"), zone="Europe/London"
    )

    assert [each.window for each in found] == [
        window("2026-10-24 21:00", "2026-10-25 01:00"),
        window("2026-10-25 22:00", "2026-10-26 02:00"),
    ]


def test_a_period_that_began_before_the_span_still_closes_its_start():
    span = window("2026-12-02 00:00", "2026-12-02 12:00")

    found = maintenance("FREQ=MONTHLY;BYDAY=1TU", span=span)

    assert [each.window for each in found] == [window("2026-12-01 21:00", "2026-12-02 01:00")]


def test_counting_starts_at_the_first_and_not_at_the_span():
    assert maintenance("FREQ=DAILY;COUNT=10") == ()


@pytest.mark.parametrize(
    ("rule", "hours", "field", "words"),
    [
        ("FREQ=SECONDLY", 1, "rule", "FREQ: SECONDLY is too often"),
        ("weekly", 1, "rule", "RRULE: "),
        ("FREQ=WEEKLY", 0, "ends_at", "ends after it starts"),
        ("FREQ=WEEKLY", 24 * 366 * 6, "ends_at", "within five years"),
    ],
)
def test_a_period_that_cannot_be_drawn_is_refused_at_its_field(rule, hours, field, words):
    refusal = maintenance(rule, hours=hours)

    assert isinstance(refusal, ClosureRefusal)
    assert refusal.field == field
    assert words in refusal.words


def test_public_holidays_are_whole_days_of_the_site():
    found = holiday_closures("nl", zone="Europe/Amsterdam", years=[2026])

    named = {each.name: each.window for each in found}
    assert named["Christmas Day"] == window("2026-12-24 23:00", "2026-12-25 23:00")
    assert named["King's Day"] == window("2026-04-26 22:00", "2026-04-27 22:00")


def test_a_part_of_a_country_has_holidays_of_its_own():
    nation = holiday_closures("US", zone="America/Los_Angeles", years=[2026])
    state = holiday_closures("US", zone="America/Los_Angeles", years=[2026], subdivision="CA")

    assert "Day After Thanksgiving" in {each.name for each in state}
    assert "Day After Thanksgiving" not in {each.name for each in nation}


@pytest.mark.parametrize(
    ("country", "subdivision", "field", "words"),
    [
        ("Narnia", "", "country", "no public holidays for “Narnia”. Give a code such as NL"),
        ("", "", "country", "Give a code such as NL"),
        ("US", "ZZ", "subdivision", "US has no part called “ZZ”. Its parts are: "),
    ],
)
def test_a_place_without_known_holidays_is_refused_in_words(country, subdivision, field, words):
    refusal = holiday_closures(country, zone="UTC", years=[2026], subdivision=subdivision)

    assert isinstance(refusal, ClosureRefusal)
    assert refusal.field == field
    assert words in refusal.words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Year-end\r\n freeze\x00 ", "Year-end freeze"),
        ("", "a closed period"),
        ("\t\x07", "a closed period"),
        ("x" * 5000, "x" * 120),
        ("Ångström 停電", "Ångström 停電"),
    ],
)
def test_a_name_from_elsewhere_becomes_one_printable_line(text, name):
    assert closure_name(text) == name
