"""Find the requests that one outage concerns, and whether they can share it."""

from collections.abc import Sequence
from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Conflict, Invalid, NotFound
from accessdesk.outages.queries import find_outage, requests_of
from accessdesk.outages.rules import DECLARABLE, faults_of_membership
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Kind


def why_not(sr: RequestFacts) -> str:
    """Why no outage can be communicated on a request; empty when one can."""
    if sr.kind is not Kind.INCIDENT or sr.status not in DECLARABLE:
        return (
            f"{sr.called} is {sr.status.value}: an outage is communicated on an "
            "incident that was accepted and is open."
        )
    return faults_of_membership([sr.severity], [sr.customer_id])


def would_tell(
    actor: Actor, sr: RequestFacts, others: Sequence[str], *, now: datetime
) -> list[RequestFacts]:
    """The requests whose audiences a notice would go to, as far as they are known."""
    outage = find_outage(sr.id)
    there = (requests_of(outage.id) if outage else []) or [sr]
    return list({each.id: each for each in [*there, *_named_all(actor, others, now)]}.values())


def concerned_by(
    actor: Actor, sr: RequestFacts, others: Sequence[str], *, now: datetime
) -> list[RequestFacts]:
    """All requests that an outage would concern.

    Raises Invalid if they cannot share one, Conflict when no outage can be communicated on one of
    them.
    """
    found = [sr, *_named_all(actor, others, now)]
    requests = list({each.id: each for each in found}.values())
    for each in requests:
        if each.kind is not Kind.INCIDENT or each.status not in DECLARABLE:
            raise Conflict(
                why_not(each), code="wrong-status", next_step="Accept the incident first."
            )
    check_shared(requests)
    return requests


def _named_all(actor: Actor, others: Sequence[str], now: datetime) -> list[RequestFacts]:
    return [named(actor, each, now) for each in others if each.strip()]


def named(actor: Actor, called: str, now: datetime) -> RequestFacts:
    """Find a request by the number that somebody typed; raises Invalid when there is none."""
    try:
        return get_request(actor, called, now=now)
    except NotFound:
        words = f"There is no request “{called.strip()[:40]}”."
        raise Invalid(fields={"requests": words}) from None


def check_shared(requests: Sequence[RequestFacts]) -> None:
    """Refuse requests that cannot share an outage: too low, or two of one customer.

    Raises Invalid at the field at fault.
    """
    customers = [each.customer_id for each in requests]
    if words := faults_of_membership([each.severity for each in requests], customers):
        raise Invalid(words, code="severity-needed", fields={"requests": words})
    if len(set(customers)) < len(customers):
        raise Invalid(fields={"requests": "One request per customer: each person is told once."})
