"""The API of decisions: propose another window, answer it, review an emergency."""

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk import clock
from accessdesk.accounts.rules import Permission
from accessdesk.estate.queries import get_site_by_id
from accessdesk.service_desk import service
from accessdesk.service_desk.api import RequestPath
from accessdesk.service_desk.schemas import RequestAnswer
from accessdesk.service_desk.window_api import request_answer
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.rules import Kind
from accessdesk.site_access import proposals, queue
from accessdesk.site_access.schemas import (
    ProposalAnswer,
    ProposalBody,
    ProposalList,
    ReviewAnswer,
    ReviewBody,
    ReviewList,
)
from accessdesk.web.access import current_actor, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import WindowAnswer, reply

api = APIBlueprint("approval_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class ProposalPath(RequestPath):
    """A proposal for a request."""

    proposal_id: int = Field(ge=1, le=2**63 - 1)


class ReviewPath(BaseModel):
    """An emergency visit, by its window."""

    window_id: int = Field(ge=1, le=2**63 - 1)


def _change(called: str) -> ServiceRequest:
    sr = service.get_for_change(current_actor(), called, now=clock.now())
    service.require_kind(sr, Kind.SITE_ACCESS)
    return sr


def _list(sr: ServiceRequest) -> Response:
    zone = get_site_by_id(sr.site_id or 0).zone
    rows = proposals.proposals_of(sr, now=clock.now())
    answers = [
        ProposalAnswer(
            id=row.id,
            window=WindowAnswer(starts_at=row.starts_at, ends_at=row.ends_at, zone=zone),
            note=row.note,
            state=row.state.value,
            expires_at=row.expires_at,
        )
        for row in rows
    ]
    return reply(ProposalList(proposals=answers))


@api.get("/requests/<called>/proposals", responses={200: ProposalList})
@requires(Permission.SEE_REQUESTS)
def index(path: RequestPath) -> Response:
    """List the windows that the desk proposed for a visit, newest first."""
    sr = get_request(current_actor(), path.called, now=clock.now())
    service.require_kind(sr, Kind.SITE_ACCESS)
    return _list(sr)


@api.post("/requests/<called>/proposals", responses={200: ProposalList})
@requires(Permission.DECIDE_REQUEST)
def propose(path: RequestPath, body: ProposalBody) -> Response:
    """Propose another window for a visit that awaits approval."""
    sr = _change(path.called)
    proposals.propose(
        current_actor(),
        sr,
        body.window.draft(),
        hours=body.hours,
        note=body.note,
        now=clock.now(),
    )
    return _list(sr)


@api.post("/requests/<called>/proposals/<int:proposal_id>/accept", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def accept(path: ProposalPath) -> Response:
    """Take a proposed window; the visit is approved with it."""
    sr = _change(path.called)
    proposals.accept(current_actor(), sr, path.proposal_id, now=clock.now())
    return request_answer(current_actor(), sr)


@api.post("/requests/<called>/proposals/<int:proposal_id>/decline", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def decline(path: ProposalPath) -> Response:
    """Turn a proposed window down; the visit goes on awaiting approval."""
    sr = _change(path.called)
    proposals.decline(current_actor(), sr, path.proposal_id, now=clock.now())
    return request_answer(current_actor(), sr)


@api.get("/emergency-reviews", responses={200: ReviewList})
@requires(Permission.PLAN_SITE)
def reviews() -> Response:
    """List the emergency visits that wait for a manager's word."""
    return _reviews()


def _reviews() -> Response:
    found = queue.pending_reviews(current_actor(), now=clock.now())
    return reply(ReviewList(reviews=[ReviewAnswer.model_validate(each) for each in found]))


@api.post("/emergency-reviews/<int:window_id>", responses={200: ReviewList})
@requires(Permission.PLAN_SITE)
def review(path: ReviewPath, body: ReviewBody) -> Response:
    """Review an emergency visit with a word."""
    queue.review(current_actor(), path.window_id, body.word, now=clock.now())
    return _reviews()
