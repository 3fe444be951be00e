"""Mark who did not come and who stayed too long, once their window has ended (R-GATE-9).

A mark says what was seen; it never becomes an arrival or a departure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from accessdesk.accounts.rules import Actor
from accessdesk.db import conflict_insert, db
from accessdesk.estate.models import Site
from accessdesk.gate.models import Admission
from accessdesk.journal.rules import Event
from accessdesk.journal.service import record, site_stream
from accessdesk.passes.models import Pass
from accessdesk.passes.rules import PassState
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.states import WindowState
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.queries import visible_to
from accessdesk.service_requests.rules import Status
from accessdesk.service_requests.service import subject_of
from accessdesk.visits.models import VisitMark
from accessdesk.visits.states import Mark

LOOK_BACK = timedelta(days=62)  # A sweep that did not run for two months goes back that far.
SYSTEM = "system"

_EVENTS = {Mark.NO_SHOW: Event.VISITOR_NO_SHOW, Mark.OVERSTAYED: Event.VISITOR_OVERSTAYED}
_CAME = and_(
    Admission.window_id == BookedWindow.id,
    Admission.visitor_id == Visitor.id,
    Admission.undone_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class Marked:
    """How many visitors a sweep marked anew."""

    no_shows: int
    overstays: int


def mark_ended(*, now: datetime) -> Marked:
    """Mark no-shows and overstays of windows that have ended; running it again marks nothing.

    A no-show is one only after the late grace of the gate, since until then they may come.
    """
    no_shows = _mark(Mark.NO_SHOW, _no_shows(now), now)
    overstays = _mark(Mark.OVERSTAYED, _overstays(now), now)
    return Marked(no_shows, overstays)


def _ended(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        BookedWindow.ends_at <= now,
        BookedWindow.ends_at > now - LOOK_BACK,
        BookedWindow.starts_at > now - 2 * LOOK_BACK,
    )


def _unmarked(mark: Mark) -> ColumnElement[bool]:
    return ~exists().where(
        VisitMark.window_id == BookedWindow.id,
        VisitMark.visitor_id == Visitor.id,
        VisitMark.mark == mark,
    )


_WHO = (
    BookedWindow.id.label("window_id"),
    Visitor.id.label("visitor_id"),
    BookedWindow.ends_at,
    Site.late_minutes,
    Site.code,
    ServiceRequest.reference,
)


def _no_shows(now: datetime) -> Sequence[Any]:
    statement = (
        select(*_WHO)
        .join(Pass, Pass.window_id == BookedWindow.id)
        .join(Visitor, Visitor.id == Pass.visitor_id)
        .join(ServiceRequest, ServiceRequest.id == BookedWindow.request_id)
        .join(Site, Site.id == BookedWindow.site_id)
        .where(
            *_ended(now),
            BookedWindow.state == WindowState.BOOKED,
            Pass.state == PassState.ISSUED,
            Visitor.removed_at.is_(None),
            ServiceRequest.status.not_in([Status.CANCELLED, Status.REJECTED]),
            ~exists().where(_CAME),
            _unmarked(Mark.NO_SHOW),
        )
    )
    rows = db.session.execute(statement).all()
    return [row for row in rows if row.ends_at + timedelta(minutes=row.late_minutes) <= now]


def _overstays(now: datetime) -> Sequence[Any]:
    statement = (
        select(*_WHO)
        .join(Admission, Admission.window_id == BookedWindow.id)
        .join(Visitor, Visitor.id == Admission.visitor_id)
        .join(ServiceRequest, ServiceRequest.id == BookedWindow.request_id)
        .join(Site, Site.id == BookedWindow.site_id)
        .where(
            *_ended(now),
            Admission.undone_at.is_(None),
            or_(Admission.left_at.is_(None), Admission.left_at > BookedWindow.ends_at),
            _unmarked(Mark.OVERSTAYED),
        )
        .distinct()
    )
    return db.session.execute(statement).all()


def _mark(mark: Mark, rows: Sequence[Any], now: datetime) -> int:
    """Insert the marks that nobody else has just inserted, and record each of those."""
    marked = 0
    for row in rows:
        insert = conflict_insert(VisitMark).values(
            window_id=row.window_id, visitor_id=row.visitor_id, mark=mark, marked_at=now
        )
        done = insert.on_conflict_do_nothing().returning(VisitMark.window_id)
        if db.session.execute(done).scalar() is None:
            continue
        marked += 1
        record(
            _EVENTS[mark],
            stream=site_stream(row.code),
            subject=subject_of(row.reference),
            at=now,
            actor=SYSTEM,
            facts={"window": row.window_id, "visitor": row.visitor_id},
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


def marks_for(
    actor: Actor, *, now: datetime, request_id: int | None = None, site_id: int | None = None
) -> list[MarkRow]:
    """List the marks that the actor may know of, newest window first.

    A no-show whose arrival a desk has synced since is not one, and is left out.
    """
    statement = (
        select(VisitMark, ServiceRequest.called, Visitor.name)
        .add_columns(BookedWindow.starts_at, BookedWindow.ends_at, BookedWindow.zone)
        .join(BookedWindow, BookedWindow.id == VisitMark.window_id)
        .join(Visitor, Visitor.id == VisitMark.visitor_id)
        .join(ServiceRequest, ServiceRequest.id == BookedWindow.request_id)
        .where(
            visible_to(actor, now=now),
            or_(VisitMark.mark != Mark.NO_SHOW, ~exists().where(_CAME)),
        )
        .order_by(BookedWindow.starts_at.desc(), Visitor.position, VisitMark.mark)
        .limit(500)
    )
    if request_id is not None:
        statement = statement.where(ServiceRequest.id == request_id)
    if site_id is not None:
        statement = statement.where(BookedWindow.site_id == site_id)
    return [
        MarkRow(called, name, mark.mark, starts_at, ends_at, zone)
        for mark, called, name, starts_at, ends_at, zone in db.session.execute(statement)
    ]
