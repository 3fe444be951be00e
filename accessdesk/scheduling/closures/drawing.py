"""Draw closed periods from a rule of the manager's own or from a country's public holidays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accessdesk.scheduling.local_time import day_starts_at, local_day, zone_named
from accessdesk.scheduling.policy import Closure
from accessdesk.scheduling.recurrence.days import Budget, instant_of, walls_of
from accessdesk.scheduling.recurrence.rule import BadRule, read_rule
from accessdesk.scheduling.windows import Window

ONE_DAY = timedelta(days=1)
LONGEST_CLOSURE = timedelta(days=5 * 366)
LONGEST_NAME = 120


@dataclass(frozen=True)
class ClosureRefusal:
    """Why closed periods cannot be drawn: the form's field and words for a person."""

    field: str
    words: str


def closure_name(text: str) -> str:
    """Clean a name from elsewhere: one line, printable, at most 120 characters."""
    printable = "".join(each if each.isprintable() else " " for each in text[: 10 * LONGEST_NAME])
    return " ".join(printable.split())[:LONGEST_NAME] or "a closed period"


def recurring_closures(
    name: str, rule: str, *, starts: datetime, length: timedelta, zone: str, span: Window
) -> tuple[Closure, ...] | ClosureRefusal:
    """Draw the closed periods of a rule that fall in a span; the rule needs no end here.

    `starts` is the first local start. Each begins at that local time and lasts `length`
    in elapsed time; a start that the clocks skip moves on by the jump.
    """
    if not timedelta(0) < length <= LONGEST_CLOSURE:
        return ClosureRefusal("ends_at", "A closed period ends after it starts, within five years.")
    place = zone_named(zone)
    since = local_day(span.starts_at - length, zone) - ONE_DAY
    last = local_day(span.ends_at, zone)
    try:
        walls = list(walls_of(read_rule(rule), starts, place, last, Budget(), since=since))
    except BadRule as problem:
        return ClosureRefusal("rule", str(problem))
    begins = [instant_of(wall, place) for wall in walls]
    windows = [Window(starts_at, starts_at + length) for starts_at in begins]
    return tuple(Closure(each, closure_name(name)) for each in windows if each.overlaps(span))


def holiday_closures(
    country: str, *, zone: str, years: Iterable[int], subdivision: str = ""
) -> tuple[Closure, ...] | ClosureRefusal:
    """Draw the public holidays of a country (ISO 3166-1 code) as whole days at the site."""
    code = country.strip().upper()
    parts = _parts_of(code)
    if parts is None:
        words = f"There are no public holidays for “{country[:20]}”. Give a code such as NL or US."
        return ClosureRefusal("country", words)
    if subdivision and subdivision not in parts:
        known = ", ".join(parts) or "none"
        words = f"{code} has no part called “{subdivision[:20]}”. Its parts are: {known}."
        return ClosureRefusal("subdivision", words)
    import holidays  # Large, and wanted by few: not in every web process.

    days = holidays.country_holidays(
        code, subdiv=subdivision or None, years=list(years), language="en_US"
    )
    return tuple(
        Closure(
            Window(day_starts_at(day, zone), day_starts_at(day + ONE_DAY, zone)),
            closure_name(name),
        )
        for day, name in sorted(days.items())
    )


def _parts_of(country: str) -> tuple[str, ...] | None:
    """List the parts of a country that have holidays of their own; None for no such country."""
    import holidays

    try:
        return tuple(holidays.country_holidays(country).subdivisions)
    except NotImplementedError:
        return None
