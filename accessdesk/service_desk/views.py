"""Pages over requests of every kind: home, a new one, the list, one of them."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission, Role
from accessdesk.estate.queries import all_sites
from accessdesk.scheduling.booked import first_windows
from accessdesk.service_desk.forms import FilterForm
from accessdesk.service_desk.home import home_of
from accessdesk.service_desk.request_views import show_page
from accessdesk.service_requests.acts import look_at
from accessdesk.service_requests.asking.callers import callers_for
from accessdesk.service_requests.asking.door import kinds_to_ask
from accessdesk.service_requests.queries import list_requests
from accessdesk.service_requests.rules import Awaited, Kind, Waiter
from accessdesk.service_requests.waiting import Waiting, ids_waiting_for, waiting_on
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.address import reads
from accessdesk.web.schemas import query_int, query_text

bp = Blueprint("service_desk", __name__)
bp.add_app_template_global(callers_for)  # For the field of whoever calls, on each form.

PAGE = 50
HOMES = {
    Role.CONTACT: "service_desk/home_contact.html",
    Role.OFFICER: "service_desk/home_officer.html",
    Role.AGENT: "service_desk/home_desk.html",
    Role.MANAGER: "service_desk/home_desk.html",
    Role.TECHNICIAN: "service_desk/home_technician.html",
    Role.ADMIN: "service_desk/home_admin.html",
}

# The others are done on the page of the request, where the form for it stands on top.
_ELSEWHERE = {
    Awaited.DECISION: "incidents.show",
    Awaited.WORK: "work.show",
    Awaited.FREE_WORK: "work.show",
}
_ESCORTING = {Awaited.ESCORT, Awaited.FREE_ESCORT, Awaited.GATE}
_LISTED = {
    Awaited.REVIEW: "approvals.reviews",
}
_TO_SAY = {Awaited.CUSTOMER_UPDATE, Awaited.OPERATOR_UPDATE, Awaited.FIRST_RESPONSE}


@bp.app_template_global()
def address_of(waiting: Waiting) -> str:
    """The address at which the reader does what waits for them."""
    what, called = waiting.what, waiting.request.called
    if what.act is Awaited.NAME:
        return url_for("visit_acts.visitor_page", called=called, visitor_id=what.item)
    goes_along = waiting.waiter is Waiter.TECHNICIAN
    if what.act in _ESCORTING and goes_along:
        return url_for("escorts.show", window_id=what.item)
    if what.act in _LISTED:
        return url_for(_LISTED[what.act])
    if what.act in _ELSEWHERE:
        return url_for(_ELSEWHERE[what.act], called=called)
    anchor = "say" if what.act in _TO_SAY else "waits"
    return url_for("service_desk.show", called=called, _anchor=anchor)


@bp.app_template_global()
def kinds_offered() -> list[Kind]:
    """What the reader may ask for, and so is offered."""
    return kinds_to_ask(current_actor(), now=current_moment())


@bp.get("/")
@requires(Permission.SEE_HOME)
def home() -> ResponseReturnValue:
    """Show what the actor owes or awaits."""
    actor, within = current_actor(), current_settings().reopen_within
    home = home_of(actor, now=current_moment(), reopen_within=within)
    return render_template(HOMES[actor.role], home=home)


@bp.get("/requests")
@requires(Permission.SEE_REQUESTS)
@reads(FilterForm, "after")
def requests() -> ResponseReturnValue:
    """List requests, newest first, narrowed by what the address says."""
    actor, now = current_actor(), current_moment()
    form = FilterForm(request.args)
    form.offer_sites(site.code for site in all_sites())
    status = form.check()
    after = query_int("after", 0, least=1, most=2**62)
    within = current_settings().reopen_within
    wanted = form.wanted(lambda: ids_waiting_for(actor, now=now, reopen_within=within))
    rows = list_requests(actor, wanted, now=now, before_id=after or None, limit=PAGE + 1)
    shown = rows[:PAGE]
    page = render_template(
        "service_desk/requests.html",
        form=form,
        rows=shown,
        waiting=waiting_on(actor, [row.id for row in shown], now=now, reopen_within=within),
        windows=first_windows({row.id for row in shown}),
        next_after=shown[-1].id if len(rows) > PAGE else None,
        is_later=bool(after),
    )
    return page, status


@bp.get("/requests/new/callers")
@requires(Permission.DECIDE_REQUEST)
@reads("q")
def callers() -> ResponseReturnValue:
    """Show the contacts whom what was typed fits, as a part of a form's page."""
    found = callers_for(current_actor(), query_text("q"))
    return render_template("service_desk/callers.html", callers=found)


@bp.get("/requests/<called>")
@requires(Permission.SEE_REQUESTS)
@reads("done")
def show(called: str) -> ResponseReturnValue:
    """Show one request, by number or reference."""
    return show_page(look_at(called))
