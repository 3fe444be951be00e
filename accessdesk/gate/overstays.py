"""Who stayed longer than their window lasted, and who never came in it (R-GATE-9).

`but` selects those who are known already, as pairs of a window and a visitor.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select, tuple_

from accessdesk.db import db
from accessdesk.gate.stays import STANDS
from accessdesk.gate.tables import ADMISSIONS, PASSES, REQUESTS, VISITORS, WINDOWS
from accessdesk.passes.rules import PassState
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.windows import LONGEST_WINDOW
from accessdesk.service_requests.rules import Status

_STAY = (ADMISSIONS.c.window_id, ADMISSIONS.c.visitor_id)


@dataclass(frozen=True, slots=True)
class Ended:
    """A visitor and the window that has ended for them."""

    window_id: int
    visitor_id: int
    site_id: int
    ends_at: datetime
    reference: str


def _ended(
    but: Select[int, int], since: datetime, now: datetime
) -> Select[int, int, int, datetime, str]:
    return (
        select(
            WINDOWS.c.id, VISITORS.c.id, WINDOWS.c.site_id, WINDOWS.c.ends_at, REQUESTS.c.reference
        )
        .select_from(WINDOWS)
        .join(REQUESTS, REQUESTS.c.id == WINDOWS.c.request_id)
        .where(
            WINDOWS.c.ends_at <= now,
            WINDOWS.c.ends_at > since,
            WINDOWS.c.starts_at > since - LONGEST_WINDOW,
            tuple_(WINDOWS.c.id, VISITORS.c.id).not_in(but),
        )
    )


def who_did_not_come(but: Select[int, int], *, since: datetime, now: datetime) -> list[Ended]:
    """List whose pass was good until its window ended, and who never came in on it."""
    # One list for all, as no index finds the stays of one visitor in one window.
    came = select(*_STAY).where(STANDS, ADMISSIONS.c.entered_at > since - 2 * LONGEST_WINDOW)
    statement = (
        _ended(but, since, now)
        .join(PASSES, PASSES.c.window_id == WINDOWS.c.id)
        .join(VISITORS, VISITORS.c.id == PASSES.c.visitor_id)
        .where(
            WINDOWS.c.state == WindowState.BOOKED,
            PASSES.c.state == PassState.ISSUED,
            VISITORS.c.removed_at.is_(None),
            REQUESTS.c.status.not_in([Status.CANCELLED, Status.REJECTED]),
            tuple_(WINDOWS.c.id, VISITORS.c.id).not_in(came),
        )
    )
    return [Ended(*row) for row in db.session.execute(statement)]


def who_stayed_too_long(but: Select[int, int], *, since: datetime, now: datetime) -> list[Ended]:
    """List who was inside after their window had ended, or still is."""
    statement = (
        _ended(but, since, now)
        .join(ADMISSIONS, ADMISSIONS.c.window_id == WINDOWS.c.id)
        .join(VISITORS, VISITORS.c.id == ADMISSIONS.c.visitor_id)
        .where(
            STANDS,
            or_(ADMISSIONS.c.left_at.is_(None), ADMISSIONS.c.left_at > WINDOWS.c.ends_at),
        )
        .distinct()
    )
    return [Ended(*row) for row in db.session.execute(statement)]


def who_came(window_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who came in these windows, as pairs of a window and a visitor."""
    statement = select(*_STAY).where(ADMISSIONS.c.window_id.in_(window_ids), STANDS)
    return frozenset((row[0], row[1]) for row in db.session.execute(statement))
