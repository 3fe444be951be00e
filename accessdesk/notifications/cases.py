"""Load a request with all that a message about it may say, from the tables as they are now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from accessdesk.accounts.queries import PersonFacts, people_by_id
from accessdesk.customers.queries import get_customer
from accessdesk.estate.queries import SiteFacts, get_site_by_id
from accessdesk.passes.queries import PassDetails, details_of_request
from accessdesk.passes.rules import PassState
from accessdesk.scheduling.booked import every_window_by_request
from accessdesk.scheduling.queries import WindowFacts
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import window_words
from accessdesk.service_requests.queries import get_request_by_id
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import OPEN_STATUSES, Status
from accessdesk.service_requests.said import severity_changed_at
from accessdesk.service_requests.visitors import VisitorRow, everybody_of

ADMITTING = frozenset({Status.SCHEDULED, Status.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """One visit of a request, by the window in which it stands or last stood.

    `windows` are all that it had, as they followed.
    """

    window: Window
    zone: str
    occurrence: int
    sequence: int
    changed_at: datetime | None
    released: bool
    windows: tuple[WindowFacts, ...]

    @property
    def window_ids(self) -> frozenset[int]:
        """All the windows that it had, by their ids."""
        return frozenset(each.id for each in self.windows)

    def as_it_stood(self, at: datetime) -> "VisitFacts | None":
        """The visit in the window that it had at a time; None where it was called off by then."""
        for each in self.windows:
            if each.holds or (each.changed_at and each.changed_at > at):
                return replace(self, window=each.window, released=False)
        return None


@dataclass(frozen=True, slots=True)
class Case:
    """A request, everybody on it, and the passes that open a gate now.

    `visits` are those that stand; or, when none does any more, all of them.
    """

    sr: RequestFacts
    contact: PersonFacts
    customer: str
    site: SiteFacts | None
    visitors: tuple[VisitorRow, ...]
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

    def visitor(self, visitor_id: int | None) -> VisitorRow | None:
        """Find a person on the request, also one who was replaced."""
        return next((each for each in self.visitors if each.id == visitor_id), None)

    def as_offered(self, window: Window) -> "Case":
        """The request in a window that is offered for its one visit."""
        return replace(self, every_visit=(replace(self.visits[0], window=window),))

    def as_known_to(self, visitor: VisitorRow) -> "Case":
        """The request with the visits that are a visitor's own.

        Who was taken off it has no part in what became of it afterwards, and is told of the
        visits that were ahead of them then.
        """
        left_at = visitor.removed_at
        if left_at is None:
            return self
        stood = [each for visit in self.every_visit if (each := visit.as_it_stood(left_at))]
        ahead = [each for each in stood if each.window.ends_at > left_at]
        theirs = sorted(ahead or stood, key=lambda visit: visit.window)
        return replace(self, every_visit=tuple(theirs) or self.every_visit)


def get_case(request_id: int) -> Case:
    """The request that a delivery refers to."""
    sr = get_request_by_id(request_id)
    passes = details_of_request(request_id)
    return Case(
        sr=sr,
        contact=people_by_id([sr.contact_id])[sr.contact_id],
        customer=get_customer(sr.customer_id).name,
        site=get_site_by_id(sr.site_id) if sr.site_id is not None else None,
        visitors=tuple(everybody_of(request_id)),
        every_visit=tuple(_visits(request_id)),
        passes=tuple(each for each in passes if each.state is PassState.ISSUED),
    )


def _visits(request_id: int) -> list[VisitFacts]:
    """Each visit by its last window, earliest first."""
    windows = every_window_by_request([request_id])[request_id]
    visits = [_visit(list(of_one)) for _, of_one in groupby(windows, lambda each: each.occurrence)]
    return sorted(visits, key=lambda visit: visit.window)


def _visit(windows: Sequence[WindowFacts]) -> VisitFacts:
    last = max(windows, key=lambda each: (each.sequence, each.id))
    return VisitFacts(
        window=last.window,
        zone=last.zone,
        occurrence=last.occurrence,
        sequence=last.sequence,
        changed_at=last.changed_at,
        released=not last.holds,
        windows=tuple(windows),
    )


def severity_words(request_id: int, at: datetime) -> str:
    """The change of severity that was made at a moment, in words, with its impact (R-SEV-2)."""
    change = severity_changed_at(request_id, at)
    if change is None:
        return ""
    return f"From {change.old.value} to {change.new.value}. Impact: {change.impact}"
