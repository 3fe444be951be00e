"""The API of decisions: approve, reject, propose another window, answer it, review an emergency."""

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk.accounts.rules import Permission
from accessdesk.estate.queries import get_site_by_id
from accessdesk.service_requests.acts import Act, act_on, look_at
from accessdesk.service_requests.promises import unheard
from accessdesk.service_requests.rules import Kind
from accessdesk.visits.answers import RequestAnswer, request_answer
from accessdesk.visits.changing import changes
from accessdesk.visits.deciding import proposals, queue
from accessdesk.visits.schemas import (
    ProposalAnswer,
    ProposalBody,
    ProposalList,
    ReviewAnswer,
    ReviewBody,
    ReviewList,
)
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import EndBody, RequestPath, WindowAnswer, reply

api = APIBlueprint("approval_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class ProposalPath(RequestPath):
    """A proposal for a request."""

    proposal_id: int = Field(ge=1, le=2**63 - 1)


class ReviewPath(BaseModel):
    """An emergency visit, by its window."""

    window_id: int = Field(ge=1, le=2**63 - 1)


def _list(act: Act) -> Response:
    zone = get_site_by_id(act.sr.site_id or 0).zone
    rows = proposals.proposals_of(act.sr, now=act.now)
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


@api.post(
    "/requests/<called>/approve",
    responses={200: RequestAnswer},
    operation_id="requests_api_approve_requests__called__approve_post",
)
@requires(Permission.DECIDE_REQUEST)
def approve(path: RequestPath) -> Response:
    """Approve a visit at a site that asks for it."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    changes.approve(act.actor, act.sr, now=act.now)
    unheard.hear(act.actor, act.sr, None)
    return request_answer(act.actor, act.sr)


@api.post(
    "/requests/<called>/reject",
    responses={200: RequestAnswer},
    operation_id="requests_api_reject_requests__called__reject_post",
)
@requires(Permission.DECIDE_REQUEST)
def reject(path: RequestPath, body: EndBody) -> Response:
    """Reject a visit, with a reason that the requester sees."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    changes.reject(act.actor, act.sr, body.reason, through=body.through, now=act.now)
    return request_answer(act.actor, act.sr)


@api.get("/requests/<called>/proposals", responses={200: ProposalList})
@requires(Permission.SEE_REQUESTS)
def index(path: RequestPath) -> Response:
    """List the windows that the desk proposed for a visit, newest first."""
    return _list(look_at(path.called, Kind.SITE_ACCESS))


@api.post("/requests/<called>/proposals", responses={200: ProposalList})
@requires(Permission.DECIDE_REQUEST)
def propose(path: RequestPath, body: ProposalBody) -> Response:
    """Propose another window for a visit that awaits approval."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    window = body.window.draft()
    proposals.propose(act.actor, act.sr, window, hours=body.hours, note=body.note, now=act.now)
    unheard.hear(act.actor, act.sr, body.through)
    return _list(act)


@api.post("/requests/<called>/proposals/<int:proposal_id>/accept", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def accept(path: ProposalPath) -> Response:
    """Take a proposed window; the visit is approved with it."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    proposals.accept(act.actor, act.sr, path.proposal_id, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/proposals/<int:proposal_id>/decline", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def decline(path: ProposalPath) -> Response:
    """Turn a proposed window down; the visit goes on awaiting approval."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    proposals.decline(act.actor, act.sr, path.proposal_id, now=act.now)
    return request_answer(act.actor, act.sr)


@api.get("/emergency-reviews", responses={200: ReviewList})
@requires(Permission.PLAN_SITE)
def reviews() -> Response:
    """List the emergency visits that wait for a manager's word."""
    return _reviews()


def _reviews() -> Response:
    found = queue.pending_reviews(current_actor(), now=current_moment())
    return reply(ReviewList(reviews=[ReviewAnswer.model_validate(each) for each in found]))


@api.post("/emergency-reviews/<int:window_id>", responses={200: ReviewList})
@requires(Permission.PLAN_SITE)
def review(path: ReviewPath, body: ReviewBody) -> Response:
    """Review an emergency visit with a word."""
    queue.review(current_actor(), path.window_id, body.word, now=current_moment())
    return _reviews()
