"""The door of every request: the customer's phase, its cohort and its contract (R-ONB-5)."""

from collections.abc import Callable
from datetime import date, datetime

from accessdesk.accounts.rules import Actor
from accessdesk.customers.queries import CustomerFacts, get_customer
from accessdesk.customers.rules import Shut, why_shut
from accessdesk.errors import NotAllowed
from accessdesk.estate.queries import AHEAD_OF_UTC, day_at_last_site, get_site_by_id, holds_right
from accessdesk.estate.rules import local_day
from accessdesk.service_requests.queries import RequestRow
from accessdesk.service_requests.rules import RIGHT_FOR, Kind
from accessdesk.telephone import DESK

TITLES = {
    Shut.IN_DEPLOYMENT: "Nothing can be asked for before the pilot",
    Shut.NOT_IN_PILOT: "In the pilot only its cohort asks",
    Shut.CONTRACT_ENDED: "The contract has ended",
}
NEXT_STEPS = {
    Shut.IN_DEPLOYMENT: f"To hear when the pilot begins, call {DESK}.",
    Shut.NOT_IN_PILOT: f"Ask a contact of the cohort; to be of it yourself, call {DESK}.",
    Shut.CONTRACT_ENDED: f"To renew it, call {DESK}; what was asked for can still be read.",
}


def pass_door(contact: Actor, site_id: int | None, *, by: Actor, now: datetime) -> None:
    """Let a contact of a customer ask for something, or say why not.

    Raises NotAllowed with the code of the reason. `by` is who raises the request: an agent who does
    so for a caller reads of it where they chose them. The day is that of the site.
    """
    if refusal := refusal_at_door(contact, site_id, by=by, now=now):
        raise refusal


def refusal_at_door(
    contact: Actor, site_id: int | None, *, by: Actor, now: datetime
) -> NotAllowed | None:
    """What a contact would be told at the door, with whom to call; None while it is open."""
    shut = shut_to(contact, site_id, now=now)
    if shut is None:
        return None
    customer = get_customer(contact.customer_id or 0)
    words = shut_words(shut, contact, customer)
    return NotAllowed(
        words,
        code=shut.value,
        title=TITLES[shut],
        next_step=NEXT_STEPS[shut],
        fields={"on_behalf_of": words} if by.is_staff else None,
    )


def shut_to(contact: Actor, site_id: int | None, *, now: datetime) -> Shut | None:
    """Why a contact can ask for nothing today, on the day of the site where one is named."""
    if contact.customer_id is None:
        return None
    customer = get_customer(contact.customer_id)
    on = _day(site_id, now)
    ends_on = customer.contract_ends_on
    return why_shut(customer.phase, ends_on, in_pilot=contact.in_pilot, on=on)


def kinds_to_ask(actor: Actor, *, now: datetime) -> list[Kind]:
    """What the actor may ask for somewhere; staff ask for callers, named in the form."""
    return [] if _is_shut_to_asker(actor, now) else _kinds_held(actor, now)


def _kinds_held(actor: Actor, now: datetime) -> list[Kind]:
    if actor.is_staff:
        return list(RIGHT_FOR)
    return [kind for kind, right in RIGHT_FOR.items() if holds_right(actor, right, None, now=now)]


def _is_shut_to_asker(actor: Actor, now: datetime) -> bool:
    return not actor.is_staff and shut_to(actor, None, now=now) is not None


def refusal_of_all(contact: Actor, *, now: datetime) -> NotAllowed | None:
    """What a contact is told who may ask for nothing at all, with whom to ask; None for others."""
    if shut := refusal_at_door(contact, None, by=contact, now=now):
        return shut
    if kinds_to_ask(contact, now=now):
        return None
    return NotAllowed(
        "You have no right to ask for access or remote hands, or to report an incident, at a site.",
        code="not-authorised",
        title="You cannot ask for anything yet",
        next_step=f"Ask another contact of your desk to have a right granted, or call {DESK}.",
    )


def is_not_asked_first(kind: Kind) -> Callable[[Actor, datetime], bool]:
    """Whether “New request” leads somewhere else than to this kind: to the first they may ask."""

    def is_shut(actor: Actor, now: datetime) -> bool:
        # The door is asked for one of the kinds alone: each page shows the menu.
        return _kinds_held(actor, now)[:1] != [kind] or _is_shut_to_asker(actor, now)

    return is_shut


def check_may_ask_more(actor: Actor, site_id: int | None, *, now: datetime) -> None:
    """Refuse a contact's change that asks for more or other than was booked, behind a shut door.

    What a phase forbids to ask for it forbids to change so (R-ONB-5); what gives something up, or
    says a name better, is not asked here. Nor is a word on what is open, which each side owes the
    other until its end (R-SEV-4, R-RH-5). Raises NotAllowed.
    """
    if not actor.is_staff:
        pass_door(actor, site_id, by=actor, now=now)


def check_contract(contact: Actor, site_id: int | None, *, now: datetime) -> None:
    """Refuse a contact's change after the contract's end: history is then read-only (R-ONB-4).

    Raises NotAllowed.
    """
    if shut_to(contact, site_id, now=now) is Shut.CONTRACT_ENDED:
        pass_door(contact, site_id, by=contact, now=now)


def contract_has_ended(row: RequestRow, *, now: datetime) -> bool:
    """Whether the contract of a request's customer has ended, as `shut_to` would find."""
    if row.contract_ends_on >= (now + AHEAD_OF_UTC).date():
        return False
    return _day_on(row.site_zone, now) > row.contract_ends_on


def _day(site_id: int | None, now: datetime) -> date:
    return _day_on(None if site_id is None else get_site_by_id(site_id).zone, now)


def _day_on(zone: str | None, now: datetime) -> date:
    """The day on the clock of a site; where none is named, on that of the last of them."""
    return local_day(now, zone) if zone else day_at_last_site(now=now)


def shut_words(shut: Shut, contact: Actor, customer: CustomerFacts) -> str:
    """Why nothing can be asked for, in words."""
    if shut is Shut.IN_DEPLOYMENT:
        return f"{customer.name} is still in deployment; requests begin with the pilot."
    if shut is Shut.NOT_IN_PILOT:
        return f"{customer.name} is in its pilot, and {contact.name} is not of the cohort."
    return (
        f"The contract of {customer.name} ended on {customer.contract_ends_on:%-d %b %Y}; "
        "nothing new can be asked for."
    )
