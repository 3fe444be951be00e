"""The API of single windows: plan a rule, ask for an arrival, move or cancel one visit alone."""

from flask import Response, url_for
from flask_openapi import APIBlueprint
from pydantic import Field

from accessdesk import clock
from accessdesk.accounts.rules import Actor, Permission
from accessdesk.estate.queries import get_site
from accessdesk.passes.api import PassPath
from accessdesk.passes.queries import get_details
from accessdesk.scheduling.api import SitePath
from accessdesk.scheduling.series import Places
from accessdesk.service_desk import service
from accessdesk.service_desk.api import RequestPath
from accessdesk.service_desk.queries import detail_of
from accessdesk.service_desk.schemas import ReasonBody, RequestAnswer, RescheduleBody
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.rules import Kind
from accessdesk.site_access import changes
from accessdesk.site_access.arrival import arrival_at, arrival_for_draft, read_moment
from accessdesk.site_access.arrival_rules import Arrival
from accessdesk.site_access.occurrences import cancel_window
from accessdesk.site_access.recurring import PlannedVisit, preview
from accessdesk.site_access.schemas import (
    ArrivalAnswer,
    ArrivalBody,
    PlacesBody,
    PlanAnswer,
    PlannedAnswer,
    PreviewBody,
)
from accessdesk.web.access import current_actor, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import WindowAnswer, query_text, reply

api = APIBlueprint("windows_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class WindowPath(RequestPath):
    """A window of a request."""

    window_id: int = Field(ge=1, le=2**63 - 1)


def places_of(body: PlacesBody) -> Places:
    """Give what a visit would take, as the services take it."""
    return Places(body.severity.value, body.visitors, int(body.escort))


def request_answer(actor: Actor, sr: ServiceRequest) -> Response:
    """Answer with a request, whole."""
    called = sr.number or sr.reference
    links = {
        "self": url_for("requests_api.show", called=called),
        "passes": url_for("requests_api.passes", called=called),
        "page": f"/requests/{called}",
    }
    return reply(RequestAnswer.of(detail_of(actor, sr), links))


@api.post("/sites/<site>/recurrence-preview", responses={200: PlanAnswer})
@requires(Permission.RAISE_REQUEST)
def preview_recurrence(path: SitePath, body: PreviewBody) -> Response:
    """List each visit of a rule with what would be done about it; nothing is booked."""
    planned = preview(
        current_actor(),
        path.site,
        body.window.draft(),
        body.recurrence.draft(),
        places_of(body),
        now=clock.now(),
    )
    return reply(
        PlanAnswer(
            zone=get_site(path.site).zone,
            fits=planned.fits,
            visits=[_planned(each) for each in planned.visits],
        )
    )


def _planned(visit: PlannedVisit) -> PlannedAnswer:
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
    site, answer = arrival_for_draft(
        current_actor(),
        path.site,
        body.window.draft(),
        places_of(body),
        body.at,
        recurrence=body.recurrence.draft() if body.recurrence else None,
        now=clock.now(),
    )
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
    actor, now = current_actor(), clock.now()
    details = get_details(actor, path.pass_id, now=now)
    asked = query_text("at")
    at = read_moment(get_site(details.site_code), asked) if asked else now
    return _arrival(arrival_at(actor, path.pass_id, at, now=now), details.zone)


@api.post("/requests/<called>/windows/<int:window_id>/cancel", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def cancel_one(path: WindowPath, body: ReasonBody) -> Response:
    """Cancel one window of a visit; the others stay, and the last one ends the request."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    service.require_kind(sr, Kind.SITE_ACCESS)
    cancel_window(actor, sr, path.window_id, body.reason, now=now)
    return request_answer(actor, sr)


@api.post("/requests/<called>/windows/<int:window_id>/reschedule", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def reschedule_one(path: WindowPath, body: RescheduleBody) -> Response:
    """Move one window of a visit; its passes are issued anew, and the others stay."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    service.require_kind(sr, Kind.SITE_ACCESS)
    changes.reschedule(actor, sr, body.window.draft(), now=now, window_id=path.window_id)
    return request_answer(actor, sr)
