"""Names on visits that the gate will not admit, or did not, while they can be corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.gate.models import Admission, GateAttempt
from accessdesk.gate.rules import RefusalCode
from accessdesk.identity.requested import remarks_on_requested_name
from accessdesk.journal.queries import timeline
from accessdesk.journal.rules import Event
from accessdesk.passes.models import Pass
from accessdesk.passes.rules import PassState
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.queries import visible_to
from accessdesk.visits.lists import COMING, VisitRow

MOST_NAMES = 100  # Each takes a third of a millisecond to judge, and the page is to be instant.
STILL_AT_THE_GATE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A visitor whom the gate turned away because the ID says another name (R-GATE-5)."""

    called: str
    reference: str
    visitor_id: int
    visitor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DoubtfulName:
    """A name on an upcoming visit that the gate may not admit."""

    visit: VisitRow
    visitor_id: int
    visitor: str
    words: str


def find_doubtful(upcoming: Sequence[VisitRow]) -> list[DoubtfulName]:
    """Find names that the gate may not admit while they can be corrected, the next visit first."""
    visits = {visit.request_id: visit for visit in reversed(upcoming)}
    statement = select(Visitor.request_id, Visitor.id, Visitor.name).where(
        Visitor.request_id.in_(visits), Visitor.removed_at.is_(None)
    )
    rows = sorted(
        db.session.execute(statement), key=lambda row: (visits[row.request_id].starts_at, row.id)
    )
    return [
        DoubtfulName(visits[row.request_id], row.id, row.name, remark.words)
        for row in rows[:MOST_NAMES]
        for remark in remarks_on_requested_name(row.name)[:1]
    ]


def find_mismatches(actor: Actor, *, now: datetime) -> list[Mismatch]:
    """Find who was turned away for their name, and has neither entered nor been corrected since."""
    entered = (
        select(Admission.id)
        .where(Admission.visitor_id == Pass.visitor_id, Admission.entered_at >= GateAttempt.at)
        .exists()
    )
    statement = (
        select(
            ServiceRequest.called,
            ServiceRequest.reference,
            Visitor.id,
            Visitor.name,
            GateAttempt.at,
        )
        .select_from(GateAttempt)
        .join(Pass, Pass.id == GateAttempt.pass_id)
        .join(ServiceRequest, ServiceRequest.id == GateAttempt.request_id)
        .join(Visitor, Visitor.id == Pass.visitor_id)
        .where(
            visible_to(actor, now=now),
            GateAttempt.code == RefusalCode.NAME_MISMATCH.value,
            GateAttempt.at > now - STILL_AT_THE_GATE,
            ServiceRequest.status.in_(COMING),
            Pass.state == PassState.ISSUED,
            Visitor.removed_at.is_(None),
            ~entered,
        )
        .order_by(GateAttempt.at)
    )
    found = [Mismatch(*row) for row in db.session.execute(statement)]
    latest = {each.visitor_id: each for each in found}
    return [each for each in latest.values() if not _was_corrected(each)]


def _was_corrected(mismatch: Mismatch) -> bool:
    return any(
        entry.event == Event.VISITOR_CORRECTED
        and entry.facts.get("visitor") == mismatch.visitor_id
        and entry.at >= mismatch.at
        for entry in timeline(f"request/{mismatch.reference}")
    )
