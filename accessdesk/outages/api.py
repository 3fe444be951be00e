"""The calls of outages: open, tell, find a way out, end; and whom a customer wants told."""

from datetime import datetime

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk.accounts.rules import Actor, Permission
from accessdesk.errors import NotFound
from accessdesk.outages import audience, ending, service
from accessdesk.outages.acts import act_on_outage
from accessdesk.outages.concerned import would_tell
from accessdesk.outages.models import Outage
from accessdesk.outages.queries import detail_of, find_outage, told_of
from accessdesk.outages.schemas import (
    AddedRequestBody,
    BridgeBody,
    DesignatedAnswer,
    DesignatedBody,
    DesignatedList,
    NewOutageBody,
    NoticeBody,
    OutageAnswer,
    OutageWordBody,
    RemedyBody,
    ToldAnswer,
    ToldList,
)
from accessdesk.service_requests.acts import Act, act_on, look_at
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import RequestPath, query_text, reply

api = APIBlueprint("outages_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class DesignatedPath(BaseModel):
    """A person on the list."""

    designated_id: int = Field(ge=1, le=2**63 - 1)


def _answer(act: Act, outage: Outage, status: int = 200) -> Response:
    detail = detail_of(act.actor, act.sr, outage, now=act.now)
    return reply(OutageAnswer.of(detail), status)


@api.get("/requests/<called>/outage", responses={200: OutageAnswer})
@requires(Permission.SEE_REQUESTS)
def show(path: RequestPath) -> Response:
    """Give the outage that a request is part of, or last was."""
    seen = look_at(path.called)
    outage = find_outage(seen.sr.id)
    if outage is None:
        raise NotFound
    return _answer(seen, outage)


@api.post("/requests/<called>/outage", responses={201: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def open_outage(path: RequestPath, body: NewOutageBody) -> Response:
    """Open an outage communication and send the first notice."""
    act = act_on(path.called)
    outage = service.open_outage(act.actor, act.sr, body.outage(), now=act.now)
    return _answer(act, outage, 201)


@api.get("/requests/<called>/outage/audience", responses={200: ToldList})
@requires(Permission.DECLARE_OUTAGE)
def preview(path: RequestPath) -> Response:
    """Say who would get a notice; takes `requests`, set apart by commas, in the address."""
    seen = look_at(path.called)
    others = query_text("requests", longest=2000).split(",")
    told = told_of(would_tell(seen.actor, seen.sr, others, now=seen.now))
    return reply(ToldList(told=[ToldAnswer.model_validate(each) for each in told]))


@api.post("/requests/<called>/outage/notices", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def send_notice(path: RequestPath, body: NoticeBody) -> Response:
    """Send one more notice; an early one starts the cadence anew."""
    act = act_on_outage(path.called)
    service.send_notice(act.actor, act.sr, act.outage, body.draft(), now=act.now)
    return _answer(act, act.outage)


@api.post("/requests/<called>/outage/requests", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def add_request(path: RequestPath, body: AddedRequestBody) -> Response:
    """Let another customer's request share the outage."""
    act = act_on_outage(path.called)
    service.add_request(act.actor, act.outage, body.request, now=act.now)
    return _answer(act, act.outage)


@api.post("/requests/<called>/outage/bridge", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def set_bridge(path: RequestPath, body: BridgeBody) -> Response:
    """Open, change or close the bridge call."""
    act = act_on_outage(path.called)
    service.set_bridge(act.actor, act.outage, body.bridge(), now=act.now)
    return _answer(act, act.outage)


@api.post("/requests/<called>/outage/remedy", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def mend(path: RequestPath, body: RemedyBody) -> Response:
    """Say what ends the outage: a resolution or a work-around."""
    act = act_on_outage(path.called)
    ending.mend(act.actor, act.outage, body.remedy, body.text, now=act.now)
    return _answer(act, act.outage)


@api.post("/requests/<called>/outage/validation", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def validate(path: RequestPath, body: OutageWordBody) -> Response:
    """Say how it was made sure that the way out holds."""
    act = act_on_outage(path.called)
    ending.validate(act.actor, act.outage, body.text, now=act.now)
    return _answer(act, act.outage)


@api.post("/requests/<called>/outage/relapse", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def fall_back(path: RequestPath, body: OutageWordBody) -> Response:
    """Say that the way out did not hold."""
    act = act_on_outage(path.called)
    ending.fall_back(act.actor, act.outage, body.text, now=act.now)
    return _answer(act, act.outage)


@api.post("/requests/<called>/outage/resolution", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def resolve(path: RequestPath, body: OutageWordBody) -> Response:
    """Send the one resolution notice; the requests end, and their clocks stop."""
    act = act_on_outage(path.called)
    ending.resolve(act.actor, act.outage, body.text, now=act.now)
    return _answer(act, act.outage)


def _people(actor: Actor, now: datetime, status: int = 200) -> Response:
    people = audience.list_designated(actor, now=now)
    answers = [DesignatedAnswer.model_validate(each) for each in people]
    return reply(DesignatedList(people=answers), status)


@api.get("/outage-audience", responses={200: DesignatedList})
@requires(Permission.DESIGNATE_AUDIENCE)
def list_people() -> Response:
    """List whom your organisation wants told of outages."""
    return _people(current_actor(), current_moment())


@api.post("/outage-audience", responses={201: DesignatedList})
@requires(Permission.DESIGNATE_AUDIENCE)
def designate(body: DesignatedBody) -> Response:
    """Put a person on the list, once."""
    actor, now = current_actor(), current_moment()
    audience.designate(actor, body.name, body.email, now=now)
    return _people(actor, now, 201)


@api.post("/outage-audience/<int:designated_id>/withdraw", responses={200: DesignatedList})
@requires(Permission.DESIGNATE_AUDIENCE)
def withdraw(path: DesignatedPath) -> Response:
    """Take a person off the list."""
    actor, now = current_actor(), current_moment()
    audience.withdraw(actor, path.designated_id, now=now)
    return _people(actor, now)
