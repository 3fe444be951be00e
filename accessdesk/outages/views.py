"""Pages of outages: what is known, the next notice, the way out; and whom a customer wants told."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Form

from accessdesk.accounts.rules import Actor, Permission, may
from accessdesk.outages import ending, service
from accessdesk.outages.acts import OutageAct, act_on_outage
from accessdesk.outages.concerned import concerned_by, why_not, would_tell
from accessdesk.outages.drafts import Bridge
from accessdesk.outages.forms import (
    AddedForm,
    BridgeForm,
    NoticeForm,
    OutageForm,
    RelapseForm,
    RemedyForm,
    ResolutionForm,
    ValidationForm,
    WordForm,
)
from accessdesk.outages.models import Outage
from accessdesk.outages.queries import bridge_of, detail_of, find_outage, told_of
from accessdesk.outages.rules import NoticeKind, Phase, Remedy
from accessdesk.outages.wording import notice_words
from accessdesk.scheduling.wording import count_words
from accessdesk.service_requests.acts import (
    Act,
    act_on,
    back_to,
    look_at,
    refused_on_its_page,
    what_was_done,
)
from accessdesk.service_requests.done import Done
from accessdesk.web.access import requires
from accessdesk.web.address import reads
from accessdesk.web.forms import attempt
from accessdesk.web.preview import Preview

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


@bp.get("/requests/<called>/outage")
@requires(Permission.SEE_REQUESTS)
@reads("done")
def show(called: str) -> ResponseReturnValue:
    """Show what is known of an outage; to the desk, what is to be done about it."""
    return _page(look_at(called))


def _page(
    seen: Act, given: dict[str, Form] | None = None, status: int = 200
) -> ResponseReturnValue:
    outage = find_outage(seen.sr.id)
    if outage is None or (outage.phase is Phase.RESOLVED and seen.sr.ended_at is None):
        return _new_page(seen, OutageForm())
    detail = detail_of(seen.actor, seen.sr, outage, now=seen.now)
    said = detail.notices[-1]
    made = {name: make() for name, make in FORMS.items()}
    made["notice"] = NoticeForm(data={"details": said.details, "impact": said.impact})
    bridge = bridge_of(outage) or Bridge()
    made["bridge"] = BridgeForm(data={"bridge_phone": bridge.phone, "bridge_code": bridge.code})
    page = render_template(
        "outages/request.html",
        sr=seen.sr,
        done=what_was_done(seen.sr),
        zone=service.zone_of(seen.sr),
        detail=detail,
        acts=may(seen.actor, Permission.DECLARE_OUTAGE) and detail.is_open,
        forms_of=made | (given or {}),
    )
    return page, status


def _new_page(
    seen: Act, form: OutageForm, status: int = 200, *, preview: Preview | None = None
) -> ResponseReturnValue:
    runs_it = may(seen.actor, Permission.DECLARE_OUTAGE)
    reason = why_not(seen.sr) if runs_it else "No outage is communicated on this request."
    named = [] if reason or form.errors else list(form.named())
    told = [] if reason else told_of(would_tell(seen.actor, seen.sr, named, now=seen.now))
    page = render_template(
        "outages/new.html",
        sr=seen.sr,
        zone=service.zone_of(seen.sr),
        form=form,
        reason=reason,
        told=told,
        preview=preview,
    )
    return page, status


@bp.post("/requests/<called>/outage/preview")
@requires(Permission.DECLARE_OUTAGE)
@refused_on_its_page
def preview(called: str) -> ResponseReturnValue:
    """Show what the first notice would say, and who would get it; nothing is sent."""
    return _look(act_on(called), OutageForm(request.form))


def _look(act: Act, form: OutageForm) -> ResponseReturnValue:
    tried = attempt(form, lambda: _preview(act, form))
    shown = None if tried.refused else tried.result
    if shown:
        form.keep_look()
    return _new_page(act, form, tried.status, preview=shown)


def _preview(act: Act, form: OutageForm) -> Preview:
    requests = concerned_by(act.actor, act.sr, form.named(), now=act.now)
    zone = service.zone_of(act.sr)
    parts = service.read_parts(form.notice(), zone, now=act.now)
    due = service.next_word_for(requests, now=act.now)
    words = notice_words(NoticeKind.FIRST, parts, due, zone=zone, now=act.now)
    people = sum(len(each.people) for each in told_of(requests))
    return Preview(words, count_words(people, "person", "people"))


@bp.post("/requests/<called>/outage")
@requires(Permission.DECLARE_OUTAGE)
@refused_on_its_page
def open_outage(called: str) -> ResponseReturnValue:
    """Open the communication and send the first notice, once it was looked at."""
    act, form = act_on(called), OutageForm(request.form)
    if form.unseen:
        return _look(act, form)
    tried = attempt(
        form, lambda: service.open_outage(act.actor, act.sr, form.outage(), now=act.now)
    )
    if tried.refused:
        return _new_page(act, form, tried.status)
    return back_to(act.sr, Done.OUTAGE_OPENED, ".show")


DONE = {
    "notice": Done.NOTICE_SENT,
    "added": Done.OUTAGE_SHARED,
    "bridge": Done.BRIDGE_SAVED,
    "remedy": Done.MENDED,
    "validation": Done.VALIDATED,
    "relapse": Done.FELL_BACK,
    "resolution": Done.OUTAGE_OVER,
}


def _go_on(act: OutageAct, name: str, form: Form, step: Callable[[], None]) -> ResponseReturnValue:
    """Do one thing to the open outage, and show the page again with what was done, or refused."""
    tried = attempt(form, step)
    if tried.refused:
        return _page(act, {name: form}, tried.status)
    return back_to(act.sr, DONE[name], ".show")


@bp.post("/requests/<called>/outage/notices")
@requires(Permission.DECLARE_OUTAGE)
@refused_on_its_page
def send_notice(called: str) -> ResponseReturnValue:
    """Send one more notice."""
    act, form = act_on_outage(called), NoticeForm(request.form)
    return _go_on(
        act,
        "notice",
        form,
        lambda: service.send_notice(act.actor, act.sr, act.outage, form.notice(), now=act.now),
    )


@bp.post("/requests/<called>/outage/requests")
@requires(Permission.DECLARE_OUTAGE)
@refused_on_its_page
def add_request(called: str) -> ResponseReturnValue:
    """Let another customer's request share the outage."""
    act, form = act_on_outage(called), AddedForm(request.form)
    return _go_on(
        act,
        "added",
        form,
        lambda: service.add_request(act.actor, act.outage, form.requests.data or "", now=act.now),
    )


@bp.post("/requests/<called>/outage/bridge")
@requires(Permission.DECLARE_OUTAGE)
@refused_on_its_page
def set_bridge(called: str) -> ResponseReturnValue:
    """Open, change or close the bridge call."""
    act, form = act_on_outage(called), BridgeForm(request.form)
    return _go_on(
        act,
        "bridge",
        form,
        lambda: service.set_bridge(act.actor, act.outage, form.bridge(), now=act.now),
    )


@bp.post("/requests/<called>/outage/remedy")
@requires(Permission.DECLARE_OUTAGE)
@refused_on_its_page
def mend(called: str) -> ResponseReturnValue:
    """Name what ends the outage."""
    act, form = act_on_outage(called), RemedyForm(request.form)
    return _go_on(
        act,
        "remedy",
        form,
        lambda: ending.mend(
            act.actor,
            act.outage,
            Remedy(form.remedy.data),
            form.text.data or "",
            now=act.now,
        ),
    )


class _Step(Protocol):
    def __call__(self, actor: Actor, outage: Outage, text: str, /, *, now: datetime) -> None:
        """Take the outage on by what is said of it."""


def _say(called: str, name: str, form: WordForm, step: _Step) -> ResponseReturnValue:
    act = act_on_outage(called)
    return _go_on(
        act,
        name,
        form,
        lambda: step(act.actor, act.outage, form.text.data or "", now=act.now),
    )


@bp.post("/requests/<called>/outage/validation")
@requires(Permission.DECLARE_OUTAGE)
@refused_on_its_page
def validate(called: str) -> ResponseReturnValue:
    """Record how it was made sure that the way out holds."""
    return _say(called, "validation", ValidationForm(request.form), ending.validate)


@bp.post("/requests/<called>/outage/relapse")
@requires(Permission.DECLARE_OUTAGE)
@refused_on_its_page
def fall_back(called: str) -> ResponseReturnValue:
    """Record that the way out did not hold."""
    return _say(called, "relapse", RelapseForm(request.form), ending.fall_back)


@bp.post("/requests/<called>/outage/resolution")
@requires(Permission.DECLARE_OUTAGE)
@refused_on_its_page
def resolve(called: str) -> ResponseReturnValue:
    """Send the one resolution notice."""
    return _say(called, "resolution", ResolutionForm(request.form), ending.resolve)
