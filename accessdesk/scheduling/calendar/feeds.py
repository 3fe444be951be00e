"""A person's visits as a calendar behind a secret, revocable address; no visitor is named."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Row, Select, func, select, update

from accessdesk.accounts.models import User
from accessdesk.accounts.queries import actor_of_user
from accessdesk.accounts.rules import Actor
from accessdesk.accounts.sign_in.secrets import token_hash
from accessdesk.customers.models import Customer
from accessdesk.db import db, rows_changed
from accessdesk.errors import NotFound
from accessdesk.estate.models import Site
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.scheduling.calendar.ics import CalendarVisit, VisitStatus, feed, visit_uid
from accessdesk.scheduling.models import BookedWindow, CalendarFeed
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import visible_to

LOOK_BACK = timedelta(days=31)
MOST_VISITS = 2000
STATUS = {
    WindowState.HELD: VisitStatus.TENTATIVE,
    WindowState.BOOKED: VisitStatus.CONFIRMED,
    WindowState.RELEASED: VisitStatus.CANCELLED,
}


def open_feed(actor: Actor, *, now: datetime) -> str:
    """Give the actor a fresh secret for their calendar; one from before stops at once."""
    close_feed(actor, now=now)
    secret = secrets.token_urlsafe(32)
    db.session.add(
        CalendarFeed(user_id=actor.user_id, secret_hash=token_hash(secret), created_at=now)
    )
    db.session.flush()
    _record(Event.CALENDAR_OPENED, actor, now)
    return secret


def close_feed(actor: Actor, *, now: datetime) -> bool:
    """Revoke the actor's calendar; say whether there was one."""
    step = update(CalendarFeed).where(
        CalendarFeed.user_id == actor.user_id, CalendarFeed.revoked_at.is_(None)
    )
    values = step.values(revoked_at=now).execution_options(synchronize_session=False)
    closed = rows_changed(values) > 0
    if closed:
        _record(Event.CALENDAR_REVOKED, actor, now)
    return closed


def close_feeds_of_leavers(*, actor: str, now: datetime) -> None:
    """Revoke the calendars of people who were removed, so that coming back revives none."""
    left = select(User.id).where(User.removed_at.is_not(None))
    step = (
        update(CalendarFeed)
        .where(CalendarFeed.user_id.in_(left), CalendarFeed.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(CalendarFeed.user_id)
        .execution_options(synchronize_session=False)
    )
    for user_id in sorted(db.session.scalars(step)):
        record(
            Event.CALENDAR_REVOKED,
            stream=OPERATOR_STREAM,
            subject=f"user/{user_id}",
            at=now,
            actor=actor,
            facts={},
        )


def _record(event: Event, actor: Actor, now: datetime) -> None:
    record(event, stream=OPERATOR_STREAM, subject=actor.ref, at=now, actor=actor.ref, facts={})


def has_feed(actor: Actor) -> bool:
    """Say whether the actor has a calendar that works."""
    statement = select(CalendarFeed.id).where(
        CalendarFeed.user_id == actor.user_id, CalendarFeed.revoked_at.is_(None)
    )
    return db.session.scalar(statement) is not None


def feed_of(secret: str, *, base_url: str, now: datetime) -> bytes:
    """Give the calendar of whoever a secret belongs to, as of their rights now.

    Raises NotFound for a secret that is unknown or revoked, and for a person who has left.
    """
    statement = select(CalendarFeed.user_id).where(
        CalendarFeed.secret_hash == token_hash(secret), CalendarFeed.revoked_at.is_(None)
    )
    user_id = db.session.scalar(statement)
    actor = None if user_id is None else actor_of_user(user_id)
    if actor is None:
        raise NotFound
    return feed(visits_of(actor, base_url=base_url, now=now), name="Visits")


def visits_of(actor: Actor, *, base_url: str, now: datetime) -> list[CalendarVisit]:
    """List the visits that the actor may know of, each as it stands last, earliest first."""
    statement = (
        _visits(visible_to(actor, now=now), BookedWindow.ends_at > now - LOOK_BACK)
        .order_by(BookedWindow.starts_at, BookedWindow.id)
        .limit(MOST_VISITS)
    )
    return [_visit(row, base_url) for row in db.session.execute(statement)]


def calendar_visit(window_id: int, *, base_url: str) -> CalendarVisit:
    """Give one window as a calendar shows it, for a pass or an invitation.

    The caller has made sure that whoever asks may know of it.
    """
    wanted = select(BookedWindow.request_id, BookedWindow.occurrence).where(
        BookedWindow.id == window_id
    )
    request_id, occurrence = db.session.execute(wanted).one()
    same = (BookedWindow.request_id == request_id, BookedWindow.occurrence == occurrence)
    return _visit(db.session.execute(_visits(*same)).one(), base_url)


def _visits(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select the last window of each occurrence: what was moved away from is no visit."""
    last = (
        select(func.max(BookedWindow.id))
        .group_by(BookedWindow.request_id, BookedWindow.occurrence)
        .scalar_subquery()
    )
    return (
        select(
            BookedWindow.starts_at,
            BookedWindow.ends_at,
            BookedWindow.zone,
            BookedWindow.state,
            BookedWindow.occurrence,
            BookedWindow.sequence,
            func.coalesce(BookedWindow.changed_at, ServiceRequest.received_at).label("changed_at"),
            ServiceRequest.reference,
            ServiceRequest.called,
            func.coalesce(func.nullif(ServiceRequest.party_name, ""), Customer.name).label(
                "company"
            ),
            Site.name.label("site"),
            Site.address,
        )
        .join(ServiceRequest, ServiceRequest.id == BookedWindow.request_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == BookedWindow.site_id)
        .where(BookedWindow.id.in_(last), *conditions)
    )


def _visit(row: Row[Any], base_url: str) -> CalendarVisit:
    return CalendarVisit(
        uid=visit_uid(row.reference, row.occurrence, urlsplit(base_url).hostname or "localhost"),
        sequence=row.sequence,
        changed_at=row.changed_at,
        window=Window(row.starts_at, row.ends_at),
        zone=row.zone,
        site=row.site,
        company=row.company,
        reference=row.called,
        address=row.address,
        url=f"{base_url.rstrip('/')}/requests/{row.called}",
        status=STATUS[row.state],
    )
