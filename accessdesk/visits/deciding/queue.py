"""What waits for a decision at the sites of the desk: approvals and emergency reviews."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select

from accessdesk.accounts.rules import Actor, Permission, Right, may
from accessdesk.db import conflict_insert, db
from accessdesk.errors import Conflict, NotFound, required
from accessdesk.estate.queries import held_sites
from accessdesk.journal.rules import Event
from accessdesk.scheduling.booked import (
    count_emergencies_at,
    emergencies_at,
    emergencies_of,
    every_window_by_request,
    windows_by_id,
)
from accessdesk.scheduling.queries import WindowFacts
from accessdesk.scheduling.wording import count_words, window_words
from accessdesk.service_requests.queries import (
    count_visible_to,
    get_request_by_id,
    most_urgent,
    rows_by_id,
)
from accessdesk.service_requests.rules import Awaited, Severity, Status
from accessdesk.service_requests.service import record_on
from accessdesk.service_requests.visitors import VisitorRow, everybody_by_request, everybody_of
from accessdesk.service_requests.waiting import Among, Waits
from accessdesk.visits.models import EmergencyReview

MOST_ROWS = 200
_AWAITS = (Status.AWAITING_APPROVAL,)


@dataclass(frozen=True, slots=True)
class AwaitingApproval:
    """A visit that awaits approval, with what changed since it was last looked at."""

    called: str
    customer: str
    party: str
    severity: Severity
    site: str
    zone: str
    windows: list[WindowFacts]
    changes: list[str]


def awaiting(actor: Actor, *, now: datetime) -> list[AwaitingApproval]:
    """List the visits that await approval at the actor's sites, the most urgent first."""
    requests = most_urgent(actor, statuses=_AWAITS, now=now, limit=MOST_ROWS)
    ids = [each.id for each in requests]
    windows, visitors = every_window_by_request(ids), everybody_by_request(ids)
    return [
        AwaitingApproval(
            called=each.called,
            customer=each.customer,
            party=each.party,
            severity=each.severity,
            site=each.site_code or "",
            zone=each.site_zone or "UTC",
            windows=sorted(
                (window for window in windows[each.id] if window.holds),
                key=lambda window: window.starts_at,
            ),
            changes=_changes(windows[each.id], visitors[each.id], each.site_zone or "UTC"),
        )
        for each in requests
    ]


def count_awaiting(actor: Actor, *, now: datetime) -> int:
    """Count the visits that await approval at the actor's sites."""
    return count_visible_to(actor, statuses=_AWAITS, now=now)


def changes_of(request_id: int, zone: str) -> list[str]:
    """What changed on a visit since it was first asked for: windows moved, people replaced."""
    windows = every_window_by_request([request_id])[request_id]
    return _changes(windows, everybody_of(request_id), zone)


def _changes(
    windows: Sequence[WindowFacts], visitors: Iterable[VisitorRow], zone: str
) -> list[str]:
    moved = [
        f"Moved from {window_words(was.window, zone)} to {window_words(is_.window, zone)}."
        for was, is_ in pairwise(windows)
        if was.occurrence == is_.occurrence
    ]
    replaced = sum(not each.comes for each in visitors)
    return [*moved, f"{count_words(replaced, 'visitor')} replaced."] if replaced else moved


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


_REVIEWED = select(EmergencyReview.window_id)


def pending_reviews(actor: Actor, *, now: datetime) -> list[PendingReview]:
    """List the emergency visits at the actor's sites that wait for a word, oldest first."""
    posted = held_sites(actor, Right.POSTED, now=now)
    windows = emergencies_at(posted, but=_REVIEWED, limit=MOST_ROWS)
    requests = rows_by_id({window.request_id for window in windows})
    return [
        PendingReview(
            window=window.id,
            request=request.called,
            customer=request.customer,
            severity=request.severity,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            zone=window.zone,
            site=request.site_code or "",
            broken=window.broken,
        )
        for window in windows
        for request in [requests[window.request_id]]
    ]


def count_reviews(actor: Actor, *, now: datetime) -> int:
    """Count the emergency visits that wait for a word, for those who may give it."""
    if not may(actor, Permission.PLAN_SITE):
        return 0
    return count_emergencies_at(held_sites(actor, Right.POSTED, now=now), but=_REVIEWED)


def emergencies_to_review(among: Among) -> Iterator[Waits]:
    """Find the emergency visits that nobody has reviewed (R-WIN-4)."""
    for each in emergencies_of(among.requests, but=_REVIEWED, limit=MOST_ROWS):
        words = "Review it: it was booked against a rule of the site"
        span = (each.starts_at, each.ends_at)
        act = Awaited.REVIEW
        yield Waits(each.request_id, act, words, each.starts_at, item=each.id, span=span)


def review(actor: Actor, window_id: int, word: str, *, now: datetime) -> None:
    """Review an emergency visit with a word, once (R-WIN-4).

    Raises NotFound at another's site, Conflict when somebody has reviewed it already.
    """
    words = required("word", word, "Say what you think of it; your comment is kept.")
    window = windows_by_id([window_id]).get(window_id)
    posted = held_sites(actor, Right.POSTED, now=now)
    if window is None or not window.emergency or not (posted is None or window.site_id in posted):
        raise NotFound
    insert = conflict_insert(EmergencyReview).values(
        window_id=window_id, reviewed_by_id=actor.user_id, reviewed_at=now, word=words
    )
    done = insert.on_conflict_do_nothing().returning(EmergencyReview.window_id)
    if db.session.execute(done).scalar() is None:
        raise Conflict("Somebody has reviewed this visit already.", code="already-reviewed")
    sr = get_request_by_id(window.request_id)
    record_on(
        sr,
        Event.EMERGENCY_REVIEWED,
        actor=actor.ref,
        now=now,
        personal={"word": words},
        window=window_id,
    )
