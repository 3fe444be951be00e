"""Let more or fewer people come on a visit that was asked for (R-ACC-13, R-ACC-8).

Who comes is decided for windows that have not begun. Whoever joins takes a place in each of them,
and gets passes; whoever is taken off gives theirs back, and their passes stop. The passes of the
others stay good.
"""

from collections.abc import Sequence
from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Conflict
from accessdesk.estate.queries import SiteFacts, get_site_by_id
from accessdesk.gate.stays import is_used, windows_entered
from accessdesk.journal.rules import Event
from accessdesk.passes.rules import EndReason
from accessdesk.passes.service import issue as issue_passes
from accessdesk.passes.service import revoke
from accessdesk.scheduling.queries import WindowFacts, windows_of_request
from accessdesk.scheduling.service import Reservation, change_places
from accessdesk.scheduling.windows import Places
from accessdesk.service_requests.asking.door import check_may_ask_more
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.revision import claim_revision
from accessdesk.service_requests.rules import Status
from accessdesk.service_requests.service import record_on
from accessdesk.service_requests.visitors import VisitorRow, take_off, visitors_of
from accessdesk.service_requests.visitors import add_visitor as put_on
from accessdesk.visits.asking.service import pass_window_of
from accessdesk.visits.changing.changes import needs_approval
from accessdesk.visits.changing.on_list import check_named
from accessdesk.visits.changing.visitor_changes import (
    check_not_inside,
    check_open,
    get_visitor,
    hold_again,
)
from accessdesk.visits.drafts import VisitorDraft

HAS_PASSES = frozenset({Status.SCHEDULED, Status.IN_PROGRESS})


def add_visitor(actor: Actor, sr: RequestFacts, draft: VisitorDraft, *, now: datetime) -> int:
    """Let one more person come, in every window that has not begun; returns their id.

    At a site that approves who comes, the whole visit awaits approval again and its passes stop:
    nobody enters on a decision that was made of other people (R-ACC-10). Raises Invalid at the
    field at fault, WindowRefused where there is no room (R-WIN-5), Conflict once the visit has
    begun.
    """
    check_may_ask_more(actor, sr.site_id, now=now)
    check_open(sr)
    site = get_site_by_id(sr.site_id or 0)
    held = needs_approval(site, sr)
    claim_revision(sr)  # It waits for an entry that has begun, which is then seen here.
    check_named(sr, draft)
    windows = windows_ahead(sr, now=now)
    change_places(reservation_of(actor, site, sr), windows, visitors=1, now=now)
    coming = put_on(sr.id, draft.named)
    record_on(
        sr,
        Event.VISITOR_ADDED,
        actor=actor.ref,
        now=now,
        personal={"name": draft.name.strip()},
        person=f"visitor/{coming}",
        came=coming,
    )
    if held:
        hold_again(actor, sr, now)
    elif sr.status in HAS_PASSES:
        _issue(actor, sr, site, windows, coming, now)
    return coming


def drop_visitor(actor: Actor, sr: RequestFacts, visitor_id: int, *, now: datetime) -> None:
    """Take somebody off a visit: their passes stop, and their place is free.

    Fewer people need no new decision. Raises NotFound when the request has no such visitor,
    Conflict for the last one, and for who is inside or came in a window that has not ended.
    """
    leaving, site = get_visitor(sr, visitor_id), get_site_by_id(sr.site_id or 0)
    claim_revision(sr)  # It waits for an entry that has begun, which is then seen here.
    check_not_inside(leaving)
    windows = [each for each in windows_of_request(sr.id) if each.ends_at > now]
    _check_did_not_come(leaving, windows)
    if len(visitors_of(sr.id)) == 1:
        raise Conflict(
            f"{leaving.name} is the only one who comes.",
            code="last-visitor",
            title="A visit needs a visitor",
            next_step="Call the visit off, or let somebody else come instead.",
        )
    change_places(reservation_of(actor, site, sr), windows, visitors=-1, now=now)
    take_off(leaving.id, now=now)
    for window in windows:
        visit = pass_window_of(sr, site, window.id)
        revoke(visit, [leaving.id], reason=EndReason.VISITOR_WITHDRAWN, actor=actor.ref, now=now)
    record_on(sr, Event.VISITOR_DROPPED, actor=actor.ref, now=now, left=leaving.id)


def windows_ahead(sr: RequestFacts, *, now: datetime) -> list[WindowFacts]:
    """The windows of a visit that have not begun: no clock and no entry says that they have.

    Raises Conflict when there is none.
    """
    found = [
        each for each in windows_of_request(sr.id) if each.starts_at > now and not is_used(each.id)
    ]
    if not found:
        raise Conflict(
            "The visit has begun, or is over; it stays as it was asked for.",
            code="visit-begun",
            title="This visit has begun",
            next_step="Raise a new request; “Ask again like this one” fills it in.",
        )
    return found


def reservation_of(actor: Actor, site: SiteFacts, sr: RequestFacts) -> Reservation:
    """What a visit reserves at its site, for a change of it."""
    places = Places(sr.severity, 0, 0)
    return Reservation(site, sr.id, sr.customer_id, places, counted=actor.is_staff)


def _check_did_not_come(leaving: VisitorRow, windows: Sequence[WindowFacts]) -> None:
    if windows_entered(leaving.id) & {each.id for each in windows}:
        raise Conflict(
            f"{leaving.name} has entered on this visit, and the record of it stays.",
            code="has-entered",
            title="This visitor has entered",
            next_step="Nothing is to be done: they have left. Their pass ends with the window.",
        )


def _issue(
    actor: Actor,
    sr: RequestFacts,
    site: SiteFacts,
    windows: Sequence[WindowFacts],
    coming: int,
    now: datetime,
) -> None:
    for window in windows:
        visit = pass_window_of(sr, site, window.id)
        issue_passes(visit, [coming], actor=actor.ref, now=now)
