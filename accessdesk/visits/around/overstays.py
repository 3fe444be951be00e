"""Mark who did not come and who stayed too long, once their window has ended (R-GATE-9).

A mark says what was seen; it never becomes an arrival or a departure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from accessdesk.accounts.rules import Actor
from accessdesk.db import conflict_insert, db
from accessdesk.estate.queries import SiteFacts, sites_by_id
from accessdesk.gate.overstays import Ended, who_came, who_did_not_come, who_stayed_too_long
from accessdesk.journal.rules import Event
from accessdesk.journal.service import record, site_stream
from accessdesk.scheduling.booked import ids_of_windows, windows_by_id
from accessdesk.service_requests.queries import ids_visible_to, rows_by_id
from accessdesk.service_requests.service import subject_of
from accessdesk.service_requests.visitors import everybody_by_request
from accessdesk.visits.models import VisitMark
from accessdesk.visits.states import Mark

LOOK_BACK = timedelta(days=62)  # A sweep that did not run for two months goes back that far.
MOST_MARKS = 500
SYSTEM = "system"

_EVENTS = {Mark.NO_SHOW: Event.VISITOR_NO_SHOW, Mark.OVERSTAYED: Event.VISITOR_OVERSTAYED}


@dataclass(frozen=True, slots=True)
class Marked:
    """How many visitors a sweep marked anew."""

    no_shows: int
    overstays: int


def mark_ended(*, now: datetime) -> Marked:
    """Mark no-shows and overstays of windows that have ended; running it again marks nothing.

    A no-show is one only after the late grace of the gate, since until then they may come.
    """
    since = now - LOOK_BACK
    absent = who_did_not_come(_marked(Mark.NO_SHOW, since), since=since, now=now)
    late = who_stayed_too_long(_marked(Mark.OVERSTAYED, since), since=since, now=now)
    sites = sites_by_id({each.site_id for each in (*absent, *late)})
    gone = [each for each in absent if _grace_ends_at(each, sites) <= now]
    return Marked(_mark(Mark.NO_SHOW, gone, sites, now), _mark(Mark.OVERSTAYED, late, sites, now))


def _marked(mark: Mark, since: datetime) -> Select[int, int]:
    """Select the marks that were made since a moment: none is older than the end of its window."""
    return select(VisitMark.window_id, VisitMark.visitor_id).where(
        VisitMark.mark == mark, VisitMark.marked_at > since
    )


def _grace_ends_at(ended: Ended, sites: dict[int, SiteFacts]) -> datetime:
    return ended.ends_at + timedelta(minutes=sites[ended.site_id].late_minutes)


def _mark(mark: Mark, found: Iterable[Ended], sites: dict[int, SiteFacts], now: datetime) -> int:
    """Insert the marks that nobody else has just inserted, and record each of those."""
    marked = 0
    for each in found:
        insert = conflict_insert(VisitMark).values(
            window_id=each.window_id, visitor_id=each.visitor_id, mark=mark, marked_at=now
        )
        done = insert.on_conflict_do_nothing().returning(VisitMark.window_id)
        if db.session.execute(done).scalar() is None:
            continue
        marked += 1
        record(
            _EVENTS[mark],
            stream=site_stream(sites[each.site_id].code),
            subject=subject_of(each.reference),
            at=now,
            actor=SYSTEM,
            facts={"window": each.window_id, "visitor": each.visitor_id},
        )
    return marked


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark as the customer and the site see it."""

    request: str
    visitor: str
    mark: Mark
    starts_at: datetime
    ends_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class _Seen:
    window_id: int
    visitor_id: int
    mark: Mark

    @property
    def who(self) -> tuple[int, int]:
        return self.window_id, self.visitor_id


def marks_of(request_id: int) -> list[MarkRow]:
    """List the marks on a request, newest window first.

    The caller has made sure that the actor may know of the request.
    """
    return _rows(ids_of_windows([request_id]))


def marks_at(actor: Actor, site_id: int, *, now: datetime) -> list[MarkRow]:
    """List the marks at a site that the actor may know of, newest window first."""
    return _rows(ids_of_windows(ids_visible_to(actor, site_id=site_id, now=now)))


def _rows(window_ids: Select[int]) -> list[MarkRow]:
    marks = [_Seen(*row) for row in db.session.execute(_latest(window_ids))]
    if not marks:
        return []
    windows = windows_by_id({each.window_id for each in marks})
    came = who_came(windows)
    requests = rows_by_id({each.request_id for each in windows.values()})
    everybody = [each for rows in everybody_by_request(requests).values() for each in rows]
    places = {visitor.id: place for place, visitor in enumerate(everybody)}
    stand = sorted(
        (each for each in marks if each.mark is not Mark.NO_SHOW or each.who not in came),
        key=lambda each: (-windows[each.window_id].starts_at.timestamp(), places[each.visitor_id]),
    )
    return [
        MarkRow(
            requests[window.request_id].called,
            everybody[places[each.visitor_id]].name,
            each.mark,
            window.starts_at,
            window.ends_at,
            window.zone,
        )
        for each in stand
        for window in [windows[each.window_id]]
    ]


def _latest(window_ids: Select[int]) -> Select[int, int, Mark]:
    """Select the latest marks in some windows.

    A no-show whose arrival a desk has synced since is not one: the caller leaves it out.
    """
    return (
        select(VisitMark.window_id, VisitMark.visitor_id, VisitMark.mark)
        .where(VisitMark.window_id.in_(window_ids))
        .order_by(VisitMark.marked_at.desc(), VisitMark.window_id, VisitMark.mark)
        .limit(MOST_MARKS)
    )
