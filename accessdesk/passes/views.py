"""Pages of passes: to be shown at the desk, or printed."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.errors import NotFound
from accessdesk.passes import answers
from accessdesk.web.access import current_actor, requires

bp = Blueprint("passes", __name__)


@bp.get("/passes/<int:pass_id>")
@requires(Permission.SEE_CODES)
def page(pass_id: int) -> ResponseReturnValue:
    """Show one pass."""
    papers = answers.paper_of(current_actor(), pass_id)
    return render_template(
        "passes/pass.html",
        papers=papers,
        called=papers[0].number,
        pdf_href=url_for(".pdf", pass_id=pass_id),
        arrival_href=url_for("arrival.of_pass", pass_id=pass_id),
    )


@bp.get("/requests/<called>/passes")
@requires(Permission.SEE_CODES)
def of_request(called: str) -> ResponseReturnValue:
    """Show every pass of a request, one sheet each."""
    papers = answers.papers_of(current_actor(), called)
    if not papers:
        raise NotFound
    pdf_href = url_for(".pdf_of_request", called=called)
    return render_template("passes/pass.html", papers=papers, called=called, pdf_href=pdf_href)


@bp.get("/passes/<int:pass_id>.svg")
@requires(Permission.SEE_CODES)
def svg(pass_id: int) -> Response:
    """The QR of a pass as an SVG."""
    return answers.svg(current_actor(), pass_id)


@bp.get("/passes/<int:pass_id>.pdf")
@requires(Permission.SEE_CODES)
def pdf(pass_id: int) -> Response:
    """The sheet of one pass as a PDF."""
    return answers.pdf(answers.paper_of(current_actor(), pass_id))


@bp.get("/requests/<called>/passes.pdf")
@requires(Permission.SEE_CODES)
def pdf_of_request(called: str) -> Response:
    """The sheets of a request's passes as one PDF."""
    papers = answers.papers_of(current_actor(), called)
    if not papers:
        raise NotFound
    return answers.pdf(papers)
