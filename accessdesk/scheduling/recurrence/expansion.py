"""Expand a recurring visit into its windows, each told apart before it is confirmed (R-WIN-6)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from accessdesk.scheduling.local_time import Gap, Moment, Twice, resolve, zone_named
from accessdesk.scheduling.policy import Closure
from accessdesk.scheduling.recurrence.days import Budget, instant_of, walls_of
from accessdesk.scheduling.recurrence.rule import BadRule, Rule, read_moment, read_rule
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import (
    clock_words,
    count_words,
    day_words,
    duration_words,
    window_words,
    zone_label,
)

MOST_OCCURRENCES = 400
LONGEST_EXCEPTIONS = 20_000

_PROPERTY = re.compile(r"([A-Za-z-]+)((?:;[^:]*)?):(.*)", re.ASCII)


class OccurrenceStatus(StrEnum):
    """What became of one occurrence of a rule."""

    OK = "ok"
    IN_GAP = "in-gap"
    AMBIGUOUS = "ambiguous"
    CLOSED = "closed"


@dataclass(frozen=True)
class Occurrence:
    """One visit of a recurring one: the local start the rule asks for and what it becomes.

    A closed one is listed so that the customer sees it, and is not to be booked.
    """

    asked: datetime
    window: Window
    status: OccurrenceStatus
    words: str

    @property
    def is_bookable(self) -> bool:
        """Whether this occurrence is to be booked."""
        return self.status is not OccurrenceStatus.CLOSED


@dataclass(frozen=True)
class RecurrenceRefusal:
    """Why a recurring visit cannot be expanded: the form's field, the rule's part, the words."""

    field: str
    part: str
    words: str


def expand(
    text: str,
    *,
    starts: datetime,
    length: timedelta,
    zone: str,
    exceptions: str = "",
    closures: Iterable[Closure] = (),
) -> tuple[Occurrence, ...] | RecurrenceRefusal:
    """Expand an RFC 5545 rule into at most 400 windows within a year of the first day.

    `starts` is the first local start; its fold chooses one that exists twice. Each
    occurrence begins at the same local time and lasts `length` in elapsed time. `text`
    may hold EXDATE lines after the rule; `exceptions` takes days or times as well.
    An unknown zone raises UnknownZone.
    """
    try:
        rule, excepted = _read(text, exceptions, zone)
        _check_end(rule, starts)
        asked = _asked(rule, starts, zone)
        kept = [wall for wall in asked if not _is_excepted(wall, excepted, zone)]
        _check_some(kept, asked)
    except BadRule as problem:
        field = "exceptions" if problem.part == "EXDATE" else "rule"
        return RecurrenceRefusal(field, problem.part, str(problem))
    shut = list(closures)
    found = tuple(_occurrence(wall, length, zone, shut) for wall in kept)
    return _overlap(found, length) or found


def _read(text: str, exceptions: str, zone: str) -> tuple[Rule, frozenset[date | datetime]]:
    """Read a rule with its EXDATE lines, the way calendars write them."""
    if len(text) + len(exceptions) > LONGEST_EXCEPTIONS:
        raise BadRule("RRULE", f"the rule and its exceptions go over {LONGEST_EXCEPTIONS} letters.")
    rules: list[str] = []
    excepted = _read_exceptions(exceptions.replace("\n", ","))
    for line in filter(None, (each.strip() for each in text.splitlines())):
        found = _PROPERTY.fullmatch(line)
        name, parameters, value = found.groups() if found else ("RRULE", "", line)
        if name.upper() == "EXDATE":
            _check_same_zone(parameters, zone)
            excepted |= _read_exceptions(value)
        elif name.upper() == "RRULE":
            rules.append(value)
        else:
            raise BadRule(name[:20].upper(), "only RRULE and EXDATE can be given here.")
    if len(rules) != 1:
        raise BadRule("RRULE", "give exactly one rule, such as FREQ=WEEKLY;BYDAY=TU;COUNT=10.")
    return read_rule(rules[0]), excepted


def _read_exceptions(text: str) -> frozenset[date | datetime]:
    pieces = (piece.strip() for piece in text.split(","))
    return frozenset(read_moment(piece, "EXDATE") for piece in pieces if piece)


def _check_same_zone(parameters: str, zone: str) -> None:
    for each in parameters.split(";"):
        name, _, value = each.partition("=")
        if name.upper() == "TZID" and value.strip('"') != zone:
            raise BadRule("EXDATE", f"its zone is {value[:40]}, but the site's is {zone}.")


def _check_end(rule: Rule, starts: datetime) -> None:
    if rule.count is None and rule.until is None:
        raise BadRule("UNTIL", "the rule never ends; add an end such as COUNT=10, within a year.")
    if rule.count is not None and rule.count > MOST_OCCURRENCES:
        raise BadRule("COUNT", f"at most {MOST_OCCURRENCES} visits can be booked by one rule.")
    if rule.until is not None and _day_of(rule.until) > _a_year_after(starts.date()):
        raise BadRule(
            "UNTIL", f"it is later than {_a_year_after(starts.date())}, a year after the first."
        )


def _day_of(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _a_year_after(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


def _asked(rule: Rule, starts: datetime, zone: str) -> list[datetime]:
    """List the local starts that the rule asks for, before exceptions."""
    last = _a_year_after(starts.date())
    walls = list(walls_of(rule, starts, zone_named(zone), last, Budget()))
    if walls and rule.count is not None and len(walls) < rule.count:
        raise BadRule(
            "COUNT",
            f"only {count_words(len(walls), 'visit')} fit within a year; give a lower number.",
        )
    return [wall.replace(fold=starts.fold if wall.date() == starts.date() else 0) for wall in walls]


def _is_excepted(wall: datetime, excepted: frozenset[date | datetime], zone: str) -> bool:
    return (
        wall.date() in excepted
        or wall in excepted
        or instant_of(wall, zone_named(zone)) in excepted
    )


def _check_some(kept: list[datetime], asked: list[datetime]) -> None:
    if not asked:
        raise BadRule("RRULE", "no day within a year of the first visit fits it; check its parts.")
    if not kept:
        raise BadRule("EXDATE", "every visit is taken out by an exception; leave one in.")


def _occurrence(
    wall: datetime, length: timedelta, zone: str, closures: list[Closure]
) -> Occurrence:
    starts_at = instant_of(wall, zone_named(zone))
    window = Window(starts_at, starts_at + length)
    status, words = _told(wall, window, zone)
    here = [closure for closure in closures if closure.window.overlaps(window)]
    if here:
        names = ", ".join(dict.fromkeys(closure.name for closure in here))
        words = f"{window_words(window, zone)}: not booked, the site is closed for {names}."
        return Occurrence(wall, window, OccurrenceStatus.CLOSED, words)
    return Occurrence(wall, window, status, words)


def _told(wall: datetime, window: Window, zone: str) -> tuple[OccurrenceStatus, str]:
    """The window in words, and what was done where the clocks change."""
    words = window_words(window, zone)
    local = window.starts_at.astimezone(zone_named(zone))
    match resolve(wall, zone):
        case Moment():
            return OccurrenceStatus.OK, f"{words}."
        case Gap():
            return OccurrenceStatus.IN_GAP, (
                f"{words}: {clock_words(wall)} does not exist on {day_words(wall)}, because the "
                f"clocks go forward; the visit starts at {clock_words(local)} instead."
            )
        case Twice():
            taken = "second" if wall.fold else "first"
            return OccurrenceStatus.AMBIGUOUS, (
                f"{words}: {clock_words(wall)} comes twice on {day_words(wall)}, because the "
                f"clocks go back; the {taken}, {zone_label(local)}, is taken."
            )


def _overlap(found: tuple[Occurrence, ...], length: timedelta) -> RecurrenceRefusal | None:
    if length <= timedelta(0):
        return RecurrenceRefusal("ends_at", "DTEND", "The visit must end after it starts.")
    if any(before.window.overlaps(after.window) for before, after in pairwise(found)):
        words = f"Each visit lasts {duration_words(length)} and runs into the next; end it earlier."
        return RecurrenceRefusal("ends_at", "DTEND", words)
    return None
