"""What each side owes, in the order in which it is to be done (R-SEV-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, select

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import db
from accessdesk.estate.queries import sites_by_id
from accessdesk.service_requests.models import Commitment, ServiceRequest
from accessdesk.service_requests.promises.clocks import Outcome, Promise
from accessdesk.service_requests.queries import visible_to
from accessdesk.service_requests.rules import Kind, Severity

OWN_PROMISES = {
    True: (Promise.FIRST_RESPONSE, Promise.OPERATOR_UPDATE),
    False: (Promise.CUSTOMER_UPDATE,),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise that the reader's own side has to keep."""

    called: str
    kind: Kind
    severity: Severity
    summary: str
    promise: Promise
    due_at: datetime
    zone: str


def severity_rank() -> ColumnElement[int]:
    """What requests are ordered by first: 1, A, B, C, D."""
    return case({level: rank for rank, level in enumerate(Severity)}, value=ServiceRequest.severity)


def owed_by(actor: Actor, *, now: datetime, limit: int = 50) -> Sequence[Owed]:
    """List what the actor's side owes: the worst first, then what falls due soonest."""
    if actor.role in {Role.OFFICER, Role.TECHNICIAN}:
        return []  # They do the work; the service desk owes the word.
    found = db.session.execute(
        select(ServiceRequest, Commitment.promise, Commitment.due_at)
        .join(Commitment, Commitment.request_id == ServiceRequest.id)
        .where(
            Commitment.outcome == Outcome.OPEN,
            Commitment.promise.in_(OWN_PROMISES[actor.is_staff]),
            visible_to(actor, now=now),
        )
        .order_by(severity_rank(), Commitment.due_at, ServiceRequest.id)
        .limit(limit)
    ).all()
    sites = sites_by_id({sr.site_id for sr, _, _ in found if sr.site_id is not None})
    return [
        Owed(
            sr.called,
            sr.kind,
            sr.severity,
            sr.summary,
            promise,
            due_at,
            sites[sr.site_id].zone if sr.site_id is not None else "UTC",
        )
        for sr, promise, due_at in found
    ]
