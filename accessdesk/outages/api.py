"""The calls of outages: open, tell, find a way out, end; and whom a customer wants told."""

from datetime import datetime

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk.accounts.rules import Actor, Permission
from accessdesk.errors import NotFound
from accessdesk.outages import audience, ending, service
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
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.request import RequestFacts
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import query_text, reply

api = APIBlueprint("outages_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class OutagePath(BaseModel):
    """The outage of a request, by the request's number or reference."""

    called: str = Field(max_length=40)


class DesignatedPath(BaseModel):
    """A person on the list."""

    designated_id: int = Field(ge=1, le=2**63 - 1)


def _answer(
    actor: Actor, sr: RequestFacts, outage: Outage, now: datetime, status: int = 200
) -> Response:
    return reply(OutageAnswer.of(detail_of(actor, sr, outage, now=now)), status)


def _open_one(called: str, now: datetime) -> tuple[Actor, RequestFacts, Outage]:
    actor = current_actor()
    sr = get_request(actor, called, now=now)
    return actor, sr, service.get_open_outage(sr)


@api.get("/requests/<called>/outage", responses={200: OutageAnswer})
@requires(Permission.SEE_REQUESTS)
def show(path: OutagePath) -> Response:
    """Give the outage that a request is part of, or last was."""
    actor, now = current_actor(), current_moment()
    sr = get_request(actor, path.called, now=now)
    outage = find_outage(sr.id)
    if outage is None:
        raise NotFound
    return _answer(actor, sr, outage, now)


@api.post("/requests/<called>/outage", responses={201: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def open_outage(path: OutagePath, body: NewOutageBody) -> Response:
    """Open an outage communication and send the first notice."""
    actor, now = current_actor(), current_moment()
    sr = get_request(actor, path.called, now=now)
    return _answer(actor, sr, service.open_outage(actor, sr, body.outage(), now=now), now, 201)


@api.get("/requests/<called>/outage/audience", responses={200: ToldList})
@requires(Permission.DECLARE_OUTAGE)
def preview(path: OutagePath) -> Response:
    """Say who would get a notice; takes `requests`, set apart by commas, in the address."""
    actor, now = current_actor(), current_moment()
    sr = get_request(actor, path.called, now=now)
    others = query_text("requests", longest=2000).split(",")
    told = told_of(would_tell(actor, sr, others, now=now))
    return reply(ToldList(told=[ToldAnswer.model_validate(each) for each in told]))


@api.post("/requests/<called>/outage/notices", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def send_notice(path: OutagePath, body: NoticeBody) -> Response:
    """Send one more notice; an early one starts the cadence anew."""
    now = current_moment()
    actor, sr, outage = _open_one(path.called, now)
    service.send_notice(actor, sr, outage, body.draft(), now=now)
    return _answer(actor, sr, outage, now)


@api.post("/requests/<called>/outage/requests", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def add_request(path: OutagePath, body: AddedRequestBody) -> Response:
    """Let another customer's request share the outage."""
    now = current_moment()
    actor, sr, outage = _open_one(path.called, now)
    service.add_request(actor, outage, body.request, now=now)
    return _answer(actor, sr, outage, now)


@api.post("/requests/<called>/outage/bridge", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def set_bridge(path: OutagePath, body: BridgeBody) -> Response:
    """Open, change or close the bridge call."""
    now = current_moment()
    actor, sr, outage = _open_one(path.called, now)
    service.set_bridge(actor, outage, body.bridge(), now=now)
    return _answer(actor, sr, outage, now)


@api.post("/requests/<called>/outage/remedy", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def mend(path: OutagePath, body: RemedyBody) -> Response:
    """Say what ends the outage: a resolution or a work-around."""
    now = current_moment()
    actor, sr, outage = _open_one(path.called, now)
    ending.mend(actor, outage, body.remedy, body.text, now=now)
    return _answer(actor, sr, outage, now)


@api.post("/requests/<called>/outage/validation", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def validate(path: OutagePath, body: OutageWordBody) -> Response:
    """Say how it was made sure that the way out holds."""
    now = current_moment()
    actor, sr, outage = _open_one(path.called, now)
    ending.validate(actor, outage, body.text, now=now)
    return _answer(actor, sr, outage, now)


@api.post("/requests/<called>/outage/relapse", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def fall_back(path: OutagePath, body: OutageWordBody) -> Response:
    """Say that the way out did not hold."""
    now = current_moment()
    actor, sr, outage = _open_one(path.called, now)
    ending.fall_back(actor, outage, body.text, now=now)
    return _answer(actor, sr, outage, now)


@api.post("/requests/<called>/outage/resolution", responses={200: OutageAnswer})
@requires(Permission.DECLARE_OUTAGE)
def resolve(path: OutagePath, body: OutageWordBody) -> Response:
    """Send the one resolution notice; the requests end, and their clocks stop."""
    now = current_moment()
    actor, sr, outage = _open_one(path.called, now)
    ending.resolve(actor, outage, body.text, now=now)
    return _answer(actor, sr, outage, now)


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
