"""Reads of requests, each narrowed to what the actor may know of (R-SEC-1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.customers.models import Customer
from accessdesk.db import db
from accessdesk.errors import NotFound
from accessdesk.estate.models import Site
from accessdesk.estate.queries import held_sites
from accessdesk.service_requests.models import (
    RequestDevice,
    ServiceRequest,
)
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import RIGHT_FOR, Kind, Severity, Status
from accessdesk.service_requests.search import mentions


def visible_to(actor: Actor, *, now: datetime) -> ColumnElement[bool]:
    """The condition that holds for exactly the requests that the actor may know of.

    A contact sees their own customer's, at the sites of any grant that is in force; staff see
    those at the sites where they are posted, and the desk also those at no site.
    """
    if actor.role is Role.CONTACT:
        return and_(
            ServiceRequest.customer_id == actor.customer_id,
            _at(held_sites(actor, None, now=now)),
        )
    posted = held_sites(actor, Right.POSTED, now=now)
    if actor.role in {Role.AGENT, Role.MANAGER, Role.ADMIN}:
        return _at(posted)
    if actor.role is Role.TECHNICIAN:
        return and_(ServiceRequest.kind != Kind.INCIDENT, _at(posted))
    return false()


def _at(sites: frozenset[int] | None) -> ColumnElement[bool]:
    if sites is None:
        return true()
    return or_(ServiceRequest.site_id.is_(None), ServiceRequest.site_id.in_(sites))


def changed_by(actor: Actor, *, now: datetime) -> ColumnElement[bool]:
    """The condition that holds for the requests that the actor may know of and act on.

    A contact needs the right of the kind, at the site or, where a request has none, anywhere.
    """
    if actor.role is not Role.CONTACT:
        return visible_to(actor, now=now)
    held = {kind: held_sites(actor, right, now=now) for kind, right in RIGHT_FOR.items()}
    return and_(
        ServiceRequest.customer_id == actor.customer_id,
        or_(
            false(),
            *(
                and_(ServiceRequest.kind == kind, _at(sites))
                for kind, sites in held.items()
                if sites is None or sites
            ),
        ),
    )


def get_request(actor: Actor, called: str, *, now: datetime) -> RequestFacts:
    """Find a request by number or reference; raises NotFound, also for another customer's."""
    name = called.strip().upper()
    statement = select(ServiceRequest).where(
        or_(ServiceRequest.number == name, ServiceRequest.reference == name),
        visible_to(actor, now=now),
    )
    sr = db.session.scalar(statement)
    if sr is None:
        raise NotFound
    return sr


def get_request_by_id(request_id: int) -> RequestFacts:
    """A request that something else refers to; nobody is asked whether they may see it."""
    return db.session.get_one(ServiceRequest, request_id)


def requests_by_id(request_ids: Collection[int]) -> list[RequestFacts]:
    """The requests that something else refers to, in the order of their ids."""
    statement = select(ServiceRequest).where(ServiceRequest.id.in_(request_ids))
    return list(db.session.scalars(statement.order_by(ServiceRequest.id)))


def requests_by_reference(references: Collection[str]) -> list[RequestFacts]:
    """The requests of these references, in the order of their ids."""
    statement = select(ServiceRequest).where(ServiceRequest.reference.in_(references))
    return list(db.session.scalars(statement.order_by(ServiceRequest.id)))


def ids_visible_to(
    actor: Actor,
    *,
    statuses: Collection[Status] = (),
    site_id: int | None = None,
    now: datetime,
) -> Select[int]:
    """Select the requests that the actor may know of, by id, for a list of what hangs on them.

    No statuses are all of them.
    """
    statement = select(ServiceRequest.id).where(visible_to(actor, now=now))
    if statuses:
        statement = statement.where(ServiceRequest.status.in_(statuses))
    return statement if site_id is None else statement.where(ServiceRequest.site_id == site_id)


def count_visible_to(actor: Actor, *, statuses: Collection[Status] = (), now: datetime) -> int:
    """Count the requests that the actor may know of."""
    ids = ids_visible_to(actor, statuses=statuses, now=now)
    return db.session.scalar(ids.with_only_columns(func.count(ServiceRequest.id))) or 0


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as lists show it."""

    id: int
    reference: str
    number: str | None
    called: str
    kind: Kind
    status: Status
    severity: Severity
    summary: str
    received_at: datetime
    first_response_at: datetime | None
    ended_at: datetime | None
    customer: str
    site_code: str | None
    site_name: str | None
    site_zone: str | None
    party: str
    contact: str
    customer_id: int
    customer_reference: str
    purchase_order: str
    contact_telephone: str
    contact_id: int
    contract_ends_on: date


_CONTACT = aliased(User)

_ROW: Select[*tuple[Any, ...]] = (
    select(
        ServiceRequest.id,
        ServiceRequest.reference,
        ServiceRequest.number,
        ServiceRequest.called,
        ServiceRequest.kind,
        ServiceRequest.status,
        ServiceRequest.severity,
        ServiceRequest.summary,
        ServiceRequest.received_at,
        ServiceRequest.first_response_at,
        ServiceRequest.ended_at,
        Customer.name,
        Site.code,
        Site.name,
        Site.zone,
        ServiceRequest.party_name,
        _CONTACT.name,
        ServiceRequest.customer_id,
        ServiceRequest.customer_reference,
        ServiceRequest.purchase_order,
        _CONTACT.telephone,
        ServiceRequest.contact_id,
        Customer.contract_ends_on,
    )
    .join(Customer, Customer.id == ServiceRequest.customer_id)
    .join(_CONTACT, _CONTACT.id == ServiceRequest.contact_id)
    .outerjoin(Site, Site.id == ServiceRequest.site_id)
)


def rows_by_id(request_ids: Collection[int]) -> dict[int, RequestRow]:
    """The requests that something else refers to, as lists show them."""
    rows = db.session.execute(_ROW.where(ServiceRequest.id.in_(request_ids)))
    return {row.id: RequestRow(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of requests is narrowed to; an empty value narrows nothing.

    `among` are the only requests that are looked through, by id; None are all.
    """

    statuses: Sequence[Status] = ()
    kind: Kind | None = None
    severity: Severity | None = None
    site: str = ""
    words: str = ""
    among: frozenset[int] | None = None


def list_requests(
    actor: Actor, wanted: Filter, *, now: datetime, before_id: int | None, limit: int
) -> list[RequestRow]:
    """List requests, newest first; `before_id` goes on after the last one that was shown."""
    statement = _ROW.where(visible_to(actor, now=now), *_conditions(actor, wanted))
    if before_id is not None:
        statement = statement.where(ServiceRequest.id < before_id)
    ordered = statement.order_by(ServiceRequest.id.desc()).limit(limit)
    return [RequestRow(*row) for row in db.session.execute(ordered)]


def most_urgent(
    actor: Actor, *, statuses: Collection[Status], now: datetime, limit: int
) -> list[RequestRow]:
    """List requests by their severity, then by how long they have waited."""
    statement = (
        _ROW.where(visible_to(actor, now=now), ServiceRequest.status.in_(statuses))
        .order_by(ServiceRequest.severity, ServiceRequest.received_at)
        .limit(limit)
    )
    return [RequestRow(*row) for row in db.session.execute(statement)]


def _conditions(actor: Actor, wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.statuses:
        conditions.append(ServiceRequest.status.in_(wanted.statuses))
    if wanted.kind:
        conditions.append(ServiceRequest.kind == wanted.kind)
    if wanted.severity:
        conditions.append(ServiceRequest.severity == wanted.severity)
    if wanted.site:
        conditions.append(Site.code == wanted.site.strip().upper())
    if wanted.among is not None:
        conditions.append(ServiceRequest.id.in_(wanted.among))
    return [*conditions, *mentions(actor, wanted.words)]


def row_of(request_id: int) -> RequestRow:
    """One request as lists show it; the caller has made sure that the actor may see it."""
    return RequestRow(*db.session.execute(_ROW.where(ServiceRequest.id == request_id)).one())


def device_ids_of(request_id: int) -> list[int]:
    """List the devices that a request is about."""
    statement = select(RequestDevice.device_id).where(RequestDevice.request_id == request_id)
    return list(db.session.scalars(statement))
