"""Visits by their time: who comes next, where, and in which state."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, select

from accessdesk.accounts.rules import Actor
from accessdesk.customers.models import Customer
from accessdesk.db import db
from accessdesk.errors import NotFound
from accessdesk.estate.models import Site
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.queries import LONGEST_WINDOW, WindowFacts, windows_of_request
from accessdesk.scheduling.states import WindowState
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.queries import visible_to
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Severity, Status
from accessdesk.service_requests.visitors import VisitorRow, visitors_of

COMING = frozenset({Status.AWAITING_APPROVAL, Status.SCHEDULED, Status.IN_PROGRESS})


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


VISIT: Select[*tuple[Any, ...]] = (
    select(
        ServiceRequest.id,
        ServiceRequest.called,
        ServiceRequest.status,
        ServiceRequest.severity,
        ServiceRequest.summary,
        Customer.name,
        ServiceRequest.party_name,
        Site.id,
        Site.code,
        Site.name,
        BookedWindow.zone,
        BookedWindow.starts_at,
        BookedWindow.ends_at,
        BookedWindow.visitors,
    )
    .join(BookedWindow, BookedWindow.request_id == ServiceRequest.id)
    .join(Site, Site.id == BookedWindow.site_id)
    .join(Customer, Customer.id == ServiceRequest.customer_id)
    .where(BookedWindow.state != WindowState.RELEASED)
    .order_by(BookedWindow.starts_at, BookedWindow.id)
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
    statement = VISIT.where(
        visible_to(actor, now=now),
        ServiceRequest.status.in_(statuses),
        BookedWindow.starts_at > now - LONGEST_WINDOW,
        BookedWindow.ends_at > now,
    )
    if until is not None:
        statement = statement.where(BookedWindow.starts_at < until)
    return [VisitRow(*row) for row in db.session.execute(statement.limit(limit))]


def held_visits(actor: Actor, *, now: datetime, limit: int) -> list[VisitRow]:
    """List visits that await approval, the one that starts first on top, also when it is late."""
    statement = VISIT.where(
        visible_to(actor, now=now), ServiceRequest.status == Status.AWAITING_APPROVAL
    )
    return [VisitRow(*row) for row in db.session.execute(statement.limit(limit))]


@dataclass(frozen=True, slots=True)
class WindowOf:
    """The first window of a request; one that was `given_up` says when it was to be."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    given_up: bool


def windows_by_request(request_ids: Collection[int]) -> dict[int, WindowOf]:
    """Give the first window of each of these requests that has one.

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


def names_by_request(request_ids: Iterable[int]) -> dict[int, list[str]]:
    """Give the names of those who come, by request, in their order."""
    statement = (
        select(Visitor.request_id, Visitor.name)
        .where(Visitor.request_id.in_(list(request_ids)), Visitor.removed_at.is_(None))
        .order_by(Visitor.position, Visitor.id)
    )
    names: dict[int, list[str]] = {}
    for request_id, name in db.session.execute(statement):
        names.setdefault(request_id, []).append(name)
    return names


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
