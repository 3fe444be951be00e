"""The gate's calls, as the contract has them."""

import json
from datetime import datetime

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk.accounts.rules import Permission
from accessdesk.errors import Invalid
from accessdesk.estate.badge_numbers import read_badge_numbers
from accessdesk.gate import queries, service
from accessdesk.gate.answers import (
    AdmissionAnswer,
    DecisionAnswer,
    admission_answer,
    decision_values,
)
from accessdesk.gate.badges import free_badges
from accessdesk.gate.departures import depart, take_back_departure, undo
from accessdesk.gate.desk.people import with_people
from accessdesk.gate.entry.answer import Answer
from accessdesk.gate.expected import (
    Cursor,
    ExpectedVisitor,
    coming_span,
    cursor_after,
    read_cursor,
)
from accessdesk.gate.expected import expected as expected_visitors
from accessdesk.gate.rules import Decision, RefusalCode
from accessdesk.gate.schemas import (
    AdmissionBody,
    AttemptAnswer,
    AttemptList,
    BadgesAnswer,
    DepartureAnswer,
    DepartureBody,
    ExpectedAnswer,
    ExpectedList,
    InsideAnswer,
    InsideList,
    ScanBody,
    UndoBody,
)
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.limits import miss_code
from accessdesk.web.problems import PROBLEM_TYPE
from accessdesk.web.schemas import WindowAnswer, query_int, query_moment, query_text, reply

api = APIBlueprint("gate_api", __name__, url_prefix="/api/v1/gate/<site>", abp_security=BEARER)


class GatePath(BaseModel):
    """A site by its code."""

    site: str = Field(max_length=40)


class AdmissionPath(GatePath):
    """One stay at a site."""

    admission_id: int = Field(ge=1, le=2**63 - 1)


@api.post("/scans", responses={200: DecisionAnswer})
@requires(Permission.WORK_GATE)
def scan(path: GatePath, body: ScanBody) -> Response:
    """Judge a pass alone; it consumes nothing, and a refusal is an answer that is kept."""
    answer = service.scan(
        current_actor(), path.site, body.code, now=current_moment(), desk=body.desk
    )
    if answer.code is RefusalCode.UNKNOWN:
        miss_code()
    return reply(DecisionAnswer(**decision_values(with_people(answer))))


@api.post("/admissions", responses={201: AdmissionAnswer})
@requires(Permission.WORK_GATE, once=True)
def admit(path: GatePath, body: AdmissionBody) -> Response:
    """Judge pass and ID and, on a yes, let the person in.

    A no is 409 with `decision` (`refuse` or `review`), `code`, `attempt` and the next step. After a
    review, post again with `judgement`. What the gate needs and was not said is 409 too: `ask`,
    with all of it in `expects`; nothing is kept then, and no attempt counted against the visitor.
    """
    answer = service.admit(
        current_actor(),
        path.site,
        body.attempt(),
        secret=current_settings().secret,
        now=current_moment(),
    )
    if answer.decision is Decision.ADMIT:
        return reply(admission_answer(answer), 201)
    if answer.code is RefusalCode.UNKNOWN:
        miss_code()
    return _refusal(answer)


def _refusal(answer: Answer) -> Response:
    """A no as a problem document; returned and not raised, so that its trace is kept."""
    values = DecisionAnswer(**decision_values(with_people(answer))).model_dump(mode="json")
    head = {"type": f"urn:accessdesk:{values['code']}", "status": 409}
    body = json.dumps(head | values, ensure_ascii=False)
    return Response(body, 409, content_type=PROBLEM_TYPE)


@api.post("/departures", responses={201: DepartureAnswer})
@requires(Permission.WORK_GATE, once=True)
def leave(path: GatePath, body: DepartureBody) -> Response:
    """Let a visitor out and close the stay."""
    closed = depart(
        current_actor(),
        path.site,
        body.admission,
        badge_returned=body.badge_returned,
        now=current_moment(),
    )
    return reply(
        DepartureAnswer(
            admission=closed.admission_id,
            visitor=closed.visitor,
            request=closed.called,
            badge=closed.badge,
            badge_returned=closed.badge_returned,
            entered_at=closed.entered_at,
            left_at=closed.left_at,
        ),
        201,
    )


@api.post("/admissions/<int:admission_id>/undo", responses={200: InsideList})
@requires(Permission.WORK_GATE)
def take_back(path: AdmissionPath, body: UndoBody) -> Response:
    """Undo a mistaken entry; the record stays. Gives who is inside now."""
    now = current_moment()
    undo(current_actor(), path.site, path.admission_id, reason=body.reason, now=now)
    return _inside(path.site, now)


@api.post("/departures/<int:admission_id>/undo", responses={200: InsideList})
@requires(Permission.WORK_GATE)
def take_back_leave(path: AdmissionPath, body: UndoBody) -> Response:
    """Take a mistaken departure back; the record stays. Gives who is inside now."""
    now = current_moment()
    take_back_departure(current_actor(), path.site, path.admission_id, reason=body.reason, now=now)
    return _inside(path.site, now)


@api.get("/inside", responses={200: InsideList})
@requires(Permission.SEE_ROSTER)
def inside(path: GatePath) -> Response:
    """List everybody who is inside, whoever should have left long ago first."""
    return _inside(path.site, current_moment())


def _inside(site_code: str, now: datetime) -> Response:
    site = queries.get_desk_site(current_actor(), site_code, now=now)
    return reply(
        InsideList(
            inside=[
                InsideAnswer(
                    admission=row.admission_id,
                    visitor=row.visitor,
                    company=row.company,
                    customer=row.customer,
                    request=row.called,
                    badge=row.badge,
                    entered_at=row.entered_at,
                    ends_at=row.ends_at,
                    escort=row.escort,
                    overstayed=row.overstayed,
                    called_off=row.called_off,
                    phone=row.phone,
                )
                for row in queries.inside(site, now=now)
            ]
        )
    )


@api.get("/badges", responses={200: BadgesAnswer})
@requires(Permission.SEE_ROSTER)
def badges(path: GatePath) -> Response:
    """Tell which badges the site hands out, and which of them are free."""
    site = queries.get_desk_site(current_actor(), path.site, now=current_moment())
    numbers = read_badge_numbers(site.badge_numbers)
    free = free_badges(site.id, numbers, limit=queries.PAGE)
    return reply(BadgesAnswer(numbers=site.badge_numbers, words=numbers.words, free=free))


@api.get("/expected", responses={200: ExpectedList})
@requires(Permission.SEE_ROSTER)
def expected(path: GatePath) -> Response:
    """List who is expected, earliest first.

    Takes `from`, `until` (RFC 3339; the rest of the site's day without them) and `after`.
    """
    now = current_moment()
    site = queries.get_desk_site(current_actor(), path.site, now=now)
    first, last = coming_span(site, now)
    span = query_moment("from", first), query_moment("until", last)
    rows = expected_visitors(site, *span, after=_cursor(), limit=queries.PAGE + 1)
    shown = rows[: queries.PAGE]
    return reply(
        ExpectedList(
            expected=[_expected_answer(row, site.zone) for row in shown],
            next=cursor_after(shown[-1]) if len(rows) > queries.PAGE else None,
        )
    )


def _expected_answer(row: ExpectedVisitor, zone: str) -> ExpectedAnswer:
    return ExpectedAnswer(
        visitor=row.visitor,
        company=row.company,
        customer=row.customer,
        request=row.called,
        window=WindowAnswer(starts_at=row.starts_at, ends_at=row.ends_at, zone=zone),
        escort=row.escort,
        has_left=row.has_left,
        phone=row.phone,
    )


def _cursor() -> Cursor | None:
    """Read where the last page ended; raises Invalid when it is no cursor of ours."""
    try:
        return read_cursor(query_text("after"))
    except (ValueError, OverflowError):
        raise Invalid(fields={"after": "Give the `next` of the page before."}) from None


@api.get("/attempts", responses={200: AttemptList})
@requires(Permission.SEE_ROSTER)
def attempts(path: GatePath) -> Response:
    """List what was decided at the gate, newest first; takes `after`."""
    site = queries.get_desk_site(current_actor(), path.site, now=current_moment())
    before = query_int("after", 0, least=1, most=2**62)
    rows = queries.attempts(site, before_id=before or None, limit=queries.PAGE + 1)
    shown = rows[: queries.PAGE]
    return reply(
        AttemptList(
            attempts=[
                AttemptAnswer(
                    attempt=row.id,
                    at=row.at,
                    decision=row.decision,
                    unfinished=row.unfinished,
                    code=row.code,
                    desk=row.desk,
                    officer=row.officer,
                    visitor=row.visitor,
                    request=row.called,
                )
                for row in shown
            ],
            next=str(shown[-1].id) if len(rows) > queries.PAGE else None,
        )
    )
