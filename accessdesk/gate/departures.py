"""Close a stay, or undo a mistaken one; the first record always stays (R-GATE-9, R-GATE-12).

Who is late to leave is found in `overstays.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, select, update
from sqlalchemy.exc import IntegrityError

from accessdesk.accounts.rules import Actor, Right
from accessdesk.db import claim, db, savepoint
from accessdesk.errors import Conflict, Invalid, NotFound
from accessdesk.gate.tables import ADMISSIONS, CALLED, IS_INSIDE, REQUESTS, SITES, VISITORS
from accessdesk.journal.rules import Event, Personal
from accessdesk.journal.service import record, site_stream
from accessdesk.scheduling.local_time import local_day

# A shift: whoever let somebody out by mistake is still at hand to say so.
TAKEN_BACK_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class ClosedStay:
    """A stay that has just ended: whose, since when, and the badge that goes with it."""

    admission_id: int
    visitor: str
    called: str
    badge: str
    badge_returned: bool
    entered_at: datetime
    left_at: datetime


_STAY = (
    select(
        ADMISSIONS,
        SITES.c.code.label("site_code"),
        SITES.c.zone,
        REQUESTS.c.reference,
        CALLED.label("called"),
        VISITORS.c.name.label("visitor"),
    )
    .join(SITES, SITES.c.id == ADMISSIONS.c.site_id)
    .join(REQUESTS, REQUESTS.c.id == ADMISSIONS.c.request_id)
    .join(VISITORS, VISITORS.c.id == ADMISSIONS.c.visitor_id)
)


def _get_stay(actor: Actor, site_code: str, admission_id: int, now: datetime) -> Row[Any]:
    """Load one stay at a site where the actor is posted; anything else is NotFound."""
    stay = db.session.execute(
        _STAY.where(ADMISSIONS.c.id == admission_id, SITES.c.code == site_code.strip().upper())
    ).first()
    if stay is None or not actor.holds(Right.POSTED, stay.site_id, on=local_day(now, stay.zone)):
        raise NotFound
    return stay


def depart(
    actor: Actor, site_code: str, admission_id: int, *, badge_returned: bool, now: datetime
) -> ClosedStay:
    """Let a visitor out and close their stay, once; a badge not returned is kept as that.

    Raises NotFound at a site where the actor is not posted, Conflict (`already-left`) when the
    stay is closed already.
    """
    stay = _get_stay(actor, site_code, admission_id, now)
    closed = db.session.execute(
        update(ADMISSIONS)
        .where(ADMISSIONS.c.id == admission_id, IS_INSIDE)
        .values(
            # Two servers' clocks may differ by a moment, and nobody leaves before they entered.
            left_at=case((ADMISSIONS.c.entered_at > now, ADMISSIONS.c.entered_at), else_=now),
            let_out_by_id=actor.user_id,
            badge_returned=badge_returned,
        )
        .returning(ADMISSIONS.c.left_at)
    ).first()
    if closed is None:
        raise _already_closed()
    facts = {"admission": admission_id, "badge_returned": badge_returned}
    _record(Event.GATE_DEPARTED, stay, actor, now, facts)
    return ClosedStay(
        admission_id=admission_id,
        visitor=stay.visitor,
        called=stay.called,
        badge=stay.badge,
        badge_returned=badge_returned,
        entered_at=stay.entered_at,
        left_at=closed.left_at,
    )


def undo(actor: Actor, site_code: str, admission_id: int, *, reason: str, now: datetime) -> None:
    """Take a mistaken entry back: it stays on record, and nobody counts as inside by it.

    Raises NotFound at a site where the actor is not posted, Invalid without a reason, Conflict
    (`already-left`) when the stay is closed already.
    """
    stay = _get_stay(actor, site_code, admission_id, now)
    if not reason.strip():
        raise Invalid(fields={"reason": "Say why this entry was a mistake."})
    undone = db.session.execute(
        update(ADMISSIONS)
        .where(ADMISSIONS.c.id == admission_id, IS_INSIDE)
        .values(undone_at=now, undone_reason=reason.strip())
        .returning(ADMISSIONS.c.id)
    ).first()
    if undone is None:
        raise _already_closed()
    facts = {"admission": admission_id, "attempt": stay.attempt_id}
    _record(Event.GATE_UNDONE, stay, actor, now, facts, personal={"reason": reason.strip()})


def take_back_departure(
    actor: Actor, site_code: str, admission_id: int, *, reason: str, now: datetime
) -> None:
    """Open a stay again that was closed by mistake; the journal keeps the departure.

    Raises NotFound at a site where the actor is not posted, Invalid without a reason, Conflict
    (`departure-stands`) when it was too long ago or the visitor or the badge is inside again.
    """
    stay = _get_stay(actor, site_code, admission_id, now)
    if not reason.strip():
        raise Invalid(fields={"reason": "Say why this departure was a mistake."})
    if not _open_again(admission_id, now):
        raise _departure_stands()
    facts = {"admission": admission_id}
    _record(Event.GATE_CORRECTED, stay, actor, now, facts, personal={"reason": reason.strip()})


def _open_again(admission_id: int, now: datetime) -> bool:
    """Claim the visitor's place inside and the badge again; returns whether both were free."""
    opened = (
        update(ADMISSIONS)
        .where(
            ADMISSIONS.c.id == admission_id,
            ADMISSIONS.c.left_at > now - TAKEN_BACK_WITHIN,
            ADMISSIONS.c.undone_at.is_(None),
        )
        .values(left_at=None, let_out_by_id=None, badge_returned=None)
    )
    try:
        with savepoint():
            return claim(opened)
    except IntegrityError:
        return False


def _departure_stands() -> Conflict:
    return Conflict(
        "It was recorded too long ago or undone already, or this person or the badge is inside "
        "again.",
        code="departure-stands",
        title="This departure cannot be undone",
        next_step="Look at the list of who is inside. If this person is not on it but in the "
        "building, scan their pass again.",
    )


def _already_closed() -> Conflict:
    return Conflict(
        "This stay was closed or undone before.",
        code="already-left",
        title="This person is not inside",
        next_step="Look at the list of who is inside.",
    )


def _record(
    event: Event,
    stay: Row[Any],
    actor: Actor,
    now: datetime,
    facts: dict[str, bool | int],
    personal: dict[str, str] | None = None,
) -> None:
    record(
        event,
        stream=site_stream(stay.site_code),
        subject=f"request/{stay.reference}",
        at=now,
        actor=actor.ref,
        facts=facts | {"visitor": stay.visitor_id},
        personal=Personal(f"visitor/{stay.visitor_id}", personal) if personal else None,
    )
