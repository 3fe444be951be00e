"""Pages of outages: what is known, the next notice, the way out; and whom a customer wants told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from accessdesk.accounts.rules import Actor, Permission, may
from accessdesk.outages import ending, service
from accessdesk.outages.concerned import concerned_by, why_not, would_tell
from accessdesk.outages.forms import (
    AddedForm,
    BridgeForm,
    NoticeForm,
    OutageForm,
    RelapseForm,
    RemedyForm,
    ResolutionForm,
    ValidationForm,
)
from accessdesk.outages.models import Outage
from accessdesk.outages.queries import detail_of, find_outage, told_of
from accessdesk.outages.rules import NoticeKind, Phase, Remedy
from accessdesk.outages.wording import notice_words
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.request import RequestFacts
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.forms import refuse_into
from accessdesk.web.idempotency import new_key

bp = Blueprint("outages", __name__)

FORMS: dict[str, type[Form]] = {
    "notice": NoticeForm,
    "added": AddedForm,
    "bridge": BridgeForm,
    "remedy": RemedyForm,
    "validation": ValidationForm,
    "relapse": RelapseForm,
    "resolution": ResolutionForm,
}


@dataclass
class _Preview:
    """What the notice would say, and how many would get it."""

    words: str
    people: int


@bp.get("/requests/<called>/outage")
@requires(Permission.SEE_REQUESTS)
def show(called: str) -> ResponseReturnValue:
    """Show what is known of an outage; to the desk, what is to be done about it."""
    actor, now = current_actor(), current_moment()
    return _page(actor, get_request(actor, called, now=now), now=now)


def _page(
    actor: Actor,
    sr: RequestFacts,
    given: dict[str, Form] | None = None,
    status: int = 200,
    *,
    now: datetime,
) -> ResponseReturnValue:
    outage = find_outage(sr.id)
    if outage is None or (outage.phase is Phase.RESOLVED and sr.ended_at is None):
        return _new_page(actor, sr, OutageForm(), now=now)
    detail = detail_of(actor, sr, outage, now=now)
    said = detail.notices[-1]
    made = {name: make() for name, make in FORMS.items()}
    made["notice"] = NoticeForm(data={"details": said.details, "impact": said.impact})
    made["bridge"] = BridgeForm(
        data={"bridge_phone": outage.bridge_phone, "bridge_code": outage.bridge_code}
    )
    page = render_template(
        "outages/request.html",
        sr=sr,
        zone=service.zone_of(sr),
        detail=detail,
        acts=may(actor, Permission.DECLARE_OUTAGE) and detail.is_open,
        forms_of=made | (given or {}),
        new_key=new_key,
    )
    return page, status


def _new_page(
    actor: Actor,
    sr: RequestFacts,
    form: OutageForm,
    status: int = 200,
    *,
    preview: _Preview | None = None,
    now: datetime,
) -> ResponseReturnValue:
    runs_it = may(actor, Permission.DECLARE_OUTAGE)
    reason = why_not(sr) if runs_it else "No outage is communicated on this request."
    named = [] if reason or form.errors else list(form.named())
    told = [] if reason else told_of(would_tell(actor, sr, named, now=now))
    page = render_template(
        "outages/new.html",
        sr=sr,
        zone=service.zone_of(sr),
        form=form,
        reason=reason,
        told=told,
        preview=preview,
        new_key=new_key,
    )
    return page, status


@bp.post("/requests/<called>/outage/preview")
@requires(Permission.DECLARE_OUTAGE)
def preview(called: str) -> ResponseReturnValue:
    """Show what the first notice would say, and who would get it; nothing is sent."""
    actor, now = current_actor(), current_moment()
    sr = get_request(actor, called, now=now)
    form, shown = OutageForm(request.form), None
    if not form.validate():
        return _new_page(actor, sr, form, 422, now=now)
    with refuse_into(form) as outcome:
        requests = concerned_by(actor, sr, form.named(), now=now)
        zone = service.zone_of(sr)
        parts = service.read_parts(form.notice(), zone, now=now)
        due = service.next_word_for(requests, now=now)
        words = notice_words(NoticeKind.FIRST, parts, due, zone=zone, now=now)
        shown = _Preview(words, sum(len(each.people) for each in told_of(requests)))
    return _new_page(actor, sr, form, outcome.status, preview=shown, now=now)


@bp.post("/requests/<called>/outage")
@requires(Permission.DECLARE_OUTAGE)
def open_outage(called: str) -> ResponseReturnValue:
    """Open the communication and send the first notice."""
    actor, now = current_actor(), current_moment()
    sr = get_request(actor, called, now=now)
    form = OutageForm(request.form)
    if not form.validate():
        return _new_page(actor, sr, form, 422, now=now)
    with refuse_into(form) as outcome:
        service.open_outage(actor, sr, form.outage(), now=now)
    if outcome.refused:
        return _new_page(actor, sr, form, outcome.status, now=now)
    return _back(called)


def _back(called: str) -> ResponseReturnValue:
    return redirect(url_for(".show", called=called), 303)


Act = Callable[[Actor, RequestFacts, Outage, datetime], None]


def _act(called: str, name: str, form: Form, act: Act) -> ResponseReturnValue:
    """Do one thing to the open outage, and show the page again with what was refused."""
    actor, now = current_actor(), current_moment()
    sr = get_request(actor, called, now=now)
    outage = service.get_open_outage(sr)
    if not form.validate():
        return _page(actor, sr, {name: form}, 422, now=now)
    with refuse_into(form) as outcome:
        act(actor, sr, outage, now)
    if outcome.refused:
        return _page(actor, sr, {name: form}, outcome.status, now=now)
    return _back(called)


@bp.post("/requests/<called>/outage/notices")
@requires(Permission.DECLARE_OUTAGE)
def send_notice(called: str) -> ResponseReturnValue:
    """Send one more notice."""
    form = NoticeForm(request.form)

    def act(actor: Actor, sr: RequestFacts, outage: Outage, now: datetime) -> None:
        service.send_notice(actor, sr, outage, form.notice(), now=now)

    return _act(called, "notice", form, act)


@bp.post("/requests/<called>/outage/requests")
@requires(Permission.DECLARE_OUTAGE)
def add_request(called: str) -> ResponseReturnValue:
    """Let another customer's request share the outage."""
    form = AddedForm(request.form)

    def act(actor: Actor, _sr: RequestFacts, outage: Outage, now: datetime) -> None:
        service.add_request(actor, outage, form.requests.data or "", now=now)

    return _act(called, "added", form, act)


@bp.post("/requests/<called>/outage/bridge")
@requires(Permission.DECLARE_OUTAGE)
def set_bridge(called: str) -> ResponseReturnValue:
    """Open, change or close the bridge call."""
    form = BridgeForm(request.form)

    def act(actor: Actor, _sr: RequestFacts, outage: Outage, now: datetime) -> None:
        service.set_bridge(actor, outage, form.bridge(), now=now)

    return _act(called, "bridge", form, act)


@bp.post("/requests/<called>/outage/remedy")
@requires(Permission.DECLARE_OUTAGE)
def mend(called: str) -> ResponseReturnValue:
    """Say what ends the outage."""
    form = RemedyForm(request.form)

    def act(actor: Actor, _sr: RequestFacts, outage: Outage, now: datetime) -> None:
        ending.mend(actor, outage, Remedy(form.remedy.data), form.text.data or "", now=now)

    return _act(called, "remedy", form, act)


@bp.post("/requests/<called>/outage/validation")
@requires(Permission.DECLARE_OUTAGE)
def validate(called: str) -> ResponseReturnValue:
    """Say how it was made sure that the way out holds."""
    form = ValidationForm(request.form)

    def act(actor: Actor, _sr: RequestFacts, outage: Outage, now: datetime) -> None:
        ending.validate(actor, outage, form.text.data or "", now=now)

    return _act(called, "validation", form, act)


@bp.post("/requests/<called>/outage/relapse")
@requires(Permission.DECLARE_OUTAGE)
def fall_back(called: str) -> ResponseReturnValue:
    """Say that the way out did not hold."""
    form = RelapseForm(request.form)

    def act(actor: Actor, _sr: RequestFacts, outage: Outage, now: datetime) -> None:
        ending.fall_back(actor, outage, form.text.data or "", now=now)

    return _act(called, "relapse", form, act)


@bp.post("/requests/<called>/outage/resolution")
@requires(Permission.DECLARE_OUTAGE)
def resolve(called: str) -> ResponseReturnValue:
    """Send the one resolution notice."""
    form = ResolutionForm(request.form)

    def act(actor: Actor, _sr: RequestFacts, outage: Outage, now: datetime) -> None:
        ending.resolve(actor, outage, form.text.data or "", now=now)

    return _act(called, "resolution", form, act)
