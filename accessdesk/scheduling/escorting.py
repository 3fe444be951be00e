"""Who escorts in which window: a window that needs an escort is a piece of work (R-SA-5)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update

from accessdesk.db import claim, db
from accessdesk.scheduling.booked import Ids
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.queries import WINDOW_COLUMNS, WindowFacts
from accessdesk.scheduling.states import WindowState

_WORK = (BookedWindow.escorts > 0, BookedWindow.state == WindowState.BOOKED)


def _list(*conditions: ColumnElement[bool], limit: int) -> list[WindowFacts]:
    statement = (
        select(*WINDOW_COLUMNS)
        .where(*_WORK, *conditions)
        .order_by(BookedWindow.starts_at, BookedWindow.id)
        .limit(limit)
    )
    return [WindowFacts(*row) for row in db.session.execute(statement)]


def windows_to_escort(
    requests: Ids, user_id: int, *, site_id: int | None = None, now: datetime, limit: int
) -> list[WindowFacts]:
    """List the windows yet to end whose escort somebody has taken or could take, by their start."""
    here = [] if site_id is None else [BookedWindow.site_id == site_id]
    return _list(
        BookedWindow.request_id.in_(requests),
        BookedWindow.ends_at > now,
        or_(BookedWindow.escort_by_id.is_(None), BookedWindow.escort_by_id == user_id),
        *here,
        limit=limit,
    )


def find_window_to_escort(requests: Ids, window_id: int, *, now: datetime) -> WindowFacts | None:
    """Find a window of these requests that is an escort's work and has not ended."""
    found = _list(
        BookedWindow.id == window_id,
        BookedWindow.request_id.in_(requests),
        BookedWindow.ends_at > now,
        limit=1,
    )
    return found[0] if found else None


def find_other_escort(user_id: int, window: WindowFacts) -> WindowFacts | None:
    """Find another window in which somebody escorts at the time of this one."""
    found = _list(
        BookedWindow.escort_by_id == user_id,
        BookedWindow.id != window.id,
        BookedWindow.starts_at < window.ends_at,
        BookedWindow.ends_at > window.starts_at,
        limit=1,
    )
    return found[0] if found else None


def take_escort(window_id: int, user_id: int, *, now: datetime) -> bool:
    """Take the escort of a window that nobody has; say whether it was theirs to take."""
    step = update(BookedWindow).where(
        BookedWindow.id == window_id, *_WORK, BookedWindow.escort_by_id.is_(None)
    )
    taken = step.values(escort_by_id=user_id, escort_taken_at=now)
    return claim(taken.execution_options(synchronize_session=False))


def hand_escort_back(window_id: int, user_id: int) -> bool:
    """Let the escort of a window be free again; say whether this person had it."""
    step = update(BookedWindow).where(
        BookedWindow.id == window_id, *_WORK, BookedWindow.escort_by_id == user_id
    )
    freed = step.values(escort_by_id=None, escort_taken_at=None)
    return claim(freed.execution_options(synchronize_session=False))


def escorts_by_window(window_ids: Collection[int]) -> dict[int, int]:
    """By their ids, who escorts in each of these windows that somebody has taken."""
    statement = select(BookedWindow.id, BookedWindow.escort_by_id)
    rows = db.session.execute(statement.where(BookedWindow.id.in_(window_ids)))
    return {window_id: user_id for window_id, user_id in rows if user_id is not None}
