"""A window is judged by every rule of its site, in words, with the numbers (R-WIN-3, R-WIN-4)."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.scheduling.capacity import Booking, Peak, peak_load
from accessdesk.scheduling.diary import Diary
from accessdesk.scheduling.local_time import last_reading
from accessdesk.scheduling.opening_hours import OpenHours, read_opening_hours
from accessdesk.scheduling.policy import Closure, SitePolicy, gate_span
from accessdesk.scheduling.rules import WindowRule, judge_standing, judge_window, rules_broken
from accessdesk.scheduling.windows import Places, Window, merged
from accessdesk.service_requests.rules import Severity
from tests.examples import examples
from tests.scheduling.times import local, utc, window

NOW = utc("2026-11-30 12:00")
AMSTERDAM = SitePolicy("Europe/Amsterdam", visitor_capacity=12)
FREEZE = Closure(window("2026-12-01 00:00", "2026-12-02 00:00"), "the year-end freeze")


def judge(visit=None, policy=AMSTERDAM, severity="C", visitors=1, escorts=0, bookings=(), now=NOW):
    return judge_window(
        visit or window("2026-12-01 08:00", "2026-12-01 11:00"),
        Places(Severity(severity), visitors, escorts),
        Diary(policy, lambda _span: bookings),
        now=now,
    )


def booked(visitors, escorts=0):
    """One booking from an hour after the start of the visit until its end."""
    return [Booking(utc("2026-12-01 09:00"), utc("2026-12-01 11:00"), visitors, escorts)]


def codes(refusals):
    return [refusal.code for refusal in refusals]


def test_the_start_is_inside_a_window_and_the_end_is_not():
    """R-WIN-1."""
    visit = window("2026-12-01 08:00", "2026-12-01 10:00")

    inside = [
        visit.contains(utc(f"2026-12-01 {clock}"))
        for clock in ("07:59:59", "08:00:00", "09:59:59", "10:00:00")
    ]

    assert inside == [False, True, True, False]


@pytest.mark.parametrize(
    ("early", "late", "clock", "inside"),
    [
        (15, 0, "07:45:00", True),
        (15, 0, "07:44:59", False),
        (0, 0, "07:59:59", False),
        (0, 0, "08:00:00", True),
        (0, 10, "10:09:59", True),
        (0, 10, "10:10:00", False),
    ],
)
def test_grace_widens_the_gate_to_the_second(early, late, clock, inside):
    """R-WIN-7."""
    policy = replace(AMSTERDAM, early_minutes=early, late_minutes=late)

    span = gate_span(window("2026-12-01 08:00", "2026-12-01 10:00"), policy)

    assert span.contains(utc(f"2026-12-01 {clock}")) is inside


def test_windows_that_touch_do_not_overlap():
    morning = window("2026-12-01 08:00", "2026-12-01 10:00")
    noon = window("2026-12-01 10:00", "2026-12-01 12:00")

    assert not morning.overlaps(noon)
    assert morning.overlaps(window("2026-12-01 09:59", "2026-12-01 10:00"))
    assert merged([noon, morning]) == [window("2026-12-01 08:00", "2026-12-01 12:00")]


def test_a_window_is_kept_in_utc_and_needs_a_zone():
    """R-WIN-1."""
    start = datetime.fromisoformat("2026-12-01T09:00:00+01:00")

    visit = Window(start, start + timedelta(hours=1))

    assert visit.starts_at.tzinfo is UTC
    assert visit == window("2026-12-01 08:00", "2026-12-01 09:00")
    with pytest.raises(ValueError, match="starts_at has no time zone"):
        Window(local("2026-12-01 08:00"), utc("2026-12-01 09:00"))


def test_a_window_within_every_rule_is_not_refused():
    assert judge() == []


@pytest.mark.parametrize("end", ["2026-12-01 08:00", "2026-12-01 07:00", "2026-11-01 09:00"])
def test_a_visit_that_ends_before_it_starts_is_refused_for_that_alone(end):
    policy = replace(AMSTERDAM, notice_minutes=99999, closures=(FREEZE,))

    [refusal] = judge(window("2026-12-01 08:00", end), policy)

    assert refusal.code is WindowRule.ENDS_BEFORE_START
    assert refusal.field == "ends_at"
    assert "not after its start Tue 1 Dec 09:00 CET. Choose a later end." in refusal.words


def test_a_start_that_has_passed_is_refused_and_says_what_time_it_is():
    [refusal] = judge(window("2026-11-30 11:00", "2026-11-30 13:00"), severity="A")

    assert refusal.code is WindowRule.IN_THE_PAST
    assert "it is now Mon 30 Nov 13:00 CET" in refusal.words


def test_the_minute_under_way_counts_as_now():
    now = utc("2026-11-30 12:00:59")

    assert judge(window("2026-11-30 12:00", "2026-11-30 13:00"), now=now) == []
    assert codes(judge(window("2026-11-30 11:59", "2026-11-30 13:00"), now=now)) == [
        WindowRule.IN_THE_PAST
    ]


def test_too_short_a_notice_names_the_earliest_start():
    policy = replace(AMSTERDAM, notice_minutes=90)

    [refusal] = judge(window("2026-11-30 13:29", "2026-11-30 15:00"), policy)

    assert refusal.code is WindowRule.TOO_SHORT_NOTICE
    assert refusal.words == (
        "This site needs 1 h 30 min notice. Choose a start at or after Mon 30 Nov 14:30 CET."
    )
    assert refusal.facts["notice_minutes"] == 90
    assert judge(window("2026-11-30 13:30", "2026-11-30 15:00"), policy) == []


def test_the_lead_is_counted_in_days_of_the_sites_calendar():
    policy = replace(AMSTERDAM, lead_days=1)
    late_on_the_last_day = window("2026-12-01 22:59", "2026-12-01 23:30")
    first_of_the_next = window("2026-12-01 23:00", "2026-12-01 23:30")

    [refusal] = judge(first_of_the_next, policy)

    assert judge(late_on_the_last_day, policy) == []
    assert refusal.code is WindowRule.TOO_FAR_AHEAD
    assert "at most 1 day ahead. Choose a start no later than Tue 1 Dec." in refusal.words


def test_the_longest_visit_is_elapsed_time_over_a_clock_change():
    """Nine hours on the wall are eight when the clocks go forward."""
    policy = SitePolicy("America/New_York", longest_visit_hours=8, lead_days=365)
    night = window("2026-03-08 03:00", "2026-03-08 11:00")

    assert judge(night, policy, now=utc("2026-03-01 12:00")) == []
    [refusal] = judge(
        Window(night.starts_at, night.ends_at + timedelta(minutes=1)),
        policy,
        now=utc("2026-03-01 12:00"),
    )
    assert refusal.code is WindowRule.TOO_LONG
    assert "8 h 1 min; this site allows at most 8 h. End it by Sun 8 Mar 07:00 EDT" in refusal.words


def test_a_closed_period_is_named_with_its_end():
    policy = replace(AMSTERDAM, closures=(FREEZE,))

    [refusal] = judge(policy=policy)

    assert refusal.code is WindowRule.CLOSED
    assert "closed for the year-end freeze: Tue 1 Dec 01:00 – Wed 2 Dec 01:00 CET" in refusal.words


def test_a_visit_may_touch_a_closed_period_but_not_overlap_it():
    policy = replace(AMSTERDAM, closures=(FREEZE,))

    assert judge(window("2026-12-02 00:00", "2026-12-02 01:00"), policy) == []
    assert judge(window("2026-11-30 23:00", "2026-12-01 00:00"), policy) == []
    assert codes(judge(window("2026-11-30 23:00", "2026-12-01 00:01"), policy)) == ["closed"]


def test_a_visit_outside_the_opening_hours_is_told_them():
    hours = read_opening_hours(["Mon-Fri 08:00-18:00"])
    policy = replace(AMSTERDAM, opening_hours=hours)

    [refusal] = judge(window("2026-12-01 16:00", "2026-12-01 17:01"), policy)

    assert refusal.code is WindowRule.OUTSIDE_HOURS
    assert "open Mon–Fri 08:00–18:00 on its own clock" in refusal.words
    assert judge(window("2026-12-01 07:00", "2026-12-01 17:00"), policy) == []


def test_hours_that_touch_at_midnight_are_open_all_through():
    hours = read_opening_hours(["Mon-Tue 00:00-24:00"])
    policy = replace(AMSTERDAM, opening_hours=hours)

    assert judge(window("2026-11-30 21:00", "2026-12-01 02:00"), policy) == []
    assert codes(judge(window("2026-12-01 22:00", "2026-12-02 00:00"), policy)) == [
        WindowRule.OUTSIDE_HOURS
    ]


def test_a_full_site_says_how_many_could_still_come():
    bookings = booked(visitors=10)

    [refusal] = judge(visitors=4, bookings=bookings)

    assert refusal.code is WindowRule.SITE_FULL
    assert refusal.words == (
        "This site takes 12 visitors at once. 10 are booked at Tue 1 Dec 10:00 CET, so there is "
        "room for 2 and not for 4. Send fewer people or choose another time."
    )
    assert refusal.facts == {"visitor_capacity": 12, "booked": 10, "left": 2, "asked": 4}
    assert judge(visitors=2, bookings=bookings) == []


def test_a_contact_learns_no_number_of_other_customers_people():
    """R-SEC-1; what they could change, they are told all the same."""
    policy = replace(AMSTERDAM, escort_capacity=3)

    full, alone = judge(policy=policy, visitors=4, escorts=1, bookings=booked(10, escorts=3))

    assert full.said(counted=True) == full.words
    assert full.said(counted=False) == (
        "This site takes 12 visitors at once, and there is not room for 4 more at Tue 1 Dec 10:00 "
        "CET. Send fewer people or choose another time."
    )
    assert alone.said(counted=False) == (
        "No escort is free at Tue 1 Dec 10:00 CET. Choose another time, or come without an escort."
    )


def test_a_capacity_of_zero_is_no_limit():
    policy = replace(AMSTERDAM, visitor_capacity=0, escort_capacity=0)

    assert judge(policy=policy, visitors=50, escorts=9, bookings=booked(5000, 500)) == []


def test_escorts_are_counted_apart_from_visitors():
    policy = replace(AMSTERDAM, escort_capacity=2)
    bookings = booked(visitors=3, escorts=2)

    [refusal] = judge(policy=policy, escorts=1, bookings=bookings)

    assert refusal.code is WindowRule.NO_ESCORT_FREE
    assert refusal.field == "escort"
    assert "2 escorts at once, of whom 0 would be free at Tue 1 Dec 10:00 CET" in refusal.words
    assert judge(policy=policy, escorts=0, bookings=bookings) == []


@pytest.mark.parametrize("severity", [Severity.ONE, Severity.A])
def test_an_emergency_breaks_notice_and_closed_periods_and_is_marked_for_review(severity):
    """R-WIN-4."""
    policy = replace(AMSTERDAM, notice_minutes=60 * 24 * 7, closures=(FREEZE,))
    visit = window("2026-12-01 08:00", "2026-12-01 11:00")

    assert judge(visit, policy, severity=severity) == []
    broken = rules_broken(visit, policy, severity=severity, now=NOW)
    assert codes(broken) == [WindowRule.TOO_SHORT_NOTICE, WindowRule.CLOSED]


@pytest.mark.parametrize("severity", [Severity.B, Severity.C, Severity.D])
def test_other_severities_break_nothing(severity):
    """R-WIN-4."""
    policy = replace(AMSTERDAM, notice_minutes=60 * 24 * 7, closures=(FREEZE,))
    visit = window("2026-12-01 08:00", "2026-12-01 11:00")

    assert codes(judge(visit, policy, severity=severity)) == ["too-short-notice", "closed"]
    assert rules_broken(visit, policy, severity=severity, now=NOW) == []


def test_an_emergency_never_breaks_capacity_nor_opening_hours():
    """R-WIN-4: nobody can be let in where there is no room or nobody at the gate."""
    policy = replace(AMSTERDAM, escort_capacity=1, opening_hours=(OpenHours(0, time(8), time(18)),))

    refusals = judge(policy=policy, severity="1", escorts=1, bookings=booked(12, escorts=1))

    assert codes(refusals) == ["outside-hours", "site-full", "no-escort-free"]


def test_what_is_booked_is_not_looked_up_for_a_window_that_no_site_would_allow():
    """A century would be asked of the database for nothing: its length alone refuses it."""
    asked = []

    refusals = judge_window(
        window("2026-12-01 08:00", "2126-12-01 08:00"),
        Places(Severity.C, 1, 0),
        Diary(AMSTERDAM, lambda span: asked.append(span) or ()),
        now=NOW,
    )

    assert codes(refusals) == ["too-long"]
    assert asked == []


def test_every_broken_rule_is_told_at_once():
    policy = replace(
        AMSTERDAM, notice_minutes=9999, longest_visit_hours=1, closures=(FREEZE,), escort_capacity=1
    )

    refusals = judge(policy=policy, visitors=13, escorts=2)

    assert codes(refusals) == [
        "too-short-notice",
        "too-long",
        "closed",
        "site-full",
        "no-escort-free",
    ]
    assert all(refusal.words.endswith(".") for refusal in refusals)


def test_a_changed_policy_asks_only_what_holds_whenever_a_visit_was_booked():
    visit = window("2026-12-01 08:00", "2026-12-01 11:00")
    policy = replace(AMSTERDAM, notice_minutes=9999, lead_days=0, closures=(FREEZE,))

    assert codes(judge_standing(visit, policy, severity=Severity.C)) == ["closed"]
    assert judge_standing(visit, policy, severity=Severity.A) == []


def test_the_peak_counts_every_instant_and_not_the_sum_of_a_window():
    """R-WIN-5: two short visits after each other take one place, not two."""
    visit = window("2026-12-01 08:00", "2026-12-01 12:00")
    bookings = [
        Booking(utc("2026-12-01 08:00"), utc("2026-12-01 10:00"), 5, 1),
        Booking(utc("2026-12-01 10:00"), utc("2026-12-01 12:00"), 4, 2),
        Booking(utc("2026-12-01 11:00"), utc("2026-12-01 13:00"), 3, 0),
        Booking(utc("2026-12-01 12:00"), utc("2026-12-01 13:00"), 50, 9),
        Booking(utc("2026-12-01 07:00"), utc("2026-12-01 08:00"), 50, 9),
    ]

    peak = peak_load(bookings, visit)

    assert peak == Peak(7, 2, utc("2026-12-01 11:00"), utc("2026-12-01 10:00"))


def test_an_empty_site_has_no_peak():
    assert peak_load([], window("2026-12-01 08:00", "2026-12-01 12:00")) == Peak()


@given(
    spans=st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 15), st.integers(1, 9), st.integers(0, 3)),
        max_size=12,
    ),
    start=st.integers(0, 40),
    length=st.integers(1, 20),
)
@examples(200)
def test_the_peak_is_what_counting_minute_by_minute_finds(spans, start, length):
    """R-WIN-5."""
    zero = utc("2026-12-01 00:00")
    bookings = [
        Booking(
            zero + timedelta(minutes=begin),
            zero + timedelta(minutes=begin + minutes),
            visitors,
            escorts,
        )
        for begin, minutes, visitors, escorts in spans
    ]
    visit = Window(zero + timedelta(minutes=start), zero + timedelta(minutes=start + length))

    peak = peak_load(bookings, visit)

    minutes = [visit.starts_at + timedelta(minutes=number) for number in range(length)]
    inside = [[each for each in bookings if each.starts_at <= at < each.ends_at] for at in minutes]
    assert peak.visitors == max(sum(each.visitors for each in now) for now in inside)
    assert peak.escorts == max(sum(each.escorts for each in now) for now in inside)


def test_opening_hours_stay_on_the_wall_clock_and_open_a_repeated_hour_twice():
    night = OpenHours(6, time(0, 30), time(1, 30))

    spring = night.on(local("2026-07-05").date(), "Europe/London")
    autumn = night.on(local("2026-10-25").date(), "Europe/London")

    assert spring == window("2026-07-04 23:30", "2026-07-05 00:30")
    assert autumn == window("2026-10-24 23:30", "2026-10-25 01:30")
    assert autumn.ends_at == last_reading(local("2026-10-25 01:30"), "Europe/London")
