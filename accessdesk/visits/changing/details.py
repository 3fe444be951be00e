"""Change what else a visit says: why they come, what they carry, and whether with an escort.

None of it alters who comes, where or when, so that every pass stays as it is (R-ACC-8).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accessdesk.accounts.queries import actor_of_user
from accessdesk.accounts.rules import Actor, Right
from accessdesk.errors import NotFound
from accessdesk.estate.queries import get_site_by_id
from accessdesk.estate.rules import Approval
from accessdesk.journal.rules import Event
from accessdesk.scheduling.service import change_places
from accessdesk.service_requests.asking.door import check_may_ask_more
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.revision import claim_revision
from accessdesk.service_requests.service import check_right, record_on
from accessdesk.visits.changing.changes import needs_approval
from accessdesk.visits.changing.visitor_changes import check_open, hold_again
from accessdesk.visits.changing.who_comes import reservation_of, windows_ahead
from accessdesk.visits.drafts import DetailsDraft


def change_details(actor: Actor, sr: RequestFacts, draft: DetailsDraft, *, now: datetime) -> None:
    """Change the reason, the equipment and the escort of a visit that has not begun.

    An escort has to be free in every window that has not begun, and one who is not needed any more
    is free again (R-SA-5, R-WIN-5). At a site that approves by hand a visit that loses its escort
    awaits approval again: the decision was made of an escorted one. Raises NotAllowed when more is
    to be taken out and the contact lacks the right (R-SA-2), NotFound when the contact is gone,
    Conflict once the visit has begun.
    """
    check_may_ask_more(actor, sr.site_id, now=now)
    check_open(sr)
    changed = _changed(sr, draft)
    if not changed:
        return
    _check_may_take_out(actor, sr, draft.equipment_out, now)
    site, escorts = get_site_by_id(sr.site_id or 0), draft.escort - sr.escort
    held = escorts < 0 and site.approval is Approval.MANUAL and needs_approval(site, sr)
    claim_revision(sr, **changed)  # It waits for an entry that has begun, which is then seen here.
    windows = windows_ahead(sr, now=now)
    if escorts:
        change_places(reservation_of(actor, site, sr), windows, escorts=escorts, now=now)
    record_on(
        sr,
        Event.REQUEST_DETAILS_CHANGED,
        actor=actor.ref,
        now=now,
        changed=sorted(changed),
    )
    if held:
        hold_again(actor, sr, now)


def _changed(sr: RequestFacts, draft: DetailsDraft) -> Mapping[str, Any]:
    asked = {
        "reason": draft.reason,
        "equipment_in": list(draft.equipment_in),
        "equipment_out": list(draft.equipment_out),
        "escort": draft.escort,
    }
    return {name: value for name, value in asked.items() if getattr(sr, name) != value}


def _check_may_take_out(
    actor: Actor, sr: RequestFacts, things: Sequence[str], now: datetime
) -> None:
    """Ask for the right of the contact on whose behalf the request stands (R-SA-2)."""
    if not set(things) - set(sr.equipment_out):
        return
    contact = actor_of_user(sr.contact_id) if actor.is_staff else actor
    if contact is None:
        raise NotFound
    check_right(contact, Right.REMOVE_EQUIPMENT, sr.site_id, by=actor, now=now)
