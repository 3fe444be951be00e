"""A person's visits as a calendar behind a secret, revocable address; no visitor is named."""

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, func, select, update

from accessdesk.accounts.queries import actor_of_user, ids_of_leavers
from accessdesk.accounts.rules import Actor
from accessdesk.accounts.sign_in.secrets import token_hash
from accessdesk.db import db, rows_changed
from accessdesk.errors import NotFound
from accessdesk.estate.queries import SiteFacts, sites_by_id
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.scheduling.booked import windows_by_id
from accessdesk.scheduling.calendar.ics import CalendarEvent, VisitStatus, feed, visit_uid
from accessdesk.scheduling.models import BookedWindow, CalendarFeed
from accessdesk.scheduling.queries import WINDOW_COLUMNS, WindowFacts
from accessdesk.scheduling.states import WindowState
from accessdesk.service_requests.queries import RequestRow, ids_visible_to, rows_by_id

LOOK_BACK = timedelta(days=31)
MOST_VISITS = 2000
STATUS = {
    WindowState.HELD: VisitStatus.TENTATIVE,
    WindowState.BOOKED: VisitStatus.CONFIRMED,
    WindowState.RELEASED: VisitStatus.CANCELLED,
}


def open_feed(actor: Actor, *, now: datetime) -> str:
    """Make a fresh secret for the actor's calendar; one from before stops at once."""
    close_feed(actor, now=now)
    secret = secrets.token_urlsafe(32)
    db.session.add(
        CalendarFeed(user_id=actor.user_id, secret_hash=token_hash(secret), created_at=now)
    )
    db.session.flush()
    _record(Event.CALENDAR_OPENED, actor, now)
    return secret


def close_feed(actor: Actor, *, now: datetime) -> bool:
    """Revoke the actor's calendar; returns whether there was one."""
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
    step = (
        update(CalendarFeed)
        .where(CalendarFeed.user_id.in_(ids_of_leavers()), CalendarFeed.revoked_at.is_(None))
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
    """Whether the actor has a calendar that works."""
    statement = select(CalendarFeed.id).where(
        CalendarFeed.user_id == actor.user_id, CalendarFeed.revoked_at.is_(None)
    )
    return db.session.scalar(statement) is not None


def feed_of(secret: str, *, base_url: str, now: datetime) -> bytes:
    """The calendar of whoever a secret belongs to, as of their rights now.

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


def visits_of(actor: Actor, *, base_url: str, now: datetime) -> list[CalendarEvent]:
    """List the visits that the actor may know of, each as it stands last, earliest first."""
    mine = BookedWindow.request_id.in_(ids_visible_to(actor, now=now))
    return _visits(mine, BookedWindow.ends_at > now - LOOK_BACK, base_url=base_url)


def calendar_visit(window_id: int, *, base_url: str) -> CalendarEvent:
    """One window as a calendar shows it, for a pass or an invitation.

    The caller has made sure that whoever asks may know of it.
    """
    window = windows_by_id([window_id])[window_id]
    same = (
        BookedWindow.request_id == window.request_id,
        BookedWindow.occurrence == window.occurrence,
    )
    [visit] = _visits(*same, base_url=base_url)
    return visit


def _visits(*conditions: ColumnElement[bool], base_url: str) -> list[CalendarEvent]:
    """List visits by the last window of each: what was moved away from is none."""
    last = select(func.max(BookedWindow.id)).group_by(
        BookedWindow.request_id, BookedWindow.occurrence
    )
    statement = (
        select(*WINDOW_COLUMNS)
        .where(BookedWindow.id.in_(last), *conditions)
        .order_by(BookedWindow.starts_at, BookedWindow.id)
        .limit(MOST_VISITS)
    )
    windows = [WindowFacts(*row) for row in db.session.execute(statement)]
    requests = rows_by_id({each.request_id for each in windows})
    sites = sites_by_id({each.site_id for each in windows})
    return [
        _visit(each, requests[each.request_id], sites[each.site_id], base_url) for each in windows
    ]


def _visit(
    window: WindowFacts, request: RequestRow, site: SiteFacts, base_url: str
) -> CalendarEvent:
    host = urlsplit(base_url).hostname or "localhost"
    return CalendarEvent(
        uid=visit_uid(request.reference, window.occurrence, host),
        sequence=window.sequence,
        changed_at=window.changed_at or request.received_at,
        window=window.window,
        zone=window.zone,
        site=site.name,
        company=request.party or request.customer,
        reference=request.called,
        address=site.address,
        url=f"{base_url.rstrip('/')}/requests/{request.called}",
        status=STATUS[window.state],
    )
