"""Reads of who is expected at a gate: whose pass opens it in a span, and who is not inside."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_

from accessdesk.db import db
from accessdesk.gate.queries import PAGE, DeskSite, company
from accessdesk.gate.tables import (
    ADMISSIONS,
    CALLED,
    CUSTOMERS,
    IS_INSIDE,
    PASSES,
    REQUESTS,
    VISITORS,
    WINDOWS,
)
from accessdesk.passes.rules import PassState
from accessdesk.scheduling.local_time import day_starts_at, local_day
from accessdesk.scheduling.windows import LONGEST_WINDOW
from accessdesk.service_requests.rules import Status

SHORTEST_LOOK_AHEAD = timedelta(hours=12)
ENTERABLE = (Status.SCHEDULED, Status.IN_PROGRESS)
Cursor = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class ExpectedVisitor:
    """A visitor whose pass opens the gate in the span asked for, and who is not inside.

    `has_left` says that they were inside before on this pass; they may come again.
    """

    pass_id: int
    visitor: str
    company: str
    customer: str
    called: str
    starts_at: datetime
    ends_at: datetime
    escort: bool
    has_left: bool
    phone: str


def coming_span(site: DeskSite, now: datetime) -> tuple[datetime, datetime]:
    """The span a desk looks ahead: the rest of the site's day, and twelve hours at least.

    It begins before `now` by as much as the gate still opens after a window has ended (R-WIN-7).
    """
    tomorrow = local_day(now, site.zone) + timedelta(days=1)
    until = max(day_starts_at(tomorrow, site.zone), now + SHORTEST_LOOK_AHEAD)
    return now - timedelta(minutes=site.late_minutes), until


def expected(
    site: DeskSite,
    starts_at: datetime,
    ends_at: datetime,
    *,
    after: Cursor | None = None,
    limit: int = PAGE,
    left_last: bool = False,
) -> list[ExpectedVisitor]:
    """List whose windows meet [starts_at, ends_at), earliest first, without those inside.

    `left_last` puts whoever was inside and left at the end; `after` is for lists without it.
    """
    has_left = exists().where(
        ADMISSIONS.c.pass_id == PASSES.c.id, ADMISSIONS.c.left_at.is_not(None)
    )
    statement = (
        _coming(
            site,
            starts_at,
            ends_at,
            PASSES.c.id,
            VISITORS.c.name,
            company(),
            CUSTOMERS.c.name,
            CALLED,
            WINDOWS.c.starts_at,
            WINDOWS.c.ends_at,
            REQUESTS.c.escort,
            has_left,
            VISITORS.c.phone,
        )
        .order_by(*([has_left] if left_last else []), WINDOWS.c.starts_at, PASSES.c.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(WINDOWS.c.starts_at, PASSES.c.id) > tuple_(*after))
    return [ExpectedVisitor(*row) for row in db.session.execute(statement)]


def count_expected(site: DeskSite, starts_at: datetime, ends_at: datetime) -> int:
    """Count whom `expected` lists, without a limit."""
    statement = _coming(site, starts_at, ends_at, func.count())
    return int(db.session.execute(statement).scalar_one())


def _coming(
    site: DeskSite, starts_at: datetime, ends_at: datetime, *columns: ColumnElement[Any]
) -> Select[Any]:
    here = ADMISSIONS.c.visitor_id == VISITORS.c.id
    return (
        select(*columns)
        .select_from(WINDOWS)
        .join(PASSES, PASSES.c.window_id == WINDOWS.c.id)
        .join(VISITORS, VISITORS.c.id == PASSES.c.visitor_id)
        .join(REQUESTS, REQUESTS.c.id == PASSES.c.request_id)
        .join(CUSTOMERS, CUSTOMERS.c.id == REQUESTS.c.customer_id)
        .where(
            WINDOWS.c.site_id == site.id,
            WINDOWS.c.starts_at > starts_at - LONGEST_WINDOW,
            WINDOWS.c.starts_at < ends_at,
            WINDOWS.c.ends_at > starts_at,
            PASSES.c.state == PassState.ISSUED,
            REQUESTS.c.status.in_(ENTERABLE),
            VISITORS.c.removed_at.is_(None),
            ~exists().where(here, IS_INSIDE),
        )
    )


def cursor_after(row: ExpectedVisitor) -> str:
    """Write where a page of the list ends, for `read_cursor`."""
    return f"{row.starts_at:%Y%m%dT%H%M%S.%fZ}_{row.pass_id}"


def read_cursor(text: str) -> Cursor | None:
    """Read where the last page ended; raises ValueError when it is no cursor of ours."""
    if not text:
        return None
    moment, _, pass_id = text.partition("_")
    return datetime.strptime(moment, "%Y%m%dT%H%M%S.%f%z"), int(pass_id)
