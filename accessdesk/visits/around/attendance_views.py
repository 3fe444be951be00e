"""Pages of who did not come and who stayed too long, for a request and for a site."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.scheduling.week_view import site_for_planning
from accessdesk.service_requests.acts import look_at
from accessdesk.visits.around.overstays import marks_at, marks_of
from accessdesk.web.access import current_actor, current_moment, requires

bp = Blueprint("attendance", __name__)


@bp.get("/requests/<called>/attendance")
@requires(Permission.SEE_REQUESTS)
def of_request(called: str) -> ResponseReturnValue:
    """Show who of a request did not come or stayed too long."""
    sr = look_at(called).sr
    return render_template("visits/attendance.html", of=sr.called, rows=marks_of(sr.id))


@bp.get("/sites/<site>/attendance")
@requires(Permission.SEE_REQUESTS)
def of_site(site: str) -> ResponseReturnValue:
    """Show who did not come to a site or stayed too long, as far as the actor may know."""
    actor, now = current_actor(), current_moment()
    place = site_for_planning(actor, site, now=now)
    rows = marks_at(actor, place.id, now=now)
    return render_template("visits/attendance.html", of=place.name, rows=rows)
