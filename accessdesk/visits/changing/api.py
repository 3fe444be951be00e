"""The API to change a visit until it begins: who comes, how they are reached, what else it says."""

from typing import Annotated

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import Field, StrictBool

from accessdesk.accounts.rules import Permission
from accessdesk.service_requests.acts import act_on
from accessdesk.service_requests.rules import Kind, Reason
from accessdesk.visits.answers import RequestAnswer, request_answer
from accessdesk.visits.asking.schemas import VisitorBody
from accessdesk.visits.changing import reaching, visitor_changes, who_comes
from accessdesk.visits.changing.details import change_details
from accessdesk.visits.drafts import DetailsDraft, ReachDraft
from accessdesk.web.access import requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import Body, Line, NamedLine, RequestPath

api = APIBlueprint("changing_api", __name__, url_prefix="/api/v1", abp_security=BEARER)

Things = Annotated[list[NamedLine], Field(max_length=200)]


class VisitorOfRequest(RequestPath):
    """A visitor of a request."""

    visitor_id: int = Field(ge=1, le=2**63 - 1)


class AddressBody(Body):
    """How a visitor is reached; what is left out stays, and an empty number is none."""

    email: NamedLine | None = None
    phone: Line | None = None

    def draft(self) -> ReachDraft:
        """The two as the service takes them; nothing at all asks for the address."""
        nothing = self.email is None and self.phone is None
        return ReachDraft("" if nothing else self.email, self.phone)


class DetailsBody(Body):
    """What else a visit says; what is left out stays as it is."""

    reason: Reason | None = None
    equipment_in: Things | None = None
    equipment_out: Things | None = None
    escort: StrictBool | None = None


@api.post("/requests/<called>/visitors", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def add_visitor(path: RequestPath, body: VisitorBody) -> Response:
    """Let one more person come, in every window that has not begun."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    who_comes.add_visitor(act.actor, act.sr, body.draft(), now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/visitors/<int:visitor_id>/drop", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def drop_visitor(path: VisitorOfRequest) -> Response:
    """Take somebody off a visit; their passes stop, and their place is free."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    who_comes.drop_visitor(act.actor, act.sr, path.visitor_id, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/visitors/<int:visitor_id>/replace", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def replace_visitor(path: VisitorOfRequest, body: VisitorBody) -> Response:
    """Let another person come instead; the old pass stops and a new one is issued."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    visitor_changes.replace_visitor(act.actor, act.sr, path.visitor_id, body.draft(), now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/visitors/<int:visitor_id>/address", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def give_address(path: VisitorOfRequest, body: AddressBody) -> Response:
    """Correct a visitor's e-mail address, to which the same pass goes, or telephone number."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    reaching.give_address(act.actor, act.sr, path.visitor_id, body.draft(), now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/visitors/<int:visitor_id>/resend", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def resend_pass(path: VisitorOfRequest) -> Response:
    """Send a visitor the same pass again."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    reaching.resend_pass(act.actor, act.sr, path.visitor_id, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/visitors/<int:visitor_id>/hand-over", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def hand_over_pass(path: VisitorOfRequest) -> Response:
    """Note that a visitor has their pass, by another way than mail."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    reaching.hand_over(act.actor, act.sr, [path.visitor_id], now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/details", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def change(path: RequestPath, body: DetailsBody) -> Response:
    """Change the reason, the equipment or the escort of a visit; all passes stay as they are."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    sr = act.sr
    draft = DetailsDraft(
        body.reason or sr.reason or Reason.MAINTENANCE,
        tuple(sr.equipment_in if body.equipment_in is None else body.equipment_in),
        tuple(sr.equipment_out if body.equipment_out is None else body.equipment_out),
        escort=sr.escort if body.escort is None else body.escort,
    )
    change_details(act.actor, sr, draft, now=act.now)
    return request_answer(act.actor, sr)
