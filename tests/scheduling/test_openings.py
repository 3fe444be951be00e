"""What the planner offers can be booked, and nothing earlier could (R-WIN-3)."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accessdesk.scheduling.capacity import Booking
from accessdesk.scheduling.diary import Diary
from accessdesk.scheduling.opening_hours import read_opening_hours
from accessdesk.scheduling.openings import (
    QUARTER,
    Wish,
    first_openings,
    nearest_openings,
    next_opening_like,
    search_steps,
    sweep,
)
from accessdesk.scheduling.policy import Closure, SitePolicy
from accessdesk.scheduling.rules import judge_window
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.rules import Severity
from tests.examples import examples
from tests.scheduling.times import utc, window

NOW = utc("2026-11-30 12:02:30")
SITE = SitePolicy("Europe/Amsterdam", visitor_capacity=3, escort_capacity=1)
DAY = window("2026-12-01 00:00", "2026-12-02 00:00")
ONE_VISITOR = Places(Severity.C, 1, 0)


def openings(
    policy=SITE, bookings=(), span=DAY, hours=2, places=ONE_VISITOR, now=NOW, limit=3, **more
):
    wish = Wish(timedelta(hours=hours), replace(places, **more))
    return list(islice(sweep(diary_of(policy, bookings), wish, span, now), limit))


def diary_of(policy, bookings):
    def bookings_in(span):
        return [each for each in bookings if span.overlaps(Window(each.starts_at, each.ends_at))]

    return Diary(policy, bookings_in)


def booked(start, end, visitors=3, escorts=0):
    return Booking(utc(start), utc(end), visitors, escorts)


def starts(found):
    return [f"{each.starts_at:%d %H:%M}" for each in found]


def test_an_empty_site_offers_windows_one_after_another():
    assert starts(openings()) == ["01 00:00", "01 02:00", "01 04:00"]


def test_the_first_offer_keeps_the_notice_and_is_rounded_up_to_a_quarter():
    span = window("2026-11-30 00:00", "2026-12-02 00:00")

    assert starts(openings(span=span, limit=1)) == ["30 12:15"]
    assert starts(openings(replace(SITE, notice_minutes=60), span=span, limit=1)) == ["30 13:15"]


def test_an_offer_made_late_in_a_minute_can_be_booked_when_the_minute_has_turned():
    policy = replace(SITE, notice_minutes=60)
    span = window("2026-11-30 00:00", "2026-12-02 00:00")
    now = utc("2026-11-30 12:00:50")

    [offer] = openings(policy, span=span, now=now, limit=1)

    later = now + timedelta(seconds=30)
    assert judge_window(offer, ONE_VISITOR, diary_of(policy, []), now=later) == []


def test_an_emergency_is_offered_a_start_without_notice_and_in_a_closed_period():
    """R-WIN-4."""
    freeze = Closure(window("2026-11-01 00:00", "2026-12-31 00:00"), "freeze")
    policy = replace(SITE, notice_minutes=600, closures=(freeze,))
    span = window("2026-11-30 00:00", "2026-12-02 00:00")

    assert starts(openings(policy, span=span, severity=Severity.A, limit=1)) == ["30 12:15"]
    assert openings(policy, span=span, severity=Severity.B) == []


def test_an_emergency_waits_for_room_like_everybody():
    """R-WIN-4."""
    bookings = [booked("2026-12-01 00:00", "2026-12-01 10:07")]

    assert starts(openings(bookings=bookings, severity=Severity.ONE, limit=1)) == ["01 10:15"]


def test_openings_start_where_a_booking_a_closure_or_the_night_ends():
    policy = replace(
        SITE,
        opening_hours=read_opening_hours(["Mon-Sun 08:00-20:00"]),
        closures=(Closure(window("2026-12-01 09:30", "2026-12-01 12:00"), "works"),),
    )
    bookings = [booked("2026-12-01 13:00", "2026-12-01 15:45")]

    assert starts(openings(policy, bookings, hours=1)) == ["01 07:00", "01 08:00", "01 12:00"]
    assert starts(openings(policy, bookings, hours=3)) == ["01 15:45"]


def test_each_opening_starts_at_a_quarter_of_an_hour_whatever_ends_before_it():
    bookings = [booked("2026-12-01 00:00", "2026-12-01 10:35")]

    assert starts(openings(bookings=bookings, hours=100 / 60)) == [
        "01 10:45",
        "01 12:30",
        "01 14:15",
    ]
    odd = window("2026-12-01 08:20", "2026-12-01 18:50")
    assert next_like(odd, bookings=bookings) == window("2026-12-01 10:45", "2026-12-01 21:15")


def test_a_gap_between_bookings_is_used_only_if_all_of_the_visit_fits():
    bookings = [
        booked("2026-12-01 00:00", "2026-12-01 08:00"),
        booked("2026-12-01 09:59", "2026-12-01 12:00"),
    ]

    assert starts(openings(bookings=bookings, hours=2, limit=1)) == ["01 12:00"]
    assert starts(openings(bookings=bookings, hours=1, limit=1)) == ["01 08:00"]


def test_escorts_hold_back_only_the_visits_that_need_one():
    bookings = [booked("2026-12-01 00:00", "2026-12-01 12:00", visitors=1, escorts=1)]

    assert starts(openings(bookings=bookings, escorts=1, limit=1)) == ["01 12:00"]
    assert starts(openings(bookings=bookings, escorts=0, limit=1)) == ["01 00:00"]


@pytest.mark.parametrize(
    "wish", [{"hours": 13}, {"hours": 0}, {"hours": -1}, {"visitors": 4}, {"escorts": 2}]
)
def test_what_can_never_fit_is_offered_nothing(wish):
    assert openings(**wish) == []


def test_nothing_is_offered_past_the_last_day_that_may_be_booked():
    policy = replace(SITE, lead_days=1)
    span = window("2026-12-01 20:30", "2026-12-05 00:00")

    assert starts(openings(policy, span=span, limit=9)) == ["01 20:30", "01 22:30"]


@st.composite
def sites(draw):
    """Draw a site's diary near a clock change, a wish, a span to search, and the time it is."""
    zone, day = draw(
        st.sampled_from(
            [
                ("America/New_York", "2026-03-07 00:00"),
                ("America/New_York", "2026-10-31 00:00"),
                ("Australia/Lord_Howe", "2026-10-03 00:00"),
                ("Europe/Amsterdam", "2026-12-01 00:00"),
            ]
        )
    )
    zero = utc(day)
    minutes = st.integers(0, 48 * 60)
    spans = st.tuples(minutes, st.integers(1, 600))

    def at(minute):
        return zero + timedelta(minutes=minute)

    policy = SitePolicy(
        zone,
        notice_minutes=draw(st.sampled_from([0, 7, 240])),
        lead_days=draw(st.sampled_from([0, 1, 60])),
        longest_visit_hours=draw(st.sampled_from([1, 12])),
        visitor_capacity=draw(st.integers(0, 4)),
        escort_capacity=draw(st.integers(0, 2)),
        opening_hours=read_opening_hours(
            draw(st.sampled_from([[], ["Mon-Sun 01:30-14:00"], ["Sat 22:00-06:00"]]))
        ),
        closures=tuple(
            Closure(Window(at(start), at(start + length)), "works")
            for start, length in draw(st.lists(spans, max_size=2))
        ),
    )
    bookings = [
        Booking(at(start), at(start + length), visitors, escorts)
        for (start, length), visitors, escorts in draw(
            st.lists(st.tuples(spans, st.integers(1, 3), st.integers(0, 1)), max_size=6)
        )
    ]
    start = draw(minutes)
    span = Window(at(start), at(start + draw(st.integers(1, 24 * 60))))
    places = Places(
        draw(st.sampled_from(Severity)), draw(st.integers(1, 3)), draw(st.integers(0, 1))
    )
    wish = Wish(timedelta(minutes=draw(st.sampled_from([5, 45, 240, 700]))), places)
    now = at(draw(st.integers(-300, 1500))) + timedelta(seconds=draw(st.integers(0, 59)))
    return diary_of(policy, bookings), wish, span, now


@given(sites())
@examples(200)
def test_whatever_is_offered_is_bookable_and_nothing_on_the_grid_was_passed_over(facts):
    """R-WIN-3, judged by the very rules that a request meets."""
    diary, wish, span, now = facts

    found = list(islice(sweep(diary, wish, span, now), 4))

    refusals = [judge_window(visit, wish.places, diary, now=now) for visit in found]
    assert refusals == [[]] * len(found)
    assert all(span.covers(visit) for visit in found)
    assert all(a.ends_at <= b.starts_at for a, b in pairwise(found))
    assert not _earlier_on_the_grid(diary, wish, span, now, found)


def _earlier_on_the_grid(diary, wish, span, now, found):
    """List the starts on the grid of quarters before the first offer that could be booked.

    The notice is counted to the second: an offer must not run out while it is being read,
    though a request made within the same minute would still be in time.
    """
    notice = 0 if wish.places.severity in {"1", "A"} else diary.policy.notice_minutes
    start = max(span.starts_at, now + timedelta(minutes=notice))
    start += -(start - utc("2000-01-01 00:00")) % QUARTER
    stop = found[0].starts_at if found else span.ends_at
    fitting = []
    while start < stop and start + wish.length <= span.ends_at:
        visit = Window(start, start + wish.length)
        if not judge_window(visit, wish.places, diary, now=now):
            fitting.append(visit)
        start += QUARTER
    return fitting


def test_the_next_opening_follows_the_window_that_was_refused():
    bookings = [booked("2026-12-01 08:00", "2026-12-01 12:00", visitors=3)]
    asked = window("2026-12-01 10:00", "2026-12-01 12:00")

    found = next_like(asked, bookings=bookings)

    assert found == window("2026-12-01 12:00", "2026-12-01 14:00")


def next_like(asked, policy=SITE, bookings=(), visitors=1, now=NOW):
    places = replace(ONE_VISITOR, visitors=visitors)
    return next_opening_like(asked, places, diary_of(policy, bookings), now=now)


def test_a_visit_that_is_too_long_is_offered_the_longest_there_is():
    asked = window("2026-12-01 10:00", "2026-12-03 10:00")

    assert next_like(asked) == window("2026-12-01 10:00", "2026-12-01 22:00")


def test_a_visit_too_far_ahead_is_offered_the_same_time_on_the_last_day():
    asked = window("2027-07-01 08:00", "2027-07-01 09:00")

    found = next_like(asked, replace(SITE, lead_days=7))

    assert found == window("2026-12-07 09:00", "2026-12-07 10:00")


def test_when_nothing_follows_the_search_begins_again_from_now():
    policy = replace(SITE, lead_days=2)
    bookings = [booked("2026-12-01 08:00", "2026-12-30 00:00")]
    asked = window("2026-12-01 10:00", "2026-12-01 12:00")

    found = next_like(asked, policy, bookings)

    assert found == window("2026-11-30 12:15", "2026-11-30 14:15")


@pytest.mark.parametrize(
    ("asked", "visitors"),
    [
        (window("2026-12-01 10:00", "2026-12-01 12:00"), 4),
        (window("2026-12-01 10:00", "2026-12-01 09:00"), 1),
    ],
)
def test_nothing_is_offered_for_what_can_never_fit(asked, visitors):
    assert next_like(asked, visitors=visitors) is None


def test_a_site_that_is_full_for_all_of_its_lead_offers_nothing():
    bookings = [booked("2026-11-01 00:00", "2027-12-30 00:00")]

    assert next_like(window("2026-12-01 10:00", "2026-12-01 12:00"), bookings=bookings) is None


@given(quarters=st.integers(1, 10 * 24 * 4), length=st.sampled_from([30, 240, 720]))
@examples(50)
@example(quarters=24 * 4 - 6, length=240)
def test_a_window_over_the_seam_of_two_search_steps_is_found(quarters, length):
    free_from = utc("2026-11-30 12:00") + quarters * QUARTER
    free_until = free_from + timedelta(minutes=length)
    bookings = [
        Booking(utc("2026-11-01 00:00"), free_from, 3),
        Booking(free_until, utc("2027-03-01 00:00"), 3),
    ]
    asked = Window(NOW, NOW + timedelta(minutes=length))

    found = next_like(asked, bookings=bookings)

    assert found == Window(free_from, free_until)


def test_the_search_reads_a_day_first_and_stops_at_the_end_of_the_lead():
    wish = Wish(timedelta(hours=2), ONE_VISITOR)
    policy = replace(SITE, lead_days=4)
    start = utc("2026-11-30 12:15")

    steps = list(search_steps(policy, Window(NOW, utc("2027-01-01 00:00")), wish, NOW))

    ends = [utc("2026-12-01 12:15"), utc("2026-12-03 12:15"), utc("2026-12-04 23:00")]
    assert [each.starts_at for each in steps] == [start, *ends[:2]]
    assert [each.ends_at for each in steps] == [end + timedelta(hours=2) for end in ends]


@given(sites())
@examples(100)
def test_searching_step_by_step_finds_the_same_windows(facts):
    diary, wish, span, now = facts
    longer = Window(span.starts_at, span.ends_at + timedelta(days=4))

    found = first_openings(diary, wish, span=longer, now=now, limit=9)

    assert found == list(islice(sweep(diary, wish, longer, now), 9))


def test_a_site_with_room_is_asked_for_one_day_of_bookings_only():
    asked = []

    def bookings_in(span):
        asked.append(span)
        return []

    visit = window("2026-12-01 10:00", "2026-12-01 12:00")
    found = next_opening_like(visit, ONE_VISITOR, Diary(SITE, bookings_in), now=NOW)

    assert found == visit
    assert [each.length for each in asked] == [timedelta(days=1, hours=2)]


def nearest(at, *, bookings=(), hours=2, limit=3, policy=SITE, now=NOW):
    wish = Wish(timedelta(hours=hours), ONE_VISITOR)
    diary = diary_of(policy, bookings)
    return nearest_openings(diary, wish, at=utc(at), now=now, limit=limit)


def test_what_is_offered_lies_around_what_was_typed():
    assert starts(nearest("2026-12-03 13:00")) == ["03 11:00", "03 13:00", "03 15:00"]


def test_it_starts_at_a_quarter_of_an_hour_though_the_notice_does_not():
    assert starts(nearest("2026-11-30 12:02:30")) == ["30 12:15", "30 14:15", "30 16:15"]


def test_a_taken_start_is_offered_as_near_as_can_be_on_either_side():
    taken = [booked("2026-12-03 12:10", "2026-12-03 14:20")]

    assert starts(nearest("2026-12-03 13:00", bookings=taken, limit=2)) == ["03 10:00", "03 14:30"]


def test_where_nothing_is_free_for_a_week_it_looks_further():
    taken = [booked("2026-11-30 12:00", "2026-12-10 08:00")]

    assert starts(nearest("2026-12-03 13:00", bookings=taken, limit=2)) == ["10 08:00", "10 10:00"]


@given(
    at=st.datetimes(
        min_value=NOW.replace(tzinfo=None),
        max_value=(NOW + timedelta(days=50)).replace(tzinfo=None),
    ),
    hours=st.sampled_from([0.25, 1, 1.1, 2, 7.5, 12]),
    bookings=st.lists(
        st.tuples(st.integers(0, 60 * 24 * 20), st.integers(5, 3000), st.integers(1, 3)),
        max_size=12,
    ),
)
@examples(200)
def test_each_may_be_booked_starts_at_a_quarter_and_none_is_nearer(at, hours, bookings):
    taken = [
        Booking(
            NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length), visitors, 0
        )
        for start, length, visitors in bookings
    ]
    diary, at = diary_of(SITE, taken), at.replace(tzinfo=NOW.tzinfo)
    wish = Wish(timedelta(hours=hours), ONE_VISITOR)

    found = nearest_openings(diary, wish, at=at, now=NOW, limit=4)

    assert all(not judge_window(each, wish.places, diary, now=NOW) for each in found)
    assert all(each.starts_at.minute % 15 == 0 and not each.starts_at.second for each in found)
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(found))
    asked = at + (utc("2000-01-01 00:00") - at) % timedelta(minutes=15)
    if not judge_window(Window(asked, asked + wish.length), wish.places, diary, now=NOW):
        assert asked in [each.starts_at for each in found]
