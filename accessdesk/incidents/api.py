"""The calls of incidents: accept, refuse, and bring to an end."""

from typing import Any

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk.accounts.rules import Permission
from accessdesk.incidents import service
from accessdesk.incidents.queries import incident_detail, reroute_drafts
from accessdesk.incidents.schemas import IncidentAnswer, RefusalBody, WordBody
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.reroute import Drafts
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import reply

api = APIBlueprint("incidents_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class IncidentPath(BaseModel):
    """An incident by its number or reference."""

    called: str = Field(max_length=40)


def _answer(sr: RequestFacts) -> Response:
    detail = incident_detail(sr)
    drafts = _by_name(reroute_drafts(sr)) if detail.can_reroute else None
    return reply(IncidentAnswer.whole(sr, detail, drafts))


def _by_name(drafts: Drafts) -> dict[str, dict[str, Any]]:
    return {kind.value.replace("-", "_"): draft for kind, draft in drafts.items()}


@api.get("/requests/<called>/incident", responses={200: IncidentAnswer})
@requires(Permission.SEE_REQUESTS)
def show(path: IncidentPath) -> Response:
    """Give what an incident says, its letter, and what it can become or became."""
    return _answer(service.get_incident(current_actor(), path.called, now=current_moment()))


@api.post("/requests/<called>/accept", responses={200: IncidentAnswer})
@requires(Permission.DECIDE_REQUEST)
def accept(path: IncidentPath) -> Response:
    """Accept an incident; it gets its number."""
    actor, now = current_actor(), current_moment()
    sr = service.get_incident(actor, path.called, now=now)
    service.accept(actor, sr, now=now)
    return _answer(sr)


@api.post("/requests/<called>/refuse", responses={200: IncidentAnswer})
@requires(Permission.DECIDE_REQUEST)
def refuse(path: IncidentPath, body: RefusalBody) -> Response:
    """Refuse an incident by a clause; a letter names it and the right owner."""
    actor, now = current_actor(), current_moment()
    sr = service.get_incident(actor, path.called, now=now)
    operator = current_settings().operator_name
    service.refuse(actor, sr, body.clause, body.reason, operator=operator, now=now)
    return _answer(sr)


@api.post("/requests/<called>/restore", responses={200: IncidentAnswer})
@requires(Permission.DECIDE_REQUEST)
def restore(path: IncidentPath, body: WordBody) -> Response:
    """Say that the service is back."""
    actor, now = current_actor(), current_moment()
    sr = service.get_incident(actor, path.called, now=now)
    service.restore(actor, sr, body.text, now=now)
    return _answer(sr)
