"""Pages over requests of every kind: home, a new one, the list, one of them."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission, Role
from accessdesk.errors import Invalid
from accessdesk.estate.queries import all_sites
from accessdesk.scheduling.booked import first_windows
from accessdesk.service_desk.forms import FilterForm
from accessdesk.service_desk.home import home_of
from accessdesk.service_desk.request_views import show_page
from accessdesk.service_requests.acts import look_at
from accessdesk.service_requests.queries import list_requests
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.schemas import query_int

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
    return render_template(HOMES[actor.role], home=home_of(actor, now=current_moment()))


@bp.get("/requests")
@requires(Permission.SEE_REQUESTS)
def requests() -> ResponseReturnValue:
    """List requests, newest first, narrowed by what the address says."""
    actor, now = current_actor(), current_moment()
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
        windows=first_windows({row.id for row in shown}),
        next_after=shown[-1].id if len(rows) > PAGE else None,
        is_later=bool(after),
    )


@bp.get("/requests/<called>")
@requires(Permission.SEE_REQUESTS)
def show(called: str) -> ResponseReturnValue:
    """Show one request, by number or reference."""
    return show_page(look_at(called))
