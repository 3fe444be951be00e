"""A week at a site shows each local hour as free, tight, full or closed, also in words."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.scheduling.capacity import Booking, peak_load
from accessdesk.scheduling.opening_hours import read_opening_hours
from accessdesk.scheduling.policy import Closure, SitePolicy
from accessdesk.scheduling.week import week_load, week_span
from tests.examples import examples
from tests.scheduling.times import utc, window

SITE = SitePolicy("Europe/London", visitor_capacity=8, escort_capacity=2)
MONDAY = date(2026, 11, 30)


def booked(start, end, visitors, escorts=0):
    return Booking(utc(start), utc(end), visitors, escorts)


def hour_of(hours, day, label):
    return next(each for each in hours if each.day.day == day and each.label.startswith(label))


@pytest.mark.parametrize(
    ("zone", "monday", "change_day", "count"),
    [
        ("Europe/London", date(2026, 11, 30), 1, 24),
        ("Europe/London", date(2026, 3, 23), 29, 23),
        ("Europe/London", date(2026, 10, 19), 25, 25),
        ("America/New_York", date(2026, 3, 2), 8, 23),
        ("Africa/Cairo", date(2026, 4, 20), 24, 23),
    ],
)
def test_a_day_has_as_many_hours_as_its_clock_shows(zone, monday, change_day, count):
    hours = week_load(replace(SITE, zone=zone), [], monday)

    assert len([each for each in hours if each.day.day == change_day]) == count
    assert len(hours) == 6 * 24 + count


def test_half_an_hour_is_lost_and_won_on_lord_howe():
    spring = week_load(replace(SITE, zone="Australia/Lord_Howe"), [], date(2026, 9, 28))
    autumn = week_load(replace(SITE, zone="Australia/Lord_Howe"), [], date(2026, 3, 30))

    assert hour_of(spring, 4, "02:30").window.length == timedelta(minutes=30)
    assert [each.label for each in autumn if each.day.day == 5][1:4] == [
        "01:00 UTC+11",
        "01:30 UTC+10:30",
        "02:00 UTC+10:30",
    ]


def test_the_repeated_hour_is_shown_twice_with_its_zone():
    hours = week_load(SITE, [], date(2026, 10, 19))

    labels = [each.label for each in hours if each.day == date(2026, 10, 25)][:4]

    assert labels == ["00:00 BST", "01:00 BST", "01:00 GMT", "02:00 GMT"]


@pytest.mark.parametrize(
    ("visitors", "escorts", "words"),
    [
        (0, 0, "free, 8 of 8 places left, 2 of 2 escorts free"),
        (5, 0, "free, 3 of 8 places left, 2 of 2 escorts free"),
        (6, 1, "tight, 2 of 8 places left, 1 of 2 escorts free"),
        (1, 2, "tight, 7 of 8 places left, 0 of 2 escorts free"),
        (8, 0, "full, all 8 places taken, 2 of 2 escorts free"),
        (9, 0, "full, all 8 places taken, 2 of 2 escorts free"),
    ],
)
def test_an_hour_is_as_full_as_its_fullest_instant(visitors, escorts, words):
    bookings = [booked("2026-12-01 09:10", "2026-12-01 09:20", visitors, escorts)]

    hours = week_load(SITE, bookings, MONDAY)

    assert hour_of(hours, 1, "09:00").words == words
    assert hour_of(hours, 1, "10:00").words.startswith("free, 8 of 8 places left")
    assert hour_of(hours, 1, "08:00").words.startswith("free, 8 of 8 places left")


def test_a_site_without_limits_is_free_and_says_so():
    hours = week_load(
        SitePolicy("UTC"), [booked("2026-12-01 09:00", "2026-12-01 10:00", 99)], MONDAY
    )

    assert hour_of(hours, 1, "09:00").words == "free, no limit on visitors"
    assert hour_of(hours, 1, "09:00").visitors == 99
    assert hour_of(hours, 1, "09:00").places_left is None


def test_closed_hours_name_what_closes_them():
    policy = replace(
        SITE,
        opening_hours=read_opening_hours(["Mon-Fri 08:00-18:00"]),
        closures=(Closure(window("2026-12-01 09:00", "2026-12-01 10:30"), "power works"),),
    )

    hours = week_load(policy, [], MONDAY)

    assert hour_of(hours, 1, "07:00").words == "closed, outside the opening hours"
    assert hour_of(hours, 1, "09:00").words == "closed, power works"
    assert hour_of(hours, 1, "10:00").words == (
        "tight, 8 of 8 places left, 2 of 2 escorts free; closed for part of it, power works"
    )
    assert hour_of(hours, 1, "11:00").state == "free"
    assert hour_of(hours, 5, "12:00").state == "closed"


def test_a_week_is_seven_local_days():
    assert week_span(date(2026, 10, 19), "Europe/London") == window(
        "2026-10-18 23:00", "2026-10-26 00:00"
    )


@given(
    spans=st.lists(
        st.tuples(st.integers(-600, 11000), st.integers(1, 900), st.integers(1, 4)), max_size=15
    ),
    monday=st.sampled_from([date(2026, 11, 30), date(2026, 10, 19), date(2026, 3, 23)]),
)
@examples(50)
def test_every_hour_shows_the_peak_that_a_request_would_meet(spans, monday):
    """R-WIN-5: the week and the booking count alike."""
    zero = week_span(monday, SITE.zone).starts_at
    bookings = [
        Booking(zero + timedelta(minutes=start), zero + timedelta(minutes=start + length), visitors)
        for start, length, visitors in spans
    ]

    hours = week_load(SITE, bookings, monday)

    counted = [peak_load(bookings, hour.window).visitors for hour in hours]
    assert [hour.visitors for hour in hours] == counted
    assert hours[0].window.starts_at == zero
    assert all(a.window.ends_at == b.window.starts_at for a, b in pairwise(hours))
