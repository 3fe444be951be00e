"""What can be done on the page of one request; each act is a plain form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import cast

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accessdesk import clock
from accessdesk.accounts.rules import Actor, Permission, may
from accessdesk.db import db
from accessdesk.errors import Conflict
from accessdesk.service_desk import service
from accessdesk.service_desk.done import Done, notice_of
from accessdesk.service_desk.forms import (
    BY_PHONE,
    CancelForm,
    EndForm,
    RejectForm,
    SeverityForm,
    UpdateForm,
)
from accessdesk.service_desk.request_page import page_of
from accessdesk.service_requests import updates
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.rules import Kind, Severity, Status
from accessdesk.site_access import changes
from accessdesk.site_access.attendance import marks_for
from accessdesk.site_access.proposals import proposals_of
from accessdesk.web.access import current_actor, requires
from accessdesk.web.forms import refuse_into
from accessdesk.web.idempotency import new_key

SEE, ACCESS, HANDS = Permission.SEE_REQUESTS, Kind.SITE_ACCESS, Kind.REMOTE_HANDS
# (endpoint, words, permission, kind): pages of other capabilities about one request.
MORE: tuple[tuple[str, str, Permission, Kind | None], ...] = (
    ("incidents.show", "Take it up, refuse it, or read the letter", SEE, Kind.INCIDENT),
    ("outages.show", "The outage: what is told, to whom, and when", SEE, Kind.INCIDENT),
    ("work.show", "Do the work", Permission.WORK_HANDS, HANDS),
    ("remote_hands.show", "The work, step by step", SEE, HANDS),
    ("approvals.proposals_page", "Other windows that were proposed", SEE, ACCESS),
    ("attendance.of_request", "Who did not come or stayed too long", SEE, ACCESS),
    ("notifications.of_request", "Messages that went out", SEE, None),
)
# Of these, a link stands on the page only where something is behind it.
WHERE_THERE_IS_SOMETHING: dict[str, Callable[[Actor, ServiceRequest, datetime], bool]] = {
    "approvals.proposals_page": lambda _actor, sr, now: (
        sr.status is Status.AWAITING_APPROVAL or bool(proposals_of(sr, now=now))
    ),
    "attendance.of_request": lambda actor, sr, now: bool(
        marks_for(actor, now=now, request_id=sr.id)
    ),
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


def show_page(
    actor: Actor,
    sr: ServiceRequest,
    forms: _Forms | None = None,
    status: int = 200,
    *,
    now: datetime,
    refusal: Conflict | None = None,
) -> ResponseReturnValue:
    """Show one request, with what can be done now; a form that was refused stands open."""
    given = forms or _Forms()
    severity = given.severity or SeverityForm(severity=sr.severity.value)
    severity.offer(to_staff=actor.is_staff)
    page = render_template(
        "service_desk/request.html",
        page=page_of(actor, sr, now=now),
        refusal=refusal,
        done=notice_of(request.args.get("done", ""), sr.status),
        more=_more(actor, sr, now),
        cancel_form=given.cancel or CancelForm(),
        end_form=given.end or EndForm(),
        reject_form=given.reject or RejectForm(),
        update_form=given.update or UpdateForm(),
        severity_form=severity,
        new_key=new_key,
    )
    return page, status


def _more(actor: Actor, sr: ServiceRequest, now: datetime) -> list[tuple[str, str]]:
    """Give the other pages about a request, as (address, words), of those the reader may see."""
    seen = [each for each in MORE if each[3] in {sr.kind, None} and may(actor, each[2])]
    return [
        (url_for(endpoint, called=sr.number or sr.reference), words)
        for endpoint, words, _, _ in seen
        if _leads_on(endpoint, actor, sr, now)
    ]


def _leads_on(endpoint: str, actor: Actor, sr: ServiceRequest, now: datetime) -> bool:
    has_content = WHERE_THERE_IS_SOMETHING.get(endpoint)
    return has_content is None or has_content(actor, sr, now)


def get_for_act(called: str, now: datetime, *kinds: Kind) -> tuple[Actor, ServiceRequest]:
    """Find the request that the actor wants to act on, of one of these kinds if any is named."""
    actor = current_actor()
    sr = service.get_for_change(actor, called, now=now)
    if kinds:
        service.require_kind(sr, *kinds)
    return actor, sr


def back_to(sr: ServiceRequest, done: Done) -> ResponseReturnValue:
    """Send the browser to the page of a request, which says what was done."""
    called = sr.number or sr.reference
    return redirect(url_for("service_desk.show", called=called, done=done.value), 303)


def refused_on_its_page(
    act: Callable[..., ResponseReturnValue],
) -> Callable[..., ResponseReturnValue]:
    """Show the page of the request, with the words, where its state stands against an act.

    What the act began is undone; the reader stays where they can do what is left to do.
    """

    @wraps(act)
    def answer(called: str, **ids: int) -> ResponseReturnValue:
        savepoint = db.session.begin_nested()
        try:
            done = act(called, **ids)
        except Conflict as refusal:
            savepoint.rollback()
            now = clock.now()
            actor, sr = get_for_act(called, now)
            return show_page(actor, sr, status=refusal.status, refusal=refusal, now=now)
        savepoint.commit()
        return done

    return answer


@bp.post("/cancel")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def cancel(called: str) -> ResponseReturnValue:
    """Call a request off; its passes stop at once."""
    now = clock.now()
    actor, sr = get_for_act(called, now)
    form = CancelForm(request.form)
    if not form.validate():
        return show_page(actor, sr, _Forms(cancel=form), 422, now=now)
    with refuse_into(form) as outcome:
        service.cancel(actor, sr, cast("str", form.reason.data), now=now)
    if outcome.refused:
        return show_page(actor, sr, _Forms(cancel=form), outcome.status, now=now)
    return back_to(sr, Done.CALLED_OFF)


@bp.post("/approve")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def approve(called: str) -> ResponseReturnValue:
    """Approve a visit: it gets its number and its passes."""
    now = clock.now()
    actor, sr = get_for_act(called, now, Kind.SITE_ACCESS)
    changes.approve(actor, sr, now=now)
    return back_to(sr, Done.APPROVED)


@bp.post("/reject")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def reject(called: str) -> ResponseReturnValue:
    """Reject a visit, with a reason that the requester sees."""
    now = clock.now()
    actor, sr = get_for_act(called, now, Kind.SITE_ACCESS)
    form = RejectForm(request.form)
    if not form.validate():
        return show_page(actor, sr, _Forms(reject=form), 422, now=now)
    with refuse_into(form) as outcome:
        changes.reject(actor, sr, cast("str", form.reason.data), now=now)
    if outcome.refused:
        return show_page(actor, sr, _Forms(reject=form), outcome.status, now=now)
    return back_to(sr, Done.REJECTED)


@bp.post("/end")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def end(called: str) -> ResponseReturnValue:
    """End a request as done, or as one that nobody goes on with, in words for the customer."""
    now = clock.now()
    actor, sr = get_for_act(called, now)
    form = EndForm(request.form)
    if not form.validate():
        return show_page(actor, sr, _Forms(end=form), 422, now=now)
    act = service.archive if form.how.data == "archive" else service.resolve
    with refuse_into(form) as outcome:
        act(actor, sr, cast("str", form.reason.data), now=now)
    if outcome.refused:
        return show_page(actor, sr, _Forms(end=form), outcome.status, now=now)
    return back_to(sr, Done.ENDED)


@bp.post("/updates")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def add_update(called: str) -> ResponseReturnValue:
    """Say something on a request, to everybody or to the operator alone."""
    now = clock.now()
    actor, sr = get_for_act(called, now)
    form = UpdateForm(request.form)
    if not form.validate():
        return show_page(actor, sr, _Forms(update=form), 422, now=now)
    text, audience = cast("str", form.text.data), form.audience.data
    with refuse_into(form) as outcome:
        service.say(
            actor,
            sr,
            text,
            visible=audience != "operator",
            by_phone=audience == BY_PHONE,
            spoken_with=form.spoken_with.data or "",
            next_word_on=form.next_word_on.data,
            now=now,
        )
    if outcome.refused:
        return show_page(actor, sr, _Forms(update=form), outcome.status, now=now)
    return back_to(sr, SAID.get(audience, Done.SENT))


@bp.post("/severity")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def change_severity(called: str) -> ResponseReturnValue:
    """Change the severity, with an impact statement that differs from the last."""
    now = clock.now()
    actor, sr = get_for_act(called, now)
    form = SeverityForm(request.form)
    form.offer(to_staff=True)  # Who may declare 1 is the service's to say, in its words.
    if not form.validate():
        return show_page(actor, sr, _Forms(severity=form), 422, now=now)
    severity, impact = Severity(form.severity.data), cast("str", form.impact.data)
    with refuse_into(form) as outcome:
        updates.change_severity(actor, sr, severity, impact, now=now)
    if outcome.refused:
        return show_page(actor, sr, _Forms(severity=form), outcome.status, now=now)
    return back_to(sr, Done.SEVERITY_CHANGED)
