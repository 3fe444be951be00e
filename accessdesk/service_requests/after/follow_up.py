"""A request that goes on from one that has ended: ready, and each leads to the other."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.errors import Conflict, NotFound
from accessdesk.estate.queries import devices_by_id, get_site_by_id
from accessdesk.journal.rules import Event
from accessdesk.service_requests.asking.own_numbers import numbers_of
from accessdesk.service_requests.models import FollowUp
from accessdesk.service_requests.queries import device_ids_of, get_request, get_request_by_id
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import (
    CUSTOMER_SEVERITIES,
    OPEN_STATUSES,
    Kind,
    Severity,
)
from accessdesk.service_requests.visitors import visitors_of


def draft_of(sr: RequestFacts) -> dict[str, Any]:
    """What a request that has ended says already for the one that follows it, as the API takes it.

    A visit still needs its window, and what may affect availability why less than A will do.
    """
    goes_on: dict[str, Any] = {"follows": sr.reference, **asdict(numbers_of(sr))}
    if sr.kind is Kind.INCIDENT:
        ended = f"{sr.called} was ended, and it is not mended. {sr.ended_reason}"
        goes_on["tried"] = ended.strip()
    return _said_on(sr) | goes_on


def asked_again(actor: Actor, called: str, *, now: datetime) -> dict[str, Any]:
    """What asks for the same again, as the API takes it, of a request that has ended or not.

    It is another matter: with numbers of its own in the customer's books, and an incident still
    needs what was tried this time. Else it lacks what a draft lacks. Raises NotFound where the
    actor may not know of the request (R-ACC-13).
    """
    return _said_on(get_request(actor, called, now=now))


def _said_on(sr: RequestFacts) -> dict[str, Any]:
    # What only the operator declares is asked for as the gravest that a customer may ask for.
    severity = sr.severity if sr.severity in CUSTOMER_SEVERITIES else Severity.A
    common: dict[str, Any] = {
        "kind": sr.kind.value,
        "site": get_site_by_id(sr.site_id).code if sr.site_id is not None else None,
        "severity": severity.value,
        "summary": sr.summary,
        "devices": [device.tag for device in devices_by_id(device_ids_of(sr.id))],
    }
    if sr.details.get("affects_availability"):
        common["affects_availability"] = True  # Why less than A will do is said anew (R-SEV-7).
    return common | _OWN[sr.kind](sr)


def as_asked_before(actor: Actor, called: str, kind: Kind, *, now: datetime) -> dict[str, Any]:
    """What asks for the same again on a form, on behalf of the same contact.

    Raises NotFound as `asked_again` does, and for a request of another kind.
    """
    sr = get_request(actor, called, now=now)
    if sr.kind is not kind:
        raise NotFound
    contact = people_by_id({sr.contact_id})[sr.contact_id]
    return asked_again(actor, called, now=now) | {"on_behalf_of": contact.email}


def _of_incident(sr: RequestFacts) -> dict[str, Any]:
    return {"category": sr.details["category"], "impact": sr.impact}


def _of_hands(sr: RequestFacts) -> dict[str, Any]:
    aside = {"task", "affects_availability", "severity_reason"}
    details = {name: value for name, value in sr.details.items() if name not in aside}
    return {"task": sr.details["task"], "details": details, "impact": sr.impact}


def _of_visit(sr: RequestFacts) -> dict[str, Any]:
    return {
        "reason": sr.reason.value if sr.reason else None,
        "party": {
            "kind": sr.party_kind.value if sr.party_kind else None,
            "name": sr.party_name,
            "email": sr.party_email,
            "phone": sr.party_phone,
        },
        "visitors": [
            {"name": each.name, "email": each.email, "phone": each.phone}
            for each in visitors_of(sr.id)
        ],
        "equipment_in": list(sr.equipment_in),
        "equipment_out": list(sr.equipment_out),
        "escort": sr.escort,
    }


_OWN = {
    Kind.INCIDENT: _of_incident,
    Kind.REMOTE_HANDS: _of_hands,
    Kind.SITE_ACCESS: _of_visit,
}


def follow(actor: Actor, before: RequestFacts, sr: RequestFacts, *, now: datetime) -> None:
    """Note that a new request goes on from one that has ended, on both of them.

    Raises Conflict while the first one is open.
    """
    if before.status in OPEN_STATUSES:
        raise Conflict(
            f"{before.called} is still open.",
            code="wrong-status",
            next_step="Write an update on it instead.",
        )
    db.session.add(FollowUp(request_id=sr.id, follows_id=before.id))
    db.session.flush()
    facts: dict[str, Any] = {"to": sr.reference, "from": before.reference}
    for each in (before, sr):
        record_on(each, Event.REQUEST_FOLLOWED_UP, actor=actor.ref, now=now, **facts)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The request before or after one."""

    called: str
    summary: str
    came_before: bool


def neighbours_of(request_id: int) -> list[Neighbour]:
    """List the request that one goes on from, and those that go on from it, in their order."""
    statement = select(FollowUp.request_id, FollowUp.follows_id).where(
        or_(FollowUp.request_id == request_id, FollowUp.follows_id == request_id)
    )
    found = []
    for after_id, before_id in db.session.execute(statement.order_by(FollowUp.request_id)):
        other = get_request_by_id(before_id if after_id == request_id else after_id)
        found.append(Neighbour(other.called, other.summary, after_id == request_id))
    return found
