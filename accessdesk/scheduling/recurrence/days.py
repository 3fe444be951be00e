"""Lay out the days of a recurrence rule, looking at no more days than the span has.

Which days of a week, a month or a year a rule chooses is dateutil's to say. It is asked period by
period, over the span alone: left to itself it runs on until the year 9999 to learn that 30 February
never comes, and a hostile rule must cost no more than a plain one.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Literal

from dateutil import rrule

from accessdesk.scheduling.recurrence.rule import BadRule, Frequency, Rule

_FREQUENCIES: dict[Frequency, Literal[0, 1, 2]] = {
    Frequency.YEARLY: rrule.YEARLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.WEEKLY: rrule.WEEKLY,
}
# So many periods on there is no date any more, and dateutil ends after the one it was asked for.
_NO_MORE = {Frequency.YEARLY: MAXYEAR, Frequency.MONTHLY: 12 * MAXYEAR, Frequency.WEEKLY: 1}
_WEEK = timedelta(days=6)
_WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
_DAYS_IN = {
    Frequency.DAILY: 1,
    Frequency.WEEKLY: 7,
    Frequency.MONTHLY: 31,
    Frequency.YEARLY: 366,
}


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
    chooser = _Chooser(whole)
    for period in _periods(whole, first, start, last):
        budget.spend(_DAYS_IN[rule.frequency])
        for day in chooser.days_in(period):
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


def _periods(rule: Rule, first: date, start: date, last: date) -> Iterator[date]:
    """The first day of each period that the interval meets, from the one that has `start`."""
    match rule.frequency:
        case Frequency.DAILY:
            yield from _steps_of_days(first, rule.interval, start, last)
        case Frequency.WEEKLY:
            week = first - timedelta(days=(first.weekday() - rule.week_start) % 7)
            yield from _steps_of_days(week, 7 * rule.interval, start, last)
        case Frequency.MONTHLY:
            yield from _steps_of_months(_month_number(first), rule.interval, start, last)
        case Frequency.YEARLY:
            yield from _steps_of_months(first.year * 12, 12 * rule.interval, start, last)


def _steps_of_days(origin: date, step: int, start: date, last: date) -> Iterator[date]:
    offset = max((start - origin).days // step, 0) * step
    while offset <= (last - origin).days:
        yield origin + timedelta(days=offset)
        offset += step


def _steps_of_months(origin: int, step: int, start: date, last: date) -> Iterator[date]:
    month = origin + max((_month_number(start) - origin) // step, 0) * step
    while month <= _month_number(last):
        yield date(month // 12, month % 12 + 1, 1)
        month += step


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


class _Chooser:
    """Chooses the days of a period by a rule; `first` days are those of `_periods`."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.parts = _parts(rule)

    def days_in(self, first: date) -> Iterator[date]:
        """The chosen days of the period that begins on this day, in order."""
        if self.rule.frequency is Frequency.DAILY:
            return iter([first] if _allows(self.rule, first) else [])
        if not self._can_match(first) or not self._has_a_weekday():
            return iter(())
        chosen = rrule.rrule(
            _FREQUENCIES[self.rule.frequency],
            dtstart=datetime.combine(first, time()),
            until=self._until(first),
            interval=_NO_MORE[self.rule.frequency],
            **self.parts,
        )
        days = [moment.date() for moment in chosen]
        return iter(self._in_its_weeks(days) if self.rule.by_week else days)

    def _until(self, first: date) -> datetime | None:
        """Where the period ends, for which dateutil would go on to the next."""
        if self.rule.frequency is not Frequency.WEEKLY:
            return None
        return datetime.combine(first + _WEEK, time())

    def _in_its_weeks(self, days: list[date]) -> list[date]:
        """The days in the rule's weeks; dateutil misreads those that count from the year's end."""
        rule = self.rule
        found = [day for day in days if _weeks_of(day, rule.week_start) & rule.by_week]
        places = {place for each in rule.by_position for place in [each - 1 if each > 0 else each]}
        chosen = [found[place] for place in places if -len(found) <= place < len(found)]
        return sorted(set(chosen)) if places else found

    def _can_match(self, first: date) -> bool:
        """Spare dateutil the periods in which nothing can be: it would look for the next."""
        rule = self.rule
        if rule.frequency is Frequency.MONTHLY:
            return not rule.by_month or first.month in rule.by_month
        if rule.frequency is Frequency.WEEKLY:
            days = {first, first + _WEEK}
            some = not rule.by_month or any(day.month in rule.by_month for day in days)
            most = len({weekday for _, weekday in rule.by_day}) or 7
            return some and (not rule.by_position or min(map(abs, rule.by_position)) <= most)
        return True

    def _has_a_weekday(self) -> bool:
        return not self.rule.by_day or bool(self.parts["byweekday"])


def _parts(rule: Rule) -> dict[str, Any]:
    """The parts of a rule by dateutil's names; None where the rule leaves one out."""
    in_weeks = bool(rule.by_week)
    return {
        "wkst": _WEEKDAYS[rule.week_start],
        "bymonth": sorted(rule.by_month) or None,
        "bymonthday": sorted(rule.by_month_day) or None,
        "byyearday": sorted(rule.by_year_day) or (range(1, 367) if in_weeks else None),
        "byweekday": _weekdays(rule) or None,
        "bysetpos": None if in_weeks else sorted(rule.by_position) or None,
    }


def _weekdays(rule: Rule) -> list[rrule.weekday]:
    """The weekdays of a rule; dateutil takes numbered ones and others together for both at once.

    A number beyond the fifth of a month is left out: there is none, and dateutil trips over it.
    """
    yearly = rule.frequency is Frequency.YEARLY and not rule.by_month
    most = 53 if yearly else 5
    numbered = any(position for position, _ in rule.by_day)
    return [
        _WEEKDAYS[weekday](place) if place else _WEEKDAYS[weekday]
        for position, weekday in sorted(rule.by_day)
        for place in ([position] if position or not numbered else range(1, most + 1))
        if abs(place) <= most
    ]


def _weeks_of(day: date, week_start: int) -> frozenset[int]:
    """Number the week of a day, from both ends of the year that has most of its days."""
    middle = day - timedelta(days=(day.weekday() - week_start) % 7 - 3)
    place = middle.timetuple().tm_yday
    from_end = (date(middle.year, 12, 31) - middle).days
    return frozenset({(place - 1) // 7 + 1, -(from_end // 7 + 1)})


def _allows(rule: Rule, day: date) -> bool:
    """Whether a daily rule takes this day: each part only leaves days out (RFC 5545, 3.3.10)."""
    from_end = day.day - monthrange(day.year, day.month)[1] - 1
    return (
        (not rule.by_month or day.month in rule.by_month)
        and (not rule.by_month_day or bool({day.day, from_end} & rule.by_month_day))
        and (not rule.by_day or (0, day.weekday()) in rule.by_day)
        and (not rule.by_position or bool({1, -1} & rule.by_position))
    )
