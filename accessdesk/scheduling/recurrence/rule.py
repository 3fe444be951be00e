"""Read a recurrence rule (RFC 5545, section 3.3.10) into a value, or say which part is wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

LONGEST_TEXT = 1000
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)(Z?))?", re.ASCII)
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,4}", re.ASCII)


class Frequency(StrEnum):
    """How often a rule repeats; a visit repeats once a day at most."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class BadRule(ValueError):
    """A rule that cannot be used: the part that is to blame, and words for a person."""

    def __init__(self, part: str, words: str) -> None:
        super().__init__(f"{part}: {words}")
        self.part = part


@dataclass(frozen=True)
class Rule:
    """A recurrence rule over days; the time of day is that of the first visit.

    `by_day` holds pairs of a position (0 for every one) and a weekday (Monday is 0).
    `until` is a day (the whole of it), a local time without a zone, or an instant.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    by_day: frozenset[tuple[int, int]] = frozenset()
    by_month_day: frozenset[int] = frozenset()
    by_year_day: frozenset[int] = frozenset()
    by_week: frozenset[int] = frozenset()
    by_month: frozenset[int] = frozenset()
    by_position: frozenset[int] = frozenset()
    week_start: int = 0

    @property
    def picks_days(self) -> bool:
        """Whether the rule itself says which days; else the first visit's day does."""
        return bool(self.by_day or self.by_month_day or self.by_year_day or self.by_week)


def read_moment(text: str, part: str) -> date | datetime:
    """Read a day or a time in the basic or extended form of ISO 8601; raise BadRule."""
    found = _MOMENT.fullmatch(text.strip().upper())
    if found is None:
        raise BadRule(part, f"“{text.strip()[:30]}” is not a date such as 20261231.")
    year, month, day, hour, minute, second, zulu = found.groups()
    try:
        if hour is None:
            return date.fromisoformat(f"{year}-{month}-{day}")
        moment = datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}:{second}")
    except ValueError:
        raise BadRule(part, f"“{text.strip()[:30]}” is not a date that exists.") from None
    return moment.replace(tzinfo=UTC) if zulu else moment


def read_rule(text: str) -> Rule:
    """Read the text of one rule; raise BadRule with the part that is wrong."""
    parts = _split(text)
    frequency = _frequency(parts.pop("FREQ", ""))
    fields: dict[str, Any] = {}
    for name, value in parts.items():
        reader = _READERS.get(name)
        if reader is None:
            raise BadRule(name[:20], _not_supported(name))
        field, read = reader
        fields[field] = read(value)
    rule = Rule(frequency, **fields)
    _check_together(rule)
    return rule


def _split(text: str) -> dict[str, str]:
    if len(text) > LONGEST_TEXT:
        raise BadRule("RRULE", f"the rule is longer than {LONGEST_TEXT} characters.")
    parts: dict[str, str] = {}
    for piece in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, equals, value = piece.strip().partition("=")
        if not equals or not value:
            raise BadRule("RRULE", f"“{piece[:30]}” is not a part such as FREQ=WEEKLY.")
        if name in parts:
            raise BadRule(name[:20], "it is given twice; give it once.")
        parts[name] = value
    return parts


def _frequency(value: str) -> Frequency:
    if not value:
        raise BadRule("FREQ", "it is missing; give FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.")
    if value in {"SECONDLY", "MINUTELY", "HOURLY"}:
        raise BadRule(
            "FREQ", f"{value} is too often; a day is the shortest interval: give FREQ=DAILY."
        )
    if value not in set(Frequency):
        raise BadRule("FREQ", f"“{value[:20]}” is not DAILY, WEEKLY, MONTHLY or YEARLY.")
    return Frequency(value)


def _not_supported(name: str) -> str:
    if name in {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        return "the time of day is that of the first one; leave this part out."
    return "this part is not known; leave it out."


def _check_together(rule: Rule) -> None:
    """Refuse the combinations that RFC 5545 forbids, section 3.3.10."""
    if rule.count is not None and rule.until is not None:
        raise BadRule("COUNT", "a rule has COUNT or UNTIL, not both; leave one out.")
    allowed = {
        "BYWEEKNO": (rule.by_week, {Frequency.YEARLY}),
        "BYYEARDAY": (rule.by_year_day, {Frequency.YEARLY}),
        "BYMONTHDAY": (rule.by_month_day, set(Frequency) - {Frequency.WEEKLY}),
    }
    for part, (values, frequencies) in allowed.items():
        if values and rule.frequency not in frequencies:
            raise BadRule(part, f"it cannot stand with FREQ={rule.frequency}; leave it out.")
    if any(position for position, _ in rule.by_day):
        _check_positions(rule)
    if rule.by_position and not (rule.picks_days or rule.by_month):
        raise BadRule("BYSETPOS", "it needs another part, such as BYDAY, to choose from.")


def _check_positions(rule: Rule) -> None:
    if rule.frequency not in {Frequency.MONTHLY, Frequency.YEARLY} or rule.by_week:
        raise BadRule("BYDAY", "a numbered day such as 2MO needs FREQ=MONTHLY or YEARLY.")


def _whole(part: str, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not _INTEGER.fullmatch(value) or not 1 <= int(value) <= most:
            raise BadRule(part, f"“{value[:20]}” is not a number from 1 to {most}.")
        return int(value)

    return read


def _numbers(part: str, most: int, *, signed: bool = True) -> Callable[[str], frozenset[int]]:
    def read(value: str) -> frozenset[int]:
        found = value.split(",")
        if not all(_INTEGER.fullmatch(each) for each in found):
            raise BadRule(part, f"“{value[:30]}” is not a list of numbers.")
        numbers = frozenset(int(each) for each in found)
        if not all(1 <= (abs(each) if signed else each) <= most for each in numbers):
            raise BadRule(part, f"the numbers go from 1 to {most}.")
        return numbers

    return read


def _by_day(value: str) -> frozenset[tuple[int, int]]:
    found = [_BY_DAY.fullmatch(each) for each in value.split(",")]
    days = {(int(each[1] or 0), WEEKDAYS.index(each[2])) for each in found if each}
    if None in found or any(
        each and each[1] and not 1 <= abs(int(each[1])) <= 53 for each in found
    ):
        raise BadRule("BYDAY", f"“{value[:30]}” is not a list of days such as MO,WE or -1SU.")
    return frozenset(days)


def _week_start(value: str) -> int:
    if value not in WEEKDAYS:
        raise BadRule("WKST", f"“{value[:20]}” is not a day such as MO.")
    return WEEKDAYS.index(value)


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "INTERVAL": ("interval", _whole("INTERVAL", 1000)),
    "COUNT": ("count", _whole("COUNT", 9999)),
    "UNTIL": ("until", lambda value: read_moment(value, "UNTIL")),
    "BYDAY": ("by_day", _by_day),
    "BYMONTHDAY": ("by_month_day", _numbers("BYMONTHDAY", 31)),
    "BYYEARDAY": ("by_year_day", _numbers("BYYEARDAY", 366)),
    "BYWEEKNO": ("by_week", _numbers("BYWEEKNO", 53)),
    "BYMONTH": ("by_month", _numbers("BYMONTH", 12, signed=False)),
    "BYSETPOS": ("by_position", _numbers("BYSETPOS", 366)),
    "WKST": ("week_start", _week_start),
}
