"""Draw closed periods from a calendar file, each within a span and none by surprise."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo

from accessdesk.scheduling.calendar.events import (
    BadCalendar,
    CalendarEvent,
    Start,
    day_of,
    read_events,
)
from accessdesk.scheduling.closures.drawing import ONE_DAY, ClosureRefusal
from accessdesk.scheduling.local_time import day_starts_at, local_day, zone_named
from accessdesk.scheduling.policy import Closure
from accessdesk.scheduling.recurrence.days import Budget, instant_of, walls_of
from accessdesk.scheduling.recurrence.rule import BadRule, read_rule
from accessdesk.scheduling.windows import Window

MOST_BYTES = 256 * 1024
MOST_CLOSURES = 2000


@dataclass
class _Import:
    """What one reading of a calendar shares: the site's zone, the span, and its patience."""

    zone: str
    span: Window
    budget: Budget = field(default_factory=Budget)


def closures_from_ics(
    data: bytes, *, zone: str, span: Window
) -> tuple[Closure, ...] | ClosureRefusal:
    """Read the closed periods of a calendar file that fall in a span, earliest first.

    All-day events are days of the site's zone, and so are times without a zone. A file
    that is too large, unreadable or hostile is refused as a whole, in under a second.
    """
    if len(data) > MOST_BYTES:
        return _refused(f"The file has {len(data) // 1024} KiB; at most 256 KiB can be read.")
    work = _Import(zone, span)
    try:
        found = _expand_all(read_events(data), work)
    except (BadCalendar, BadRule) as problem:
        return _refused(str(problem))
    return tuple(sorted(found, key=lambda each: (each.window, each.name)))


def _refused(words: str) -> ClosureRefusal:
    return ClosureRefusal("file", words)


def _expand_all(events: list[CalendarEvent], work: _Import) -> set[Closure]:
    replaced: dict[str, set[Start]] = {}
    for event in events:
        if event.replaces is not None:
            replaced.setdefault(event.uid, set()).add(_key(event.replaces, work.zone))
    found: set[Closure] = set()
    for event in events:
        if not event.is_cancelled:
            gone = replaced.get(event.uid, set()) if event.replaces is None else set()
            found.update(_closures(event, gone, work))
        if len(found) > MOST_CLOSURES:
            raise BadCalendar(f"That is more than {MOST_CLOSURES} closed periods; split the file.")
    return found


def _closures(event: CalendarEvent, gone: set[Start], work: _Import) -> Iterator[Closure]:
    gone = gone | {_key(each, work.zone) for each in event.excepted}
    for start in (*_starts(event, work), *event.more):
        if _key(start, work.zone) in gone or day_of(start) in gone:
            continue
        window = _window(start, event.length, work.zone)
        if window.overlaps(work.span):
            yield Closure(window, event.name)


def _key(start: Start, zone: str) -> Start:
    """What tells one occurrence from another: its day, or its instant."""
    return _instant(start, zone) if isinstance(start, datetime) else start


def _instant(start: datetime, zone: str) -> datetime:
    return instant_of(start, start.tzinfo or zone_named(zone))


def _window(start: Start, length: timedelta, zone: str) -> Window:
    if isinstance(start, datetime):
        starts_at = _instant(start, zone)
        return Window(starts_at, starts_at + length)
    return Window(day_starts_at(start, zone), day_starts_at(start + length, zone))


def _starts(event: CalendarEvent, work: _Import) -> Iterable[Start]:
    """The starts of an event up to the end of the span, in the event's own zone."""
    if event.rule is None:
        return [event.starts]
    try:
        rule = read_rule(event.rule)
    except BadRule as problem:
        raise BadCalendar(f"“{event.name}”: {problem}") from None
    last = local_day(work.span.ends_at, work.zone) + ONE_DAY
    since = local_day(work.span.starts_at - event.length, work.zone) - 2 * ONE_DAY
    if isinstance(event.starts, datetime):
        place: tzinfo = event.starts.tzinfo or zone_named(work.zone)
        first = event.starts.replace(tzinfo=None)
        walls = walls_of(rule, first, place, last, work.budget, since=since)
        return (wall.replace(tzinfo=place) for wall in walls)
    first = datetime.combine(event.starts, time())
    place = zone_named(work.zone)
    walls = walls_of(rule, first, place, last, work.budget, since=since)
    return (wall.date() for wall in walls)
