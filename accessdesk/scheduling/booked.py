"""Booked windows for whoever knows the requests behind them: coming, over, at a site, as they were.

Where a list is narrowed to `requests`, these are ids, or a SELECT of ids that the caller has
narrowed to what the actor may know of.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import aliased

from accessdesk.db import db
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.queries import WINDOW_COLUMNS, WindowFacts
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.windows import LONGEST_WINDOW

Ids = Select[int] | Collection[int]

_HOLDS = BookedWindow.state != WindowState.RELEASED


def windows_by_id(window_ids: Collection[int]) -> dict[int, WindowFacts]:
    """The windows that something else refers to."""
    return {each.id: each for each in _list(_select(BookedWindow.id.in_(window_ids)))}


def _select(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(*WINDOW_COLUMNS).where(*conditions)


def _list(statement: Select[*tuple[Any, ...]]) -> list[WindowFacts]:
    earliest_first = statement.order_by(BookedWindow.starts_at, BookedWindow.id)
    return [WindowFacts(*row) for row in db.session.execute(earliest_first)]


def hold_window(window_id: int) -> None:
    """Wait for whoever else holds a window, and hold it until the transaction ends."""
    window = select(BookedWindow.id).where(BookedWindow.id == window_id)
    db.session.execute(window.with_for_update(key_share=True))


def last_end(window_ids: Ids, *, now: datetime) -> datetime | None:
    """When the last of these windows ends; None when none of them is still to end."""
    ahead = BookedWindow.id.in_(window_ids), BookedWindow.ends_at > now
    return db.session.scalar(select(func.max(BookedWindow.ends_at)).where(*ahead))


def ids_of_windows(requests: Ids) -> Select[int]:
    """Select the windows of requests by their ids, also those that were given up."""
    return select(BookedWindow.id).where(BookedWindow.request_id.in_(requests))


def windows_held(requests: Ids, *, limit: int) -> list[WindowFacts]:
    """List the windows of requests that hold their places, earliest first."""
    return _list(_select(BookedWindow.request_id.in_(requests), _HOLDS).limit(limit))


def coming_windows(
    requests: Ids, *, now: datetime, until: datetime | None = None, limit: int
) -> list[WindowFacts]:
    """List the windows of requests that have not ended, and start before a time, earliest first."""
    statement = _select(
        BookedWindow.request_id.in_(requests),
        _HOLDS,
        BookedWindow.starts_at > now - LONGEST_WINDOW,
        BookedWindow.ends_at > now,
    )
    if until is not None:
        statement = statement.where(BookedWindow.starts_at < until)
    return _list(statement.limit(limit))


def last_windows_over(
    requests: Ids, *, but: Select[int], now: datetime, limit: int
) -> list[WindowFacts]:
    """List the last window of each request whose windows have all ended, but for some requests."""
    later = aliased(BookedWindow)
    has_later = exists().where(
        later.request_id == BookedWindow.request_id,
        later.state != WindowState.RELEASED,
        later.ends_at > BookedWindow.ends_at,
    )
    statement = _select(
        BookedWindow.request_id.in_(requests),
        BookedWindow.request_id.not_in(but),
        _HOLDS,
        BookedWindow.ends_at <= now,
        ~has_later,
    )
    return _list(statement.limit(limit))


def windows_ahead_at(site_id: int, *, now: datetime) -> list[WindowFacts]:
    """List the windows of a site that hold their places and have not ended, earliest first."""
    return _list(_select(BookedWindow.site_id == site_id, BookedWindow.ends_at > now, _HOLDS))


def emergencies_at(
    sites: Collection[int] | None, *, but: Select[int], limit: int
) -> list[WindowFacts]:
    """List the windows that broke a rule in an emergency, but for some, the oldest first.

    `sites` of None are all of them.
    """
    statement = select(*WINDOW_COLUMNS).where(*_emergencies(sites, but))
    oldest = statement.order_by(BookedWindow.id).limit(limit)
    return [WindowFacts(*row) for row in db.session.execute(oldest)]


def emergencies_of(requests: Ids, *, but: Select[int], limit: int) -> list[WindowFacts]:
    """List the windows of some requests that broke a rule in an emergency, the oldest first."""
    of_these = BookedWindow.request_id.in_(requests)
    statement = select(*WINDOW_COLUMNS).where(*_emergencies(None, but), of_these)
    oldest = statement.order_by(BookedWindow.id).limit(limit)
    return [WindowFacts(*row) for row in db.session.execute(oldest)]


def count_emergencies_at(sites: Collection[int] | None, *, but: Select[int]) -> int:
    """Count what `emergencies_at` lists, without a limit."""
    statement = select(func.count(BookedWindow.id)).where(*_emergencies(sites, but))
    return db.session.scalar(statement) or 0


def _emergencies(sites: Collection[int] | None, but: Select[int]) -> list[ColumnElement[bool]]:
    here = [] if sites is None else [BookedWindow.site_id.in_(sites)]
    return [BookedWindow.emergency.is_(True), _HOLDS, BookedWindow.id.not_in(but), *here]


def every_window_by_request(request_ids: Collection[int]) -> dict[int, list[WindowFacts]]:
    """All windows that each of these requests has or had, visit by visit as they followed."""
    statement = (
        select(*WINDOW_COLUMNS)
        .where(BookedWindow.request_id.in_(request_ids))
        .order_by(BookedWindow.occurrence, BookedWindow.id)
    )
    found: dict[int, list[WindowFacts]] = {request_id: [] for request_id in request_ids}
    for row in db.session.execute(statement):
        window = WindowFacts(*row)
        found[window.request_id].append(window)
    return found


@dataclass(frozen=True, slots=True)
class WindowOf:
    """The first window of a request; one that was `given_up` says when it was to be."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    given_up: bool


def first_windows(request_ids: Collection[int]) -> dict[int, WindowOf]:
    """The first window of each of these requests that has one.

    Of a request that holds none any more it is the first of those that were given up last:
    a window from which the visit was moved before does not count.
    """
    given_up = BookedWindow.state == WindowState.RELEASED
    statement = (
        select(
            BookedWindow.request_id,
            BookedWindow.starts_at,
            BookedWindow.ends_at,
            BookedWindow.zone,
            given_up,
        )
        .where(BookedWindow.request_id.in_(request_ids))
        .order_by(
            given_up.desc(),
            case((given_up, BookedWindow.changed_at)),
            BookedWindow.starts_at.desc(),
        )
    )
    return {row[0]: WindowOf(*row[1:]) for row in db.session.execute(statement)}
