"""The API of escorts, for the technicians who go with the visitors (R-SA-5)."""

from flask import Response
from flask_openapi import APIBlueprint

from accessdesk.accounts.rules import Permission
from accessdesk.visits.around import escorts
from accessdesk.visits.schemas import EscortAnswer, EscortList, EscortPath
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import query_text, reply

api = APIBlueprint("escort_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


def _list() -> Response:
    found = escorts.escorts_to_do(
        current_actor(), now=current_moment(), site_code=query_text("site")
    )
    return reply(EscortList(escorts=[EscortAnswer.model_validate(each) for each in found]))


@api.get("/escorts", responses={200: EscortList})
@requires(Permission.WORK_HANDS)
def index() -> Response:
    """List the escorts that the technician has taken or could take, by their start.

    Takes `site` in the address.
    """
    return _list()


@api.post("/escorts/<int:window_id>/take", responses={200: EscortList})
@requires(Permission.WORK_HANDS)
def take(path: EscortPath) -> Response:
    """Take the escort of a visit; of two who do, one gets a conflict."""
    escorts.take(current_actor(), path.window_id, now=current_moment())
    return _list()


@api.post("/escorts/<int:window_id>/hand-back", responses={200: EscortList})
@requires(Permission.WORK_HANDS)
def hand_back(path: EscortPath) -> Response:
    """Hand an escort back, so that somebody else can take it."""
    escorts.hand_back(current_actor(), path.window_id, now=current_moment())
    return _list()
