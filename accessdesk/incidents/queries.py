"""Reads of incidents: what one says, the drafts it can become, and what it became."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from accessdesk.db import db
from accessdesk.estate.queries import devices_by_id, get_site_by_id
from accessdesk.incidents.models import Incident
from accessdesk.incidents.rules import CATEGORY_WORD, CLAUSES, Category, Clause
from accessdesk.service_requests.asking.own_numbers import numbers_of
from accessdesk.service_requests.queries import device_ids_of
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.reroute import Drafts, Linked, carries_over, linked_to
from accessdesk.service_requests.rules import Awaited, Kind
from accessdesk.service_requests.waiting import Among, Waits


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
        """Whether the incident can still become another request (R-ACC-6)."""
        return self.clause is Clause.HARDWARE and not self.linked

    @property
    def about(self) -> str:
        """What it is about, as a page says it."""
        return CATEGORY_WORD[self.category]

    @property
    def owner(self) -> str:
        """The right owner of a refused matter."""
        return CLAUSES[self.clause].owner if self.clause else ""


def incident_detail(sr: RequestFacts) -> IncidentDetail:
    """What an incident says, of a request that the actor may see."""
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


@carries_over(Kind.INCIDENT)
def reroute_drafts(sr: RequestFacts) -> Drafts:
    """What a hardware incident can become, each ready to be sent in (R-ACC-6).

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
        **asdict(numbers_of(sr)),
    }
    text = f"{sr.summary}\n\n{sr.impact}\n\nTried already: {incident.tried}"
    hands = {
        "kind": Kind.REMOTE_HANDS.value,
        "task": "other",
        "details": {"description": text[:2000], "needs_login": False},
        "impact": sr.impact,
    }
    access = {"kind": Kind.SITE_ACCESS.value, "reason": "repair"}
    return {Kind.REMOTE_HANDS: common | hands, Kind.SITE_ACCESS: common | access}


def incidents_to_take_up(among: Among) -> Iterator[Waits]:
    """Find the incidents that nobody has accepted or refused (R-ACC-5)."""
    for each in among.rows():
        yield Waits(each.id, Awaited.DECISION, "Accept it or refuse it", each.received_at)
