"""The calls of incidents: accept, refuse, and bring to an end."""

from typing import Any

from flask import Response
from flask_openapi import APIBlueprint

from accessdesk.accounts.rules import Permission
from accessdesk.incidents import service
from accessdesk.incidents.queries import incident_detail, reroute_drafts
from accessdesk.incidents.schemas import IncidentAnswer, RefusalBody, WordBody
from accessdesk.service_requests.acts import act_on, look_at
from accessdesk.service_requests.promises import unheard
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.reroute import Drafts
from accessdesk.service_requests.rules import Kind
from accessdesk.web.access import current_settings, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import RequestPath, reply

api = APIBlueprint("incidents_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


def _answer(sr: RequestFacts) -> Response:
    detail = incident_detail(sr)
    drafts = _by_name(reroute_drafts(sr)) if detail.can_reroute else None
    return reply(IncidentAnswer.whole(sr, detail, drafts))


def _by_name(drafts: Drafts) -> dict[str, dict[str, Any]]:
    return {kind.value.replace("-", "_"): draft for kind, draft in drafts.items()}


@api.get("/requests/<called>/incident", responses={200: IncidentAnswer})
@requires(Permission.SEE_REQUESTS)
def show(path: RequestPath) -> Response:
    """Give what an incident says, its letter, and what it can become or became."""
    return _answer(look_at(path.called, Kind.INCIDENT).sr)


@api.post("/requests/<called>/accept", responses={200: IncidentAnswer})
@requires(Permission.DECIDE_REQUEST)
def accept(path: RequestPath) -> Response:
    """Accept an incident; it gets its number."""
    act = act_on(path.called, Kind.INCIDENT)
    service.accept(act.actor, act.sr, now=act.now)
    return _answer(act.sr)


@api.post("/requests/<called>/refuse", responses={200: IncidentAnswer})
@requires(Permission.DECIDE_REQUEST)
def refuse(path: RequestPath, body: RefusalBody) -> Response:
    """Refuse an incident by a clause; a letter names it and the right owner."""
    act = act_on(path.called, Kind.INCIDENT)
    operator = current_settings().operator_name
    unheard.check_read(act.actor, act.sr, body.through, now=act.now)
    service.refuse(act.actor, act.sr, body.clause, body.reason, operator=operator, now=act.now)
    return _answer(act.sr)


@api.post("/requests/<called>/restore", responses={200: IncidentAnswer})
@requires(Permission.DECIDE_REQUEST)
def restore(path: RequestPath, body: WordBody) -> Response:
    """Say that the service is back."""
    act = act_on(path.called, Kind.INCIDENT)
    service.restore(act.actor, act.sr, body.text, now=act.now)
    unheard.hear(act.actor, act.sr, body.through)
    return _answer(act.sr)
