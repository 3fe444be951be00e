"""Load a request with all that a message about it may say, from the tables as they are now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from accessdesk.accounts.models import User
from accessdesk.customers.queries import get_customer
from accessdesk.db import db
from accessdesk.estate.queries import SiteFacts, get_site_by_id
from accessdesk.passes.queries import PassDetails, details_of_request
from accessdesk.passes.rules import PassState
from accessdesk.remote_hands.models import WorkEntry
from accessdesk.remote_hands.rules import EntryKind
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import window_words
from accessdesk.service_requests.models import (
    RequestUpdate,
    ServiceRequest,
    SeverityChange,
    Visitor,
)
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import OPEN_STATUSES, Status

ADMITTING = frozenset({Status.SCHEDULED, Status.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """One visit of a request, by the window in which it stands or last stood.

    `window_ids` are all the windows that it had.
    """

    window: Window
    zone: str
    occurrence: int
    sequence: int
    changed_at: datetime | None
    released: bool
    window_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Case:
    """A request, everybody on it, and the passes that open a gate now.

    `visits` are those that stand; or, when none does any more, all of them.
    """

    sr: RequestFacts
    contact: User
    customer: str
    site: SiteFacts | None
    visitors: tuple[Visitor, ...]
    every_visit: tuple[VisitFacts, ...]
    passes: tuple[PassDetails, ...]

    @property
    def visits(self) -> tuple[VisitFacts, ...]:
        """The visits that stand; of a request of which all were called off, those."""
        return tuple(each for each in self.every_visit if not each.released) or self.every_visit

    @property
    def company(self) -> str:
        """Who comes: the party named, or the customer itself."""
        return self.sr.party_name or self.customer

    @property
    def admits(self) -> bool:
        """Whether passes of this request open a gate, so that people are to come."""
        return self.sr.status in ADMITTING

    @property
    def is_over(self) -> bool:
        """Whether the request has ended."""
        return self.sr.status not in OPEN_STATUSES

    @property
    def when(self) -> str:
        """The windows on the site's clock; of many, the first and how many follow."""
        if not self.visits:
            return ""
        first = window_words(self.visits[0].window, self.visits[0].zone)
        more = len(self.visits) - 1
        return f"{first} and {more} more" if more else first

    @property
    def times(self) -> str:
        """Every window on the site's clock."""
        return "; ".join(window_words(each.window, each.zone) for each in self.visits)

    def visitor(self, visitor_id: int | None) -> Visitor | None:
        """Find a person on the request, also one who was replaced."""
        return next((each for each in self.visitors if each.id == visitor_id), None)


def get_case(request_id: int) -> Case:
    """A request that a delivery refers to."""
    sr = db.session.get_one(ServiceRequest, request_id)
    visitors = db.session.scalars(
        select(Visitor)
        .where(Visitor.request_id == request_id)
        .order_by(Visitor.position, Visitor.id)
    )
    passes = details_of_request(request_id)
    return Case(
        sr=sr,
        contact=db.session.get_one(User, sr.contact_id),
        customer=get_customer(sr.customer_id).name,
        site=get_site_by_id(sr.site_id) if sr.site_id is not None else None,
        visitors=tuple(visitors),
        every_visit=tuple(_visits(request_id)),
        passes=tuple(each for each in passes if each.state is PassState.ISSUED),
    )


def _visits(request_id: int) -> list[VisitFacts]:
    """Each visit by its last window, earliest first."""
    statement = (
        select(BookedWindow)
        .where(BookedWindow.request_id == request_id)
        .order_by(BookedWindow.sequence, BookedWindow.id)
    )
    last: dict[int, BookedWindow] = {}
    windows: dict[int, set[int]] = {}
    for row in db.session.scalars(statement):
        last[row.occurrence] = row
        windows.setdefault(row.occurrence, set()).add(row.id)
    visits = [
        VisitFacts(
            window=Window(row.starts_at, row.ends_at),
            zone=row.zone,
            occurrence=row.occurrence,
            sequence=row.sequence,
            changed_at=row.changed_at,
            released=row.state is WindowState.RELEASED,
            window_ids=frozenset(windows[row.occurrence]),
        )
        for row in last.values()
    ]
    return sorted(visits, key=lambda visit: visit.window)


def said_at(request_id: int, at: datetime) -> str:
    """The words of the visible update that was made at a moment."""
    statement = select(RequestUpdate.text).where(
        RequestUpdate.request_id == request_id, RequestUpdate.at == at, RequestUpdate.visible
    )
    return "\n".join(db.session.scalars(statement.order_by(RequestUpdate.id)))


def logged_at(request_id: int, at: datetime) -> str:
    """The question or the near miss that stands in the work log at a moment."""
    statement = select(WorkEntry.text).where(
        WorkEntry.request_id == request_id,
        WorkEntry.at == at,
        WorkEntry.kind.in_((EntryKind.QUESTION, EntryKind.NEAR_MISS)),
    )
    return "\n".join(db.session.scalars(statement.order_by(WorkEntry.id)))


def severity_words(request_id: int, at: datetime) -> str:
    """The change of severity that was made at a moment, in words, with its impact (R-SEV-2)."""
    change = db.session.scalar(
        select(SeverityChange).where(
            SeverityChange.request_id == request_id, SeverityChange.at == at
        )
    )
    if change is None:
        return ""
    return f"From {change.old.value} to {change.new.value}. Impact: {change.impact}"
