"""Pages of incidents: escalate, accept or refuse, and go on another way."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Permission, Right, may
from accessdesk.estate.queries import all_sites, get_site_by_id, sites_with
from accessdesk.incidents import service
from accessdesk.incidents.drafts import IncidentDraft
from accessdesk.incidents.forms import IncidentForm, RefusalForm
from accessdesk.incidents.queries import incident_detail
from accessdesk.incidents.rules import Clause
from accessdesk.service_requests.acts import (
    Act,
    act_on,
    back_to,
    check_may_ask,
    look_at,
    refused_on_its_page,
    seen_through,
    what_was_done,
)
from accessdesk.service_requests.asking.callers import customer_of
from accessdesk.service_requests.asking.where import offer_where
from accessdesk.service_requests.done import Done
from accessdesk.service_requests.promises import unheard
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.reroute import carried_over, link
from accessdesk.service_requests.rules import Kind, Status
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.address import reads
from accessdesk.web.forms import attempt
from accessdesk.web.preview import Preview
from accessdesk.web.schemas import query_text

bp = Blueprint("incidents", __name__)


@bp.get("/requests/new/incident")
@requires(Permission.RAISE_REQUEST)
@reads("from")
def new() -> ResponseReturnValue:
    """Show the form of an escalation, with what one says that it goes on from."""
    check_may_ask()
    came_from = query_text("from")
    return _form_page(IncidentForm(data=_carried_over(came_from)), came_from)


def _carried_over(came_from: str) -> dict[str, Any]:
    if not came_from:
        return {}
    return carried_over(current_actor(), came_from, Kind.INCIDENT, now=current_moment())


def _form_page(form: IncidentForm, came_from: str, status: int = 200) -> ResponseReturnValue:
    actor, now = current_actor(), current_moment()
    sites = all_sites() if actor.is_staff else sites_with(actor, Right.INCIDENTS, now=now)
    customer_id = customer_of(actor, form.on_behalf_of.data)
    offered = offer_where(form, sites, customer_id, nowhere="Not at a site")
    form.speak_to(actor)
    page = render_template("incidents/new.html", form=form, offered=offered, came_from=came_from)
    return page, status


@bp.post("/requests/new/incident")
@requires(Permission.RAISE_REQUEST)
def create() -> ResponseReturnValue:
    """Escalate an incident."""
    form, actor, now = IncidentForm(request.form), current_actor(), current_moment()
    came_from = request.form.get("from", "")
    if form.look(actor, request.form) or "show_devices" in request.form:
        return _form_page(form, came_from)

    def draft() -> IncidentDraft:
        return form.draft(by_phone=actor.is_staff)

    def submit() -> RequestFacts:
        sr = service.submit(actor, draft(), now=now)
        if came_from:
            link(actor, came_from, sr, now=now)
        return sr

    tried = attempt(form, submit, judge=lambda: service.judge(actor, draft(), now=now))
    if tried.refused:
        return _form_page(form, came_from, tried.status)
    return back_to(tried.result, Done.ESCALATED, ".show")


@bp.get("/requests/<called>/incident")
@requires(Permission.SEE_REQUESTS)
@reads("done")
def show(called: str) -> ResponseReturnValue:
    """Show what an incident says, its letter, and the way on."""
    seen = look_at(called, Kind.INCIDENT)
    # The desk's own word for it is the likeliest clause; “service” has none.
    return _page(seen, RefusalForm(clause=seen.sr.details.get("category")))


def _page(
    seen: Act, refusal: RefusalForm, status: int = 200, *, preview: Preview | None = None
) -> ResponseReturnValue:
    decides = may(seen.actor, Permission.DECIDE_REQUEST)
    page = render_template(
        "incidents/request.html",
        sr=seen.sr,
        done=what_was_done(seen.sr),
        incident=incident_detail(seen.sr),
        may_decide=decides and seen.sr.status is Status.SUBMITTED,
        refusal=refusal,
        preview=preview,
        zone=get_site_by_id(seen.sr.site_id).zone if seen.sr.site_id else "UTC",
        unread=unheard.unread_words(seen.sr.id) if decides else [],
    )
    return page, status


@bp.post("/requests/<called>/incident/accept")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def accept(called: str) -> ResponseReturnValue:
    """Accept an incident; it gets its number."""
    act = act_on(called, Kind.INCIDENT)
    service.accept(act.actor, act.sr, now=act.now)
    return back_to(act.sr, Done.ACCEPTED, ".show")


@bp.post("/requests/<called>/incident/refuse/preview")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def preview_refusal(called: str) -> ResponseReturnValue:
    """Show the letter of a refusal and who would get it; nothing is sent."""
    return _look(act_on(called, Kind.INCIDENT), RefusalForm(request.form))


def _look(act: Act, form: RefusalForm) -> ResponseReturnValue:
    tried = attempt(form, lambda: _preview(act, form))
    shown = None if tried.refused else tried.result
    if shown:
        form.keep_look()
    return _page(act, form, tried.status, preview=shown)


def _preview(act: Act, form: RefusalForm) -> Preview:
    clause, operator = Clause(form.clause.data), current_settings().operator_name
    words = service.letter_of_refusal(act.sr, clause, form.reason.data or "", operator=operator)
    return Preview(words, people_by_id([act.sr.contact_id])[act.sr.contact_id].name)


@bp.post("/requests/<called>/incident/refuse")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def refuse(called: str) -> ResponseReturnValue:
    """Refuse an incident by a clause, or with a written reason, once the letter was looked at."""
    act, form = act_on(called, Kind.INCIDENT), RefusalForm(request.form)
    if form.unseen:
        return _look(act, form)
    tried = attempt(form, lambda: _refuse(act, form))
    if tried.refused:
        return _page(act, form, tried.status)
    return back_to(act.sr, Done.REFUSED, ".show")


def _refuse(act: Act, form: RefusalForm) -> None:
    clause, operator = Clause(form.clause.data), current_settings().operator_name
    unheard.check_read(act.actor, act.sr, seen_through(), now=act.now)
    service.refuse(
        act.actor, act.sr, clause, form.reason.data or "", operator=operator, now=act.now
    )
