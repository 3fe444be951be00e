"""Visits that are over and still open: the desk ends them, or it owes updates on them for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists
from sqlalchemy.orm import aliased

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.estate.models import Site
from accessdesk.gate.models import Admission
from accessdesk.gate.tables import IS_INSIDE
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.states import WindowState
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import visible_to
from accessdesk.service_requests.rules import Status
from accessdesk.visits.lists import VISIT, VisitRow

_CAME = exists().where(Admission.request_id == ServiceRequest.id, Admission.undone_at.is_(None))
_INSIDE = exists().where(Admission.request_id == ServiceRequest.id, IS_INSIDE)


@dataclass(frozen=True, slots=True)
class OverVisit:
    """A visit that is over, by its last window, and whether anybody came."""

    visit: VisitRow
    came: bool

    @property
    def words(self) -> str:
        """Say for the customer how it ended."""
        if self.came:
            return "The visit is over, and everybody has left."
        return "The window has ended, and nobody came."


def over_visits(actor: Actor, *, now: datetime, limit: int) -> Sequence[OverVisit]:
    """List open visits whose last window and its grace have ended, with nobody inside."""
    later = aliased(BookedWindow)
    has_later = exists().where(
        later.request_id == BookedWindow.request_id,
        later.state != WindowState.RELEASED,
        later.ends_at > BookedWindow.ends_at,
    )
    statement = (
        VISIT.add_columns(Site.late_minutes, _CAME)
        .where(
            visible_to(actor, now=now),
            ServiceRequest.status.in_([Status.SCHEDULED, Status.IN_PROGRESS]),
            BookedWindow.ends_at <= now,
            ~has_later,
            ~_INSIDE,
        )
        .limit(limit)
    )
    rows = db.session.execute(statement).all()
    found = [(VisitRow(*visit), late, came) for *visit, late, came in rows]
    return [
        OverVisit(visit, came)
        for visit, late, came in found
        if visit.ends_at + timedelta(minutes=late) <= now
    ]
