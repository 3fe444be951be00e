"""Days and times as people type them: `25 Dec 10:00`, and never a guess at `11/12`. Pure."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FIRST_YEAR, LAST_YEAR = 2000, 2199
NEXT, LAST = 1, -1  # Which of the days that a text without its year fits is meant.
NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
YEARS_AGO = timedelta(days=3653)  # No day of the week is the same then.
FAR_AWAY = f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}."
HOW = "Write it as 25 Dec 10:00, or as 2026-12-25 10:00."
HOW_DAY = "Write it as 25 Dec, or as 2026-12-25."
HOW_PRINTED = "Write it with its year, as 4 May 2031."

_CLOCK = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>[ap]m)?"
_WORDS = re.compile(
    r"(?:(?P<weekday>[a-z]{3,9})\.?,?\s+)?"
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s*(?P<month>[a-z]{3,9})"
    r"|(?P<month_first>[a-z]{3,9})\.?\s*(?P<day_after>\d{1,2})(?:st|nd|rd|th)?)\.?,?"
    r"(?:\s+(?P<year>\d{4}))?(?P<rest>.*)",
    re.ASCII,
)
_NEAR = re.compile(
    r"(?P<near>yesterday|today|tomorrow|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b"
    r"\.?,?(?P<rest>(?:[,\s]|at\b)*(?:\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]m)?)?)",
    re.ASCII,
)
_DIGITS = re.compile(
    r"(?P<one>\d{1,2})[/.-](?P<two>\d{1,2})(?:[/.-](?P<year>\d{4}|\d\d))?\.?,?(?P<rest>.*)",
    re.ASCII,
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


class NotUnderstood(ValueError):
    """A day or a time that cannot be read in one way alone; its text is made for people."""


def read_typed_time(text: str, today: date, day: date | None = None) -> str:
    """The local time that was typed, as ISO 8601; a day without a year is the next such day.

    A time of day alone is one on `day`, where that is known: the end of what begins then. What
    begins as ISO 8601 is given back as it is. Raises NotUnderstood.
    """
    if _ISO.match(text.strip()):
        return text.strip()
    rest = text
    if not _is_clock_alone(text, day):
        day, rest = _read_day(text, today, HOW, NEXT)
    elif day is None:
        raise NotUnderstood(f"“{text.strip()}” has no day. {HOW}")
    return datetime.combine(day, _clock(text, rest)).isoformat(timespec="minutes")


def _is_clock_alone(text: str, day: date | None) -> bool:
    """Whether a text is a time of day; `12.30` may begin a date, unless the day is known."""
    found = re.fullmatch(_CLOCK, text.strip().casefold(), re.ASCII)
    if found is None or not (found["minute"] or found["half"]):
        return False
    return day is not None or "." not in text


def read_typed_day(text: str, today: date, how: str = HOW_DAY, step: int = NEXT) -> date:
    """The day that was typed; without a year it is the next such day. Raises NotUnderstood."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        day, rest = _read_day(text, today, how, step)
    if rest.strip():
        raise _lost(text, how)
    return day


def read_past_day(text: str, today: date) -> date:
    """The day of a record that was typed; without a year it is the last such day, or today.

    Raises NotUnderstood.
    """
    return read_typed_day(text, today, HOW_DAY, LAST)


def read_printed_day(text: str, today: date) -> date:
    """The day that is printed on something, which says its year. Raises NotUnderstood.

    Years ago a text without one would have meant another day, or none.
    """
    day = read_typed_day(text, today, HOW_PRINTED)
    try:
        same = read_typed_day(text, today - YEARS_AGO) == day
    except NotUnderstood:
        same = False
    if not same:
        raise NotUnderstood(f"“{text.strip()[:40]}” has no year. {HOW_PRINTED}")
    return day


def day_typed(day: date, today: date) -> str:
    """A day as it is typed: `Fri 25 Dec`, with its year unless it would be read as the same day."""
    return _day_words(day, with_year=_nearest(day.month, day.day, today, NEXT) != day)


def _day_words(day: date, *, with_year: bool) -> str:
    words = f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if with_year else words


def past_day_typed(day: date, today: date) -> str:
    """A day of a record as it is typed: `Sat 28 Nov`, with its year unless it is the last such."""
    return _day_words(day, with_year=_nearest(day.month, day.day, today, LAST) != day)


def time_typed(text: str, today: date) -> str:
    """A local time in ISO 8601 as it is typed: `Fri 25 Dec 10:00`; any other text as it is."""
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    if local.tzinfo or local.second or "T" not in text.strip().replace(" ", "T"):
        return text
    return f"{day_typed(local.date(), today)} {local:%H:%M}"


def _lost(text: str, how: str) -> NotUnderstood:
    return NotUnderstood(f"“{text.strip()[:40]}” is not understood. {how}")


def _read_day(text: str, today: date, how: str, step: int) -> tuple[date, str]:
    """The day with which a text begins, and what follows it."""
    plain = " ".join(text.casefold().split())[:80]
    for pattern, read in _READERS.items():
        if found := pattern.fullmatch(plain):
            try:
                return read(found, today, step), found["rest"]
            except NotUnderstood:
                raise
            except ValueError:
                break
    raise _lost(text, how)


def _from_words(found: re.Match[str], today: date, step: int) -> date:
    month = _place(found["month"] or found["month_first"], MONTHS) + 1
    number = int(found["day"] or found["day_after"])
    year = found["year"]
    day = date(int(year), month, number) if year else _nearest(month, number, today, step)
    if found["weekday"] and _place(found["weekday"], DAYS) != day.weekday():
        words = f"{day.day} {MONTHS[day.month - 1]} {day.year} is a {WEEKDAYS[day.weekday()]}"
        typed = WEEKDAYS[_place(found["weekday"], DAYS)]
        raise NotUnderstood(f"{words}, not a {typed}. Which is it?")
    return day


def _place(word: str, names: tuple[str, ...]) -> int:
    """The place of a name that a word begins with; raises ValueError where it is none."""
    return names.index(word[:3].title())


def _from_near(found: re.Match[str], today: date, step: int) -> date:
    """Yesterday, today, tomorrow, or the next or last such day of the week, which may be today."""
    near = found["near"]
    if near in NEAR:
        return today + timedelta(days=NEAR[near])
    weekday = _place(near, DAYS)
    return today + step * timedelta(days=step * (weekday - today.weekday()) % 7)


def _from_digits(found: re.Match[str], today: date, step: int) -> date:
    one, two = int(found["one"]), int(found["two"])
    if one <= 12 and two <= 12 and one != two:
        written = found[0].removesuffix(found["rest"]).strip()
        readings = f"{one} {MONTHS[two - 1]} or {two} {MONTHS[one - 1]}"
        raise NotUnderstood(f"“{written}” could be {readings}. Write the month as a word.")
    number, month = (one, two) if two <= 12 else (two, one)
    year = int(found["year"] or 0)
    return (
        date(year + 2000 if year < 100 else year, month, number)
        if year
        else _nearest(month, number, today, step)
    )


def _nearest(month: int, number: int, today: date, step: int) -> date:
    """The next such day from today on, or the last up to it; raises ValueError for none."""
    for year in range(today.year, today.year + 9 * step, step):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if (day - today).days * step >= 0:
            return day
    raise ValueError(number)


def _clock(text: str, rest: str) -> time:
    """The time of day that follows a day; ten may be written 10:00, 10.00 or 10 am."""
    found = re.fullmatch(rf"(?:,|\s|at\b|t\b)*{_CLOCK}\s*", rest.casefold())
    if found is None or not (found["minute"] or found["half"]):
        raise NotUnderstood(f"“{text.strip()[:40]}” has no time of day. {HOW}")
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0) if 1 <= hour <= 12 else 99
    try:
        return time(hour, int(found["minute"] or 0))
    except ValueError:
        raise _lost(text, HOW) from None


_READERS: dict[re.Pattern[str], Callable[[re.Match[str], date, int], date]] = {
    _NEAR: _from_near,
    _WORDS: _from_words,
    _DIGITS: _from_digits,
}


def is_far_away(day: date) -> bool:
    """Whether no visit or word can be meant; at the ends of the calendar not every zone has it."""
    return not FIRST_YEAR <= day.year <= LAST_YEAR


def instant(stated: datetime) -> datetime:
    """A moment that somebody stated, in UTC; raises ValueError without an offset or far away."""
    if stated.tzinfo is None:
        message = "Give the time with its offset, such as +01:00 or Z."
        raise ValueError(message)
    if is_far_away(stated):
        raise ValueError(FAR_AWAY)
    return stated.astimezone(UTC)
