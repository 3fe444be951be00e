"""Names on visits that the gate will not admit, or did not, while they can be corrected."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.customers.rules import Shut
from accessdesk.estate.queries import holds_right
from accessdesk.gate.rules import RefusalCode
from accessdesk.gate.turned_away import TurnedAway, turned_away
from accessdesk.identity.requested import remarks_on_requested_name
from accessdesk.journal.queries import timeline
from accessdesk.journal.rules import Event
from accessdesk.service_requests.asking.door import shut_to
from accessdesk.service_requests.queries import RequestRow, rows_by_id
from accessdesk.service_requests.rules import RIGHT_FOR, Awaited, Kind
from accessdesk.service_requests.visitors import visitors_by_request
from accessdesk.service_requests.waiting import Among, Waits
from accessdesk.visits.lists import VisitRow

MOST_NAMES = 100  # Each takes a third of a millisecond to judge, and the page is to be instant.


@dataclass(frozen=True, slots=True)
class DoubtfulName:
    """A name on an upcoming visit that the gate may not admit."""

    visit: VisitRow
    visitor_id: int
    visitor: str
    words: str


def find_doubtful(
    actor: Actor, upcoming: Sequence[VisitRow], *, now: datetime
) -> list[DoubtfulName]:
    """Find names that the gate may not admit and a contact may correct, the next visit first."""
    mine = _where_they_correct(actor, {visit.site_id for visit in upcoming}, now)
    visits = {visit.request_id: visit for visit in reversed(upcoming) if visit.site_id in mine}
    coming = [
        (visits[request_id], visitor)
        for request_id, visitors in visitors_by_request(visits).items()
        for visitor in visitors
    ]
    coming.sort(key=lambda each: (each[0].starts_at, each[1].id))
    doubtful = [
        DoubtfulName(visit, visitor.id, visitor.name, remark.words)
        for visit, visitor in coming[:MOST_NAMES]
        for remark in remarks_on_requested_name(visitor.name)[:1]
    ]
    requests = rows_by_id({each.visit.request_id for each in doubtful})
    confirmed = {key: confirmed_in(row.reference) for key, row in requests.items()}
    return [each for each in doubtful if each.visitor_id not in confirmed[each.visit.request_id]]


def confirmed_in(reference: str) -> set[int]:
    """The visitors of a request whose name, as it is now, somebody said is so on the ID."""
    confirmed: set[int] = set()
    for entry in timeline(f"request/{reference}"):
        if entry.event == Event.VISITOR_NAME_CONFIRMED:
            confirmed.add(entry.facts["visitor"])
        elif entry.event == Event.VISITOR_CORRECTED:
            confirmed.discard(entry.facts.get("visitor", 0))
    return confirmed


def _where_they_correct(actor: Actor, site_ids: Collection[int], now: datetime) -> set[int]:
    """Pick the sites where a contact may change a visit: elsewhere the link would refuse them."""
    return {
        site_id
        for site_id in site_ids
        if holds_right(actor, RIGHT_FOR[Kind.SITE_ACCESS], site_id, now=now)
        and shut_to(actor, site_id, now=now) is not Shut.CONTRACT_ENDED
    }


def names_to_correct(among: Among) -> Iterator[Waits]:
    """Find who was turned away for their name, and has neither entered nor been corrected since."""
    for_name = turned_away(among.requests, RefusalCode.NAME_MISMATCH, now=among.now)
    concerned = {each.request_id for each in for_name}
    requests, visitors = rows_by_id(concerned), visitors_by_request(concerned)
    for each in for_name:
        names = {visitor.id: visitor.name for visitor in visitors[each.request_id]}
        if each.visitor_id in names and not _was_corrected(requests[each.request_id], each):
            yield Waits(
                each.request_id,
                Awaited.NAME,
                f"{names[each.visitor_id]} was turned away: the ID has another name",
                since=each.at,
                due_at=each.at,
                text="Correct the name as the ID has it; the same pass then works at once.",
                item=each.visitor_id,
            )


def _was_corrected(request: RequestRow, refused: TurnedAway) -> bool:
    return any(
        entry.event == Event.VISITOR_CORRECTED
        and entry.facts.get("visitor") == refused.visitor_id
        and entry.at >= refused.at
        for entry in timeline(f"request/{request.reference}")
    )
