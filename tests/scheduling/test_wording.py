"""Times are said on the site's clock with the zone, and lengths where they surprise."""

from datetime import timedelta

import pytest

from accessdesk.scheduling.local_time import Gap, Twice, resolve
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import (
    count_words,
    duration_words,
    gap_words,
    moment_words,
    reader_words,
    relative_words,
    twice_words,
    window_words,
)
from tests.scheduling.times import local, utc, window


@pytest.mark.parametrize(
    ("zone", "start", "end", "words"),
    [
        (
            "Europe/Amsterdam",
            "2026-12-01 08:00",
            "2026-12-01 11:00",
            "Tue 1 Dec 09:00–12:00 CET",
        ),
        (
            "America/New_York",
            "2026-03-08 03:00",
            "2026-03-08 10:00",
            "Sat 7 Mar 22:00 – Sun 8 Mar 06:00 EST/EDT (7 h)",
        ),
        (
            "America/New_York",
            "2026-11-01 02:00",
            "2026-11-01 11:00",
            "Sat 31 Oct 22:00 – Sun 1 Nov 06:00 EDT/EST (9 h)",
        ),
        (
            "America/New_York",
            "2026-03-08 17:00",
            "2026-03-08 22:00",
            "Sun 8 Mar 13:00–18:00 EDT",
        ),
        (
            "Europe/London",
            "2026-10-25 00:30",
            "2026-10-25 01:30",
            "Sun 25 Oct 01:30–01:30 BST/GMT (1 h)",
        ),
        (
            "Asia/Kathmandu",
            "2026-06-01 02:15",
            "2026-06-01 04:15",
            "Mon 1 Jun 08:00–10:00 UTC+05:45",
        ),
        (
            "Australia/Lord_Howe",
            "2026-10-03 01:30",
            "2026-10-04 01:00",
            "Sat 3 Oct 12:00 – Sun 4 Oct 12:00 UTC+10:30/UTC+11 (23 h 30 min)",
        ),
        ("UTC", "2026-12-01 22:00", "2026-12-02 00:00", "Tue 1 Dec 22:00–24:00 UTC"),
        (
            "UTC",
            "2026-12-01 00:00",
            "2026-12-03 00:00",
            "Tue 1 Dec 00:00 – Thu 3 Dec 00:00 UTC (2 days)",
        ),
    ],
)
def test_a_window_is_said_on_the_sites_clock(zone, start, end, words):
    assert window_words(window(start, end), zone) == words


def test_a_window_over_two_years_or_more_says_both():
    closed = window("2026-11-29 21:00", "2028-12-04 23:00")

    words = window_words(closed, "Europe/Amsterdam")
    seen = window_words(closed, "Europe/Amsterdam", utc("2026-11-29 20:00"))

    assert words == "Sun 29 Nov 2026 22:00 – Tue 5 Dec 2028 00:00 CET (736 days 2 h)"
    assert seen == "Sun 29 Nov 22:00 – Tue 5 Dec 2028 00:00 CET (736 days 2 h)"


def test_a_day_of_half_a_year_ago_is_not_taken_for_the_next_of_its_name():
    over = utc("2026-01-01 00:00")

    assert moment_words(over, "UTC", utc("2026-11-29 20:00")) == "Thu 1 Jan 2026 00:00 UTC"
    assert moment_words(over, "UTC", utc("2026-03-01 20:00")) == "Thu 1 Jan 00:00 UTC"


def test_the_year_is_said_only_when_it_is_another_one():
    visit = window("2027-01-05 09:00", "2027-01-05 10:00")

    assert window_words(visit, "UTC", utc("2026-12-30 09:00")) == "Tue 5 Jan 2027 09:00–10:00 UTC"
    assert window_words(visit, "UTC", utc("2027-01-01 00:00")) == "Tue 5 Jan 09:00–10:00 UTC"


def test_times_are_said_to_the_minute_whatever_their_seconds_are():
    over_noon = Window(utc("2026-12-01 08:00:07"), utc("2026-12-01 12:30:59"))
    over_night = Window(utc("2026-12-01 22:00:07"), utc("2026-12-02 06:00:59"))

    assert moment_words(utc("2026-12-01 08:00"), "Europe/Amsterdam") == "Tue 1 Dec 09:00 CET"
    assert moment_words(utc("2026-12-01 08:00:07"), "UTC") == "Tue 1 Dec 08:00 UTC"
    assert window_words(over_noon, "UTC") == "Tue 1 Dec 08:00–12:30 UTC"
    assert window_words(over_night, "UTC") == "Tue 1 Dec 22:00 – Wed 2 Dec 06:00 UTC (8 h)"


def test_readers_in_tokyo_dublin_and_utc_agree_on_the_instant():
    """The site's zone is always said, and the reader's own time where it differs."""
    visit = Window(utc("2026-07-01 08:00"), utc("2026-07-01 10:00"))

    assert window_words(visit, "Europe/Dublin") == "Wed 1 Jul 09:00–11:00 IST"
    assert reader_words(visit, "Europe/Dublin", "Asia/Tokyo") == "Wed 1 Jul 17:00–19:00 JST"
    assert reader_words(visit, "Europe/Dublin", "UTC") == "Wed 1 Jul 08:00–10:00 UTC"


def test_a_reader_whose_clock_shows_the_same_is_told_nothing_twice():
    visit = window("2026-12-01 08:00", "2026-12-01 10:00")

    assert reader_words(visit, "Europe/Amsterdam", "Europe/Paris") is None
    assert reader_words(visit, "Europe/Dublin", "UTC") is None


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=45), "45 min"),
        (timedelta(hours=7), "7 h"),
        (timedelta(hours=1, minutes=30), "1 h 30 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2, hours=4), "2 days 4 h"),
        (timedelta(seconds=20), "0 min"),
    ],
)
def test_a_length_is_said_in_days_hours_and_minutes(length, words):
    assert duration_words(length) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (40 * 60 + 30, "in 40 min"),
        (59, "now"),
        (-59, "now"),
        (-12 * 60, "12 min ago"),
        (3 * 3600, "in 3 h"),
        (-26 * 3600, "yesterday"),
        (50 * 3600, "in 2 days"),
    ],
)
def test_how_far_off_is_said_from_now(seconds, words):
    now = utc("2026-12-01 09:00")

    assert relative_words(now + timedelta(seconds=seconds), now) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-12-03 10:40", "tomorrow"),
        ("2026-12-03 23:59", "in 2 days"),
        ("2026-12-04 08:00", "in 2 days"),
        ("2026-12-07 08:00", "in 5 days"),
        ("2026-12-02 23:30", "in 12 h 50 min"),
        ("2026-11-30 22:30", "2 days ago"),
        ("2026-11-30 23:30", "yesterday"),
    ],
)
def test_from_a_day_on_days_are_counted_by_the_sites_calendar(moment, words):
    """It is Wednesday 11:40 in Amsterdam, an hour ahead of UTC."""
    now = utc("2026-12-02 10:40")

    shown = relative_words(utc(moment), now, "Europe/Amsterdam")

    assert shown == words


def test_a_day_of_twenty_five_hours_is_not_yet_tomorrow():
    now = utc("2026-10-24 22:05")  # 00:05 in Amsterdam, where the clocks go back at three.

    assert relative_words(utc("2026-10-25 22:30"), now, "Europe/Amsterdam") == "in 1 day"


def test_one_is_singular():
    assert count_words(1, "visitor") == "1 visitor"
    assert count_words(0, "visitor") == "0 visitors"
    assert count_words(2, "entry", "entries") == "2 entries"


def test_a_missing_hour_is_told_with_the_nearest_times():
    """R-WIN-2."""
    gap = resolve(local("2026-03-08 02:30"), "America/New_York")

    assert isinstance(gap, Gap)
    assert gap_words(gap) == (
        "02:30 on Sun 8 Mar does not exist at the site, because the clocks go forward then. "
        "The nearest times are 01:59 and 03:00."
    )


def test_a_missing_midnight_names_the_day_before():
    gap = resolve(local("2026-04-24 00:30"), "Africa/Cairo")

    assert isinstance(gap, Gap)
    assert gap_words(gap).endswith("The nearest times are Thu 23 Apr 23:59 and 01:00.")


def test_a_repeated_hour_is_a_question_that_names_both():
    """R-WIN-2."""
    twice = resolve(local("2026-10-25 01:30"), "Europe/London")

    assert isinstance(twice, Twice)
    assert twice_words(twice, "Europe/London") == (
        "01:30 on Sun 25 Oct comes twice at the site, because the clocks go back then. "
        "Choose the first (01:30 BST) or the second (01:30 GMT)."
    )
