"""A refused request becomes another one, which carries over what it said (R-ACC-6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.errors import Conflict, NotFound
from accessdesk.journal.rules import Event
from accessdesk.service_requests.after.follow_up import draft_of, follow
from accessdesk.service_requests.models import Reroute, ServiceRequest
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import OPEN_STATUSES, Kind, Status

Drafts = dict[Kind, dict[str, Any]]
_CARRIES: dict[Kind, Callable[[RequestFacts], Drafts]] = {}


@dataclass(frozen=True, slots=True)
class Linked:
    """The other request of a reroute."""

    called: str
    kind: Kind
    summary: str


def carries_over(kind: Kind) -> Callable[[Callable[[RequestFacts], Drafts]], Any]:
    """Mark the function that says what a request of this kind can become.

    The kinds do not know each other: the one that is left says what it carries, by the kind it
    goes to, and the one that is gone to asks for it here.
    """

    def mark(drafts: Callable[[RequestFacts], Drafts]) -> Callable[[RequestFacts], Drafts]:
        _CARRIES[kind] = drafts
        return drafts

    return mark


def carried_over(actor: Actor, called: str, to: Kind, *, now: datetime) -> dict[str, Any]:
    """What a request says already for another one; raises NotFound if nothing.

    One that has ended says it for one of its own kind, which follows it.
    """
    sr = get_request(actor, called, now=now)
    if sr.kind is to and sr.status not in OPEN_STATUSES:
        return draft_of(sr)
    if sr.kind not in _CARRIES or sr.kind is to:
        raise NotFound
    return _CARRIES[sr.kind](sr)[to]


def link(actor: Actor, called: str, sr: RequestFacts, *, now: datetime) -> None:
    """Note that a new request came out of another, on both of them (R-ACC-6).

    That is a refused incident, which became one of another kind, or one of the same kind that has
    ended. Raises NotFound where the actor knows of no such request of that customer, Conflict
    where it was not refused, or is still open.
    """
    incident = get_request(actor, called, now=now)
    if incident.customer_id == sr.customer_id and incident.kind is sr.kind:
        follow(actor, incident, sr, now=now)
        return
    if incident.kind is not Kind.INCIDENT or incident.customer_id != sr.customer_id:
        raise NotFound
    if incident.status is not Status.REFUSED:
        raise Conflict("Only a refused incident becomes another request.", code="wrong-status")
    db.session.add(Reroute(request_id=sr.id, incident_id=incident.id))
    db.session.flush()
    facts: dict[str, Any] = {"to": sr.reference, "from": incident.reference}
    record_on(incident, Event.REQUEST_REROUTED, actor=actor.ref, now=now, **facts)
    record_on(sr, Event.REQUEST_REROUTED, actor=actor.ref, now=now, **facts)


def linked_to(request_id: int) -> list[Linked]:
    """List the requests on the other side of a reroute, whichever side this one is."""
    other = aliased(ServiceRequest)
    statement = (
        select(other)
        .join(Reroute, or_(Reroute.request_id == other.id, Reroute.incident_id == other.id))
        .where(
            or_(Reroute.request_id == request_id, Reroute.incident_id == request_id),
            other.id != request_id,
        )
        .order_by(other.id)
    )
    return [Linked(sr.called, sr.kind, sr.summary) for sr in db.session.scalars(statement)]
