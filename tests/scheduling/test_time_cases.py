"""The twelve cases of clocks and zones that a planner is judged by, each to the second."""

from datetime import timedelta

import pytest

from accessdesk.scheduling.local_time import Gap, Moment, Twice, resolve
from accessdesk.scheduling.policy import SitePolicy, gate_span
from accessdesk.scheduling.recurrence.expansion import OccurrenceStatus, expand
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import duration_words, reader_words, window_words
from tests.scheduling.times import local, utc, window


def starts(occurrences):
    return [each.window.starts_at for each in occurrences]


def utc_of(wall, zone):
    moment = resolve(local(wall), zone)
    assert isinstance(moment, Moment)
    return moment.utc


def test_case_1_a_weekly_evening_in_london_stays_at_seven_over_the_clock_change():
    """R-WIN-6."""
    found = expand(
        "FREQ=WEEKLY;COUNT=2",
        starts=local("2026-10-20 19:00"),
        length=timedelta(hours=2),
        zone="Europe/London",
    )

    assert starts(found) == [utc("2026-10-20 18:00"), utc("2026-10-27 19:00")]


def test_case_2_half_past_midnight_in_london_is_sunday_in_utc_and_monday_at_the_site():
    found = expand(
        "FREQ=WEEKLY;BYDAY=MO;COUNT=1",
        starts=local("2026-07-13 00:30"),
        length=timedelta(hours=1),
        zone="Europe/London",
    )

    assert starts(found) == [utc("2026-07-12 23:30")]
    assert found[0].words == "Mon 13 Jul 00:30–01:30 BST."


def test_case_3_the_afternoon_after_the_clock_change_in_new_york():
    start, end = (utc_of(f"2026-03-08 {clock}", "America/New_York") for clock in ("13:00", "18:00"))

    assert (start, end) == (utc("2026-03-08 17:00"), utc("2026-03-08 22:00"))


@pytest.mark.parametrize(
    ("start", "end", "hours", "words"),
    [
        (
            "2026-03-07 22:00",
            "2026-03-08 06:00",
            "7 h",
            "Sat 7 Mar 22:00 – Sun 8 Mar 06:00 EST/EDT (7 h)",
        ),
        (
            "2026-10-31 22:00",
            "2026-11-01 06:00",
            "9 h",
            "Sat 31 Oct 22:00 – Sun 1 Nov 06:00 EDT/EST (9 h)",
        ),
    ],
)
def test_case_4_a_night_over_a_clock_change_lasts_as_long_as_it_does(start, end, hours, words):
    zone = "America/New_York"
    night = Window(utc_of(start, zone), utc_of(end, zone))

    assert duration_words(night.length) == hours
    assert window_words(night, zone) == words


def test_case_5_a_repeated_hour_in_london_is_asked():
    """R-WIN-2."""
    answer = resolve(local("2026-10-25 01:30"), "Europe/London")

    assert isinstance(answer, Twice)
    assert (answer.first_utc, answer.second_utc) == (
        utc("2026-10-25 00:30"),
        utc("2026-10-25 01:30"),
    )


def test_case_6_a_missing_hour_in_new_york_names_the_nearest_times():
    """R-WIN-2."""
    answer = resolve(local("2026-03-08 02:30"), "America/New_York")

    assert isinstance(answer, Gap)
    assert (answer.before, answer.after) == (local("2026-03-08 01:59"), local("2026-03-08 03:00"))


def test_case_7_noon_on_lord_howe_moves_by_half_an_hour():
    """R-WIN-6."""
    found = expand(
        "FREQ=DAILY;COUNT=2",
        starts=local("2026-10-03 12:00"),
        length=timedelta(hours=1),
        zone="Australia/Lord_Howe",
    )

    assert starts(found) == [utc("2026-10-03 01:30"), utc("2026-10-04 01:00")]


def test_case_8_kathmandu_is_a_quarter_of_an_hour_off():
    assert utc_of("2026-06-01 08:00", "Asia/Kathmandu") == utc("2026-06-01 02:15")


@pytest.mark.parametrize(
    ("clock", "inside"),
    [("07:59:59", False), ("08:00:00", True), ("09:59:59", True), ("10:00:00", False)],
)
def test_case_9_a_window_without_grace_holds_to_the_second(clock, inside):
    """R-WIN-1."""
    span = gate_span(window("2026-12-01 08:00", "2026-12-01 10:00"), SitePolicy("UTC"))

    assert span.contains(utc(f"2026-12-01 {clock}")) is inside


@pytest.mark.parametrize(("clock", "inside"), [("07:45:00", True), ("07:44:59", False)])
def test_case_10_early_grace_holds_to_the_second(clock, inside):
    """R-WIN-7."""
    policy = SitePolicy("UTC", early_minutes=15)

    span = gate_span(window("2026-12-01 08:00", "2026-12-01 10:00"), policy)

    assert span.contains(utc(f"2026-12-01 {clock}")) is inside


def test_case_11_the_last_sunday_of_october_in_sydney_is_no_gap_and_is_booked():
    """R-WIN-6."""
    found = expand(
        "FREQ=MONTHLY;BYDAY=-1SU;COUNT=4",
        starts=local("2026-08-30 02:30"),
        length=timedelta(hours=1),
        zone="Australia/Sydney",
    )

    assert [each.words for each in found] == [
        "Sun 30 Aug 02:30–03:30 AEST.",
        "Sun 27 Sep 02:30–03:30 AEST.",
        "Sun 25 Oct 02:30–03:30 AEDT.",
        "Sun 29 Nov 02:30–03:30 AEDT.",
    ]


def test_case_11_the_first_sunday_of_october_in_sydney_is_listed_as_in_the_gap():
    """R-WIN-6."""
    found = expand(
        "FREQ=MONTHLY;BYDAY=1SU;COUNT=2",
        starts=local("2026-09-06 02:30"),
        length=timedelta(hours=1),
        zone="Australia/Sydney",
    )

    assert found[1].status is OccurrenceStatus.IN_GAP
    assert found[1].window == window("2026-10-03 16:30", "2026-10-03 17:30")
    assert found[1].words == (
        "Sun 4 Oct 03:30–04:30 AEDT: 02:30 does not exist on Sun 4 Oct, because the clocks go "
        "forward; the visit starts at 03:30 instead."
    )


def test_case_12_tokyo_dublin_and_utc_name_the_sites_zone_and_agree():
    visit = Window(utc_of("2026-07-01 09:00", "Europe/Dublin"), utc("2026-07-01 10:00"))

    assert visit.starts_at == utc("2026-07-01 08:00")
    assert window_words(visit, "Europe/Dublin") == "Wed 1 Jul 09:00–11:00 IST"
    assert reader_words(visit, "Europe/Dublin", "Asia/Tokyo") == "Wed 1 Jul 17:00–19:00 JST"
    assert reader_words(visit, "Europe/Dublin", "UTC") == "Wed 1 Jul 08:00–10:00 UTC"
    assert reader_words(visit, "Europe/Dublin", "Europe/Dublin") is None
