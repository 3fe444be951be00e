"""Escalate an incident, accept or refuse it, reroute it, and bring it to its end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Actor, Right
from accessdesk.db import claim, db
from accessdesk.errors import Conflict, Invalid, required
from accessdesk.estate.queries import DeviceFacts, SiteFacts, find_site, get_site_by_id
from accessdesk.faults import Faults, sure
from accessdesk.incidents.drafts import IncidentDraft
from accessdesk.incidents.models import Incident
from accessdesk.incidents.rules import Clause, faults_of_incident, letter
from accessdesk.service_requests.asking.severity import check_availability, check_severity
from accessdesk.service_requests.promises.owner import own_unless_owned
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import SAY_WHY, Action, Kind
from accessdesk.service_requests.service import (
    Received,
    advance,
    check_right,
    contact_for,
    own_devices,
    receive,
)
from accessdesk.service_requests.updates import add_update


@dataclass(frozen=True, slots=True)
class _Asked:
    """An escalation without a fault: for whom it is, and where."""

    contact: Actor
    site: SiteFacts | None
    devices: list[DeviceFacts]


def submit(actor: Actor, draft: IncidentDraft, *, now: datetime) -> RequestFacts:
    """Escalate an incident; it has a reference, and a number once it is accepted (R-ACC-3).

    Raises Invalid with all faults at their fields, the impact or what was tried missing among
    them (R-ACC-4); NotAllowed without the right (R-ACC-1).
    """
    asked = _judged(actor, draft, now=now)
    sr = receive(actor, asked.contact, _received(draft, asked), now=now)
    incident = Incident(
        request_id=sr.id, category=draft.category, tried=draft.tried.strip(), reason="", letter=""
    )
    db.session.add(incident)
    db.session.flush()
    return sr


def judge(actor: Actor, draft: IncidentDraft, *, now: datetime) -> None:
    """Judge an escalation that is not finished; nothing is written.

    Raises Invalid with all faults at their fields, NotAllowed without the right.
    """
    _judged(actor, draft, now=now)


def _judged(actor: Actor, draft: IncidentDraft, *, now: datetime) -> _Asked:
    faults = Faults()
    contact = faults.judge(lambda: contact_for(actor, draft.caller, now=now))
    faults.judge(lambda: _check_complete(draft))
    faults.judge(lambda: check_severity(actor, draft.severity))
    affects, why_less = draft.affects_availability, draft.severity_reason
    faults.judge(lambda: check_availability(draft.severity, affects=affects, reason=why_less))
    devices = faults.judge(lambda: _devices(contact, draft)) or []
    site = faults.judge(lambda: _site(draft, devices))
    if contact and not faults:
        check_right(contact, Right.INCIDENTS, site.id if site else None, by=actor, now=now)
    faults.raise_all()
    return _Asked(sure(contact), site, devices)


def _check_complete(draft: IncidentDraft) -> None:
    if faults := faults_of_incident(draft.impact, draft.tried):
        raise Invalid("The escalation is incomplete.", code="incomplete", fields=faults)


def _devices(contact: Actor | None, draft: IncidentDraft) -> list[DeviceFacts]:
    return own_devices(contact.customer_id or 0, draft.devices) if contact else []


def _site(draft: IncidentDraft, devices: list[DeviceFacts]) -> SiteFacts | None:
    """The site that was named, or the one at which all of the devices stand."""
    if draft.site.strip():
        site = find_site(draft.site)
        if site is None:
            raise Invalid(fields={"site": f"There is no site “{draft.site.strip()[:20]}”."})
        return site
    places = {device.site_id for device in devices}
    return get_site_by_id(places.pop()) if len(places) == 1 else None


def _received(draft: IncidentDraft, asked: _Asked) -> Received:
    site = asked.site
    details: dict[str, Any] = {"category": draft.category.value}
    if draft.affects_availability:
        reason = draft.severity_reason.strip()
        details |= {"affects_availability": True, "severity_reason": reason}
    return Received(
        kind=Kind.INCIDENT,
        severity=draft.severity,
        summary=draft.summary.strip(),
        site_id=site.id if site else None,
        site_code=site.code if site else None,
        devices=asked.devices,
        impact=draft.impact.strip(),
        details=details,
        numbers=draft.numbers,
    )


def accept(actor: Actor, sr: RequestFacts, *, now: datetime) -> None:
    """Accept an incident: it gets its number, and whoever does so owns it (R-ACC-3, R-SEV-6)."""
    advance(sr, Action.ACCEPT, actor=actor.ref, now=now)
    own_unless_owned(actor, sr, now=now)


def letter_of_refusal(sr: RequestFacts, clause: Clause, reason: str, *, operator: str) -> str:
    """The letter by which an incident would be refused; nothing is sent.

    Raises Invalid when there is neither a clause nor a reason.
    """
    words = reason.strip()
    if clause is Clause.OTHER and not words:
        raise Invalid(fields={"reason": "A refusal by no clause needs a written reason."})
    name = people_by_id([sr.contact_id])[sr.contact_id].name
    return letter(clause, words, contact=name, summary=sr.summary, operator=operator)


def refuse(
    actor: Actor,
    sr: RequestFacts,
    clause: Clause,
    reason: str,
    *,
    operator: str,
    now: datetime,
) -> None:
    """Refuse an incident with a clause, or with a written reason; a letter goes out (R-ACC-5).

    Raises Invalid when there is neither a clause nor a reason, Conflict when somebody decided it at
    the same moment.
    """
    words, text = reason.strip(), letter_of_refusal(sr, clause, reason, operator=operator)
    advance(
        sr,
        Action.REFUSE,
        actor=actor.ref,
        now=now,
        facts={"clause": clause.value},
        reason=words,
    )
    step = update(Incident).where(Incident.request_id == sr.id, Incident.clause.is_(None))
    if not claim(step.values(clause=clause, reason=words, letter=text, refused_at=now)):
        raise Conflict("Somebody else decided this at the same moment.")
    add_update(actor, sr, text, visible=True, now=now)


def restore(actor: Actor, sr: RequestFacts, text: str, *, now: datetime) -> None:
    """Restore the service, in words that the customer reads (R-ACC-9)."""
    words = required("text", text, "Say what was done; the customer reads it.")
    add_update(actor, sr, words, visible=True, now=now)
    advance(sr, Action.RESTORE, actor=actor.ref, now=now, reason=words)


def cancel(actor: Actor, sr: RequestFacts, reason: str, *, now: datetime) -> None:
    """Take an escalation back."""
    words = required("reason", reason, SAY_WHY)
    advance(sr, Action.CANCEL, actor=actor.ref, now=now, reason=words)
