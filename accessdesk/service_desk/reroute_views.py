"""Make a refused incident another request, in one click: only the desk knows all kinds."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.errors import Conflict
from accessdesk.incidents.queries import incident_detail
from accessdesk.incidents.service import get_incident
from accessdesk.remote_hands import service as hands_service
from accessdesk.remote_hands.schemas import RemoteHandsBody
from accessdesk.service_requests.reroute import carried_over, link
from accessdesk.service_requests.rules import Kind
from accessdesk.web.access import current_actor, current_moment, requires

bp = Blueprint("reroute", __name__)


@bp.post("/requests/<called>/incident/reroute")
@requires(Permission.RAISE_REQUEST)
def to_remote_hands(called: str) -> ResponseReturnValue:
    """Make a refused hardware incident a request for remote hands (R-ACC-6)."""
    actor, now = current_actor(), current_moment()
    sr = get_incident(actor, called, now=now)
    if not incident_detail(sr).can_reroute:
        raise Conflict("This incident cannot become another request.", code="wrong-status")
    said = carried_over(actor, called, Kind.REMOTE_HANDS, now=now)
    made = hands_service.submit(actor, RemoteHandsBody.model_validate(said).draft(), now=now)
    link(actor, sr.reference, made, now=now)
    return redirect(url_for("remote_hands.show", called=made.number), 303)
