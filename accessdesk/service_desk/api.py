"""The API over requests of every kind, as the contract has it."""

from flask import Response
from flask_openapi import APIBlueprint

from accessdesk.accounts.rules import Permission
from accessdesk.errors import Invalid
from accessdesk.service_desk import service
from accessdesk.service_desk.forms import ME
from accessdesk.service_desk.schemas import AgainAnswer, NewRequestBody, RequestList, RequestSummary
from accessdesk.service_desk.word_schemas import (
    OwnerBody,
    ReadBody,
    SeverityBody,
    SummaryBody,
    UpdateAnswer,
    UpdateBody,
    UpdateList,
)
from accessdesk.service_requests import updates
from accessdesk.service_requests.acts import act_on, look_at
from accessdesk.service_requests.after.follow_up import asked_again
from accessdesk.service_requests.asking import own_numbers, summary
from accessdesk.service_requests.asking.numbers_schemas import NumbersBody
from accessdesk.service_requests.asking.severity import read_severity
from accessdesk.service_requests.promises import unheard
from accessdesk.service_requests.promises.owner import give_owner, hand_to
from accessdesk.service_requests.queries import Filter, list_requests
from accessdesk.service_requests.rules import Kind, Status
from accessdesk.service_requests.said import updates_of
from accessdesk.service_requests.waiting import ids_waiting_for, waiting_on
from accessdesk.visits.answers import RequestAnswer, request_answer
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import EndBody, RequestPath, query_int, query_text, reply

api = APIBlueprint("requests_api", __name__, url_prefix="/api/v1", abp_security=BEARER)

PAGE = 50


@api.post("/requests", responses={201: RequestAnswer})
@requires(Permission.RAISE_REQUEST, once=True)
def create(body: NewRequestBody) -> Response:
    """Raise a request of any kind; site access is scheduled at once where the site approves."""
    actor = current_actor()
    asked = body.root
    came_from = asked.reroute_of or asked.follows
    sr = service.submit(actor, asked.draft(), came_from, now=current_moment())
    return request_answer(actor, sr, 201)


@api.get("/requests", responses={200: RequestList})
@requires(Permission.SEE_REQUESTS)
def index() -> Response:
    """List requests, newest first.

    Takes `status`, `site`, `kind`, `severity`, `q`, `waits_for` (`me`) and `after` in the address.
    """
    after = query_int("after", 0, least=1, most=2**62)
    actor, now = current_actor(), current_moment()
    rows = list_requests(actor, _filter(), now=now, before_id=after or None, limit=PAGE + 1)
    more = len(rows) > PAGE
    shown = rows[:PAGE]
    within = current_settings().reopen_within
    waiting = waiting_on(actor, [row.id for row in shown], now=now, reopen_within=within)
    return reply(
        RequestList(
            requests=[RequestSummary.of(row, waiting[row.id]) for row in shown],
            next=str(shown[-1].id) if more else None,
        )
    )


def _filter() -> Filter:
    status, kind, severity = query_text("status"), query_text("kind"), query_text("severity")
    waits_for = query_text("waits_for")
    if status and status not in list(Status):
        raise Invalid(fields={"status": "There is no such status."})
    if kind and kind not in list(Kind):
        raise Invalid(fields={"kind": "There is no such kind."})
    if waits_for not in {"", ME}:
        raise Invalid(fields={"waits_for": f"A list can be narrowed to what waits for `{ME}`."})
    return Filter(
        statuses=(Status(status),) if status else (),
        kind=Kind(kind) if kind else None,
        severity=read_severity(severity) if severity else None,
        site=query_text("site"),
        words=query_text("q"),
        among=_waiting() if waits_for else None,
    )


def _waiting() -> frozenset[int]:
    within = current_settings().reopen_within
    return ids_waiting_for(current_actor(), now=current_moment(), reopen_within=within)


@api.get("/requests/<called>/updates", responses={200: UpdateList})
@requires(Permission.SEE_REQUESTS)
def show_updates(path: RequestPath) -> Response:
    """List what was said on a request, oldest first; a contact sees no internal notes."""
    seen = look_at(path.called)
    said = updates_of(seen.actor, seen.sr.id)
    return reply(UpdateList(updates=[UpdateAnswer.model_validate(each) for each in said]))


@api.get("/requests/<called>", responses={200: RequestAnswer})
@requires(Permission.SEE_REQUESTS)
def show(path: RequestPath) -> Response:
    """Give one request, by number or reference."""
    seen = look_at(path.called)
    return request_answer(seen.actor, seen.sr)


@api.get("/requests/<called>/again", responses={200: AgainAnswer})
@requires(Permission.SEE_REQUESTS)
def again(path: RequestPath) -> Response:
    """Give what asks for the same again; a visit needs its window, an incident what was tried."""
    said = asked_again(current_actor(), path.called, now=current_moment())
    return reply(AgainAnswer(said))


@api.post("/requests/<called>/cancel", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def cancel(path: RequestPath, body: EndBody) -> Response:
    """Call a request off; its passes stop at once."""
    act = act_on(path.called)
    service.cancel(act.actor, act.sr, body.reason, through=body.through, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/severity", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def change_severity(path: RequestPath, body: SeverityBody) -> Response:
    """Change the severity, with an impact statement that differs from the last."""
    act = act_on(path.called)
    updates.change_severity(
        act.actor,
        act.sr,
        body.severity,
        body.impact,
        reason=body.severity_reason,
        now=act.now,
    )
    unheard.hear(act.actor, act.sr, body.through)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/updates", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def add_update(path: RequestPath, body: UpdateBody) -> Response:
    """Say something on a request."""
    act = act_on(path.called)
    within = current_settings().reopen_within
    service.say(act.actor, act.sr, body.draft(), reopen_within=within, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/owner", responses={200: RequestAnswer})
@requires(Permission.DECIDE_REQUEST)
def set_owner(path: RequestPath, body: OwnerBody) -> Response:
    """Set who keeps the customer informed, and which group does the work."""
    act = act_on(path.called)
    if body.owner is not None:
        give_owner(act.actor, act.sr, body.owner, now=act.now)
    if body.resolver is not None:
        hand_to(act.actor, act.sr, body.resolver, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/numbers", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def keep_numbers(path: RequestPath, body: NumbersBody) -> Response:
    """Keep the customer's own reference and purchase order number; also after the end."""
    act = act_on(path.called)
    own_numbers.keep_numbers(act.actor, act.sr, body.draft(), now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/summary", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def change_summary(path: RequestPath, body: SummaryBody) -> Response:
    """Say in another line what an open request is about; nothing else of it changes."""
    act = act_on(path.called)
    summary.change_summary(act.actor, act.sr, body.summary, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/read", responses={200: RequestAnswer})
@requires(Permission.DECIDE_REQUEST)
def read(path: RequestPath, body: ReadBody) -> Response:
    """Note that what the customer said was read."""
    act = act_on(path.called)
    unheard.read(act.actor, act.sr, body.through, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/resolve", responses={200: RequestAnswer})
@requires(Permission.DECIDE_REQUEST)
def resolve(path: RequestPath, body: EndBody) -> Response:
    """End a request as done, in words that the customer sees."""
    act = act_on(path.called)
    service.resolve(act.actor, act.sr, body.reason, through=body.through, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/archive", responses={200: RequestAnswer})
@requires(Permission.DECIDE_REQUEST)
def archive(path: RequestPath, body: EndBody) -> Response:
    """End a request that nobody goes on with; it takes a reason."""
    act = act_on(path.called)
    service.archive(act.actor, act.sr, body.reason, through=body.through, now=act.now)
    return request_answer(act.actor, act.sr)
