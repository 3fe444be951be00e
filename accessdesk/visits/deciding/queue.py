"""What waits for a decision at the sites of the desk: approvals and emergency reviews."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, true

from accessdesk.accounts.rules import Actor, Permission, Right, may
from accessdesk.customers.models import Customer
from accessdesk.db import conflict_insert, db
from accessdesk.errors import Conflict, NotFound, required
from accessdesk.estate.models import Site
from accessdesk.estate.queries import held_sites
from accessdesk.journal.rules import Event
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.queries import WindowFacts, windows_of_request
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import count_words, window_words
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.queries import visible_to
from accessdesk.service_requests.rules import Severity, Status
from accessdesk.service_requests.service import record_on, subject_of
from accessdesk.visits.models import EmergencyReview

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class AwaitingVisit:
    """A visit that awaits approval, with what changed since it was last looked at."""

    called: str
    customer: str
    party: str
    severity: Severity
    site: str
    zone: str
    windows: list[WindowFacts]
    changes: list[str]


def awaiting(actor: Actor, *, now: datetime) -> list[AwaitingVisit]:
    """List the visits that await approval at the actor's sites, the most urgent first."""
    statement = (
        select(ServiceRequest, Customer.name, Site.code, Site.zone)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .where(ServiceRequest.status == Status.AWAITING_APPROVAL, visible_to(actor, now=now))
        .order_by(ServiceRequest.severity, ServiceRequest.received_at)
        .limit(MOST_ROWS)
    )
    return [
        AwaitingVisit(
            called=sr.called,
            customer=customer,
            party=sr.party_name,
            severity=sr.severity,
            site=site,
            zone=zone,
            windows=windows_of_request(sr.id),
            changes=changes_of(sr.id, zone),
        )
        for sr, customer, site, zone in db.session.execute(statement)
    ]


def count_awaiting(actor: Actor, *, now: datetime) -> int:
    """Count the visits that await approval at the actor's sites."""
    statement = select(func.count(ServiceRequest.id)).where(
        ServiceRequest.status == Status.AWAITING_APPROVAL, visible_to(actor, now=now)
    )
    return db.session.scalar(statement) or 0


def changes_of(request_id: int, zone: str) -> list[str]:
    """Say what changed on a visit since it was first asked for: windows moved, people replaced."""
    statement = (
        select(BookedWindow)
        .where(BookedWindow.request_id == request_id)
        .order_by(BookedWindow.occurrence, BookedWindow.id)
    )
    words: list[str] = []
    before: BookedWindow | None = None
    for row in db.session.scalars(statement):
        if before is not None and before.occurrence == row.occurrence:
            was, is_ = (_words(each, zone) for each in (before, row))
            words.append(f"Moved from {was} to {is_}.")
        before = row
    left = select(Visitor.id).where(
        Visitor.request_id == request_id, Visitor.removed_at.is_not(None)
    )
    replaced = len(db.session.scalars(left).all())
    return [*words, f"{count_words(replaced, 'visitor')} replaced."] if replaced else words


def _words(row: BookedWindow, zone: str) -> str:
    return window_words(Window(row.starts_at, row.ends_at), zone)


@dataclass(frozen=True, slots=True)
class PendingReview:
    """An emergency visit that broke notice or a closed period, and that nobody has reviewed."""

    window: int
    request: str
    customer: str
    severity: Severity
    starts_at: datetime
    ends_at: datetime
    zone: str
    site: str
    broken: dict[str, str]


def _posted(actor: Actor, now: datetime) -> ColumnElement[bool]:
    sites = held_sites(actor, Right.POSTED, now=now)
    return true() if sites is None else BookedWindow.site_id.in_(sites)


def _pending() -> Any:
    return (
        select(BookedWindow, ServiceRequest, Customer.name, Site.code)
        .join(ServiceRequest, ServiceRequest.id == BookedWindow.request_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == BookedWindow.site_id)
        .outerjoin(EmergencyReview, EmergencyReview.window_id == BookedWindow.id)
        .where(
            BookedWindow.emergency,
            BookedWindow.state != WindowState.RELEASED,
            EmergencyReview.window_id.is_(None),
        )
    )


def pending_reviews(actor: Actor, *, now: datetime) -> list[PendingReview]:
    """List the emergency visits at the actor's sites that wait for a word, oldest first."""
    statement = _pending().where(_posted(actor, now)).order_by(BookedWindow.id).limit(MOST_ROWS)
    return [
        PendingReview(
            window=window.id,
            request=sr.called,
            customer=customer,
            severity=sr.severity,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            zone=window.zone,
            site=site,
            broken=window.broken,
        )
        for window, sr, customer, site in db.session.execute(statement)
    ]


def count_reviews(actor: Actor, *, now: datetime) -> int:
    """Count the emergency visits that wait for a word, for those who may give it."""
    if not may(actor, Permission.PLAN_SITE):
        return 0
    waiting = _pending().where(_posted(actor, now)).with_only_columns(func.count(BookedWindow.id))
    return db.session.scalar(waiting) or 0


def review(actor: Actor, window_id: int, word: str, *, now: datetime) -> None:
    """Review an emergency visit with a word, once (R-WIN-4); NotFound at another's site."""
    words = required("word", word, "Say what you think of it; your comment is kept.")
    statement = select(ServiceRequest).join(
        BookedWindow, BookedWindow.request_id == ServiceRequest.id
    )
    mine = (BookedWindow.id == window_id, BookedWindow.emergency, _posted(actor, now))
    sr = db.session.scalar(statement.where(*mine))
    if sr is None:
        raise NotFound
    insert = conflict_insert(EmergencyReview).values(
        window_id=window_id, reviewed_by_id=actor.user_id, reviewed_at=now, word=words
    )
    done = insert.on_conflict_do_nothing().returning(EmergencyReview.window_id)
    if db.session.execute(done).scalar() is None:
        raise Conflict("Somebody has reviewed this visit already.", code="already-reviewed")
    record_on(
        sr,
        Event.EMERGENCY_REVIEWED,
        actor=actor.ref,
        now=now,
        personal={"word": words},
        person=subject_of(sr.reference),
        window=window_id,
    )
