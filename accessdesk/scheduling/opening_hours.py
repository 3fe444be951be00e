"""Read, say and lay out the weekly hours of a site that is not open around the clock."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accessdesk.scheduling.local_time import first_reading, last_reading, local_day
from accessdesk.scheduling.windows import Window, merged
from accessdesk.scheduling.wording import DAYS

_ONE_DAY = timedelta(days=1)

_LINE = re.compile(
    r"(?P<first>[a-z]{3})(?:\s?[-–]\s?(?P<last>[a-z]{3}))?\s+"
    r"(?P<opens>[01]\d:[0-5]\d|2[0-3]:[0-5]\d)\s?[-–]\s?"
    r"(?P<closes>[01]\d:[0-5]\d|2[0-3]:[0-5]\d|24:00)",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True)
class OpenHours:
    """Hours of one weekday (Monday is 0) on the site's clock.

    A closing time at or before the opening time is on the next day, so that
    00:00 to 00:00 is the whole day and 22:00 to 06:00 is a night.
    """

    weekday: int
    opens: time
    closes: time

    def on(self, day: date, zone: str) -> Window:
        """The hours on a calendar day; a repeated hour is open both times."""
        closing_day = day if self.closes > self.opens else day + _ONE_DAY
        return Window(
            first_reading(datetime.combine(day, self.opens), zone),
            last_reading(datetime.combine(closing_day, self.closes), zone),
        )


def hours_around(hours: Iterable[OpenHours], zone: str, span: Window) -> list[Window]:
    """List when a site is open in a span and two days around it, joined where they touch."""
    by_weekday: dict[int, list[OpenHours]] = {}
    for each in hours:
        by_weekday.setdefault(each.weekday, []).append(each)
    day = local_day(span.starts_at, zone) - 2 * _ONE_DAY
    last = local_day(span.ends_at, zone) + 2 * _ONE_DAY
    found: list[Window] = []
    while day <= last:
        found += [each.on(day, zone) for each in by_weekday.get(day.weekday(), [])]
        day += _ONE_DAY
    return merged(found)


def read_opening_hours(lines: Iterable[str]) -> tuple[OpenHours, ...]:
    """Read hours such as `Mon-Fri 08:00-18:00`; raise ValueError with words for people."""
    return tuple(hours for line in lines for hours in _read_line(line.strip()))


def stored_opening_hours(table: Mapping[str, Iterable[str]]) -> tuple[OpenHours, ...]:
    """Read hours kept by weekday: `{"mon": ["08:00-12:00", "13:00-18:00"]}`."""
    return read_opening_hours(f"{day} {hours}" for day, each in table.items() for hours in each)


def _read_line(line: str) -> list[OpenHours]:
    found = _LINE.fullmatch(line)
    first = found["first"].title() if found else ""
    last = (found["last"] or first).title() if found else ""
    if found is None or first not in DAYS or last not in DAYS:
        raise ValueError(f"“{line[:40]}” is not opening hours. Write them as Mon-Fri 08:00-18:00.")
    start = DAYS.index(first)
    count = (DAYS.index(last) - start) % 7 + 1
    opens = time.fromisoformat(found["opens"])
    closes = time.fromisoformat(found["closes"].replace("24:00", "00:00"))
    return [OpenHours((start + number) % 7, opens, closes) for number in range(count)]


def opening_hours_words(hours: Iterable[OpenHours]) -> str:
    """The opening hours in one line: `Mon–Fri 08:00–18:00, Sat 09:00–13:00`."""
    runs: list[list[OpenHours]] = []
    for each in sorted(hours, key=lambda one: (one.opens, one.closes, one.weekday)):
        if runs and each == _day_after(runs[-1][-1]):
            runs[-1].append(each)
        else:
            runs.append([each])
    runs.sort(key=lambda run: (run[0].weekday, run[0].opens))
    return ", ".join(_run_words(run) for run in runs) or "around the clock"


def _day_after(hours: OpenHours) -> OpenHours:
    return OpenHours(hours.weekday + 1, hours.opens, hours.closes)


def _run_words(run: list[OpenHours]) -> str:
    first, last = DAYS[run[0].weekday], DAYS[run[-1].weekday]
    closes = "24:00" if run[0].closes == time() else f"{run[0].closes:%H:%M}"
    days = first if first == last else f"{first}–{last}"
    return f"{days} {run[0].opens:%H:%M}–{closes}"
