"""The calls of remote hands: the technician's work, and the customer's answers to it."""

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import Field

from accessdesk.accounts.rules import Permission
from accessdesk.errors import Conflict
from accessdesk.remote_hands import service
from accessdesk.remote_hands.acts import act_on
from accessdesk.remote_hands.log import get_work
from accessdesk.remote_hands.queries import work_detail, work_queue
from accessdesk.remote_hands.schemas import (
    AnswerBody,
    ContestBody,
    EntryBody,
    FinishBody,
    HandOverBody,
    RatingBody,
    StartBody,
    WorkAnswer,
    WorkList,
    WorkSummary,
)
from accessdesk.remote_hands.working import work
from accessdesk.remote_hands.working.reporting import report
from accessdesk.service_requests.acts import look_at
from accessdesk.service_requests.request import RequestFacts
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.problems import problem
from accessdesk.web.schemas import RequestPath, query_text, reply

api = APIBlueprint("remote_hands_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class QuestionPath(RequestPath):
    """A question of a request."""

    question_id: int = Field(ge=1, le=2**63 - 1)


def _answer(sr: RequestFacts, status: int = 200) -> Response:
    return reply(WorkAnswer.whole(work_detail(sr)), status)


@api.get("/work", responses={200: WorkList})
@requires(Permission.WORK_HANDS)
def queue() -> Response:
    """List what the technician holds or could claim: by severity, then by the nearest due time.

    Takes `site` in the address.
    """
    rows = work_queue(current_actor(), now=current_moment(), site_code=query_text("site"))
    return reply(WorkList(work=[WorkSummary.of(row) for row in rows]))


@api.get("/requests/<called>/work", responses={200: WorkAnswer})
@requires(Permission.SEE_REQUESTS)
def show(path: RequestPath) -> Response:
    """Give the steps, the log and the questions of a piece of work."""
    sr = look_at(path.called).sr
    get_work(sr)
    return _answer(sr)


@api.post("/requests/<called>/work/claim", responses={200: WorkAnswer})
@requires(Permission.WORK_HANDS)
def claim(path: RequestPath) -> Response:
    """Take work from the queue; of two who do, one gets a conflict."""
    act = act_on(path.called)
    work.claim(act.actor, act.sr, now=act.now)
    return _answer(act.sr)


@api.post("/requests/<called>/work/hand-over", responses={200: WorkAnswer})
@requires(Permission.WORK_HANDS)
def hand_over(path: RequestPath, body: HandOverBody) -> Response:
    """Give work back to the queue, or to another technician of the site."""
    act = act_on(path.called)
    work.hand_over(act.actor, act.sr, body.note, to_email=body.to, now=act.now)
    return _answer(act.sr)


@api.post("/requests/<called>/work/start", responses={200: WorkAnswer})
@requires(Permission.WORK_HANDS)
def start(path: RequestPath, body: StartBody) -> Response:
    """Start the work; a wrong device is a conflict `wrong-device`, and is kept as a near miss."""
    act = act_on(path.called)
    match work.start(act.actor, act.sr, body.identifiers, now=act.now):
        case work.NearMiss(read, entry_id):
            # Returned, not raised, so that the near miss is kept.
            return problem(wrong_device(read, entry_id))
        case work.Started():
            return _answer(act.sr)


def wrong_device(read: str, entry_id: int) -> Conflict:
    """The refusal of a device that is not the one on the request."""
    return Conflict(
        f"“{read}” is not the device of this request. Touch nothing.",
        code="wrong-device",
        title="Stop: this is another device",
        next_step="Find the right device and read two of its identifiers. The customer sees this.",
        extra={"near_miss": entry_id},
    )


@api.post("/requests/<called>/work/entries", responses={201: WorkAnswer})
@requires(Permission.WORK_HANDS)
def add_entry(path: RequestPath, body: EntryBody) -> Response:
    """Add a line to the log; lines are never changed, a correction names the old one."""
    act = act_on(path.called)
    report(act.actor, act.sr, body.reported(), now=act.now)
    return _answer(act.sr, 201)


@api.post("/requests/<called>/work/finish", responses={200: WorkAnswer})
@requires(Permission.WORK_HANDS)
def finish(path: RequestPath, body: FinishBody) -> Response:
    """Finish the work; the customer then confirms it, or says what is missing."""
    act = act_on(path.called)
    work.finish(act.actor, act.sr, body.result, body.text, now=act.now)
    return _answer(act.sr)


@api.post("/requests/<called>/questions/<int:question_id>/answer", responses={200: WorkAnswer})
@requires(Permission.CHANGE_REQUEST)
def answer(path: QuestionPath, body: AnswerBody) -> Response:
    """Answer a technician's question; the work goes on."""
    act = act_on(path.called)
    service.answer(act.actor, act.sr, path.question_id, body.text, now=act.now)
    return _answer(act.sr)


@api.post("/requests/<called>/confirm", responses={200: WorkAnswer})
@requires(Permission.CHANGE_REQUEST)
def confirm(path: RequestPath) -> Response:
    """Confirm that the work is complete."""
    act = act_on(path.called)
    service.confirm(act.actor, act.sr, now=act.now)
    return _answer(act.sr)


@api.post("/requests/<called>/contest", responses={200: WorkAnswer})
@requires(Permission.CHANGE_REQUEST)
def contest(path: RequestPath, body: ContestBody) -> Response:
    """Say what is missing; the work is opened again."""
    act = act_on(path.called)
    within = current_settings().reopen_within
    service.contest(act.actor, act.sr, body.missing, reopen_within=within, now=act.now)
    return _answer(act.sr)


@api.post("/requests/<called>/rating", responses={200: WorkAnswer})
@requires(Permission.CHANGE_REQUEST)
def rate(path: RequestPath, body: RatingBody) -> Response:
    """Rate work that is over."""
    act = act_on(path.called)
    service.rate(act.actor, act.sr, body.rating, body.text, now=act.now)
    return _answer(act.sr)
