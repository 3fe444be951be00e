"""Turn what people write, a time on a site's wall clock, into an instant and back."""

import difflib
import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cache

from accessdesk.estate.rules import local_day as local_day
from accessdesk.typed_time import FAR_AWAY, is_far_away

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s?([Zz]|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_LOST_PLUS = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d\S* \d\d:\d\d", re.ASCII)


class UnknownZone(ValueError):
    """A time zone that is not in the IANA database; its text is made for people."""


class Which(StrEnum):
    """The answer to "which of the two?" for a local time that exists twice."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Moment:
    """A local time that stands for exactly one instant."""

    utc: datetime


@dataclass(frozen=True)
class Gap:
    """A local time that does not exist, with the two nearest local minutes that do (R-WIN-2)."""

    asked: datetime
    before: datetime
    after: datetime
    jumps_at: datetime


@dataclass(frozen=True)
class Twice:
    """A local time that exists twice, with both instants (R-WIN-2)."""

    asked: datetime
    first_utc: datetime
    second_utc: datetime

    def pick(self, which: Which) -> Moment:
        """Take the one of the two instants that the person chose."""
        return Moment(self.first_utc if which is Which.FIRST else self.second_utc)


@dataclass(frozen=True)
class Unreadable:
    """A text that is not a time, and the words that tell how to write one."""

    words: str


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def zone_named(name: str) -> zoneinfo.ZoneInfo:
    """Find the IANA time zone of that name; raise UnknownZone with a suggestion otherwise."""
    if name not in _zone_names():
        near = difflib.get_close_matches(name[:60], _zone_names(), n=1)
        hint = f" Did you mean {near[0]}?" if near else " An example is Europe/Amsterdam."
        raise UnknownZone(f"There is no time zone called “{name[:60]}”.{hint}")
    return zoneinfo.ZoneInfo(name)


def resolve(local: datetime, zone: str) -> Moment | Gap | Twice:
    """Which instant a naive local time means, if it means exactly one (R-WIN-2).

    PEP 495 reads a time in a gap with the offset before it for fold 0 and the
    offset after it for fold 1, so the order of the two readings tells gap from repeat.
    """
    if local.tzinfo is not None:
        raise ValueError(f"a local time carries no time zone: {local}")
    place = zone_named(zone)
    early = local.replace(tzinfo=place, fold=0).astimezone(UTC)
    late = local.replace(tzinfo=place, fold=1).astimezone(UTC)
    if early == late:
        return Moment(early)
    if early < late:
        return Twice(local, early, late)
    jump = _offset_change(late, early, place)
    after = jump.astimezone(place).replace(tzinfo=None)
    before = (jump - timedelta(minutes=1)).astimezone(place).replace(tzinfo=None)
    return Gap(local, before, after, jump)


def _offset_change(low: datetime, high: datetime, place: tzinfo) -> datetime:
    """Find the first instant that has the offset of `high`; zones change on whole seconds."""
    low, high = low.replace(microsecond=0), high.replace(microsecond=0)
    old = low.astimezone(place).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(place).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high


def offset_change_between(low: datetime, high: datetime, zone: str) -> datetime | None:
    """Find the instant in (low, high] at which the zone's offset changes, if it does."""
    place = zone_named(zone)
    if low.astimezone(place).utcoffset() == high.astimezone(place).utcoffset():
        return None
    return _offset_change(low, high, place)


def first_reading(local: datetime, zone: str) -> datetime:
    """The earliest instant that a local time can mean; in a gap, the jump itself."""
    match resolve(local, zone):
        case Moment(utc):
            return utc
        case Gap(jumps_at=jump):
            return jump
        case Twice(first_utc=first):
            return first


def last_reading(local: datetime, zone: str) -> datetime:
    """The latest instant that a local time can mean; in a gap, the jump itself."""
    match resolve(local, zone):
        case Moment(utc):
            return utc
        case Gap(jumps_at=jump):
            return jump
        case Twice(second_utc=second):
            return second


def day_starts_at(day: date, zone: str) -> datetime:
    """The first instant of a local day, also where midnight is skipped."""
    return first_reading(datetime.combine(day, time()), zone)


def read_time(
    text: str, zone: str, which: Which | None = None
) -> Moment | Gap | Twice | Unreadable:
    """Read a time from a form or the API (RFC 3339, section 5.6, offset optional).

    With an offset it is an instant; without one it is the site's local time, and
    `which` settles one that exists twice. An unknown zone raises UnknownZone.
    """
    found = _TIME.fullmatch(text.strip()[:64])
    if found is None:
        return _unreadable(text)
    day, clock, offset = found.groups()
    try:
        stated = datetime.fromisoformat(f"{day}T{clock}{(offset or '').upper()}")
    except ValueError:
        return Unreadable(f"“{text.strip()[:40]}” is not a date and time that exists.")
    if is_far_away(stated):
        return Unreadable(FAR_AWAY)
    if stated.tzinfo is not None:
        return Moment(stated.astimezone(UTC))
    answer = resolve(stated, zone)
    return answer.pick(which) if isinstance(answer, Twice) and which else answer


def _unreadable(text: str) -> Unreadable:
    if not text.strip():
        return Unreadable("Give a date and a time.")
    if _LOST_PLUS.fullmatch(text.strip()[:64]):
        return Unreadable("The plus sign of the offset was lost; in an address write it as %2B.")
    return Unreadable(
        f"“{text.strip()[:40]}” is not a time. Write it as 2026-12-01 09:00, which is the "
        "site's local time, or with an offset as 2026-12-01T09:00:00+01:00."
    )
