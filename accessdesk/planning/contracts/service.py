"""Change a customer's terms, and never break a booked visit by it without a decision (R-ONB-5)."""

from collections.abc import Sequence
from datetime import datetime

from accessdesk.accounts.queries import contacts_of
from accessdesk.accounts.rules import Actor
from accessdesk.accounts.service import set_cohort
from accessdesk.customers.queries import CustomerFacts
from accessdesk.customers.service import set_phase_and_end
from accessdesk.errors import Conflict, Invalid
from accessdesk.estate.queries import all_sites
from accessdesk.estate.sites import lock_site
from accessdesk.journal.rules import Event, Facts, Personal
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.planning.contracts.queries import subject_of, terms_of
from accessdesk.planning.contracts.terms import (
    Terms,
    TermsDraft,
    facts_of,
    faults_of_change,
)
from accessdesk.planning.policies import VisitsTouched
from accessdesk.planning.policy_changes import Decisions
from accessdesk.planning.touched import Shift, TouchedBooking, visits_shut_out
from accessdesk.visits.changing.occurrences import cancel_window, request_of_window


def change_terms(
    actor: Actor, customer: CustomerFacts, draft: TermsDraft, decided: Decisions, *, now: datetime
) -> None:
    """Set phase, cohort and contract's end of a customer, with a reason that is kept.

    Raises Invalid with the faults at their fields, VisitsTouched while a visit that the new terms
    do not allow is undecided, Conflict when somebody changed them at the same moment; and then
    changes nothing.
    """
    before, after = judge_terms(customer, draft, now=now)
    decided.check()
    touched = _check_decided(customer, Shift(before, after), decided, now=now)
    _set(customer, before, after)
    for window_id in set(touched) & set(decided.cancel):
        cancel_window(actor, request_of_window(window_id), window_id, draft.reason, now=now)
    facts: Facts = {**facts_of(after), "before": facts_of(before), "touched": touched}
    subject = subject_of(customer.id)
    record(
        Event.CUSTOMER_TERMS_CHANGED,
        stream=OPERATOR_STREAM,
        subject=subject,
        at=now,
        actor=actor.ref,
        facts=facts,
        personal=Personal(subject, {"reason": draft.reason.strip()}),
    )


def judge_terms(
    customer: CustomerFacts, draft: TermsDraft, *, now: datetime, unread: bool = False
) -> tuple[Terms, Terms]:
    """The terms before and after a change; raises Invalid with the faults at their fields.

    Something `unread` stands as it was, and is another's to tell of.
    """
    before = terms_of(customer)
    after = _after(customer, before, draft)
    if faults := faults_of_change(before, after, draft.reason, today=now.date(), unread=unread):
        raise Invalid("The terms cannot be changed so.", fields=faults)
    return before, after


def _after(customer: CustomerFacts, before: Terms, draft: TermsDraft) -> Terms:
    cohort = before.cohort if draft.cohort is None else _read_cohort(customer, draft.cohort)
    return Terms(draft.phase, draft.contract_ends_on, cohort)


def _read_cohort(customer: CustomerFacts, emails: Sequence[str]) -> frozenset[int]:
    """The contacts of these addresses; another customer's look as if they were not there."""
    ids = {each.email: each.id for each in contacts_of(customer.id)}
    wanted = [email.strip().lower() for email in emails]
    unknown = [email for email in wanted if email not in ids]
    if unknown:
        words = f"{customer.name} has no contact with the address {unknown[0][:100]}."
        raise Invalid(fields={"cohort": words})
    return frozenset(ids[email] for email in wanted)


def touched_by_terms(
    customer: CustomerFacts, draft: TermsDraft, *, now: datetime
) -> list[TouchedBooking]:
    """List the booked visits that new terms do not allow, beyond an end or in a phase.

    Raises Invalid where the draft names a contact who is not there.
    """
    before = terms_of(customer)
    return _touched(customer, Shift(before, _after(customer, before, draft)), now)


def _touched(customer: CustomerFacts, shift: Shift, now: datetime) -> list[TouchedBooking]:
    shifts = {customer.id: shift}
    return [visit for site in all_sites() for visit in visits_shut_out(site, shifts, now=now)]


def _check_decided(
    customer: CustomerFacts, shift: Shift, decided: Decisions, *, now: datetime
) -> list[int]:
    """Raise VisitsTouched when a touched visit is undecided; returns the touched.

    Whoever books waits meanwhile, and then meets the new terms.
    """
    for site in all_sites():
        lock_site(site.id)
    touched = _touched(customer, shift, now)
    undecided = [visit for visit in touched if not decided.of(visit.window_id)]
    if undecided:
        raise VisitsTouched(undecided, touched)
    return [visit.window_id for visit in touched]


def _set(customer: CustomerFacts, before: Terms, after: Terms) -> None:
    was, to = (before.phase, before.contract_ends_on), (after.phase, after.contract_ends_on)
    if not set_phase_and_end(customer.id, was, to):
        raise Conflict(
            "Somebody else changed this customer at the same moment.",
            next_step="Look at it again, and change what is still to be changed.",
        )
    set_cohort(customer.id, after.cohort)
