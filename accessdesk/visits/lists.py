"""Visits by their time: who comes next, where, and in which state."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.errors import NotFound
from accessdesk.scheduling.booked import coming_windows, windows_held
from accessdesk.scheduling.queries import WindowFacts, windows_of_request
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.queries import RequestRow, ids_visible_to, rows_by_id
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import BOOKED_STATUSES, HELD_STATUSES, Severity, Status
from accessdesk.service_requests.visitors import VisitorRow, visitors_by_request, visitors_of

MOST_OF_A_DAY = 200
COMING = HELD_STATUSES | BOOKED_STATUSES


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One window of one request, as lists show it."""

    request_id: int
    called: str
    status: Status
    severity: Severity
    summary: str
    customer: str
    party: str
    site_id: int
    site_code: str
    site_name: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    visitors: int


def visits_of(windows: Sequence[WindowFacts]) -> list[VisitRow]:
    """The visits that stand in these windows, in their order."""
    requests = rows_by_id({window.request_id for window in windows})
    return [_visit(requests[window.request_id], window) for window in windows]


def _visit(request: RequestRow, window: WindowFacts) -> VisitRow:
    return VisitRow(
        request_id=request.id,
        called=request.called,
        status=request.status,
        severity=request.severity,
        summary=request.summary,
        customer=request.customer,
        party=request.party,
        site_id=window.site_id,
        site_code=request.site_code or "",
        site_name=request.site_name or "",
        zone=window.zone,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        visitors=window.visitors,
    )


def coming_visits(
    actor: Actor,
    *,
    now: datetime,
    limit: int,
    until: datetime | None = None,
    statuses: Collection[Status] = COMING,
) -> list[VisitRow]:
    """List visits that have not ended, earliest first, of those that the actor may know of."""
    mine = ids_visible_to(actor, statuses=statuses, now=now)
    return visits_of(coming_windows(mine, now=now, until=until, limit=limit))


def held_visits(actor: Actor, *, now: datetime, limit: int) -> list[VisitRow]:
    """List visits that await approval, the one that starts first on top, also when it is late."""
    mine = ids_visible_to(actor, statuses=(Status.AWAITING_APPROVAL,), now=now)
    return visits_of(windows_held(mine, limit=limit))


def visits_within(actor: Actor, site_id: int, span: Window, *, now: datetime) -> list[VisitRow]:
    """List the visits at a site in a span, over or not, of those that the actor may know of."""
    mine = ids_visible_to(actor, site_id=site_id, now=now)
    windows = coming_windows(mine, now=span.starts_at, until=span.ends_at, limit=MOST_OF_A_DAY)
    return visits_of(windows)


def names_by_request(request_ids: Collection[int]) -> dict[int, list[str]]:
    """The names of those who come, by request, in their order."""
    visitors = visitors_by_request(request_ids)
    return {key: [each.name for each in rows] for key, rows in visitors.items()}


def get_guest(sr: RequestFacts, visitor_id: int) -> VisitorRow:
    """Find somebody who comes on a request; raises NotFound, also for who was replaced."""
    for visitor in visitors_of(sr.id):
        if visitor.id == visitor_id:
            return visitor
    raise NotFound


def get_window(sr: RequestFacts, window_id: int) -> WindowFacts:
    """Find a window of a request that holds its places; raises NotFound."""
    for window in windows_of_request(sr.id):
        if window.id == window_id:
            return window
    raise NotFound
