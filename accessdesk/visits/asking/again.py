"""Ask again like an old visit: all that it said, but for when (R-ACC-13)."""

from datetime import datetime
from typing import Any

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Actor
from accessdesk.errors import NotFound
from accessdesk.estate.queries import devices_by_id, get_site_by_id
from accessdesk.service_requests.queries import device_ids_of, get_request
from accessdesk.service_requests.rules import CUSTOMER_SEVERITIES, Kind, Severity
from accessdesk.service_requests.visitors import visitors_of


def as_asked_before(actor: Actor, called: str, *, now: datetime) -> dict[str, Any]:
    """What the form for a visit says when it is asked for like an old one.

    Raises NotFound where the actor may not know of it, or it is no visit.
    """
    sr = get_request(actor, called, now=now)
    if sr.kind is not Kind.SITE_ACCESS or sr.reason is None or sr.party_kind is None:
        raise NotFound
    severity = sr.severity if sr.severity in CUSTOMER_SEVERITIES else Severity.C
    return {
        "on_behalf_of": people_by_id({sr.contact_id})[sr.contact_id].email,
        "site": get_site_by_id(sr.site_id or 0).code,
        "devices": [each.tag for each in devices_by_id(device_ids_of(sr.id))],
        "party_kind": sr.party_kind.value,
        "party_name": sr.party_name,
        "party_email": sr.party_email,
        "party_phone": sr.party_phone,
        "visitors": [{"name": each.name, "email": each.email} for each in visitors_of(sr.id)],
        "reason": sr.reason.value,
        "summary": sr.summary,
        "equipment_in": "\n".join(sr.equipment_in),
        "equipment_out": "\n".join(sr.equipment_out),
        "escort": sr.escort,
        "severity": severity.value,
    }
