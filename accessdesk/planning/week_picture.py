"""A site's week as a picture: hours down, days across, each filled by how full it is.

The fill says what the words say, and no more: of an hour of which the reader may know no count it
is made of the state alone (R-SEC-1). The picture, the days in words and the legend have one sign
for one fill. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from math import ceil

from accessdesk.scheduling.local_time import zone_named
from accessdesk.scheduling.week import HourLoad, HourState
from accessdesk.scheduling.week_view import PAST, Week
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import DAYS, MONTHS, day_words, hours_words

SIGNS = ("○", "◔", "◑", "◕", "●")  # By quarters; what is tight has the fourth, what is full all.
_NO_SIGN = {HourState.CLOSED.value: "–", PAST: "·"}
_TIGHT, _FULL = 3, 4
_PARTLY = {1: "up to a quarter taken", 2: "up to three quarters taken"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one day: its state, its fill in quarters, its words.

    `left` is how many places are left, where the reader may know of it.
    """

    state: str
    fill: int
    words: str
    left: int | None
    is_now: bool

    @property
    def sign(self) -> str:
        """The fill as a sign, for whoever sees no colours, and on paper."""
        return _NO_SIGN.get(self.state) or SIGNS[self.fill]


@dataclass(frozen=True, slots=True)
class Column:
    """One day: its name in two lines, and whether it is today at the site."""

    day: date
    weekday: str
    words: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One hour of the clock across the days; None where the clocks skip it, or do not repeat it."""

    label: str
    cells: Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hours of one day, one after the other, that one cell stands for."""

    window: Window
    hours: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class DayInWords:
    """One local day, and what is to be said of its hours."""

    day: date
    words: str
    stretches: Sequence[Stretch]

    @property
    def is_over(self) -> bool:
        """Whether nothing of the day is left."""
        return self.stretches[-1].cell.state == PAST


@dataclass(frozen=True, slots=True)
class Picture:
    """The week as columns of days and rows of hours, each day in words, and the signs' meaning."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    days: Sequence[DayInWords]
    legend: Sequence[Cell]


def picture_of(week: Week) -> Picture:
    """Draw a week; an hour that the clocks repeat is a row of its own."""
    days = [week.start + timedelta(days=number) for number in range(7)]
    today = week.now.astimezone(zone_named(week.site.zone)).date()
    found = _by_place(week)
    rows = [Row(_label(*place), [found[place].get(day) for day in days]) for place in sorted(found)]
    columns = [_column(day, today) for day in days]
    return Picture(columns, rows, _days_in_words(week), legend_of(counted=week.counted))


def legend_of(*, counted: bool) -> list[Cell]:
    """Every sign that a reader may meet, each with its meaning in words."""
    partly = [_sample(HourState.FREE, fill, words) for fill, words in _PARTLY.items() if counted]
    return [
        _sample(HourState.FREE, 0, "free"),
        *partly,
        _sample(HourState.TIGHT, _TIGHT, "tight" if counted else "tight, few places are left"),
        _sample(HourState.FULL, _FULL, "full"),
        _sample(HourState.CLOSED, 0, "closed"),
        Cell(PAST, 0, PAST, None, is_now=False),
    ]


def _sample(state: HourState, fill: int, words: str) -> Cell:
    return Cell(state.value, fill, words, None, is_now=False)


def _days_in_words(week: Week) -> list[DayInWords]:
    """The stretches of hours by local day, each day in words."""
    return [
        DayInWords(
            day,
            day_words(datetime(*day.timetuple()[:3])),  # noqa: DTZ001  # A day is on no clock.
            _stretches(week, hours),
        )
        for day, hours in groupby(week.hours, key=lambda hour: hour.day)
    ]


def _stretches(week: Week, hours: Iterable[HourLoad]) -> list[Stretch]:
    alike = groupby(hours, key=lambda hour: replace(_cell(week, hour), is_now=False))
    return [_stretch(week, list(each), cell) for cell, each in alike]


def _stretch(week: Week, hours: list[HourLoad], cell: Cell) -> Stretch:
    window = Window(hours[0].window.starts_at, hours[-1].window.ends_at)
    return Stretch(window, hours_words(window, week.site.zone), cell)


def _column(day: date, today: date) -> Column:
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return Column(day, DAYS[day.weekday()], words, day == today)


def _by_place(week: Week) -> dict[tuple[int, int], dict[date, Cell]]:
    """The cells by the hour that the clock shows, and how often it has shown it that day."""
    found: dict[tuple[int, int], dict[date, Cell]] = defaultdict(dict)
    zone = zone_named(week.site.zone)
    for hour in week.hours:
        local: datetime = hour.window.starts_at.astimezone(zone)
        again = 1 if hour.day in found.get((local.hour, 0), {}) else 0
        found[local.hour, again][hour.day] = _cell(week, hour)
    return found


def _label(hour: int, again: int) -> str:
    return f"{hour:02}:00 again" if again else f"{hour:02}:00"


def _cell(week: Week, hour: HourLoad) -> Cell:
    state, words = week.said_of(hour)
    if state in _NO_SIGN:
        return Cell(state, 0, words, None, is_now=False)
    left = hour.places_left if week.counted else None
    is_now = hour.window.starts_at <= week.now < hour.window.ends_at
    return Cell(state, _fill(hour, counted=week.counted), words, left, is_now)


def _fill(hour: HourLoad, *, counted: bool) -> int:
    """How full an hour looks, in quarters: nearly full is what is called tight."""
    if hour.state is HourState.FULL:
        return _FULL
    if hour.state is HourState.TIGHT:
        return _TIGHT
    if not counted or not hour.places_left:
        return 0
    return min(ceil(4 * hour.visitors / (hour.visitors + hour.places_left)), _TIGHT - 1)
