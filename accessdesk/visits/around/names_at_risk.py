"""Names on visits that the gate will not admit, or did not, while they can be corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accessdesk.accounts.rules import Actor
from accessdesk.gate.turned_away import turned_away_for_name
from accessdesk.identity.requested import remarks_on_requested_name
from accessdesk.journal.queries import timeline
from accessdesk.journal.rules import Event
from accessdesk.service_requests.queries import ids_visible_to, rows_by_id
from accessdesk.service_requests.visitors import visitors_by_request
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
    coming = [
        (visits[request_id], visitor)
        for request_id, visitors in visitors_by_request(visits).items()
        for visitor in visitors
    ]
    coming.sort(key=lambda each: (each[0].starts_at, each[1].id))
    return [
        DoubtfulName(visit, visitor.id, visitor.name, remark.words)
        for visit, visitor in coming[:MOST_NAMES]
        for remark in remarks_on_requested_name(visitor.name)[:1]
    ]


def find_mismatches(actor: Actor, *, now: datetime) -> list[Mismatch]:
    """Find who was turned away for their name, and has neither entered nor been corrected since."""
    mine = ids_visible_to(actor, statuses=COMING, now=now)
    turned_away = turned_away_for_name(mine, since=now - STILL_AT_THE_GATE)
    concerned = {each.request_id for each in turned_away}
    requests, visitors = rows_by_id(concerned), visitors_by_request(concerned)
    found = [
        Mismatch(request.called, request.reference, visitor.id, visitor.name, each.at)
        for each in turned_away
        for request in [requests[each.request_id]]
        for visitor in visitors[each.request_id]
        if visitor.id == each.visitor_id
    ]
    return [each for each in found if not _was_corrected(each)]


def _was_corrected(mismatch: Mismatch) -> bool:
    return any(
        entry.event == Event.VISITOR_CORRECTED
        and entry.facts.get("visitor") == mismatch.visitor_id
        and entry.at >= mismatch.at
        for entry in timeline(f"request/{mismatch.reference}")
    )
