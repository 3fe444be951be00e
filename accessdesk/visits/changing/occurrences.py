"""Change one visit of a recurring request, and leave the others as they are (R-WIN-6)."""

from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Conflict, required
from accessdesk.estate.queries import get_site_by_id
from accessdesk.gate.stays import is_used
from accessdesk.journal.rules import Event
from accessdesk.passes.rules import EndReason
from accessdesk.passes.service import revoke
from accessdesk.scheduling.booked import windows_by_id
from accessdesk.scheduling.queries import windows_of_request
from accessdesk.scheduling.service import release_window
from accessdesk.service_requests.queries import get_request_by_id
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.revision import claim_revision
from accessdesk.service_requests.rules import SAY_WHY
from accessdesk.service_requests.service import record_on
from accessdesk.visits.asking.service import pass_window_of
from accessdesk.visits.changing.changes import cancel, window_to_change


def cancel_window(
    actor: Actor, sr: RequestFacts, window_id: int, reason: str, *, now: datetime
) -> None:
    """Cancel one window of a visit: its passes stop at once and its places are free again.

    When no other window is left, the request as a whole is cancelled. Raises Conflict when somebody
    changed the window at the same moment.
    """
    words = required("reason", reason, SAY_WHY)
    claim_revision(sr)  # It waits for an entry that has begun, which is then seen here.
    window = window_to_change(sr, window_id)
    if len(windows_of_request(sr.id)) == 1:
        cancel(actor, sr, words, now=now)
        return
    if not release_window(window.id, now=now):
        raise Conflict("Somebody else changed this window at the same moment.")
    record_on(
        sr,
        Event.WINDOW_CANCELLED,
        actor=actor.ref,
        now=now,
        personal={"reason": words},
        window=window.id,
        starts_at=window.starts_at.isoformat(),
    )
    visit = pass_window_of(sr, get_site_by_id(window.site_id), window.id)
    revoke(visit, reason=EndReason.CANCELLED, actor=actor.ref, now=now)


def end_visits(actor: Actor, sr: RequestFacts, reason: str, *, now: datetime) -> None:
    """Release the windows that a request which has ended will not use, and stop its passes.

    A window in which somebody has entered keeps its places until it is over.
    """
    site = get_site_by_id(sr.site_id or 0)
    ahead = [each for each in windows_of_request(sr.id) if each.ends_at > now]
    unused = [each for each in ahead if not is_used(each.id)]
    for window in unused:
        release_window(window.id, now=now)
    if unused:
        record_on(
            sr,
            Event.WINDOW_CANCELLED,
            actor=actor.ref,
            now=now,
            personal={"reason": reason},
            window=unused[0].id,
            windows=[each.id for each in unused],
            starts_at=unused[0].starts_at.isoformat(),
        )
    for window in ahead:
        visit = pass_window_of(sr, site, window.id)
        revoke(visit, reason=EndReason.REQUEST_ENDED, actor=actor.ref, now=now)


def request_of_window(window_id: int) -> RequestFacts:
    """The request of a window that a list of ours named."""
    return get_request_by_id(windows_by_id([window_id])[window_id].request_id)
