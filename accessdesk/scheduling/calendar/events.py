"""Read the events of a calendar file (RFC 5545), whoever made it, as plain values.

Only the lines that say when and what are read. Zone definitions are left out as well: a
zone is taken by its IANA name, so that no rule inside one is ever followed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from accessdesk.scheduling.closures.drawing import LONGEST_CLOSURE, ONE_DAY, closure_name

if TYPE_CHECKING:  # It is large, so it is loaded where a file is read.
    from icalendar import Component

MOST_LINES = 8000
LONGEST_LINE = 20_000
FIRST_YEAR, LAST_YEAR = 1900, 2199

_READ = re.compile(
    rb"(BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|SUMMARY|STATUS)[;:]",
    re.IGNORECASE,
)

# Rules are kept from the calendar library, which trips over odd ones, and read as text.
_RULE_NAME = re.compile(rb"\ARRULE[^:]*:", re.IGNORECASE)

# What the calendar library raises on damaged text, by feeding it such.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError)

Start = date | datetime


class BadCalendar(ValueError):
    """A calendar that cannot be used; its text is made for people."""


@dataclass(frozen=True)
class CalendarEvent:
    """One event as the calendar has it; `starts` is a day for an all-day event."""

    name: str
    uid: str
    starts: Start
    length: timedelta
    rule: str | None
    more: frozenset[Start]
    excepted: frozenset[Start]
    replaces: Start | None
    is_cancelled: bool


def read_events(data: bytes) -> list[CalendarEvent]:
    """Read every event of a calendar; raise BadCalendar naming the event and the line."""
    return [_event(each) for each in _components(data)]


def _library() -> Any:
    import icalendar

    return icalendar


def _components(data: bytes) -> list["Component"]:
    lines = list(_relevant_lines(data))
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise BadCalendar("The file is too long to be a calendar of closed periods; split it.")
    try:
        calendar = _library().Calendar.from_ical(b"\r\n".join(lines) + b"\r\n")
    except _UNREADABLE:
        raise BadCalendar("The file is not a calendar (.ics) that can be read.") from None
    events: list[Component] = calendar.walk("VEVENT")
    if not events:
        raise BadCalendar("The calendar has no events in it.")
    return events


def _relevant_lines(data: bytes) -> Iterator[bytes]:
    """The unfolded lines that matter (RFC 5545, section 3.1), without zone definitions."""
    unfolded = re.sub(rb"\r?\n[ \t]", b"", data.removeprefix(b"\xef\xbb\xbf"))
    in_zone = False
    for line in re.split(rb"[\r\n]+", unfolded):
        mark = line.strip().upper()
        if mark == b"BEGIN:VTIMEZONE":
            in_zone = True
        elif mark == b"END:VTIMEZONE":
            in_zone = False
        elif not in_zone and _READ.match(line):
            yield _RULE_NAME.sub(b"X-RULE:", line)


def _event(component: "Component") -> CalendarEvent:
    name = closure_name(str(_one(component, "SUMMARY") or ""))
    if component.errors:
        part = component.errors[0][0] or "a line"
        raise BadCalendar(f"“{name}”: {part} cannot be read.")
    starts = _moment(component, "DTSTART", name)
    if starts is None:
        raise BadCalendar(f"“{name}” has no start (DTSTART).")
    rule = _one(component, "X-RULE")
    return CalendarEvent(
        name=name,
        uid=str(_one(component, "UID") or ""),
        starts=starts,
        length=_length(component, starts, name),
        rule=None if rule is None else str(rule),
        more=_moments(component, "RDATE", name),
        excepted=_moments(component, "EXDATE", name),
        replaces=_moment(component, "RECURRENCE-ID", name),
        is_cancelled=str(_one(component, "STATUS") or "").upper() == "CANCELLED",
    )


def _one(component: "Component", name: str) -> Any:
    value = component.get(name)
    if isinstance(value, list):
        shown = name.replace("X-RULE", "RRULE")
        raise BadCalendar(f"An event gives {shown} more than once; give it once.")
    return value


def _moment(component: "Component", name: str, title: str) -> Start | None:
    value = _one(component, name)
    return (
        None if value is None else _checked(getattr(value, "dt", None), value.params, name, title)
    )


def _moments(component: "Component", name: str, title: str) -> frozenset[Start]:
    value = component.get(name, [])
    lists = value if isinstance(value, list) else [value]
    if not all(isinstance(each, _library().vDDDLists) for each in lists):
        raise BadCalendar(f"“{title}”: {name} cannot be read.")
    return frozenset(
        _checked(each.dt, group.params, name, title) for group in lists for each in group.dts
    )


def _checked(moment: object, params: Mapping[str, str], name: str, title: str) -> Start:
    if not isinstance(moment, date):
        raise BadCalendar(f"“{title}”: {name} is not a day or a time; write it as one.")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise BadCalendar(
            f"“{title}”: the year of {name} is not within {FIRST_YEAR} and {LAST_YEAR}."
        )
    naive = isinstance(moment, datetime) and moment.tzinfo is None
    if naive and "TZID" in params:
        raise BadCalendar(f"“{title}”: there is no time zone called “{params['TZID'][:40]}”.")
    return moment


def _length(component: "Component", starts: Start, title: str) -> timedelta:
    """How long an event lasts: elapsed time, or whole days for an all-day event."""
    ends, duration = _moment(component, "DTEND", title), _one(component, "DURATION")
    if ends is not None:
        if isinstance(ends, datetime) != isinstance(starts, datetime):
            raise BadCalendar(f"“{title}” starts with a day and ends with a time, or the reverse.")
        length = _span(starts, ends)
    elif isinstance(getattr(duration, "dt", None), timedelta):
        length = duration.dt
    else:
        length = timedelta(0) if isinstance(starts, datetime) else ONE_DAY
    if not timedelta(0) < length <= LONGEST_CLOSURE:
        raise BadCalendar(f"“{title}” does not end after it starts, within five years.")
    return length


def _span(starts: Start, ends: Start) -> timedelta:
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        if starts.tzinfo and ends.tzinfo:
            return ends.astimezone(UTC) - starts.astimezone(UTC)
        return ends.replace(tzinfo=None) - starts.replace(tzinfo=None)
    return day_of(ends) - day_of(starts)


def day_of(moment: Start) -> date:
    """The calendar day of a start, whether it has a time or not."""
    return moment.date() if isinstance(moment, datetime) else moment
