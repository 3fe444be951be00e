"""Escort visitors: each window that asks for an escort is a piece of work of its own (R-SA-5).

The work is the window itself, so it is made with the request, is off when the window is, and a
window that moved is work that nobody has taken yet: who said yes said it to another time.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db
from accessdesk.errors import Conflict, NotFound
from accessdesk.estate.models import Site
from accessdesk.journal.rules import Event
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.service import lock_site
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import window_words
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import visible_to
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Severity
from accessdesk.service_requests.service import record_on

MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class EscortRow:
    """Visitors who are to be escorted in one window, as a technician's list shows it."""

    window: int
    request: str
    summary: str
    site: str
    zone: str
    party: str
    visitors: int
    severity: Severity
    starts_at: datetime
    ends_at: datetime
    mine: bool


def _work(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        BookedWindow.escorts > 0,
        BookedWindow.state == WindowState.BOOKED,
        BookedWindow.ends_at > now,
    )


def escorts_to_do(actor: Actor, *, now: datetime, site_code: str = "") -> list[EscortRow]:
    """List the escorts that the actor has taken or could take, by their start."""
    statement = (
        select(BookedWindow, ServiceRequest, Site.code)
        .join(ServiceRequest, ServiceRequest.id == BookedWindow.request_id)
        .join(Site, Site.id == BookedWindow.site_id)
        .where(
            *_work(now),
            visible_to(actor, now=now),
            or_(BookedWindow.escort_by_id.is_(None), BookedWindow.escort_by_id == actor.user_id),
        )
        .order_by(BookedWindow.starts_at, BookedWindow.id)
        .limit(MOST_ROWS)
    )
    if site_code.strip():
        statement = statement.where(Site.code == site_code.strip().upper())
    return [
        EscortRow(
            window=window.id,
            request=sr.called,
            summary=sr.summary,
            site=site,
            zone=window.zone,
            party=sr.party_name,
            visitors=window.visitors,
            severity=sr.severity,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            mine=window.escort_by_id == actor.user_id,
        )
        for window, sr, site in db.session.execute(statement)
    ]


def take(actor: Actor, window_id: int, *, now: datetime) -> None:
    """Take the escort of a window; of two who do, one gets a Conflict.

    Nobody escorts two visits at once. Raises NotFound for what is no work at the actor's sites.
    """
    window, sr = _get(actor, window_id, now)
    lock_site(window.site_id)
    _check_free(actor, window)
    if not _change(window.id, None, escort_by_id=actor.user_id, escort_taken_at=now):
        raise Conflict(
            "Somebody else has taken this escort, or the visit was called off or moved.",
            code="escort-taken",
            next_step="Look at the list again.",
        )
    _record(actor, sr, Event.ESCORT_TAKEN, window.id, now)


def hand_back(actor: Actor, window_id: int, *, now: datetime) -> None:
    """Hand an escort back that the actor took, so that somebody else can take it."""
    window, sr = _get(actor, window_id, now)
    if not _change(window.id, actor.user_id, escort_by_id=None, escort_taken_at=None):
        raise Conflict("This escort is not yours.", code="not-yours")
    _record(actor, sr, Event.ESCORT_HANDED_BACK, window.id, now)


def _get(actor: Actor, window_id: int, now: datetime) -> tuple[BookedWindow, RequestFacts]:
    statement = (
        select(BookedWindow, ServiceRequest)
        .join(ServiceRequest, ServiceRequest.id == BookedWindow.request_id)
        .where(BookedWindow.id == window_id, *_work(now), visible_to(actor, now=now))
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _check_free(actor: Actor, window: BookedWindow) -> None:
    statement = select(BookedWindow).where(
        BookedWindow.escort_by_id == actor.user_id,
        BookedWindow.id != window.id,
        BookedWindow.state == WindowState.BOOKED,
        BookedWindow.starts_at < window.ends_at,
        BookedWindow.ends_at > window.starts_at,
    )
    other = db.session.scalars(statement).first()
    if other is not None:
        when = window_words(Window(other.starts_at, other.ends_at), other.zone)
        raise Conflict(
            f"You escort other visitors then: {when}.",
            code="escorting-already",
            next_step="Leave this one to a colleague, or hand the other back.",
        )


def _change(window_id: int, held_by: int | None, **values: Any) -> bool:
    step = update(BookedWindow).where(
        BookedWindow.id == window_id,
        BookedWindow.escorts > 0,
        BookedWindow.state == WindowState.BOOKED,
        BookedWindow.escort_by_id.is_(None)
        if held_by is None
        else BookedWindow.escort_by_id == held_by,
    )
    return claim(step.values(**values).execution_options(synchronize_session=False))


def _record(actor: Actor, sr: RequestFacts, event: Event, window_id: int, now: datetime) -> None:
    record_on(sr, event, actor=actor.ref, now=now, window=window_id)


def escorted_by(window_ids: Collection[int]) -> dict[int, str]:
    """Name who escorts in each of these windows that somebody has taken."""
    statement = (
        select(BookedWindow.id, User.name)
        .join(User, User.id == BookedWindow.escort_by_id)
        .where(BookedWindow.id.in_(window_ids))
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
