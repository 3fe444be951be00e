"""Answer with a pass as a picture or a sheet of paper, to pages and the API alike."""

from collections.abc import Sequence
from datetime import datetime

from flask import Response, current_app, request

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Conflict
from accessdesk.passes.documents import PassDocument, documents_of, sheets_pdf
from accessdesk.passes.qr import qr_png, qr_svg
from accessdesk.passes.queries import (
    PassDetails,
    codes_refused,
    get_shown,
    passes_seen_by,
)
from accessdesk.passes.rules import PassState
from accessdesk.passes.service import codes_of
from accessdesk.service_requests.queries import get_request
from accessdesk.web.access import current_moment, current_settings


def qr_texts(passes: Sequence[PassDetails], *, now: datetime) -> dict[int, str]:
    """The texts of the QR codes of passes, by pass id, signed by this operator."""
    settings = current_settings()
    return codes_of(passes, issuer=settings.operator_name, secrets=settings.secrets, now=now)


def _open_pass(actor: Actor, pass_id: int) -> tuple[PassDetails, str]:
    """A pass that opens the gate, and its QR text; one that has ended has no picture."""
    now = current_moment()
    details = get_shown(actor, pass_id, now=now)
    if details.state is not PassState.ISSUED:
        raise Conflict(
            f"This pass was {details.state.value}; it opens no gate.",
            code=details.state.value,
            next_step="Open the request to see the pass that is valid now.",
        )
    return details, qr_texts([details], now=now)[pass_id]


def _kept_by_browser(response: Response) -> Response:
    """Let the browser keep a picture to itself, and ask whether it is still the one."""
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def svg(actor: Actor, pass_id: int) -> Response:
    """Answer with the QR as an SVG; raises Conflict when the pass has ended."""
    details, code = _open_pass(actor, pass_id)
    title = f"Pass of {details.visitor} for {details.site_code}"
    return _kept_by_browser(Response(qr_svg(code, title), content_type="image/svg+xml"))


def png(actor: Actor, pass_id: int) -> Response:
    """Answer with the QR as a PNG; raises Conflict when the pass has ended."""
    _, code = _open_pass(actor, pass_id)
    return _kept_by_browser(Response(qr_png(code), content_type="image/png"))


def paper_of(actor: Actor, pass_id: int) -> list[PassDocument]:
    """The paper of one pass, ended or not; raises NotAllowed where its codes are not for them."""
    now = current_moment()
    details = [get_shown(actor, pass_id, now=now)]
    return documents_of(details, qr_texts(details, now=now), now=now)


def papers_of(actor: Actor, called: str) -> list[PassDocument]:
    """The papers of a request's passes that open the gate, now or later.

    Raises NotAllowed where their codes are not for the actor.
    """
    now = current_moment()
    sr = get_request(actor, called, now=now)
    details = [each for each in passes_seen_by(actor, sr, now=now) if each.is_open(now)]
    if not all(each.shows_codes for each in details):
        raise codes_refused(details[0].site_code)
    return documents_of(details, qr_texts(details, now=now), now=now)


def pdf(papers: list[PassDocument]) -> Response:
    """Answer with papers as a PDF, one sheet a pass."""
    body = sheets_pdf(
        papers,
        current_app.jinja_env,
        operator_name=current_settings().operator_name,
        now=current_moment(),
    )
    return Response(body, content_type="application/pdf")
