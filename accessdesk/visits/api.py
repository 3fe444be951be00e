"""The API of visits: plan a rule, ask for an arrival, move or cancel a window, correct a name."""

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import Field

from accessdesk.accounts.rules import Permission
from accessdesk.estate.queries import get_site
from accessdesk.passes.api import PassPath
from accessdesk.passes.queries import get_details
from accessdesk.service_requests.acts import act_on
from accessdesk.service_requests.rules import Kind
from accessdesk.visits.answers import RequestAnswer, request_answer
from accessdesk.visits.arrival.checking import arrival_at, arrival_for_draft, read_moment
from accessdesk.visits.arrival.rules import Arrival
from accessdesk.visits.asking.recurring import PlannedOccurrence, preview
from accessdesk.visits.changing import changes, visitor_changes
from accessdesk.visits.changing.occurrences import cancel_window
from accessdesk.visits.schemas import (
    ArrivalAnswer,
    ArrivalBody,
    NameBody,
    PlanAnswer,
    PlannedAnswer,
    PreviewBody,
    RescheduleBody,
)
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import (
    ReasonBody,
    RequestPath,
    SitePath,
    WindowAnswer,
    query_text,
    reply,
)

api = APIBlueprint("windows_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class VisitorPath(RequestPath):
    """A visitor of a request."""

    visitor_id: int = Field(ge=1, le=2**63 - 1)


class WindowPath(RequestPath):
    """A window of a request."""

    window_id: int = Field(ge=1, le=2**63 - 1)


@api.post("/sites/<site>/recurrence-preview", responses={200: PlanAnswer})
@requires(Permission.RAISE_REQUEST)
def preview_recurrence(path: SitePath, body: PreviewBody) -> Response:
    """List each visit of a rule with what would be done about it; nothing is booked."""
    planned = preview(
        current_actor(),
        path.site,
        body.window.draft(),
        body.recurrence.draft(),
        body.places(),
        now=current_moment(),
    )
    return reply(
        PlanAnswer(
            zone=get_site(path.site).zone,
            fits=planned.fits,
            visits=[_planned(each) for each in planned.visits],
        )
    )


def _planned(visit: PlannedOccurrence) -> PlannedAnswer:
    found = visit.occurrence
    return PlannedAnswer(
        status=found.status.value,
        words=found.words,
        starts_at=found.window.starts_at,
        ends_at=found.window.ends_at,
        fits=visit.fits,
        refusals=list(visit.refusals),
    )


@api.post("/sites/<site>/arrival-check", responses={200: ArrivalAnswer})
@requires(Permission.RAISE_REQUEST)
def check_arrival(path: SitePath, body: ArrivalBody) -> Response:
    """Say whether a visit that is not asked for yet would get somebody in at a time."""
    actor, now = current_actor(), current_moment()
    site, answer = arrival_for_draft(actor, path.site, body.draft(), body.at, now=now)
    return _arrival(answer, site.zone)


def _arrival(answer: Arrival, zone: str) -> Response:
    near = answer.nearest
    return reply(
        ArrivalAnswer(
            admits=answer.admits,
            code=answer.code,
            words=answer.words,
            nearest=WindowAnswer(starts_at=near.starts_at, ends_at=near.ends_at, zone=zone)
            if near
            else None,
        )
    )


@api.get("/passes/<int:pass_id>/arrival", responses={200: ArrivalAnswer})
@requires(Permission.SEE_PASSES)
def check_pass(path: PassPath) -> Response:
    """Say whether a pass would open its gate at a time, which `at` in the address gives.

    A time without an offset is the site's local time; without any it is now.
    """
    actor, now = current_actor(), current_moment()
    details = get_details(actor, path.pass_id, now=now)
    asked = query_text("at")
    at = read_moment(get_site(details.site_code), asked) if asked else now
    return _arrival(arrival_at(actor, path.pass_id, at, now=now), details.zone)


@api.post(
    "/requests/<called>/reschedule",
    responses={200: RequestAnswer},
    operation_id="requests_api_reschedule_requests__called__reschedule_post",
)
@requires(Permission.CHANGE_REQUEST)
def reschedule(path: RequestPath, body: RescheduleBody) -> Response:
    """Move a visit to another window; its passes are issued anew."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    changes.reschedule(act.actor, act.sr, body.window.draft(), now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/windows/<int:window_id>/cancel", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def cancel_one(path: WindowPath, body: ReasonBody) -> Response:
    """Cancel one window of a visit; the others stay, and the last one ends the request."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    cancel_window(act.actor, act.sr, path.window_id, body.reason, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/windows/<int:window_id>/reschedule", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def reschedule_one(path: WindowPath, body: RescheduleBody) -> Response:
    """Move one window of a visit; its passes are issued anew, and the others stay."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    window = body.window.draft()
    changes.reschedule(act.actor, act.sr, window, now=act.now, window_id=path.window_id)
    return request_answer(act.actor, act.sr)


@api.post("/requests/<called>/visitors/<int:visitor_id>/new-pass", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def renew_pass(path: VisitorPath) -> Response:
    """Renew a visitor's pass, since others may have seen theirs; that and its link stop."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    visitor_changes.renew_pass(act.actor, act.sr, path.visitor_id, now=act.now)
    return request_answer(act.actor, act.sr)


@api.post(
    "/requests/<called>/visitors/<int:visitor_id>",
    responses={200: RequestAnswer},
    operation_id="requests_api_correct_visitor_requests__called__visitors__int_visitor_id__post",
)
@requires(Permission.CHANGE_REQUEST)
def correct_visitor(path: VisitorPath, body: NameBody) -> Response:
    """Correct how a visitor's name is spelt; the pass stays good."""
    act = act_on(path.called, Kind.SITE_ACCESS)
    visitor_changes.correct_visitor(act.actor, act.sr, path.visitor_id, body.name, now=act.now)
    return request_answer(act.actor, act.sr)
