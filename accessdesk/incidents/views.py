"""Pages of incidents: escalate, accept or refuse, and go on another way."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Actor, Permission, may
from accessdesk.incidents import service
from accessdesk.incidents.forms import IncidentForm, RefusalForm
from accessdesk.incidents.queries import incident_detail
from accessdesk.incidents.rules import Clause
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Status
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.forms import refuse_into
from accessdesk.web.idempotency import new_key

bp = Blueprint("incidents", __name__)


@bp.get("/requests/new/incident")
@requires(Permission.RAISE_REQUEST)
def new() -> ResponseReturnValue:
    """Show the form of an escalation."""
    return _form_page(IncidentForm())


def _form_page(form: IncidentForm, status: int = 200) -> ResponseReturnValue:
    return render_template("incidents/new.html", form=form, new_key=new_key), status


@bp.post("/requests/new/incident")
@requires(Permission.RAISE_REQUEST)
def create() -> ResponseReturnValue:
    """Escalate an incident."""
    form = IncidentForm(request.form)
    actor, now = current_actor(), current_moment()
    if not form.validate():
        return _form_page(form, 422)
    with refuse_into(form) as outcome:
        sr = service.submit(actor, form.draft(by_phone=actor.is_staff), now=now)
    if outcome.refused:
        return _form_page(form, outcome.status)
    return redirect(url_for(".show", called=sr.reference), 303)


@bp.get("/requests/<called>/incident")
@requires(Permission.SEE_REQUESTS)
def show(called: str) -> ResponseReturnValue:
    """Show what an incident says, its letter, and the way on."""
    actor = current_actor()
    sr = service.get_incident(actor, called, now=current_moment())
    # The desk's own word for it is the likeliest clause; “service” has none.
    return _page(actor, sr, RefusalForm(clause=sr.details.get("category")))


def _page(
    actor: Actor, sr: RequestFacts, refusal: RefusalForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "incidents/request.html",
        sr=sr,
        incident=incident_detail(sr),
        may_decide=may(actor, Permission.DECIDE_REQUEST) and sr.status is Status.SUBMITTED,
        refusal=refusal,
        new_key=new_key,
    )
    return page, status


@bp.post("/requests/<called>/incident/accept")
@requires(Permission.DECIDE_REQUEST)
def accept(called: str) -> ResponseReturnValue:
    """Accept an incident; it gets its number."""
    actor, now = current_actor(), current_moment()
    sr = service.get_incident(actor, called, now=now)
    service.accept(actor, sr, now=now)
    return redirect(url_for(".show", called=sr.number), 303)


@bp.post("/requests/<called>/incident/refuse")
@requires(Permission.DECIDE_REQUEST)
def refuse(called: str) -> ResponseReturnValue:
    """Refuse an incident by a clause, or with a written reason."""
    actor, now = current_actor(), current_moment()
    sr = service.get_incident(actor, called, now=now)
    form = RefusalForm(request.form)
    if not form.validate():
        return _page(actor, sr, form, 422)
    operator = current_settings().operator_name
    clause = Clause(form.clause.data)
    with refuse_into(form) as outcome:
        service.refuse(actor, sr, clause, form.reason.data or "", operator=operator, now=now)
    if outcome.refused:
        return _page(actor, sr, form, outcome.status)
    return redirect(url_for(".show", called=called), 303)
