"""Read the two-digit years of machine-readable zones by the date of reading."""

from datetime import date

from accessdesk.identity.document import ReadError, Unreadable

_UNKNOWN = "<<"
# Zones were first printed in the 1980s, and no issuer prints more than 50 years ahead.
_YEARS_BACK = 50


def read_birth(field: str, *, on: date) -> date | Unreadable | None:
    """The day of birth, the latest that is not after `on`; None if partly unknown.

    Unknown parts are fillers in pairs (ICAO 9303-3, 4.8); what is left must make sense.
    """
    year, month, day = field[:2], field[2:4], field[4:6]
    if _UNKNOWN in (year, month, day):
        return None if _is_partial(year, month, day) else Unreadable(ReadError.DATE)
    century = on.year - on.year % 100
    for first_year in (century, century - 100):
        born = _day(first_year, field)
        if born is not None and born <= on:
            return born
    return Unreadable(ReadError.DATE)


def read_expiry(field: str, *, on: date) -> date | Unreadable | None:
    """The last day of validity, in the 100 years around `on`; None if all fillers."""
    if field == _UNKNOWN * 3:
        return None
    if not _is_digits(field):
        return Unreadable(ReadError.DATE)
    earliest = on.year - _YEARS_BACK
    century = earliest + (int(field[:2]) - earliest) % 100 - int(field[:2])
    return _day(century, field) or Unreadable(ReadError.DATE)


def _is_partial(year: str, month: str, day: str) -> bool:
    return (
        (year == _UNKNOWN or _is_digits(year))
        and (month == _UNKNOWN or (_is_digits(month) and 1 <= int(month) <= 12))
        and (day == _UNKNOWN or (_is_digits(day) and 1 <= int(day) <= 31))
    )


def _day(first_year: int, field: str) -> date | None:
    if not _is_digits(field):
        return None
    try:
        return date(first_year + int(field[:2]), int(field[2:4]), int(field[4:6]))
    except ValueError:
        return None


def _is_digits(text: str) -> bool:
    # `isdigit` alone also accepts digits of other scripts.
    return text.isascii() and text.isdigit()
