"""Change who comes on a visit: correct how a name is spelt, or let another person come instead.

What alters who comes re-issues the passes; nothing else does (R-ACC-8).
"""

from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Conflict, Invalid
from accessdesk.estate.queries import get_site_by_id
from accessdesk.estate.rules import Approval
from accessdesk.gate.stays import has_entered, is_inside
from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.comparing import NameVerdict, compare_names
from accessdesk.journal.rules import Event
from accessdesk.passes.rules import EndReason
from accessdesk.passes.service import issue as issue_passes
from accessdesk.passes.service import reissue as reissue_passes
from accessdesk.passes.service import revoke
from accessdesk.scheduling.queries import windows_of_request
from accessdesk.scheduling.service import hold
from accessdesk.service_requests.asking.door import check_may_ask_more
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.revision import claim_revision
from accessdesk.service_requests.rules import OPEN_STATUSES, Action, Status
from accessdesk.service_requests.service import advance, record_on
from accessdesk.service_requests.visitors import (
    VisitorRow,
    lock_visitor,
    put_in_place_of,
    rename_visitor,
)
from accessdesk.visits.asking.service import pass_window_of
from accessdesk.visits.changing.changes import needs_approval, revoke_passes
from accessdesk.visits.changing.on_list import check_apart, check_named
from accessdesk.visits.drafts import VisitorDraft
from accessdesk.visits.lists import get_guest
from accessdesk.visits.rules import fault_of_name


def get_visitor(sr: RequestFacts, visitor_id: int) -> VisitorRow:
    """Find somebody who comes and may still be changed.

    Raises NotFound for anybody else, Conflict when the request has ended.
    """
    visitor = get_guest(sr, visitor_id)
    check_open(sr)
    return visitor


def check_open(sr: RequestFacts) -> None:
    """Refuse to change who comes on a request that has ended; raises Conflict."""
    if sr.status not in OPEN_STATUSES:
        raise Conflict(
            "The request has ended; its visitors stay as they are.",
            code="wrong-status",
            title="This request has ended",
            next_step="Raise a new request for whoever is to come.",
        )


def confirm_name(actor: Actor, sr: RequestFacts, visitor_id: int, *, now: datetime) -> None:
    """Note that a name that looks wrong is so on the ID; nobody is asked about it any more.

    Raises NotFound when the request has no such visitor, Conflict when it has ended.
    """
    get_visitor(sr, visitor_id)
    record_on(sr, Event.VISITOR_NAME_CONFIRMED, actor=actor.ref, now=now, visitor=visitor_id)


def correct_visitor(
    actor: Actor, sr: RequestFacts, visitor_id: int, name: str, *, now: datetime
) -> None:
    """Correct how a visitor's name is spelt; the same person comes, with the same pass (R-GATE-5).

    The gate goes by the name on the request, so the pass works with it at once. Raises NotFound
    when the request has no such visitor, Invalid when the name cannot stand or makes them one with
    another of the list, Conflict when they have entered, or it seems to be another person where
    the site approves who comes.
    """
    get_visitor(sr, visitor_id)
    if fault := fault_of_name(name):
        raise Invalid(fields={"name": fault})
    visitor = lock_visitor(visitor_id)  # An entry that has begun comes first.
    before, after = visitor.name, name.strip()
    if before == after:
        return
    _check_not_entered(visitor)
    check_apart(sr, visitor, name=after)
    _check_same_person(sr, before, after)
    rename_visitor(visitor_id, after)
    record_on(
        sr,
        Event.VISITOR_CORRECTED,
        actor=actor.ref,
        now=now,
        personal={"before": before, "after": after},
        person=f"visitor/{visitor.id}",
        visitor=visitor.id,
    )


def _check_not_entered(visitor: VisitorRow) -> None:
    """Keep the name under which somebody came in: the visitor log is made of it (R-GATE-12)."""
    if has_entered(visitor.id):
        raise Conflict(
            f"{visitor.name} has entered under this name, and the record of it stays.",
            code="has-entered",
            title="This visitor has entered",
            next_step="For another visit, replace the visitor with one whose name is as on the ID.",
        )


def _check_same_person(sr: RequestFacts, before: str, after: str) -> None:
    """Refuse another person where somebody approves who comes, and did (R-ACC-10)."""
    site = get_site_by_id(sr.site_id or 0)
    if site.approval is not Approval.MANUAL or sr.status is Status.AWAITING_APPROVAL:
        return
    given_names, _, surname = after.rpartition(" ")
    if compare_names(before, NameOnId(surname, given_names)).verdict is NameVerdict.NO_MATCH:
        raise Conflict(
            f"{after} seems to be a different person from {before}; this site approves who comes.",
            code="another-person",
            title="This is not a correction",
            next_step="Replace the visitor instead; the visit then awaits approval again.",
        )


def replace_visitor(
    actor: Actor, sr: RequestFacts, visitor_id: int, draft: VisitorDraft, *, now: datetime
) -> int:
    """Let another person come instead: the pass stops, and the new one gets their own (R-ACC-8).

    At a site that approves who comes, an approved visit waits for approval again (R-ACC-10). Raises
    NotFound when the request has no such visitor, Invalid at the field at fault, Conflict while the
    visitor is inside.
    """
    check_may_ask_more(actor, sr.site_id, now=now)
    leaving = get_visitor(sr, visitor_id)
    check_named(sr, draft, instead_of=visitor_id)
    site = get_site_by_id(sr.site_id or 0)
    held = needs_approval(site, sr)
    claim_revision(sr)  # It waits for an entry that has begun, which is then seen here.
    check_not_inside(leaving)
    coming = _swap(actor, sr, leaving, draft, now)
    if held:
        hold_again(actor, sr, now)
        return coming
    for window in windows_of_request(sr.id):
        visit = pass_window_of(sr, site, window.id)
        revoke(visit, [leaving.id], reason=EndReason.VISITOR_WITHDRAWN, actor=actor.ref, now=now)
        if sr.status in {Status.SCHEDULED, Status.IN_PROGRESS}:
            issue_passes(visit, [coming], actor=actor.ref, now=now)
    return coming


def renew_pass(actor: Actor, sr: RequestFacts, visitor_id: int, *, now: datetime) -> None:
    """Renew a visitor's passes; the old ones and their links stop at once (R-PASS-3, R-SEC-5).

    It is for a pass or a link that somebody else may have seen. Raises NotFound when the request
    has no such visitor, Conflict while they are inside, or when no pass of theirs opens a gate.
    """
    visitor, site = get_visitor(sr, visitor_id), get_site_by_id(sr.site_id or 0)
    claim_revision(sr)  # It waits for an entry that has begun, which is then seen here.
    if is_inside(visitor.id):
        raise Conflict(
            f"{visitor.name} is inside on this pass.",
            code="already-inside",
            title="This visitor is inside",
            next_step="Give a new pass once the gate has recorded that they left.",
        )
    renewed = [
        issued
        for window in windows_of_request(sr.id)
        for issued in reissue_passes(
            pass_window_of(sr, site, window.id),
            [visitor.id],
            from_window_id=window.id,
            reason=EndReason.RENEWED,
            actor=actor.ref,
            now=now,
        )
    ]
    if not renewed:
        raise Conflict(f"No pass of {visitor.name} opens a gate.", code="no-pass")
    record_on(sr, Event.VISITOR_PASS_RENEWED, actor=actor.ref, now=now, visitor=visitor.id)


def check_not_inside(leaving: VisitorRow) -> None:
    """Keep who is inside on the request; raises Conflict."""
    if is_inside(leaving.id):
        raise Conflict(
            f"{leaving.name} is inside; nobody takes their place before they have left.",
            code="already-inside",
            title="This visitor is inside",
            next_step="Replace them once the gate has recorded that they left.",
        )


def _swap(
    actor: Actor, sr: RequestFacts, leaving: VisitorRow, draft: VisitorDraft, now: datetime
) -> int:
    coming = put_in_place_of(leaving.id, draft.named, now=now)
    record_on(
        sr,
        Event.VISITOR_REPLACED,
        actor=actor.ref,
        now=now,
        personal={"name": draft.name.strip()},
        person=f"visitor/{coming}",
        left=leaving.id,
        came=coming,
    )
    return coming


def hold_again(actor: Actor, sr: RequestFacts, now: datetime) -> None:
    """Let an approved visit wait for approval again; its places stay its own meanwhile."""
    if sr.status is not Status.SCHEDULED:
        return
    revoke_passes(actor, sr, EndReason.VISITOR_WITHDRAWN, now)
    hold(sr.id, now=now)
    advance(sr, Action.HOLD, actor=actor.ref, now=now)
