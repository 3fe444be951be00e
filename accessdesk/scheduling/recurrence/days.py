"""Lay out the days of a recurrence rule, looking at no more days than the span has.

A general iterator runs on until the year 9999 to learn that 30 February never comes; this
one walks the periods of a bounded span, so that a hostile rule costs no more than a plain one.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from accessdesk.scheduling.recurrence.rule import BadRule, Frequency, Rule

_ONE_DAY = timedelta(days=1)


@dataclass
class Budget:
    """The number of days that may still be looked at; shared by all rules of one calendar."""

    days: int = 50_000

    def spend(self, days: int) -> None:
        """Take days off; raise BadRule when none are left."""
        self.days -= days
        if self.days < 0:
            raise BadRule("RRULE", "it repeats over too long a time; start it later.")


def days_of(
    rule: Rule, first: date, last: date, budget: Budget, *, since: date | None = None
) -> Iterator[date]:
    """The days of a rule from `first` to `last`, both included, in order.

    COUNT is heeded, from `first` on; UNTIL is left to the caller, who knows the time of
    day. Days before `since` are passed over, by whole periods where there is no COUNT.
    """
    whole = _with_defaults(rule, first)
    wanted = max(since or first, first)
    start = first if rule.count is not None else wanted
    left = rule.count
    for period in _periods(whole, first, start, last):
        budget.spend(len(period))
        for day in _chosen(whole, period):
            if not first <= day <= last or left == 0:
                continue
            left = left - 1 if left is not None else None
            if day >= wanted:
                yield day
        if left == 0:
            return


def walls_of(
    rule: Rule,
    first: datetime,
    place: tzinfo,
    last: date,
    budget: Budget,
    *,
    since: date | None = None,
) -> Iterator[datetime]:
    """The local starts of a rule in a zone, as `days_of`, up to its UNTIL."""
    for day in days_of(rule, first.date(), last, budget, since=since):
        wall = datetime.combine(day, first.time())
        if _is_after(wall, rule.until, place):
            return
        yield wall


def _is_after(wall: datetime, until: date | datetime | None, place: tzinfo) -> bool:
    if until is None:
        return False
    if not isinstance(until, datetime):
        return wall.date() > until
    return instant_of(wall, place) > until if until.tzinfo else wall > until


def instant_of(wall: datetime, place: tzinfo) -> datetime:
    """Read a local start; one in a gap moves on by the jump (RFC 5545, section 3.3.5)."""
    return wall.replace(tzinfo=place).astimezone(UTC)


def _with_defaults(rule: Rule, first: date) -> Rule:
    """Take from the first day what the rule leaves open (RFC 5545, section 3.3.10)."""
    if rule.picks_days:
        return rule
    match rule.frequency:
        case Frequency.WEEKLY:
            return replace(rule, by_day=frozenset({(0, first.weekday())}))
        case Frequency.MONTHLY:
            return replace(rule, by_month_day=frozenset({first.day}))
        case Frequency.YEARLY:
            months = rule.by_month or frozenset({first.month})
            return replace(rule, by_month=months, by_month_day=frozenset({first.day}))
        case Frequency.DAILY:
            return rule


def _periods(rule: Rule, first: date, start: date, last: date) -> Iterator[list[date]]:
    """The days of each period that the interval meets, from the one that has `start`."""
    match rule.frequency:
        case Frequency.DAILY:
            yield from _runs_of_days(first, 1, rule.interval, start, last)
        case Frequency.WEEKLY:
            monday = first - timedelta(days=(first.weekday() - rule.week_start) % 7)
            yield from _runs_of_days(monday, 7, rule.interval, start, last)
        case Frequency.MONTHLY:
            yield from _runs_of_months(_month_number(first), 1, rule, start, last)
        case Frequency.YEARLY:
            january = first.year * 12
            yield from _runs_of_months(january, 12, rule, start, last)


def _runs_of_days(
    origin: date, size: int, interval: int, start: date, last: date
) -> Iterator[list[date]]:
    step = size * interval
    offset = max((start - origin).days // step, 0) * step
    while offset <= (last - origin).days:
        begin = origin + timedelta(days=offset)
        yield [begin + timedelta(days=number) for number in range(size)]
        offset += step


def _runs_of_months(
    origin: int, size: int, rule: Rule, start: date, last: date
) -> Iterator[list[date]]:
    step = size * rule.interval
    month = origin + max((_month_number(start) - origin) // step, 0) * step
    while month <= _month_number(last):
        yield [
            date(number // 12, number % 12 + 1, day)
            for number in range(month, month + size)
            if not rule.by_month or number % 12 + 1 in rule.by_month
            for day in range(1, monthrange(number // 12, number % 12 + 1)[1] + 1)
        ]
        month += step


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _chosen(rule: Rule, period: list[date]) -> list[date]:
    days = [day for day in period if _matches(rule, day)]
    if not rule.by_position:
        return days
    count = len(days)
    return [
        day
        for place, day in enumerate(days)
        if place + 1 in rule.by_position or place - count in rule.by_position
    ]


def _matches(rule: Rule, day: date) -> bool:
    return (
        (not rule.by_month or day.month in rule.by_month)
        and (not rule.by_month_day or _in_month(day) & rule.by_month_day != frozenset())
        and (not rule.by_year_day or _in_year(day) & rule.by_year_day != frozenset())
        and (not rule.by_week or _in_weeks(day, rule.week_start) & rule.by_week != frozenset())
        and (not rule.by_day or _is_by_day(rule, day))
    )


def _in_month(day: date) -> frozenset[int]:
    """Number a day within its month, from the front and from the back."""
    return frozenset({day.day, day.day - monthrange(day.year, day.month)[1] - 1})


def _in_year(day: date) -> frozenset[int]:
    return frozenset(
        {(day - date(day.year, 1, 1)).days + 1, (day - date(day.year, 12, 31)).days - 1}
    )


def _in_weeks(day: date, week_start: int) -> frozenset[int]:
    """Number the week of a day, from both ends of the year that has most of its days."""
    middle = day - timedelta(days=(day.weekday() - week_start) % 7) + 3 * _ONE_DAY
    place, from_end = sorted(_in_year(middle), reverse=True)
    return frozenset({(place - 1) // 7 + 1, -((-from_end - 1) // 7 + 1)})


def _is_by_day(rule: Rule, day: date) -> bool:
    weekday = day.weekday()
    if (0, weekday) in rule.by_day:
        return True
    yearly = rule.frequency is Frequency.YEARLY and not rule.by_month
    ends = _in_year(day) if yearly else _in_month(day)
    places = (
        (abs(each) - 1) // 7 + 1 if each > 0 else -((abs(each) - 1) // 7 + 1) for each in ends
    )
    return any((place, weekday) in rule.by_day for place in places)
