"""Pages over requests of every kind: home, a new one, the list, one of them."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from accessdesk import clock
from accessdesk.accounts.rules import Actor, Permission, Role
from accessdesk.errors import DomainError, Invalid
from accessdesk.estate.queries import all_sites
from accessdesk.incidents.queries import reroute_drafts
from accessdesk.incidents.service import get_incident
from accessdesk.scheduling.service import WindowRefused
from accessdesk.service_desk.forms import FilterForm
from accessdesk.service_desk.home import home_of
from accessdesk.service_desk.request_views import show_page
from accessdesk.service_desk.service import submit
from accessdesk.service_desk.visits import windows_by_request
from accessdesk.service_requests.queries import get_request, list_requests
from accessdesk.site_access.form_choices import Offer, offer, opening_of, read_opening
from accessdesk.site_access.forms import SiteAccessForm
from accessdesk.web.access import current_actor, requires
from accessdesk.web.forms import refuse_into
from accessdesk.web.idempotency import new_key
from accessdesk.web.schemas import query_int, query_text

bp = Blueprint("service_desk", __name__)

PAGE = 50
HOMES = {
    Role.CONTACT: "service_desk/home_contact.html",
    Role.OFFICER: "service_desk/home_officer.html",
    Role.AGENT: "service_desk/home_desk.html",
    Role.MANAGER: "service_desk/home_desk.html",
    Role.TECHNICIAN: "service_desk/home_technician.html",
    Role.ADMIN: "service_desk/home_admin.html",
}


@bp.get("/")
@requires(Permission.SEE_HOME)
def home() -> ResponseReturnValue:
    """Show what the actor owes or awaits."""
    actor = current_actor()
    return render_template(HOMES[actor.role], home=home_of(actor, now=clock.now()))


@bp.get("/requests")
@requires(Permission.SEE_REQUESTS)
def requests() -> ResponseReturnValue:
    """List requests, newest first, narrowed by what the address says."""
    actor, now = current_actor(), clock.now()
    form = FilterForm(request.args)
    form.offer_sites(site.code for site in all_sites())
    if not form.validate():
        raise Invalid(fields={field.name: str(field.errors[0]) for field in form if field.errors})
    after = query_int("after", 0, least=1, most=2**62)
    rows = list_requests(actor, form.wanted(), now=now, before_id=after or None, limit=PAGE + 1)
    shown = rows[:PAGE]
    return render_template(
        "service_desk/requests.html",
        form=form,
        rows=shown,
        windows=windows_by_request({row.id for row in shown}),
        next_after=shown[-1].id if len(rows) > PAGE else None,
        is_later=bool(after),
    )


@bp.get("/requests/new")
@requires(Permission.RAISE_REQUEST)
def new_request() -> ResponseReturnValue:
    """Show the form for site access."""
    actor, now = current_actor(), clock.now()
    came_from = query_text("from")
    form = SiteAccessForm(data=_carried_over(actor, came_from, now))
    return _new_page(form, offer(form, actor, now=now), came_from=came_from)


def _carried_over(actor: Actor, came_from: str, now: datetime) -> dict[str, Any]:
    """Give what a refused incident, or another form, says already (R-ACC-6, R-RH-1)."""
    if came_from:
        incident = get_incident(actor, came_from, now=now)
        return {"party_kind": "vendor"} | reroute_drafts(incident)["site_access"]
    devices = [tag.strip() for tag in query_text("devices").split(",")]
    said = {name: query_text(name) for name in ("site", "summary", "severity")}
    return {"devices": devices} | {name: value for name, value in said.items() if value}


def _new_page(
    form: SiteAccessForm,
    offered: Offer,
    error: DomainError | None = None,
    status: int = 200,
    *,
    came_from: str = "",
) -> ResponseReturnValue:
    opening = None
    if isinstance(error, WindowRefused) and offered.site:
        opening = opening_of(error.following, offered.site.zone, now=clock.now())
    page = render_template(
        "site_access/new.html",
        form=form,
        offered=offered,
        opening=opening,
        came_from=came_from or request.form.get("from", ""),
        new_key=new_key,
    )
    return page, status


@bp.post("/requests/new")
@requires(Permission.RAISE_REQUEST)
def create_request() -> ResponseReturnValue:
    """Ask for site access; without scripts the same form shows a site's devices, too."""
    actor, now = current_actor(), clock.now()
    form = SiteAccessForm(CombinedMultiDict([request.form, request.files]))
    offered = offer(form, actor, now=now)
    opening = read_opening(request.form.get("take_opening", ""))
    if opening and offered.site:
        form.take(opening, offered.site.zone)
    if "show_devices" in request.form:
        form.unpack_file()
        return _new_page(form, offered)
    if not form.validate():
        return _new_page(form, offered, status=422)
    with refuse_into(form) as outcome:
        draft = form.draft(by_phone=actor.is_staff)
        sr = submit(actor, draft, request.form.get("from") or None, now=now)
    if outcome.refused:
        return _new_page(form, offered, outcome.error, outcome.status)
    return redirect(url_for(".show", called=sr.number or sr.reference), 303)


@bp.get("/requests/<called>")
@requires(Permission.SEE_REQUESTS)
def show(called: str) -> ResponseReturnValue:
    """Show one request, by number or reference."""
    actor, now = current_actor(), clock.now()
    return show_page(actor, get_request(actor, called, now=now), now=now)
