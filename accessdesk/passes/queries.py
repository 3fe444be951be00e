"""Read passes: one row for the gate, and all that a page or a paper shows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, func, select

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Actor, Permission, Right, may
from accessdesk.customers.models import Customer
from accessdesk.db import db
from accessdesk.errors import NotAllowed, NotFound
from accessdesk.estate.models import Site
from accessdesk.estate.queries import holds_right
from accessdesk.passes.hidden import kept_as, show
from accessdesk.passes.models import Pass
from accessdesk.passes.rules import EndReason, PassState, shown_state
from accessdesk.passes.short_code import ABOUT, show_short_code
from accessdesk.scheduling.models import BookedWindow
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.queries import visible_to
from accessdesk.service_requests.request import RequestFacts

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class PassRow:
    """What the gate needs to know of a pass itself."""

    id: int
    serial: str
    state: PassState
    request_id: int
    window_id: int
    visitor_id: int
    site_id: int
    ended_at: datetime | None
    ended_reason: EndReason | None


@dataclass(frozen=True, slots=True)
class PassDetails:
    """Everything that a pass, its page and its paper say. `address` and `arrival` may be empty.

    `serial` and `short_code` are empty for whoever may not see what opens the gate (R-SEC-5), and
    `short_code` alone where the secret that it was hidden with is lost.
    """

    id: int
    serial: str
    short_code: str
    state: PassState
    issued_at: datetime
    ended_reason: EndReason | None
    visitor_id: int
    visitor: str
    visitor_email: str
    company: str
    request_id: int
    request_number: str
    escort: bool
    window_id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    site_id: int
    site_code: str
    site_name: str
    address: str
    arrival: str
    late_minutes: int = 0
    occurrence: int = 1
    contact: str = ""
    contact_telephone: str = ""
    handed_over_at: datetime | None = None

    @property
    def shows_codes(self) -> bool:
        """Whether what opens the gate is told to the reader."""
        return bool(self.serial)

    @property
    def grouped_code(self) -> str:
        """The short code as it is read aloud."""
        return show_short_code(self.short_code)

    def shown(self, now: datetime) -> str:
        """How the pass is shown to people; the grace of the gate counts."""
        closes_at = self.ends_at + timedelta(minutes=self.late_minutes)
        return shown_state(self.state, closes_at, now=now)

    def is_open(self, now: datetime) -> bool:
        """Whether the pass can still open its gate, now or later."""
        return self.shown(now) == PassState.ISSUED


PASS_COLUMNS = (
    Pass.id,
    Pass.serial,
    Pass.state,
    Pass.request_id,
    Pass.window_id,
    Pass.visitor_id,
    Pass.site_id,
    Pass.ended_at,
    Pass.ended_reason,
)


def find_by_id(pass_id: int) -> PassRow | None:
    """Find a pass by its id."""
    return _find(Pass.id == pass_id)


def find_by_serial(serial: str) -> PassRow | None:
    """Find the pass that a token names, in one statement."""
    return _find(Pass.serial == serial)


def find_by_short_code(code: str) -> PassRow | None:
    """Find the pass of a typed code, given as `read_short_code` reads it, in one statement."""
    return first_of(code, lambda hidden: _find(Pass.hidden_code == hidden))


def first_of(code: str, find: Callable[[str], Found | None]) -> Found | None:
    """What is found by a short code as it is kept; asked again for keys that were just made.

    One statement finds a pass; only a code that nobody has costs another, for the keys.
    """
    tried = kept_as(code, about=ABOUT)
    found = next(filter(None, map(find, tried)), None)
    if found is not None:
        return found
    fresh = [hidden for hidden in kept_as(code, about=ABOUT, anew=True) if hidden not in tried]
    return next(filter(None, map(find, fresh)), None)


def get_details(actor: Actor, pass_id: int, *, now: datetime) -> PassDetails:
    """What one pass says; raises NotFound, also for a pass that the actor may not know of."""
    statement = _details().where(Pass.id == pass_id, visible_to(actor, now=now))
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    details = _read(row)
    return details if sees_codes(actor, details.site_id, now=now) else _without_codes(details)


def get_shown(actor: Actor, pass_id: int, *, now: datetime) -> PassDetails:
    """What one pass says, with what opens the gate.

    Raises NotFound as above, and NotAllowed for a pass whose codes the actor may not see.
    """
    details = get_details(actor, pass_id, now=now)
    if not details.shows_codes:
        raise codes_refused(details.site_code)
    return details


def codes_refused(site_code: str) -> NotAllowed:
    """Why somebody may not see what opens the gate at a site, and who may."""
    return NotAllowed(
        f"Passes are shown to contacts with the right to site access at {site_code}, "
        "and to each visitor by their own link.",
        next_step="Ask one of these contacts, or whoever gives rights at your company.",
    )


def sees_codes(actor: Actor, site_id: int | None, *, now: datetime) -> bool:
    """Whether the actor may see what opens the gate at a site (R-SEC-5).

    Of contacts, those with the right to site access there; of tokens, those whose scope says so.
    """
    if not may(actor, Permission.SEE_CODES):
        return False
    return actor.is_staff or holds_right(actor, Right.SITE_ACCESS, site_id, now=now)


def passes_seen_by(actor: Actor, sr: RequestFacts, *, now: datetime) -> list[PassDetails]:
    """What each pass of a request that `get_request` let the actor have says to them."""
    found = details_of_request(sr.id)
    if sees_codes(actor, sr.site_id, now=now):
        return found
    return [_without_codes(each) for each in found]


def _without_codes(details: PassDetails) -> PassDetails:
    return replace(details, serial="", short_code="")


def details_of_request(request_id: int) -> list[PassDetails]:
    """What each pass of a request says, ended ones too, in the order of window and visitor.

    The caller has made sure that whoever reads it may see what opens the gate.
    """
    query = _details().where(Pass.request_id == request_id)
    ordered = query.order_by(BookedWindow.starts_at, Visitor.position, Pass.id)
    return [_read(row) for row in db.session.execute(ordered)]


def _read(row: Row[Any]) -> PassDetails:
    pass_id, serial, hidden, *rest = tuple(row)
    return PassDetails(pass_id, serial, show(hidden, about=ABOUT), *rest)


def last_renewal(visitor_id: int) -> datetime | None:
    """When a visitor was last given new passes because the old ones may have been seen."""
    renewed = (Pass.visitor_id == visitor_id, Pass.ended_reason == EndReason.RENEWED)
    return db.session.scalar(select(func.max(Pass.ended_at)).where(*renewed))


def holders_to_come(
    requests: Select[int], *, now: datetime
) -> Select[int, int, str, str, datetime, datetime]:
    """Select who comes on these requests with a good pass that nobody says was handed over.

    Each once: `request_id`, `visitor_id`, `name`, `email`, and when the first and the last of
    those passes were issued (`since`, `newest`). A pass whose window has ended waits for nobody.
    """
    return (
        select(
            Pass.request_id,
            Pass.visitor_id,
            Visitor.name,
            Visitor.email,
            func.min(Pass.issued_at).label("since"),
            func.max(Pass.issued_at).label("newest"),
        )
        .join(Visitor, Visitor.id == Pass.visitor_id)
        .join(BookedWindow, BookedWindow.id == Pass.window_id)
        .where(
            Pass.request_id.in_(requests),
            Pass.state == PassState.ISSUED,
            Pass.handed_over_at.is_(None),
            BookedWindow.ends_at > now,
            Visitor.removed_at.is_(None),
        )
        .group_by(Pass.request_id, Pass.visitor_id, Visitor.name, Visitor.email)
    )


def _find(condition: ColumnElement[bool]) -> PassRow | None:
    row = db.session.execute(select(*PASS_COLUMNS).where(condition)).first()
    return PassRow(*row) if row else None


def _details() -> Select[*tuple[Any, ...]]:
    company = func.coalesce(func.nullif(ServiceRequest.party_name, ""), Customer.name)
    return (
        select(
            Pass.id,
            Pass.serial,
            Pass.hidden_code,
            Pass.state,
            Pass.issued_at,
            Pass.ended_reason,
            Pass.visitor_id,
            Visitor.name,
            Visitor.email,
            company,
            Pass.request_id,
            ServiceRequest.called,
            ServiceRequest.escort,
            Pass.window_id,
            BookedWindow.starts_at,
            BookedWindow.ends_at,
            BookedWindow.zone,
            Pass.site_id,
            Site.code,
            Site.name,
            Site.address,
            Site.arrival,
            Site.late_minutes,
            BookedWindow.occurrence,
            User.name,
            User.telephone,
            Pass.handed_over_at,
        )
        .join(Visitor, Visitor.id == Pass.visitor_id)
        .join(ServiceRequest, ServiceRequest.id == Pass.request_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(User, User.id == ServiceRequest.contact_id)
        .join(BookedWindow, BookedWindow.id == Pass.window_id)
        .join(Site, Site.id == Pass.site_id)
    )
