"""The page to change the line that says what a request is about."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.service_desk.forms import SummaryForm
from accessdesk.service_requests.acts import Act, act_on, back_to, refused_on_its_page
from accessdesk.service_requests.asking.summary import change_summary
from accessdesk.service_requests.done import Done
from accessdesk.web.access import requires
from accessdesk.web.forms import attempt

bp = Blueprint("summary", __name__)


@bp.get("/requests/<called>/summary")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def show(called: str) -> ResponseReturnValue:
    """Show the line that says what a request is about, to be changed."""
    act = act_on(called)
    return _page(act, SummaryForm(summary=act.sr.summary))


def _page(act: Act, form: SummaryForm, status: int = 200) -> ResponseReturnValue:
    return render_template("service_desk/summary.html", sr=act.sr, form=form), status


@bp.post("/requests/<called>/summary")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def change(called: str) -> ResponseReturnValue:
    """Change the line that says what an open request is about."""
    act, form = act_on(called), SummaryForm(request.form)
    summary = form.summary.data or ""
    tried = attempt(form, lambda: change_summary(act.actor, act.sr, summary, now=act.now))
    if tried.refused:
        return _page(act, form, tried.status)
    return back_to(act.sr, Done.SUMMARISED)
