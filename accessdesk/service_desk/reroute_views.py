"""Make a refused incident another request, in one click: only the desk knows all kinds."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.errors import Conflict
from accessdesk.incidents.queries import incident_detail
from accessdesk.remote_hands import service as hands_service
from accessdesk.remote_hands.schemas import RemoteHandsBody
from accessdesk.service_requests.acts import back_to, look_at, refused_on_its_page
from accessdesk.service_requests.done import Done
from accessdesk.service_requests.reroute import carried_over, link
from accessdesk.service_requests.rules import Kind
from accessdesk.web.access import requires

bp = Blueprint("reroute", __name__)


@bp.post("/requests/<called>/incident/reroute")
@requires(Permission.RAISE_REQUEST)
@refused_on_its_page
def to_remote_hands(called: str) -> ResponseReturnValue:
    """Make a refused hardware incident a request for remote hands (R-ACC-6)."""
    seen = look_at(called, Kind.INCIDENT)
    if not incident_detail(seen.sr).can_reroute:
        raise Conflict("This incident cannot become another request.", code="wrong-status")
    said = carried_over(seen.actor, called, Kind.REMOTE_HANDS, now=seen.now)
    draft = RemoteHandsBody.model_validate(said).draft()
    made = hands_service.submit(seen.actor, draft, now=seen.now)
    link(seen.actor, seen.sr.reference, made, now=seen.now)
    return back_to(made, Done.HANDS_REQUESTED, "remote_hands.show")
