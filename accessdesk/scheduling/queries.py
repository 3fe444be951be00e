"""Reads of windows: what is booked at a site, and the site's policy with its closed periods."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from accessdesk.customers.queries import get_customer
from accessdesk.db import db
from accessdesk.errors import Invalid
from accessdesk.estate.queries import SiteFacts
from accessdesk.scheduling.capacity import Booking
from accessdesk.scheduling.diary import Diary
from accessdesk.scheduling.local_time import day_starts_at
from accessdesk.scheduling.models import BookedWindow, Closure
from accessdesk.scheduling.opening_hours import stored_opening_hours
from accessdesk.scheduling.openings import Wish, first_openings, starts_before
from accessdesk.scheduling.policy import Closure as ClosedPeriod
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.windows import LONGEST_WINDOW, Places, Window
from accessdesk.service_requests.rules import Severity


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """A booked window as other packages need it."""

    id: int
    request_id: int
    site_id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    visitors: int
    escorts: int
    state: WindowState
    emergency: bool
    broken: dict[str, str]
    occurrence: int
    sequence: int
    changed_at: datetime | None
    escort_by_id: int | None

    @property
    def holds(self) -> bool:
        """Whether the window still holds its places."""
        return self.state is not WindowState.RELEASED

    @property
    def window(self) -> Window:
        """The span itself."""
        return Window(self.starts_at, self.ends_at)

    def places(self, severity: Severity) -> Places:
        """What it takes, at the severity of its request."""
        return Places(severity, self.visitors, self.escorts)


WINDOW_COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    BookedWindow.id,
    BookedWindow.request_id,
    BookedWindow.site_id,
    BookedWindow.starts_at,
    BookedWindow.ends_at,
    BookedWindow.zone,
    BookedWindow.visitors,
    BookedWindow.escorts,
    BookedWindow.state,
    BookedWindow.emergency,
    BookedWindow.broken,
    BookedWindow.occurrence,
    BookedWindow.sequence,
    BookedWindow.changed_at,
    BookedWindow.escort_by_id,
)


def windows_of_request(request_id: int) -> list[WindowFacts]:
    """List a request's windows that hold their places, earliest first.

    The caller has made sure that the actor may know of the request.
    """
    statement = (
        select(*WINDOW_COLUMNS)
        .where(BookedWindow.request_id == request_id, BookedWindow.state != WindowState.RELEASED)
        .order_by(BookedWindow.starts_at)
    )
    return [WindowFacts(*row) for row in db.session.execute(statement)]


def bookings_at(
    site_id: int, *, but_window: int | None = None
) -> Callable[[Window], list[Booking]]:
    """A function that lists the places taken at a site in a span."""
    statement = select(
        BookedWindow.starts_at, BookedWindow.ends_at, BookedWindow.visitors, BookedWindow.escorts
    ).where(BookedWindow.site_id == site_id, BookedWindow.state != WindowState.RELEASED)
    if but_window is not None:
        statement = statement.where(BookedWindow.id != but_window)

    def bookings_in(span: Window) -> list[Booking]:
        overlapping = statement.where(
            BookedWindow.starts_at < span.ends_at,
            BookedWindow.starts_at > span.starts_at - LONGEST_WINDOW,
            BookedWindow.ends_at > span.starts_at,
        )
        return [Booking(*row) for row in db.session.execute(overlapping)]

    return bookings_in


def policy_of(site: SiteFacts, *, now: datetime) -> SitePolicy:
    """A site's policy, with the closed periods from now on."""
    closures = db.session.execute(
        select(Closure.starts_at, Closure.ends_at, Closure.name)
        .where(Closure.site_id == site.id, Closure.ends_at > now)
        .order_by(Closure.starts_at)
    )
    return SitePolicy(
        zone=site.zone,
        notice_minutes=site.notice_minutes,
        lead_days=site.lead_days,
        longest_visit_hours=site.longest_visit_hours,
        visitor_capacity=site.visitor_capacity,
        escort_capacity=site.escort_capacity,
        early_minutes=site.early_minutes,
        late_minutes=site.late_minutes,
        opening_hours=stored_opening_hours(site.opening_hours),
        badge_numbers=site.badge_numbers,
        closures=tuple(ClosedPeriod(Window(row[0], row[1]), row[2]) for row in closures),
    )


def diary_of(
    site: SiteFacts, customer_id: int | None, *, now: datetime, but_window: int | None = None
) -> Diary:
    """A site's diary from now on, with all that is booked but one window.

    It is that of one customer, with their contract's end, unless nobody is named yet.
    """
    bookings = bookings_at(site.id, but_window=but_window)
    ends_on = get_customer(customer_id).contract_ends_on if customer_id is not None else None
    return Diary(policy_of(site, now=now), bookings, ends_on)


def openings(
    site: SiteFacts,
    customer_id: int | None,
    wish: Wish,
    *,
    span: Window,
    now: datetime,
    limit: int,
) -> list[Window]:
    """List the earliest windows that fit a wish within a span, for a customer where one asks."""
    diary = diary_of(site, customer_id, now=now)
    end = min(span.ends_at, starts_before(diary.policy, now) + wish.length)
    if end <= span.starts_at:
        return []
    return first_openings(diary, wish, span=Window(span.starts_at, end), now=now, limit=limit)


def span_of_days(
    site: SiteFacts, wish: Wish, first: date | None, last: date | None, *, now: datetime
) -> Window:
    """The time in which to look for a wish on some local days, the last one included.

    Raises Invalid when the last day comes before the first.
    """
    day = timedelta(days=1)
    starts_at = max(day_starts_at(first, site.zone), now) if first else now
    ends_at = (
        day_starts_at(last + day, site.zone)
        if last
        else starts_at + timedelta(days=site.lead_days) + wish.length + day
    )
    if ends_at <= starts_at:
        raise Invalid(fields={"until_day": "The last day comes before the first, or is over."})
    return Window(starts_at, ends_at)
