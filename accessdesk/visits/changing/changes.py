"""Change a visit that was asked for: cancel, move, approve or reject it.

What alters who comes, where or when re-issues the passes; nothing else does (R-ACC-8).
"""

from datetime import datetime
from typing import Any

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Conflict, Invalid, NotFound, required
from accessdesk.estate.queries import SiteFacts, get_site_by_id
from accessdesk.estate.rules import Approval
from accessdesk.gate.stays import is_used, stays_of
from accessdesk.journal.rules import Event
from accessdesk.passes.rules import EndReason
from accessdesk.passes.service import issue as issue_passes
from accessdesk.passes.service import reissue, revoke
from accessdesk.scheduling.queries import WindowFacts, windows_of_request
from accessdesk.scheduling.service import Reservation, book, confirm, release
from accessdesk.service_requests.asking.door import check_may_ask_more
from accessdesk.service_requests.promises.unheard import check_read
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.revision import claim_revision
from accessdesk.service_requests.rules import SAY_WHY, Action, Status
from accessdesk.service_requests.service import advance, record_on
from accessdesk.service_requests.visitors import ids_of_visitors
from accessdesk.visits.asking.service import pass_window_of
from accessdesk.visits.deciding.approval import check_still_to_come, check_within_contract
from accessdesk.visits.deciding.standing import withdraw_proposal
from accessdesk.visits.drafts import WindowDraft

MOVABLE = frozenset({Status.SCHEDULED, Status.AWAITING_APPROVAL, Status.IN_PROGRESS})


def cancel(actor: Actor, sr: RequestFacts, reason: str, *, now: datetime) -> None:
    """Call a visit off: its passes stop at once, and its places are free (R-PASS-3).

    Raises Conflict when the visit is over.
    """
    words = required("reason", reason, SAY_WHY)
    if stays_of(sr.id).are_over(windows_of_request(sr.id), now=now):
        raise Conflict(
            "Whoever came has left, and the last window has ended: there is nothing to call off.",
            code="visit-over",
            title="This visit is over",
            next_step="The service desk ends the request as done.",
        )
    advance(sr, Action.CANCEL, actor=actor.ref, now=now, reason=words)
    withdraw_proposal(sr, now=now)
    revoke_passes(actor, sr, EndReason.CANCELLED, now)
    # Who is inside keeps their place: another must not be promised it before they are out. Only
    # now is it known who that is: the step above has waited for an entry that had begun.
    release(sr.id, but=stays_of(sr.id).occupied, now=now)


def revoke_passes(actor: Actor, sr: RequestFacts, reason: EndReason, now: datetime) -> None:
    """Stop the passes of all windows of a visit."""
    site = get_site_by_id(sr.site_id or 0)
    for window in windows_of_request(sr.id):
        visit = pass_window_of(sr, site, window.id)
        revoke(visit, reason=reason, actor=actor.ref, now=now)


def approve(actor: Actor, sr: RequestFacts, *, now: datetime) -> None:
    """Approve a visit at a site that asks for it: it gets its number and its passes (R-ACC-10)."""
    site, windows = get_site_by_id(sr.site_id or 0), windows_of_request(sr.id)
    if sr.status is Status.AWAITING_APPROVAL:
        check_still_to_come(sr, site, windows, now=now)
        check_within_contract(sr, site, windows, now=now)
    advance(sr, Action.SCHEDULE, actor=actor.ref, now=now)
    withdraw_proposal(sr, now=now)
    confirm(sr.id, now=now)
    for window in (each for each in windows if each.ends_at > now):
        visit = pass_window_of(sr, site, window.id)
        issue_passes(visit, ids_of_visitors(sr.id), actor=actor.ref, now=now)


def reject(
    actor: Actor, sr: RequestFacts, reason: str, *, through: datetime | None = None, now: datetime
) -> None:
    """Reject a visit, with a reason that the requester sees (R-ACC-10).

    Raises NotSeen over a word of the customer later than `through`, over any unread one without.
    """
    words = required("reason", reason, "Say why; the contact who asked will read it.")
    check_read(actor, sr, through, now=now)
    advance(sr, Action.REJECT, actor=actor.ref, now=now, reason=words)
    withdraw_proposal(sr, now=now)
    revoke_passes(actor, sr, EndReason.REJECTED, now)
    release(sr.id, now=now)


def reschedule(
    actor: Actor,
    sr: RequestFacts,
    draft: WindowDraft,
    *,
    now: datetime,
    window_id: int | None = None,
) -> None:
    """Move a visit to another window; the old passes stop and new ones are issued (R-ACC-8).

    Of a recurring visit, `window_id` says which occurrence moves; the others stay. On a site that
    approves by hand the visit awaits approval again. Raises Invalid when the window is the one that
    is booked.
    """
    check_may_ask_more(actor, sr.site_id, now=now)
    site = get_site_by_id(sr.site_id or 0)
    claim_revision(sr)  # It waits for an entry that has begun, which is then seen here.
    current = window_to_change(sr, window_id)
    window = draft.read(site.zone)
    if window == current.window:
        raise Invalid(fields={"window.starts_at": "This is the window that is booked already."})
    held = needs_approval(site, sr)
    places = current.places(sr.severity)
    reservation = Reservation(
        site, sr.id, sr.customer_id, places, held=held, counted=actor.is_staff
    )
    moved_to = book(reservation, window, now=now, instead_of=current.id)
    withdraw_proposal(sr, now=now)
    facts: dict[str, Any] = {
        "from_window": current.id,
        "window": moved_to,
        "starts_at": window.starts_at.isoformat(),
        "ends_at": window.ends_at.isoformat(),
    }
    record_on(sr, Event.REQUEST_RESCHEDULED, actor=actor.ref, now=now, **facts)
    visit = pass_window_of(sr, site, moved_to)
    if not held:
        reissue(
            visit,
            ids_of_visitors(sr.id),
            from_window_id=current.id,
            reason=EndReason.RESCHEDULED,
            actor=actor.ref,
            now=now,
        )
    elif sr.status is Status.SCHEDULED:
        old = pass_window_of(sr, site, current.id)
        revoke(old, reason=EndReason.RESCHEDULED, actor=actor.ref, now=now)
        advance(sr, Action.HOLD, actor=actor.ref, now=now, facts=facts)


def needs_approval(site: SiteFacts, sr: RequestFacts) -> bool:
    """Whether a changed visit waits for approval.

    Raises Conflict for a visit under way, which cannot wait again.
    """
    manual = site.approval is Approval.MANUAL
    if manual and sr.status is Status.IN_PROGRESS:
        raise Conflict(
            "The visit has begun, and this site approves by hand who comes, and when.",
            code="wrong-status",
            title="A visit that has begun is not changed here",
            next_step="Raise a new request for what is to be different.",
        )
    return manual


def window_to_change(sr: RequestFacts, window_id: int | None) -> WindowFacts:
    """Find the window of a visit that is to be moved or cancelled, the only one unless named.

    Raises NotFound for a window of another request, Conflict when it is too late for it.
    """
    if sr.status not in MOVABLE:
        raise Conflict(
            f"The request is {sr.status.value}; its visits stay as they are.",
            code="wrong-status",
            title="The visits of this request stay as they are",
            next_step="Raise a new request for another window.",
        )
    windows = windows_of_request(sr.id)
    if window_id is None and len(windows) > 1:
        raise Conflict(
            "This visit recurs, so say which of its windows is meant.",
            code="which-window",
            next_step="Move or cancel one window of it, by its id.",
        )
    found = [each for each in windows if window_id is None or each.id == window_id]
    if not found:
        raise NotFound
    _check_not_used(found[0])
    return found[0]


def _check_not_used(window: WindowFacts) -> None:
    if is_used(window.id):
        raise Conflict(
            "Somebody has entered in this window, so it cannot be moved, or called off on its own.",
            code="wrong-status",
            title="Somebody has entered on this visit",
            next_step="Raise a new request for another time; this one stands as it is.",
        )
