"""Passes in the API: their codes as pictures and their sheets as PDF."""

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk.accounts.rules import Permission
from accessdesk.passes import answers
from accessdesk.passes.queries import details_of_request
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
@requires(Permission.SEE_PASSES)
def svg(path: PassPath) -> Response:
    """Give the QR of a pass as an SVG."""
    return answers.svg(current_actor(), path.pass_id)


@api.get("/passes/<int:pass_id>.png", responses={200: _content("image/png")})
@requires(Permission.SEE_PASSES)
def png(path: PassPath) -> Response:
    """Give the QR of a pass as a PNG."""
    return answers.png(current_actor(), path.pass_id)


@api.get("/passes/<int:pass_id>.pdf", responses={200: _content("application/pdf")})
@requires(Permission.SEE_PASSES)
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
    """List the passes of a request that open the gate; `code` is the text of the QR."""
    seen = look_at(path.called)
    found = [each for each in details_of_request(seen.sr.id) if each.state is PassState.ISSUED]
    codes = answers.qr_texts(found, now=seen.now)
    rows = [
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
    return reply(PassList(rows))
