"""Passes in the API: their codes as pictures and their sheets as PDF."""

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk.accounts.rules import Permission
from accessdesk.passes import answers
from accessdesk.passes.queries import PassDetails, passes_seen_by
from accessdesk.passes.rules import PassState
from accessdesk.passes.schemas import PassAnswer, PassList
from accessdesk.service_requests.acts import look_at
from accessdesk.web.access import current_actor, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import RequestPath, WindowAnswer, reply

api = APIBlueprint("passes_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


class PassPath(BaseModel):
    """A pass by its id."""

    pass_id: int = Field(ge=1, le=2**63 - 1)


def _content(kind: str) -> dict[str, object]:
    return {"description": "The pass.", "content": {kind: {"schema": {"type": "string"}}}}


@api.get("/passes/<int:pass_id>.svg", responses={200: _content("image/svg+xml")})
@requires(Permission.SEE_CODES)
def svg(path: PassPath) -> Response:
    """Give the QR of a pass as an SVG."""
    return answers.svg(current_actor(), path.pass_id)


@api.get("/passes/<int:pass_id>.png", responses={200: _content("image/png")})
@requires(Permission.SEE_CODES)
def png(path: PassPath) -> Response:
    """Give the QR of a pass as a PNG."""
    return answers.png(current_actor(), path.pass_id)


@api.get("/passes/<int:pass_id>.pdf", responses={200: _content("application/pdf")})
@requires(Permission.SEE_CODES)
def pdf(path: PassPath) -> Response:
    """Give the sheet of a pass as a PDF."""
    return answers.pdf(answers.paper_of(current_actor(), path.pass_id))


@api.get(
    "/requests/<called>/passes",
    responses={200: PassList},
    operation_id="requests_api_passes_requests__called__passes_get",
)
@requires(Permission.SEE_PASSES)
def of_request(path: RequestPath) -> Response:
    """List the passes of a request that open the gate; `code` is the text of the QR.

    `code`, `short_code` and the links are for contacts with the right to site access there, and
    for tokens whose scope has them; for others they are null and empty.
    """
    seen = look_at(path.called)
    passes = passes_seen_by(seen.actor, seen.sr, now=seen.now)
    good = [each for each in passes if each.state is PassState.ISSUED]
    codes = answers.qr_texts([each for each in good if each.shows_codes], now=seen.now)
    return reply(PassList([_pass(each, codes.get(each.id)) for each in good]))


def _pass(details: PassDetails, code: str | None) -> PassAnswer:
    forms = ("svg", "png", "pdf") if code else ()
    return PassAnswer(
        id=details.id,
        visitor=details.visitor,
        code=code,
        short_code=details.short_code or None,
        state=details.state.value,
        window=WindowAnswer.model_validate(details),
        links={form: f"/api/v1/passes/{details.id}.{form}" for form in forms},
    )
