"""The API over requests of every kind, as the contract has it."""

from datetime import timedelta

from flask import Response, url_for
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk import clock
from accessdesk.accounts.rules import Actor, Permission
from accessdesk.errors import Invalid
from accessdesk.passes.queries import details_of_request
from accessdesk.passes.rules import PassState
from accessdesk.passes.service import codes_of
from accessdesk.scheduling.openings import Wish
from accessdesk.scheduling.queries import openings
from accessdesk.scheduling.week_view import site_for_planning
from accessdesk.scheduling.windows import Window
from accessdesk.service_desk import service
from accessdesk.service_desk.queries import detail_of
from accessdesk.service_desk.schemas import (
    NameBody,
    NewRequestBody,
    OpeningAnswer,
    OpeningList,
    PassAnswer,
    PassList,
    ReasonBody,
    RequestAnswer,
    RequestList,
    RequestSummary,
    RescheduleBody,
)
from accessdesk.service_desk.word_schemas import (
    SeverityBody,
    UpdateAnswer,
    UpdateBody,
    UpdateList,
)
from accessdesk.service_requests import updates
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import Filter, get_request, list_requests, updates_of
from accessdesk.service_requests.rules import Kind, Severity, Status
from accessdesk.site_access import changes, visitor_changes
from accessdesk.web.access import current_actor, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import WindowAnswer, query_int, query_moment, query_text, reply

api = APIBlueprint("requests_api", __name__, url_prefix="/api/v1", abp_security=BEARER)

PAGE = 50


class RequestPath(BaseModel):
    """A request by its number or reference."""

    called: str = Field(max_length=40)


class VisitorPath(RequestPath):
    """A visitor of a request."""

    visitor_id: int = Field(ge=1, le=2**63 - 1)


class SitePath(BaseModel):
    """A site by its code."""

    site: str = Field(max_length=40)


def _links(sr: ServiceRequest) -> dict[str, str]:
    called = sr.number or sr.reference
    return {
        "self": url_for("requests_api.show", called=called),
        "passes": url_for("requests_api.passes", called=called),
        "page": f"/requests/{called}",
    }


def _answer(actor: Actor, sr: ServiceRequest, status: int = 200) -> Response:
    links = _links(sr)
    location = links["self"] if status == 201 else None
    return reply(RequestAnswer.of(detail_of(actor, sr), links), status, location)


@api.get("/sites/<site>/openings", responses={200: OpeningList})
@requires(Permission.RAISE_REQUEST)
def site_openings(path: SitePath) -> Response:
    """List the earliest windows of a length that fit a number of visitors at a site.

    For whoever may plan a visit there. Takes `from` and `until` (RFC 3339), `minutes`, `visitors`,
    `severity` in the address.
    """
    now = clock.now()
    site = site_for_planning(current_actor(), path.site, now=now)
    starts_at = query_moment("from", now)
    span = Window(starts_at, query_moment("until", starts_at + timedelta(days=site.lead_days + 1)))
    wish = Wish(
        length=timedelta(minutes=query_int("minutes", 60, least=1, most=31 * 24 * 60)),
        visitors=query_int("visitors", 1, least=1, most=1000),
        escorts=query_int("escorts", 0, least=0, most=1),
        severity=_severity(query_text("severity") or "C").value,
    )
    found = openings(
        site, wish, span=span, now=now, limit=query_int("limit", 10, least=1, most=100)
    )
    return reply(
        OpeningList(
            openings=[OpeningAnswer(starts_at=w.starts_at, ends_at=w.ends_at) for w in found]
        )
    )


def _severity(value: str) -> Severity:
    try:
        return Severity(value)
    except ValueError:
        raise Invalid(fields={"severity": "A severity is 1, A, B, C or D."}) from None


@api.post("/requests", responses={201: RequestAnswer})
@requires(Permission.RAISE_REQUEST, once=True)
def create(body: NewRequestBody) -> Response:
    """Raise a request of any kind; site access is scheduled at once where the site approves."""
    actor = current_actor()
    sr = service.submit(actor, body.root.draft(), body.root.reroute_of, now=clock.now())
    return _answer(actor, sr, 201)


@api.get("/requests", responses={200: RequestList})
@requires(Permission.SEE_REQUESTS)
def index() -> Response:
    """List requests, newest first.

    Takes `status`, `site`, `kind`, `severity`, `q` and `after` in the address.
    """
    after = query_int("after", 0, least=1, most=2**62)
    rows = list_requests(
        current_actor(), _filter(), now=clock.now(), before_id=after or None, limit=PAGE + 1
    )
    more = len(rows) > PAGE
    shown = rows[:PAGE]
    return reply(
        RequestList(
            requests=[RequestSummary.of(row) for row in shown],
            next=str(shown[-1].id) if more else None,
        )
    )


def _filter() -> Filter:
    status, kind, severity = query_text("status"), query_text("kind"), query_text("severity")
    if status and status not in list(Status):
        raise Invalid(fields={"status": "There is no such status."})
    if kind and kind not in list(Kind):
        raise Invalid(fields={"kind": "There is no such kind."})
    return Filter(
        statuses=(Status(status),) if status else (),
        kind=Kind(kind) if kind else None,
        severity=_severity(severity) if severity else None,
        site=query_text("site"),
        words=query_text("q"),
    )


@api.get("/requests/<called>/updates", responses={200: UpdateList})
@requires(Permission.SEE_REQUESTS)
def show_updates(path: RequestPath) -> Response:
    """List what was said on a request, oldest first; a contact sees no internal notes."""
    actor = current_actor()
    said = updates_of(actor, get_request(actor, path.called, now=clock.now()).id)
    return reply(UpdateList(updates=[UpdateAnswer.model_validate(each) for each in said]))


@api.get("/requests/<called>", responses={200: RequestAnswer})
@requires(Permission.SEE_REQUESTS)
def show(path: RequestPath) -> Response:
    """Give one request, by number or reference."""
    actor = current_actor()
    return _answer(actor, get_request(actor, path.called, now=clock.now()))


@api.post("/requests/<called>/cancel", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def cancel(path: RequestPath, body: ReasonBody) -> Response:
    """Call a request off; its passes stop at once."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    service.cancel(actor, sr, body.reason, now=now)
    return _answer(actor, sr)


@api.post("/requests/<called>/reschedule", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def reschedule(path: RequestPath, body: RescheduleBody) -> Response:
    """Move a visit to another window; its passes are issued anew."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    service.require_kind(sr, Kind.SITE_ACCESS)
    changes.reschedule(actor, sr, body.window.draft(), now=now)
    return _answer(actor, sr)


@api.post("/requests/<called>/severity", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def change_severity(path: RequestPath, body: SeverityBody) -> Response:
    """Change the severity, with an impact statement that differs from the last."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    updates.change_severity(actor, sr, body.severity, body.impact, now=now)
    return _answer(actor, sr)


@api.post("/requests/<called>/updates", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def add_update(path: RequestPath, body: UpdateBody) -> Response:
    """Say something on a request."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    service.say(actor, sr, now=now, **dict(body))
    return _answer(actor, sr)


@api.post("/requests/<called>/visitors/<int:visitor_id>", responses={200: RequestAnswer})
@requires(Permission.CHANGE_REQUEST)
def correct_visitor(path: VisitorPath, body: NameBody) -> Response:
    """Correct how a visitor's name is spelt; the pass stays good."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    service.require_kind(sr, Kind.SITE_ACCESS)
    visitor_changes.correct_visitor(actor, sr, path.visitor_id, body.name, now=now)
    return _answer(actor, sr)


@api.post("/requests/<called>/approve", responses={200: RequestAnswer})
@requires(Permission.DECIDE_REQUEST)
def approve(path: RequestPath) -> Response:
    """Approve a visit at a site that asks for it."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    service.require_kind(sr, Kind.SITE_ACCESS)
    changes.approve(actor, sr, now=now)
    return _answer(actor, sr)


@api.post("/requests/<called>/reject", responses={200: RequestAnswer})
@requires(Permission.DECIDE_REQUEST)
def reject(path: RequestPath, body: ReasonBody) -> Response:
    """Reject a visit, with a reason that the requester sees."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    service.require_kind(sr, Kind.SITE_ACCESS)
    changes.reject(actor, sr, body.reason, now=now)
    return _answer(actor, sr)


@api.post("/requests/<called>/resolve", responses={200: RequestAnswer})
@requires(Permission.DECIDE_REQUEST)
def resolve(path: RequestPath, body: ReasonBody) -> Response:
    """End a request as done, in words that the customer sees."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    service.resolve(actor, sr, body.reason, now=now)
    return _answer(actor, sr)


@api.post("/requests/<called>/archive", responses={200: RequestAnswer})
@requires(Permission.DECIDE_REQUEST)
def archive(path: RequestPath, body: ReasonBody) -> Response:
    """End a request that nobody goes on with; it takes a reason."""
    actor, now = current_actor(), clock.now()
    sr = service.get_for_change(actor, path.called, now=now)
    service.archive(actor, sr, body.reason, now=now)
    return _answer(actor, sr)


@api.get("/requests/<called>/passes", responses={200: PassList})
@requires(Permission.SEE_PASSES)
def passes(path: RequestPath) -> Response:
    """List the passes of a request that open the gate; `code` is the text of the QR."""
    now = clock.now()
    sr = get_request(current_actor(), path.called, now=now)
    found = [each for each in details_of_request(sr.id) if each.state is PassState.ISSUED]
    codes = codes_of(found, now=now)
    answers = [
        PassAnswer(
            id=each.id,
            visitor=each.visitor,
            code=codes[each.id],
            short_code=each.short_code,
            state=each.state.value,
            window=WindowAnswer.model_validate(each),
            links={form: f"/api/v1/passes/{each.id}.{form}" for form in ("svg", "png", "pdf")},
        )
        for each in found
    ]
    return reply(PassList(answers))
