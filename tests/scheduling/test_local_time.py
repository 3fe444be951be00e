"""Times on a site's clock mean exactly one instant, or a question is asked (R-WIN-1, R-WIN-2)."""

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.scheduling.local_time import (
    Gap,
    Moment,
    Twice,
    UnknownZone,
    Unreadable,
    Which,
    day_starts_at,
    first_reading,
    last_reading,
    local_day,
    offset_change_between,
    read_time,
    resolve,
    zone_named,
)
from tests.examples import examples
from tests.scheduling.times import local, utc

ZONES = (
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Havana",
    "Africa/Cairo",
    "Pacific/Apia",
    "Africa/Casablanca",
    "UTC",
)


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        ("Europe/London", "2026-10-20 19:00", "2026-10-20 18:00"),
        ("Europe/London", "2026-10-27 19:00", "2026-10-27 19:00"),
        ("Europe/London", "2026-07-13 00:30", "2026-07-12 23:30"),
        ("America/New_York", "2026-03-08 13:00", "2026-03-08 17:00"),
        ("America/New_York", "2026-03-08 18:00", "2026-03-08 22:00"),
        ("Australia/Lord_Howe", "2026-10-03 12:00", "2026-10-03 01:30"),
        ("Australia/Lord_Howe", "2026-10-04 12:00", "2026-10-04 01:00"),
        ("Asia/Kathmandu", "2026-06-01 08:00", "2026-06-01 02:15"),
    ],
)
def test_a_local_time_is_one_instant(zone, wall, instant):
    assert resolve(local(wall), zone) == Moment(utc(instant))


def test_half_past_midnight_in_london_is_still_that_monday():
    moment = resolve(local("2026-07-13 00:30"), "Europe/London")

    assert isinstance(moment, Moment)
    assert local_day(moment.utc, "Europe/London").weekday() == 0


@pytest.mark.parametrize(
    ("zone", "wall", "before", "after"),
    [
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 01:59", "2026-03-08 03:00"),
        ("America/New_York", "2026-03-08 02:00", "2026-03-08 01:59", "2026-03-08 03:00"),
        ("America/New_York", "2026-03-08 02:59:59", "2026-03-08 01:59", "2026-03-08 03:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04 01:59", "2026-10-04 02:30"),
        ("Africa/Cairo", "2026-04-24 00:30", "2026-04-23 23:59", "2026-04-24 01:00"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-29 23:59", "2011-12-31 00:00"),
    ],
)
def test_a_time_that_does_not_exist_names_the_nearest_two_that_do(zone, wall, before, after):
    """R-WIN-2."""
    answer = resolve(local(wall), zone)

    assert isinstance(answer, Gap)
    assert (answer.before, answer.after) == (local(before), local(after))


@pytest.mark.parametrize(
    ("zone", "wall", "first", "second"),
    [
        ("Europe/London", "2026-10-25 01:30", "2026-10-25 00:30", "2026-10-25 01:30"),
        ("America/New_York", "2026-11-01 01:00", "2026-11-01 05:00", "2026-11-01 06:00"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", "2026-04-04 15:15"),
    ],
)
def test_a_time_that_exists_twice_is_asked_which(zone, wall, first, second):
    """R-WIN-2."""
    answer = resolve(local(wall), zone)

    assert answer == Twice(local(wall), utc(first), utc(second))
    assert answer.pick(Which.FIRST) == Moment(utc(first))
    assert answer.pick(Which.SECOND) == Moment(utc(second))


def test_the_edges_of_a_repeated_hour_exist_once():
    before = resolve(local("2026-10-25 00:59:59"), "Europe/London")
    after = resolve(local("2026-10-25 02:00"), "Europe/London")

    assert before == Moment(utc("2026-10-24 23:59:59"))
    assert after == Moment(utc("2026-10-25 02:00"))


@given(
    moment=st.datetimes(local("2005-01-01"), local("2037-12-31"), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
)
@examples(200)
def test_whatever_the_wall_clock_shows_resolves_back_to_that_instant(moment, zone):
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)

    match resolve(shown, zone):
        case Moment(instant):
            assert instant == moment
        case Twice(first_utc=first, second_utc=second):
            assert moment in (first, second)
        case Gap():
            pytest.fail("the clock showed it, so it exists")


@given(
    minutes=st.integers(0, 2 * 24 * 60),
    start=st.sampled_from(
        [
            ("America/New_York", "2026-03-07 12:00"),
            ("Europe/London", "2026-03-28 12:00"),
            ("Australia/Lord_Howe", "2026-10-03 12:00"),
            ("Africa/Cairo", "2026-04-23 12:00"),
        ]
    ),
)
@examples(200)
def test_the_two_times_offered_beside_a_gap_exist_and_stand_around_it(minutes, start):
    zone, first = start
    asked = local(first) + timedelta(minutes=minutes)

    answer = resolve(asked, zone)

    if isinstance(answer, Gap):
        assert answer.before < asked < answer.after or asked == answer.before + timedelta(minutes=1)
        before, after = resolve(answer.before, zone), resolve(answer.after, zone)
        assert isinstance(before, Moment)
        assert isinstance(after, Moment)
        assert after.utc - before.utc == timedelta(minutes=1)


def test_a_time_that_already_has_a_zone_is_not_a_local_time():
    with pytest.raises(ValueError, match="no time zone"):
        resolve(utc("2026-12-01 09:00"), "Europe/London")


@pytest.mark.parametrize(
    "name", ["Europe/Amsterdm", "", "../../etc/passwd", "Europe", "CET\n", "x" * 9999]
)
def test_an_unknown_zone_is_refused_in_words(name):
    with pytest.raises(UnknownZone, match="There is no time zone called"):
        zone_named(name)


def test_an_unknown_zone_is_answered_with_the_nearest_name():
    with pytest.raises(UnknownZone, match=r"Did you mean Europe/Amsterdam\?"):
        zone_named("Europe/Amsterdm")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-12-01T09:00", "2026-12-01 08:00"),
        ("2026-12-01 09:00", "2026-12-01 08:00"),
        (" 2026-12-01T09:00:30 ", "2026-12-01 08:00:30"),
        ("2026-12-01T09:00:00Z", "2026-12-01 09:00"),
        ("2026-12-01t09:00:00.000z", "2026-12-01 09:00"),
        ("2026-12-01T09:00:00+01:00", "2026-12-01 08:00"),
        ("2026-12-01T09:00-05:30", "2026-12-01 14:30"),
        ("2026-12-01 09:00 +0100", "2026-12-01 08:00"),
    ],
)
def test_a_time_without_an_offset_is_the_sites_and_one_with_it_is_an_instant(text, instant):
    assert read_time(text, "Europe/Amsterdam") == Moment(utc(instant))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Give a date and a time."),
        ("   ", "Give a date and a time."),
        ("tomorrow", "is not a time. Write it as"),
        ("2026-12-01", "is not a time. Write it as"),
        ("20261201T090000", "is not a time. Write it as"),
        ("2026-W49-2T09:00", "is not a time. Write it as"),
        ("2026-02-30T09:00", "is not a date and time that exists"),
        ("2026-12-01T24:30", "is not a date and time that exists"),
        ("2026-12-01T09:00:60", "is not a date and time that exists"),
        ("2026-12-01T09:00+99:00", "is not a date and time that exists"),
        ("0001-01-01T00:00+14:00", "The year must lie between 2000 and 2199."),
        ("9999-12-31T23:59-14:00", "The year must lie between 2000 and 2199."),
        ("2026-12-01T09:00:00 01:00", "write it as %2B"),
        ("٢٠٢٦-12-01T09:00", "is not a time. Write it as"),
        ("2026-12-01T09:00" + "0" * 5000, "is not a time. Write it as"),
    ],
)
def test_what_is_not_a_time_is_refused_with_a_way_to_write_one(text, words):
    answer = read_time(text, "Europe/Amsterdam")

    assert isinstance(answer, Unreadable)
    assert words in answer.words
    assert len(answer.words) < 250


def test_a_time_read_from_a_form_keeps_its_gap_and_its_question():
    assert isinstance(read_time("2026-03-08 02:30", "America/New_York"), Gap)
    assert isinstance(read_time("2026-10-25 01:30", "Europe/London"), Twice)


def test_the_answer_to_which_settles_a_repeated_time_and_leaves_others_alone():
    second = read_time("2026-10-25 01:30", "Europe/London", Which.SECOND)
    plain = read_time("2026-10-26 01:30", "Europe/London", Which.SECOND)

    assert second == Moment(utc("2026-10-25 01:30"))
    assert plain == Moment(utc("2026-10-26 01:30"))


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23 22:00"),
        ("America/Havana", date(2026, 11, 1), "2026-11-01 04:00"),
        ("Europe/London", date(2026, 7, 13), "2026-07-12 23:00"),
    ],
)
def test_a_local_day_starts_at_its_first_instant_even_without_a_midnight(zone, day, instant):
    assert day_starts_at(day, zone) == utc(instant)


def test_the_widest_reading_of_a_repeated_time_takes_both_hours():
    first = first_reading(local("2026-10-25 01:30"), "Europe/London")
    last = last_reading(local("2026-10-25 01:30"), "Europe/London")

    assert (first, last) == (utc("2026-10-25 00:30"), utc("2026-10-25 01:30"))


def test_both_readings_of_a_time_in_a_gap_are_the_jump():
    wall = local("2026-03-08 02:30")

    assert first_reading(wall, "America/New_York") == utc("2026-03-08 07:00")
    assert last_reading(wall, "America/New_York") == utc("2026-03-08 07:00")


def test_the_instant_of_a_clock_change_is_found_whatever_the_ends_are():
    low = utc("2026-03-08 06:59:59.300000")
    high = utc("2026-03-08 07:00:00.900000")

    assert offset_change_between(low, high, "America/New_York") == utc("2026-03-08 07:00")
    assert offset_change_between(high, utc("2026-03-08 09:00"), "America/New_York") is None
