"""What can be done on the page of one request; each act is a plain form."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Actor, Permission, may
from accessdesk.outages.queries import find_outage
from accessdesk.service_desk import service
from accessdesk.service_desk.forms import (
    BY_PHONE,
    EndForm,
    NotMendedForm,
    OwnerForm,
    RejectForm,
    SeverityForm,
    UpdateForm,
)
from accessdesk.service_desk.request_page import RequestPage, page_of
from accessdesk.service_requests import updates
from accessdesk.service_requests.acts import (
    Act,
    act_on,
    back_to,
    hear_what_was_seen,
    refusal_to_show,
    refused_on_its_page,
    seen_through,
    what_was_done,
)
from accessdesk.service_requests.asking import own_numbers
from accessdesk.service_requests.asking.numbers_form import KeepNumbersForm
from accessdesk.service_requests.asking.own_numbers import numbers_of
from accessdesk.service_requests.done import Done
from accessdesk.service_requests.forms import CancelForm
from accessdesk.service_requests.promises import unheard
from accessdesk.service_requests.promises.owner import possible_owners
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Kind, Severity, Status
from accessdesk.visits.around.overstays import marks_of
from accessdesk.visits.changing import changes
from accessdesk.visits.deciding.proposals import proposals_of
from accessdesk.web.access import current_settings, requires
from accessdesk.web.forms import Attempt, attempt

SEE, ACCESS, HANDS = Permission.SEE_REQUESTS, Kind.SITE_ACCESS, Kind.REMOTE_HANDS
ANSWERED = "What the customer told us, and our answer"
TO_A_CONTACT = {ANSWERED: "What you told us, and our answer"}
TO_DECIDE = {ANSWERED: "Accept it, refuse it, or read the letter"}
# (endpoint, words, permission, kind): pages of other capabilities about one request.
MORE: tuple[tuple[str, str, Permission, Kind | None], ...] = (
    ("incidents.show", ANSWERED, SEE, Kind.INCIDENT),
    ("outages.show", "The outage: what is told, to whom, and when", SEE, Kind.INCIDENT),
    ("work.show", "Do the work", Permission.WORK_HANDS, HANDS),
    ("remote_hands.show", "The work, step by step", SEE, HANDS),
    ("approvals.proposals_page", "Other windows that were proposed", SEE, ACCESS),
    ("attendance.of_request", "Who did not come or stayed too long", SEE, ACCESS),
    ("notifications.of_request", "Messages that went out", SEE, None),
)
# Of these, a link stands on the page only where something is behind it.
WHERE_THERE_IS_SOMETHING: dict[str, Callable[[Actor, RequestFacts, datetime], bool]] = {
    "approvals.proposals_page": lambda _actor, sr, now: bool(proposals_of(sr, now=now)),
    # What could be opened, and why not yet, is the desk's to read.
    "outages.show": lambda actor, sr, _now: actor.is_staff or find_outage(sr.id) is not None,
    "attendance.of_request": lambda _actor, sr, _now: bool(marks_of(sr.id)),
}
ASK = {
    ACCESS: "new_visit.new",
    HANDS: "remote_hands.new",
    Kind.INCIDENT: "incidents.new",
}
SAID = {"operator": Done.NOTED, BY_PHONE: Done.CALL_LOGGED}

bp = Blueprint("request_acts", __name__, url_prefix="/requests/<called>")


@dataclass
class _Forms:
    """The forms that stand on the page of a request."""

    cancel: CancelForm | None = None
    end: EndForm | None = None
    reject: RejectForm | None = None
    update: UpdateForm | None = None
    severity: SeverityForm | None = None
    owner: OwnerForm | None = None
    not_mended: NotMendedForm | None = None
    numbers: KeepNumbersForm | None = None


def show_page(seen: Act, forms: _Forms | None = None, status: int = 200) -> ResponseReturnValue:
    """Show one request, with what can be done now; a form that was refused stands open."""
    actor, sr, now = seen.actor, seen.sr, seen.now
    given, refusal = forms or _Forms(), refusal_to_show()
    severity = given.severity or SeverityForm(severity=sr.severity.value)
    severity.offer(to_staff=actor.is_staff)
    shown = page_of(actor, sr, now=now, reopen_within=current_settings().reopen_within)
    page = render_template(
        "service_desk/request.html",
        page=shown,
        follow_up=_follow_up(sr) if shown.acts.follow else None,
        numbers_form=given.numbers or KeepNumbersForm(data=asdict(numbers_of(sr))),
        not_mended_form=given.not_mended or NotMendedForm(),
        owner_form=given.owner or (_owner_form(shown, now) if shown.acts.own else None),
        refusal=refusal,
        done=what_was_done(sr),
        more=_more(actor, sr, now),
        cancel_form=given.cancel or CancelForm(),
        end_form=given.end or EndForm(),
        reject_form=given.reject or RejectForm(),
        update_form=given.update or UpdateForm(),
        severity_form=severity,
    )
    return page, refusal.status if refusal else status


def _follow_up(sr: RequestFacts) -> str:
    """The form of a request that goes on from this one, filled in with what it says."""
    said: dict[str, Any] = {"from": sr.called}
    if sr.kind is HANDS:
        said["task"] = sr.details["task"]
    return url_for(ASK[sr.kind], **said)


def _owner_form(page: RequestPage, now: datetime) -> OwnerForm:
    owner, sr = page.detail.owner, page.detail.sr
    form = OwnerForm(owner=owner.email if owner else "", resolver=sr.resolver)
    form.offer(possible_owners(sr.site_id, now=now))
    return form


def _more(actor: Actor, sr: RequestFacts, now: datetime) -> list[tuple[str, str]]:
    """The other pages about a request, as (address, words), of those the reader may see."""
    seen = [each for each in MORE if each[3] in {sr.kind, None} and may(actor, each[2])]
    decides = sr.status is Status.SUBMITTED and may(actor, Permission.DECIDE_REQUEST)
    said = TO_DECIDE if decides else {} if actor.is_staff else TO_A_CONTACT
    return [
        (url_for(endpoint, called=sr.called), said.get(words, words))
        for endpoint, words, _, _ in seen
        if _leads_on(endpoint, actor, sr, now)
    ]


def _leads_on(endpoint: str, actor: Actor, sr: RequestFacts, now: datetime) -> bool:
    has_content = WHERE_THERE_IS_SOMETHING.get(endpoint)
    return has_content is None or has_content(actor, sr, now)


def _try_to_end(
    act: Act, form: CancelForm | EndForm | RejectForm, use_case: Callable[..., None]
) -> Attempt[None]:
    reason, through = form.reason.data or "", seen_through()
    return attempt(form, lambda: use_case(act.actor, act.sr, reason, through=through, now=act.now))


@bp.post("/cancel")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def cancel(called: str) -> ResponseReturnValue:
    """Call a request off; its passes stop at once."""
    act, form = act_on(called), CancelForm(request.form)
    tried = _try_to_end(act, form, service.cancel)
    if tried.refused:
        return show_page(act, _Forms(cancel=form), tried.status)
    return back_to(act.sr, Done.CALLED_OFF)


@bp.post("/approve")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def approve(called: str) -> ResponseReturnValue:
    """Approve a visit: it gets its number and its passes."""
    act = act_on(called, Kind.SITE_ACCESS)
    changes.approve(act.actor, act.sr, now=act.now)
    hear_what_was_seen(act)
    return back_to(act.sr, Done.APPROVED)


@bp.post("/reject")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def reject(called: str) -> ResponseReturnValue:
    """Reject a visit, with a reason that the requester sees."""
    act, form = act_on(called, Kind.SITE_ACCESS), RejectForm(request.form)
    tried = _try_to_end(act, form, changes.reject)
    if tried.refused:
        return show_page(act, _Forms(reject=form), tried.status)
    return back_to(act.sr, Done.REJECTED)


@bp.post("/end")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def end(called: str) -> ResponseReturnValue:
    """End a request as done, or as one that nobody goes on with, in words for the customer."""
    act, form = act_on(called), EndForm(request.form)
    use_case = service.archive if form.how.data == "archive" else service.resolve
    tried = _try_to_end(act, form, use_case)
    if tried.refused:
        return show_page(act, _Forms(end=form), tried.status)
    return back_to(act.sr, Done.ENDED)


@bp.post("/updates")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def add_update(called: str) -> ResponseReturnValue:
    """Add a word to a request, for everybody or for the operator alone."""
    act, form = act_on(called), UpdateForm(request.form)
    within, draft = current_settings().reopen_within, form.draft(seen_through())
    tried = attempt(
        form,
        lambda: service.say(act.actor, act.sr, draft, reopen_within=within, now=act.now),
    )
    if tried.refused:
        return show_page(act, _Forms(update=form), tried.status)
    return back_to(act.sr, SAID.get(form.audience.data, Done.SENT))


@bp.post("/not-mended")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def not_mended(called: str) -> ResponseReturnValue:
    """Open a request again that is not mended, while it is not too late."""
    act, form = act_on(called), NotMendedForm(request.form)
    within, text = current_settings().reopen_within, form.text.data or ""
    tried = attempt(
        form, lambda: service.reopen(act.actor, act.sr, text, within=within, now=act.now)
    )
    if tried.refused:
        return show_page(act, _Forms(not_mended=form), tried.status)
    hear_what_was_seen(act)
    return back_to(act.sr, Done.REOPENED)


@bp.post("/owner")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def set_owner(called: str) -> ResponseReturnValue:
    """Set who keeps the customer informed, and which group does the work."""
    act, form = act_on(called), OwnerForm(request.form)
    form.offer(possible_owners(act.sr.site_id, now=act.now))
    owner, resolver = form.owner.data or "", form.resolver.data or ""
    tried = attempt(form, lambda: service.assign(act.actor, act.sr, owner, resolver, now=act.now))
    if tried.refused:
        return show_page(act, _Forms(owner=form), tried.status)
    return back_to(act.sr, Done.ASSIGNED)


@bp.post("/numbers")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def keep_numbers(called: str) -> ResponseReturnValue:
    """Keep the customer's own reference and purchase order number."""
    act, form = act_on(called), KeepNumbersForm(request.form)
    tried = attempt(
        form,
        lambda: own_numbers.keep_numbers(act.actor, act.sr, form.draft(), now=act.now),
    )
    if tried.refused:
        return show_page(act, _Forms(numbers=form), tried.status)
    return back_to(act.sr, Done.NUMBERED)


@bp.post("/read")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def read(called: str) -> ResponseReturnValue:
    """Note that what the customer said was read; what came in meanwhile stays."""
    act = act_on(called)
    unheard.read(act.actor, act.sr, seen_through(), now=act.now)
    return back_to(act.sr, Done.READ)


@bp.post("/severity")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def change_severity(called: str) -> ResponseReturnValue:
    """Change the severity, with an impact statement that differs from the last."""
    act, form = act_on(called), SeverityForm(request.form)
    form.offer(to_staff=True)  # Who may declare 1 is the service's to say, in its words.
    tried = attempt(
        form,
        lambda: updates.change_severity(
            act.actor,
            act.sr,
            Severity(form.severity.data),
            form.impact.data or "",
            reason=form.severity_reason.data or "",
            now=act.now,
        ),
    )
    if tried.refused:
        return show_page(act, _Forms(severity=form), tried.status)
    hear_what_was_seen(act)
    return back_to(act.sr, Done.SEVERITY_CHANGED)
