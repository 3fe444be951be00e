"""Show a site's week by the local hour: free, tight, full or closed, and in words."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from accessdesk.scheduling.capacity import Booking, Peak, Step, load_steps, peak_of
from accessdesk.scheduling.local_time import day_starts_at, offset_change_between, zone_named
from accessdesk.scheduling.opening_hours import hours_around
from accessdesk.scheduling.openings import gaps_between
from accessdesk.scheduling.policy import Closure, SitePolicy
from accessdesk.scheduling.windows import Window, merged
from accessdesk.scheduling.wording import clock_words, count_words, zone_label

ONE_HOUR = timedelta(hours=1)
TIGHT_SHARE = 4  # an hour with a quarter of the places left, or less, is tight
_OUTSIDE = "outside the opening hours"


class HourState(StrEnum):
    """How much room one hour of a site has."""

    FREE = "free"
    TIGHT = "tight"
    FULL = "full"
    CLOSED = "closed"


@dataclass(frozen=True)
class HourLoad:
    """One hour on the site's clock: when, how full at its fullest, and that in words.

    `places_left` and `escorts_left` are None where the site sets no limit. An hour cut
    by a clock change is shorter than sixty minutes.
    """

    window: Window
    day: date
    label: str
    state: HourState
    visitors: int
    places_left: int | None
    escorts_left: int | None
    words: str


def week_span(week_start: date, zone: str) -> Window:
    """The seven local days from a date; 167 to 169 hours where the clocks change."""
    after = week_start + timedelta(days=7)
    return Window(day_starts_at(week_start, zone), day_starts_at(after, zone))


def week_load(policy: SitePolicy, bookings: Iterable[Booking], week_start: date) -> list[HourLoad]:
    """How full the site is in each hour of seven local days.

    `bookings` are those that overlap `week_span`; it takes n log n in them.
    """
    span = week_span(week_start, policy.zone)
    steps = list(load_steps(bookings, span))
    starts = [step.at for step in steps]
    closed = _closed_parts(policy, span)
    return [
        _hour_load(policy, hour, peak_of(_steps_in(steps, starts, hour)), closed)
        for hour in local_hours(span, policy.zone)
    ]


def local_hours(span: Window, zone: str) -> Iterator[Window]:
    """Cut a span at every full hour of the local clock, and where the clocks change."""
    place = zone_named(zone)
    at = span.starts_at
    while at < span.ends_at:
        local = at.astimezone(place)
        until = at + ONE_HOUR - timedelta(minutes=local.minute, seconds=local.second)
        until = min(offset_change_between(at, until, zone) or until, span.ends_at)
        yield Window(at, until)
        at = until


def _steps_in(steps: list[Step], starts: list[datetime], hour: Window) -> list[Step]:
    return steps[bisect_right(starts, hour.starts_at) - 1 : bisect_left(starts, hour.ends_at)]


def _closed_parts(policy: SitePolicy, span: Window) -> list[Closure]:
    found = [closure for closure in policy.closures if closure.window.overlaps(span)]
    if policy.opening_hours:
        hours = hours_around(policy.opening_hours, policy.zone, span)
        found += [Closure(window, _OUTSIDE) for window in gaps_between(hours, span)]
    return found


def _hour_load(policy: SitePolicy, hour: Window, peak: Peak, closed: list[Closure]) -> HourLoad:
    local = hour.starts_at.astimezone(zone_named(policy.zone))
    here = [closure for closure in closed if closure.window.overlaps(hour)]
    shut = any(part.covers(hour) for part in merged([closure.window for closure in here]))
    places = _left(policy.visitor_capacity, peak.visitors)
    escorts = _left(policy.escort_capacity, peak.escorts)
    state = HourState.CLOSED if shut else _open_state(policy, places, escorts, bool(here))
    names = ", ".join(dict.fromkeys(closure.name for closure in here))
    words = f"closed, {names}" if shut else f"{state}, {_room_words(policy, places, escorts)}"
    if here and not shut:
        words += f"; closed for part of it, {names}"
    label = f"{clock_words(local)} {zone_label(local)}"
    return HourLoad(hour, local.date(), label, state, peak.visitors, places, escorts, words)


def _left(capacity: int, booked: int) -> int | None:
    return max(capacity - booked, 0) if capacity else None


def _open_state(
    policy: SitePolicy, places: int | None, escorts: int | None, partly_closed: bool
) -> HourState:
    if places == 0:
        return HourState.FULL
    few = places is not None and places * TIGHT_SHARE <= policy.visitor_capacity
    return HourState.TIGHT if few or escorts == 0 or partly_closed else HourState.FREE


def _room_words(policy: SitePolicy, places: int | None, escorts: int | None) -> str:
    if places is None:
        words = "no limit on visitors"
    elif places == 0:
        words = f"all {count_words(policy.visitor_capacity, 'place')} taken"
    else:
        words = f"{places} of {count_words(policy.visitor_capacity, 'place')} left"
    if escorts is None:
        return words
    return f"{words}, {escorts} of {count_words(policy.escort_capacity, 'escort')} free"
