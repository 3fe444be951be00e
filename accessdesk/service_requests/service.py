"""Take in a request of any kind, and take it from one status to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from accessdesk.accounts.queries import actor_of_user
from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.accounts.service import phrase_matches
from accessdesk.customers.queries import find_contact, get_customer
from accessdesk.db import claim, db
from accessdesk.errors import CallerRefused, Conflict, Invalid, NotAllowed
from accessdesk.estate.queries import DeviceFacts, find_devices, holds_right
from accessdesk.identity.names.companies import company_key
from accessdesk.journal.rules import Event, Personal
from accessdesk.journal.service import record
from accessdesk.service_requests.asking.callers import whom_it_fits
from accessdesk.service_requests.asking.door import check_contract, pass_door
from accessdesk.service_requests.models import RequestDevice, ServiceRequest
from accessdesk.service_requests.numbers import new_reference, next_number
from accessdesk.service_requests.promises import commitments
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.recording import record_on as record_on
from accessdesk.service_requests.recording import stream_of as stream_of
from accessdesk.service_requests.recording import subject_of as subject_of
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import (
    NO_NUMBERS,
    OPEN_STATUSES,
    RIGHT_FOR,
    RIGHT_WORDS,
    Action,
    Caller,
    Kind,
    OwnNumbers,
    PartyKind,
    Reason,
    Severity,
    Status,
    event_of,
    next_status,
)
from accessdesk.service_requests.search import keep_words_of
from accessdesk.telephone import DESK


@dataclass(frozen=True, slots=True)
class Received:
    """What every new request says, whatever its kind."""

    kind: Kind
    severity: Severity
    summary: str
    site_id: int | None = None
    site_code: str | None = None
    devices: Sequence[DeviceFacts] = ()
    reason: Reason | None = None
    impact: str = ""
    party_kind: PartyKind | None = None
    party_name: str = ""
    party_email: str = ""
    party_phone: str = ""
    equipment_in: Sequence[str] = ()
    equipment_out: Sequence[str] = ()
    escort: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)
    numbers: OwnNumbers = NO_NUMBERS


# What the customer asked for is answered by these, in full: that is the first response.
ANSWERED = frozenset({Status.SCHEDULED, Status.REJECTED, Status.REFUSED})


def contact_for(actor: Actor, caller: Caller | None, *, now: datetime) -> Actor:
    """For whom a request is raised: the contact who acts, or the one on the phone.

    Raises CallerRefused, which is recorded, when the caller is unknown or gave another phrase, so
    that an agent never raises anything for somebody who only says a name (R-ACC-1, R-ACC-2).
    Raises Invalid when an agent names no caller or no phrase, TooMany after many guesses at it.
    """
    if actor.role is Role.CONTACT:
        return actor
    if caller is None or not caller.email:
        raise Invalid(
            "Say who this is for.", fields={"on_behalf_of": "Choose the contact who is calling."}
        )
    known = find_contact(caller.email)
    if known is None:
        _check_named_in_full(caller.email)
    contact = actor_of_user(known.user_id) if known else None
    if contact is None:
        raise CallerRefused(
            {
                "on_behalf_of": "No authorised contact has this e-mail address. Only a contact of "
                f"the customer's desk can ask; have one of them call {DESK}."
            }
        )
    if not caller.phrase.strip():  # No guess at it, so it is neither counted nor recorded.
        raise Invalid(fields={"phrase": "Ask the caller for their phrase, and write it here."})
    if not phrase_matches(contact.user_id, caller.phrase, by=actor.ref, now=now):
        raise CallerRefused(
            {
                "phrase": "This is not the contact's phrase. Ask again; a contact "
                "without a phrase can set one on their account page."
            },
            contact_id=contact.user_id,
        )
    return contact


def _check_named_in_full(typed: str) -> None:
    """Refuse a part of a name or of an address: nobody yet, and no attempt of anybody's."""
    fits = whom_it_fits(typed)
    if fits or "@" not in typed:
        nobody = f"“{typed}” fits no authorised contact. Choose the contact who is calling."
        raise Invalid("Say who this is for.", fields={"on_behalf_of": fits or nobody})


def check_right(
    contact: Actor, right: Right, site_id: int | None, *, by: Actor | None = None, now: datetime
) -> None:
    """Refuse a contact whose right at the site is missing or has ended (R-ACC-1).

    Raises NotAllowed. `by` is who raises the request: an agent who does so for a caller reads of
    the refusal where they chose them.
    """
    if holds_right(contact, right, site_id, now=now):
        return
    words = f"{contact.name} is not authorised to {RIGHT_WORDS[right]} here."
    for_a_caller = by is not None and by.is_staff
    desk = "the customer’s desk" if for_a_caller else "your desk"
    raise NotAllowed(
        words,
        code="not-authorised",
        title="Not an authorised contact for this",
        next_step=f"Ask another contact of {desk}, or have the right granted.",
        fields={"on_behalf_of": words} if for_a_caller else None,
    )


def own_devices(customer_id: int, tags: Sequence[str]) -> list[DeviceFacts]:
    """The customer's devices of these tags.

    Raises Invalid for a tag that is none of theirs: an unknown one and another's look the same.
    """
    wanted = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    found = find_devices(customer_id, wanted)
    missing = [tag for tag in wanted if tag not in found]
    if missing:
        raise Invalid(fields={"devices": f"There is no such device: {', '.join(missing)}."})
    return [found[tag] for tag in wanted]


def receive(actor: Actor, contact: Actor, new: Received, *, now: datetime) -> RequestFacts:
    """Take in a request and start its clocks; it has a reference and no number yet (R-ACC-3).

    Every request of every kind comes in here, so here is the door (R-ONB-5). Raises NotAllowed when
    no contact raises it, or the customer's phase, cohort or contract shuts the door.
    """
    if contact.customer_id is None:
        raise NotAllowed("Only a customer's contact can raise a request.", code="not-authorised")
    pass_door(contact, new.site_id, by=actor, now=now)
    numbers = new.numbers.stripped()
    sr = ServiceRequest(
        reference=new_reference(),
        kind=new.kind,
        customer_id=contact.customer_id,
        site_id=new.site_id,
        contact_id=contact.user_id,
        raised_by_id=actor.user_id,
        status=Status.SUBMITTED,
        severity=new.severity,
        summary=new.summary,
        reason=new.reason,
        impact=new.impact,
        party_kind=new.party_kind,
        party_name=new.party_name,
        party_email=new.party_email,
        party_phone=new.party_phone,
        equipment_in=list(new.equipment_in),
        equipment_out=list(new.equipment_out),
        escort=new.escort,
        details=dict(new.details),
        received_at=now,
        revision=1,
        ended_reason="",
        customer_reference=numbers.customer_reference,
        purchase_order=numbers.purchase_order,
        company_key=company_key(new.party_name or get_customer(contact.customer_id).name),
    )
    db.session.add(sr)
    db.session.flush()
    rows = [{"request_id": sr.id, "device_id": device.id} for device in new.devices]
    if rows:
        db.session.execute(insert(RequestDevice), rows)
    _record_received(actor, sr, new, now)
    keep_words_of(sr.id)
    commitments.start(sr, now=now)
    return sr


def _record_received(actor: Actor, sr: RequestFacts, new: Received, now: datetime) -> None:
    record(
        Event.REQUEST_SUBMITTED,
        stream=stream_of(new.site_code),
        subject=subject_of(sr.reference),
        at=now,
        actor=actor.ref,
        facts={
            "kind": sr.kind.value,
            "severity": sr.severity.value,
            "customer": sr.customer_id,
            "contact": sr.contact_id,
            "devices": [device.id for device in new.devices],
        },
        personal=Personal(
            subject_of(sr.reference),
            {"summary": new.summary, "party": new.party_name, "impact": new.impact},
        ),
    )


def advance(
    sr: RequestFacts,
    action: Action,
    *,
    actor: str,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Take a request one step on, unless somebody else just did (then Conflict), and record it.

    A step that accepts the request gives it its number.
    """
    before, after = sr.status, next_status(sr.status, action)
    values: dict[str, Any] = {"status": after}
    if after in {Status.SCHEDULED, Status.ACCEPTED} and sr.number is None:
        values |= {"number": next_number(now), "accepted_at": now}
    if after not in OPEN_STATUSES:
        values |= {"ended_at": now, "ended_reason": reason}
    elif before not in OPEN_STATUSES:
        values |= {"ended_at": None, "ended_reason": ""}
    step = update(ServiceRequest).where(ServiceRequest.id == sr.id, ServiceRequest.status == before)
    if not claim(step.values(**values).execution_options(synchronize_session=False)):
        raise Conflict(
            "Somebody else changed this request at the same moment.",
            next_step="Open the request again to see where it stands.",
        )
    db.session.refresh(sr)
    record_on(
        sr,
        event_of(before, action),
        actor=actor,
        now=now,
        personal={"reason": reason} if reason else None,
        status=after.value,
        **(facts or {}),
    )
    if after in ANSWERED:
        commitments.note_first_response(sr, now=now)
    if after not in OPEN_STATUSES:
        commitments.stop(sr, now=now)
    elif before not in OPEN_STATUSES:
        commitments.start(sr, now=now)


def get_for_change(actor: Actor, called: str, *, now: datetime) -> RequestFacts:
    """Find a request that the actor wants to change; a contact needs the right at its site.

    Raises NotAllowed without it, and after the contract's end (R-ONB-4).
    """
    sr = get_request(actor, called, now=now)
    if not actor.is_staff:
        check_right(actor, RIGHT_FOR[sr.kind], sr.site_id, now=now)
        check_contract(actor, sr.site_id, now=now)
    return sr


def require_kind(sr: RequestFacts, *kinds: Kind) -> None:
    """Refuse an act that a request of this kind does not have; raises Conflict."""
    if sr.kind not in kinds:
        raise Conflict(
            f"A request for {sr.kind.value} does not have this.",
            code="wrong-kind",
            next_step="Open the request to see what can be done with it.",
        )
