"""Find the earliest windows that a site can take, in one sweep over its bookings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from accessdesk.scheduling.capacity import escorts_fit, load_steps, visitors_fit
from accessdesk.scheduling.diary import Diary
from accessdesk.scheduling.local_time import day_starts_at, first_reading, zone_named
from accessdesk.scheduling.opening_hours import hours_around
from accessdesk.scheduling.policy import SitePolicy, is_emergency, last_day
from accessdesk.scheduling.windows import Places, Window, merged

EPOCH, QUARTER = datetime(2000, 1, 1, tzinfo=UTC), timedelta(minutes=15)
# How far around a start that is wished for others are looked for, until there are enough.
REACHES = (timedelta(days=3), timedelta(days=14), timedelta(days=3650))
FIRST_STEP, LONGEST_STEP = timedelta(days=1), timedelta(days=16)


@dataclass(frozen=True)
class Wish:
    """What somebody wants to book: how long it is to last, and the places that it takes."""

    length: timedelta
    places: Places


def sweep(diary: Diary, wish: Wish, span: Window, now: datetime) -> Iterator[Window]:
    """The windows in a span that may be booked, earliest first, none overlapping another.

    The first start is the earliest there is at a quarter of an hour, as people agree on times:
    the first after the notice, the start of the span, or where a booking, a closed period or
    the closed hours end. It takes n log n in the bookings that overlap the span.
    """
    policy = diary.policy
    if not _could_ever_fit(policy, wish):
        return
    start = max(span.starts_at, _first_start(policy, wish, now))
    too_late = starts_before(policy, now)
    for free in _free(diary, wish, span):
        start = _round_up(max(start, free.starts_at))
        while start + wish.length <= free.ends_at and start < too_late:
            yield Window(start, start + wish.length)
            start = _round_up(start + wish.length)


def _could_ever_fit(policy: SitePolicy, wish: Wish) -> bool:
    return (
        timedelta(0) < wish.length <= policy.longest_visit
        and visitors_fit(policy, 0, wish.places.visitors)
        and escorts_fit(policy, 0, wish.places.escorts)
    )


def _first_start(policy: SitePolicy, wish: Wish, now: datetime) -> datetime:
    """The end of the notice, rounded up to a quarter of an hour so that it is still ahead."""
    notice = 0 if is_emergency(wish.places.severity) else policy.notice_minutes
    return _round_up(now.astimezone(UTC) + timedelta(minutes=notice))


def starts_before(policy: SitePolicy, now: datetime) -> datetime:
    """The instant before which every visit must start, by the site's lead."""
    return day_starts_at(last_day(policy, now) + timedelta(days=1), policy.zone)


def _free(diary: Diary, wish: Wish, span: Window) -> Iterator[Window]:
    """The stretches of a span, in order, in which nothing forbids the wish."""
    policy = diary.policy
    blocked = [*_closed_hours(policy, span), *_full(diary, wish, span)]
    if (over_at := diary.contract_over_at) is not None and over_at < span.ends_at:
        blocked.append(Window(max(over_at, span.starts_at), span.ends_at))
    if not is_emergency(wish.places.severity):
        blocked += [closure.window for closure in policy.closures if closure.window.overlaps(span)]
    return gaps_between(merged(blocked), span)


def gaps_between(blocked: list[Window], span: Window) -> Iterator[Window]:
    """What merged windows leave of a span."""
    at = span.starts_at
    for each in blocked:
        if at < each.starts_at:
            yield Window(at, min(each.starts_at, span.ends_at))
        at = max(at, each.ends_at)
        if at >= span.ends_at:
            return
    yield Window(at, span.ends_at)


def _closed_hours(policy: SitePolicy, span: Window) -> Iterator[Window]:
    if policy.opening_hours:
        yield from gaps_between(hours_around(policy.opening_hours, policy.zone, span), span)


def _full(diary: Diary, wish: Wish, span: Window) -> Iterator[Window]:
    policy, places = diary.policy, wish.places
    steps = list(load_steps(diary.bookings_in(span), span))
    ends = [*(step.at for step in steps[1:]), span.ends_at]
    for step, until in zip(steps, ends, strict=True):
        if not (
            visitors_fit(policy, step.visitors, places.visitors)
            and escorts_fit(policy, step.escorts, places.escorts)
        ):
            yield Window(step.at, until)


def first_openings(
    diary: Diary, wish: Wish, *, span: Window, now: datetime, limit: int
) -> list[Window]:
    """List the first windows of a `sweep`, but read only the bookings it takes.

    The diary is asked for a day first, and for longer spans only while too little was found.
    """
    policy, found = diary.policy, list[Window]()
    if not _could_ever_fit(policy, wish):
        return found
    for step in search_steps(policy, span, wish, now):
        start = max(step.starts_at, found[-1].ends_at) if found else step.starts_at
        more = sweep(diary, wish, Window(start, step.ends_at), now)
        found += islice(more, limit - len(found))
        if len(found) == limit:
            break
    return found


def nearest_openings(
    diary: Diary, wish: Wish, *, at: datetime, now: datetime, limit: int
) -> list[Window]:
    """The windows that may be booked nearest to a start that is wished for, in their order.

    They start at a quarter of an hour and do not overlap. Those within three days are looked for
    first, then within two weeks, then anywhere ahead.
    """
    policy, found = diary.policy, list[Window]()
    if not _could_ever_fit(policy, wish):
        return found
    first = max(_first_start(policy, wish, now), _round_up(now))
    last = starts_before(policy, now)
    for reach in REACHES:
        span = Window(max(first, at - reach), min(last, at + reach) + wish.length)
        if span.starts_at >= span.ends_at:
            continue
        around = (
            each for free in _free(diary, wish, span) for each in _around(free, wish, at, limit)
        )
        near = sorted(
            (each for each in around if each.starts_at < last),
            key=lambda each: abs(each.starts_at - at),
        )
        found = near[:limit]
        if len(found) == limit:
            break
    return sorted(found, key=lambda each: each.starts_at)


def _around(free: Window, wish: Wish, at: datetime, limit: int) -> Iterator[Window]:
    """The windows of a free stretch that lie around a start, at quarters of an hour."""
    first, last = _round_up(free.starts_at), free.ends_at - wish.length
    if first > last:
        return
    middle = min(max(_round_up(at), first), last - (last - EPOCH) % QUARTER)
    apart = wish.length + -wish.length % QUARTER
    before = min(limit, (middle - first) // apart)
    for nth in range(-before, limit):
        start = middle + nth * apart
        if start > last:
            return
        yield Window(start, start + wish.length)


def _round_up(at: datetime) -> datetime:
    return at + (EPOCH - at) % QUARTER


def search_steps(policy: SitePolicy, span: Window, wish: Wish, now: datetime) -> Iterator[Window]:
    """Cut what may be booked of a span into longer and longer spans to search in turn.

    Each reaches over into the next by the length wished for, so that a window that
    lies on the seam is found.
    """
    start = max(span.starts_at, _first_start(policy, wish, now))
    end = min(starts_before(policy, now), span.ends_at)
    step = FIRST_STEP
    while start < end:
        until = min(start + step, end)
        yield Window(start, min(until + wish.length, span.ends_at))
        start, step = until, min(step * 2, LONGEST_STEP)


def next_opening_like(
    window: Window, places: Places, diary: Diary, *, now: datetime
) -> Window | None:
    """Find the next window of the same length that may be booked, to offer it in a refusal.

    It searches from the window's own start (or that time of day on the last day that
    may be booked), and if nothing follows then from `now`. A visit
    that is too long is offered the longest there is.
    """
    policy = diary.policy
    wish = Wish(min(window.length, policy.longest_visit), places)
    asked = max(min(window.starts_at, _same_clock_on_last_day(window, policy, now)), now)
    end = starts_before(policy, now) + wish.length
    for start in (asked, now):
        found = first_openings(diary, wish, span=Window(start, end), now=now, limit=1)
        if found:
            return found[0]
    return None


def _same_clock_on_last_day(window: Window, policy: SitePolicy, now: datetime) -> datetime:
    clock = window.starts_at.astimezone(zone_named(policy.zone)).time()
    return first_reading(datetime.combine(last_day(policy, now), clock), policy.zone)
