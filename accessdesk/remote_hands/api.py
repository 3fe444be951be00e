"""The calls of remote hands: the technician's work, and the customer's answers to it."""

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk.accounts.rules import Actor, Permission
from accessdesk.errors import Conflict, Invalid
from accessdesk.remote_hands import service, work
from accessdesk.remote_hands.log import get_work
from accessdesk.remote_hands.queries import work_detail, work_queue
from accessdesk.remote_hands.rules import EntryKind
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
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.request import RequestFacts
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.problems import problem
from accessdesk.web.schemas import query_text, reply

api = APIBlueprint("remote_hands_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class WorkPath(BaseModel):
    """A request by its number or reference."""

    called: str = Field(max_length=40)


class QuestionPath(WorkPath):
    """A question of a request."""

    question_id: int = Field(ge=1, le=2**63 - 1)


def _found(path: WorkPath) -> tuple[Actor, RequestFacts]:
    actor = current_actor()
    return actor, service.get_for_change(actor, path.called, now=current_moment())


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
def show(path: WorkPath) -> Response:
    """Give the steps, the log and the questions of a piece of work."""
    sr = get_request(current_actor(), path.called, now=current_moment())
    get_work(sr)
    return _answer(sr)


@api.post("/requests/<called>/work/claim", responses={200: WorkAnswer})
@requires(Permission.WORK_HANDS)
def claim(path: WorkPath) -> Response:
    """Take work from the queue; of two who do, one gets a conflict."""
    actor, sr = _found(path)
    work.claim(actor, sr, now=current_moment())
    return _answer(sr)


@api.post("/requests/<called>/work/hand-over", responses={200: WorkAnswer})
@requires(Permission.WORK_HANDS)
def hand_over(path: WorkPath, body: HandOverBody) -> Response:
    """Give work back to the queue, or to another technician of the site."""
    actor, sr = _found(path)
    work.hand_over(actor, sr, body.note, to_email=body.to, now=current_moment())
    return _answer(sr)


@api.post("/requests/<called>/work/start", responses={200: WorkAnswer})
@requires(Permission.WORK_HANDS)
def start(path: WorkPath, body: StartBody) -> Response:
    """Start the work; a wrong device is a conflict `wrong-device`, and is kept as a near miss."""
    actor, sr = _found(path)
    match work.start(actor, sr, body.identifiers, now=current_moment()):
        case work.NearMiss(read, entry_id):
            # Returned, not raised, so that the near miss is kept.
            return problem(wrong_device(read, entry_id))
        case work.Started():
            return _answer(sr)


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
def add_entry(path: WorkPath, body: EntryBody) -> Response:
    """Add a line to the log; lines are never changed, a correction names the old one."""
    actor, sr = _found(path)
    _add(actor, sr, body)
    return _answer(sr, 201)


def _add(actor: Actor, sr: RequestFacts, body: EntryBody) -> None:
    now = current_moment()
    match body.kind:
        case "step" if body.step is not None:
            work.log_step(actor, sr, body.step, body.text, as_expected=body.as_expected, now=now)
        case "correction" if body.corrects is not None:
            work.correct(actor, sr, body.corrects, body.text, now=now)
        case "step" | "correction":
            missing = "step" if body.kind == "step" else "corrects"
            raise Invalid(fields={missing: "Say which one."})
        case "question":
            work.ask(actor, sr, body.text, now=now)
        case "pause":
            work.pause(actor, sr, body.text, now=now)
        case kind:
            work.log(actor, sr, EntryKind(kind), body.text, now=now)


@api.post("/requests/<called>/work/finish", responses={200: WorkAnswer})
@requires(Permission.WORK_HANDS)
def finish(path: WorkPath, body: FinishBody) -> Response:
    """Finish the work; the customer then confirms it, or says what is missing."""
    actor, sr = _found(path)
    work.finish(actor, sr, body.result, body.text, now=current_moment())
    return _answer(sr)


@api.post("/requests/<called>/questions/<int:question_id>/answer", responses={200: WorkAnswer})
@requires(Permission.CHANGE_REQUEST)
def answer(path: QuestionPath, body: AnswerBody) -> Response:
    """Answer a technician's question; the work goes on."""
    actor, sr = _found(path)
    service.answer(actor, sr, path.question_id, body.text, now=current_moment())
    return _answer(sr)


@api.post("/requests/<called>/confirm", responses={200: WorkAnswer})
@requires(Permission.CHANGE_REQUEST)
def confirm(path: WorkPath) -> Response:
    """Confirm that the work is complete."""
    actor, sr = _found(path)
    service.confirm(actor, sr, now=current_moment())
    return _answer(sr)


@api.post("/requests/<called>/contest", responses={200: WorkAnswer})
@requires(Permission.CHANGE_REQUEST)
def contest(path: WorkPath, body: ContestBody) -> Response:
    """Say what is missing; the work is opened again."""
    actor, sr = _found(path)
    service.contest(actor, sr, body.missing, now=current_moment())
    return _answer(sr)


@api.post("/requests/<called>/rating", responses={200: WorkAnswer})
@requires(Permission.CHANGE_REQUEST)
def rate(path: WorkPath, body: RatingBody) -> Response:
    """Rate work that is over."""
    actor, sr = _found(path)
    service.rate(actor, sr, body.rating, body.text, now=current_moment())
    return _answer(sr)
