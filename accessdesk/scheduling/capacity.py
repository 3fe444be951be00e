"""Count visitors and escorts over every instant of a span (R-WIN-5)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.windows import Window


class Booking(NamedTuple):
    """What a booked visit takes from a site during [starts_at, ends_at)."""

    starts_at: datetime
    ends_at: datetime
    visitors: int
    escorts: int = 0


class Step(NamedTuple):
    """The load that holds from an instant until the next step."""

    at: datetime
    visitors: int
    escorts: int


@dataclass(frozen=True)
class Peak:
    """The most that is booked at any instant of a window, and when that is first reached."""

    visitors: int = 0
    escorts: int = 0
    at: datetime | None = None
    escorts_at: datetime | None = None


def load_steps(bookings: Iterable[Booking], span: Window) -> Iterator[Step]:
    """The load of a span as steps, starting with one at the start of the span.

    One booking ends before the next starts at the same instant, since windows are
    half-open. It takes n log n in the bookings that overlap the span.
    """
    changes = [(span.starts_at, 0, 0)]
    for booking in bookings:
        start, end = max(booking.starts_at, span.starts_at), min(booking.ends_at, span.ends_at)
        if start < end:
            changes.append((start, booking.visitors, booking.escorts))
            changes.append((end, -booking.visitors, -booking.escorts))
    changes.sort()
    visitors = escorts = 0
    for at, group in groupby(changes, key=lambda change: change[0]):
        for _, more_visitors, more_escorts in group:
            visitors += more_visitors
            escorts += more_escorts
        if at < span.ends_at:
            yield Step(at, visitors, escorts)


def peak_load(bookings: Iterable[Booking], window: Window) -> Peak:
    """Find the most visitors and the most escorts booked at any instant of a window."""
    return peak_of(load_steps(bookings, window))


def peak_of(steps: Iterable[Step]) -> Peak:
    """Find the highest of some steps, for visitors and escorts each on its own."""
    visitors = escorts = 0
    at = escorts_at = None
    for step in steps:
        if step.visitors > visitors:
            visitors, at = step.visitors, step.at
        if step.escorts > escorts:
            escorts, escorts_at = step.escorts, step.at
    return Peak(visitors, escorts, at, escorts_at)


def visitors_fit(policy: SitePolicy, booked: int, more: int) -> bool:
    """Whether that many more visitors fit beside those booked."""
    return not policy.visitor_capacity or booked + more <= policy.visitor_capacity


def escorts_fit(policy: SitePolicy, booked: int, more: int) -> bool:
    """Whether that many more escorts are free; a visit without one never minds."""
    return not more or not policy.escort_capacity or booked + more <= policy.escort_capacity
