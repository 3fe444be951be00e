"""The words that each side owes the other, soon or already (R-SEV-9)."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, case, select

from accessdesk.db import db
from accessdesk.service_requests.models import Commitment, ServiceRequest
from accessdesk.service_requests.promises.clocks import Outcome, Promise
from accessdesk.service_requests.rules import Awaited, Severity
from accessdesk.service_requests.waiting import Among, Waits

SOON = timedelta(hours=4)  # A word that is due later is not waited for yet.

_ACTS = {
    Promise.FIRST_RESPONSE: (Awaited.FIRST_RESPONSE, "Give the customer a first response"),
    Promise.OPERATOR_UPDATE: (Awaited.OPERATOR_UPDATE, "Update the customer"),
    Promise.CUSTOMER_UPDATE: (Awaited.CUSTOMER_UPDATE, "Say how it stands on your side"),
}


def severity_rank() -> ColumnElement[int]:
    """What requests are ordered by first: 1, A, B, C, D."""
    return case({level: rank for rank, level in enumerate(Severity)}, value=ServiceRequest.severity)


def owed_by_the_customer(among: Among) -> Iterator[Waits]:
    """Find the updates that the customer's desk owes."""
    return _owed(among, Promise.CUSTOMER_UPDATE)


def owed_by_the_desk(among: Among) -> Iterator[Waits]:
    """Find the first responses and the updates that the operator owes."""
    return _owed(among, Promise.FIRST_RESPONSE, Promise.OPERATOR_UPDATE)


def _owed(among: Among, *promises: Promise) -> Iterator[Waits]:
    open_ones = select(Commitment).where(
        Commitment.request_id.in_(among.requests),
        Commitment.outcome == Outcome.OPEN,
        Commitment.promise.in_(promises),
        Commitment.due_at <= among.now + SOON,
    )
    for each in db.session.scalars(open_ones):
        act, words = _ACTS[each.promise]
        yield Waits(each.request_id, act, words, since=each.base_at, due_at=each.due_at)
