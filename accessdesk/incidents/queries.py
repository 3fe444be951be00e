"""Reads of incidents: what one says, the drafts it can become, and what it became."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from accessdesk.db import db
from accessdesk.estate.queries import devices_by_id, get_site_by_id
from accessdesk.incidents.models import Incident, Reroute
from accessdesk.incidents.rules import CLAUSES, Category, Clause
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import device_ids_of
from accessdesk.service_requests.rules import Kind


@dataclass(frozen=True, slots=True)
class Linked:
    """The other request of a reroute."""

    called: str
    kind: Kind
    summary: str


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """What an incident says; `can_reroute` while a refused one has become nothing else."""

    category: Category
    tried: str
    clause: Clause | None
    reason: str
    letter: str
    linked: list[Linked]
    has_site: bool

    @property
    def can_reroute(self) -> bool:
        """Say whether the incident can still become another request (R-ACC-6)."""
        return self.clause is Clause.HARDWARE and not self.linked

    @property
    def owner(self) -> str:
        """Name the right owner of a refused matter."""
        return CLAUSES[self.clause].owner if self.clause else ""


def incident_detail(sr: ServiceRequest) -> IncidentDetail:
    """Gather an incident that `get_incident` let the actor have."""
    incident = db.session.get_one(Incident, sr.id)
    return IncidentDetail(
        category=incident.category,
        tried=incident.tried,
        clause=incident.clause,
        reason=incident.reason,
        letter=incident.letter,
        linked=linked_to(sr.id),
        has_site=sr.site_id is not None,
    )


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
    return [
        Linked(sr.number or sr.reference, sr.kind, sr.summary)
        for sr in db.session.scalars(statement)
    ]


def reroute_drafts(sr: ServiceRequest) -> dict[str, dict[str, Any]]:
    """Give what a hardware incident can become, each ready to be sent in (R-ACC-6).

    Remote hands is complete but for a site, where the incident named none; site access still
    needs the party, the visitors and the window, which no incident says.
    """
    incident = db.session.get_one(Incident, sr.id)
    common: dict[str, Any] = {
        "site": get_site_by_id(sr.site_id).code if sr.site_id is not None else None,
        "severity": sr.severity.value,
        "summary": sr.summary,
        "devices": [device.tag for device in devices_by_id(device_ids_of(sr.id))],
        "reroute_of": sr.reference,
    }
    text = f"{sr.summary}\n\n{sr.impact}\n\nTried already: {incident.tried}"
    hands = {
        "kind": Kind.REMOTE_HANDS.value,
        "task": "other",
        "details": {"description": text[:2000], "needs_login": False},
        "impact": sr.impact,
    }
    access = {"kind": Kind.SITE_ACCESS.value, "reason": "repair"}
    return {"remote_hands": common | hands, "site_access": common | access}
