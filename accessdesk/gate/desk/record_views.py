"""The records of one gate: who is inside on paper, what was decided, and what is taken back."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts.queries import people_with
from accessdesk.accounts.rules import Permission, Role
from accessdesk.errors import NotFound
from accessdesk.estate.rules import local_day
from accessdesk.gate import queries
from accessdesk.gate.departures import take_back_departure, undo
from accessdesk.gate.desk.forms import DecisionFilterForm, UndoForm
from accessdesk.gate.expected import coming_span, cursor_after, expected, read_cursor
from accessdesk.gate.queries import DeskSite
from accessdesk.identity.scanner import diagnose, visible
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.address import reads

bp = Blueprint("gate_records", __name__, url_prefix="/gate")


def _site(code: str, now: datetime) -> DeskSite:
    return queries.get_desk_site(current_actor(), code, now=now)


@bp.get("/<site>/roster")
@requires(Permission.SEE_ROSTER)
def roster(site: str) -> ResponseReturnValue:
    """Show who is inside, for paper: the list to hold in hand when the building is left."""
    now = current_moment()
    here = _site(site, now)
    return render_template("gate/roster.html", site=here, inside=queries.inside(here, now=now))


@bp.get("/<site>/expected")
@requires(Permission.SEE_ROSTER)
@reads("after")
def expected_page(site: str) -> ResponseReturnValue:
    """Show everybody who is expected, earliest first, in pages."""
    now = current_moment()
    here = _site(site, now)
    try:
        after = read_cursor(request.args.get("after", ""))
    except (ValueError, OverflowError):
        raise NotFound from None
    rows = expected(here, *coming_span(here, now), after=after, limit=queries.PAGE + 1)
    more = cursor_after(rows[queries.PAGE - 1]) if len(rows) > queries.PAGE else ""
    return render_template(
        "gate/expected.html", site=here, expected=rows[: queries.PAGE], more=more
    )


@bp.get("/<site>/attempts")
@requires(Permission.SEE_ROSTER)
@reads(DecisionFilterForm, "after")
def attempts(site: str) -> ResponseReturnValue:
    """Show what was decided at this gate, newest first, narrowed by what the address says."""
    now = current_moment()
    here = _site(site, now)
    form = DecisionFilterForm(request.args, today=local_day(now, here.zone))
    form.offer_officers(people_with(Role.OFFICER))
    status = form.check()
    before = request.args.get("after", type=int)
    rows = queries.attempts(here, form.wanted(), before_id=before, limit=queries.PAGE + 1)
    more = rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None
    page = render_template(
        "gate/attempts.html", site=here, form=form, attempts=rows[: queries.PAGE], more=more
    )
    return page, status


@bp.get("/<site>/scanner")
@requires(Permission.WORK_GATE)
def scanner(site: str) -> ResponseReturnValue:
    """Show the box in which a scanner can be tried out."""
    return render_template(
        "gate/scanner.html", site=_site(site, current_moment()), shown="", findings=()
    )


@bp.post("/<site>/scanner")
@requires(Permission.WORK_GATE)
def test_scanner(site: str) -> ResponseReturnValue:
    """Show what arrived and what it tells of the scanner's settings; nothing of it is kept."""
    raw = request.form.get("scan", "")
    return render_template(
        "gate/scanner.html",
        site=_site(site, current_moment()),
        shown=visible(raw),
        findings=diagnose(raw),
    )


@bp.get("/<site>/admissions/<int:admission_id>/undo")
@requires(Permission.WORK_GATE)
def undo_page(site: str, admission_id: int) -> ResponseReturnValue:
    """Ask why an entry was a mistake."""
    here = _site(site, current_moment())
    stay = queries.get_stay(here, admission_id)
    return render_template("gate/undo.html", site=here, stay=stay, form=UndoForm())


@bp.post("/<site>/admissions/<int:admission_id>/undo")
@requires(Permission.WORK_GATE)
def undo_entry(site: str, admission_id: int) -> ResponseReturnValue:
    """Take a mistaken entry back; its record stays."""
    now = current_moment()
    here = _site(site, now)
    form = UndoForm(request.form)
    if not form.validate():
        stay = queries.get_stay(here, admission_id)
        return render_template("gate/undo.html", site=here, stay=stay, form=form), 422
    undo(current_actor(), here.code, admission_id, reason=form.reason.data or "", now=now)
    return redirect(url_for("gate.desk", site=here.code, left=admission_id), 303)


@bp.get("/<site>/departures/<int:admission_id>/undo")
@requires(Permission.WORK_GATE)
def departure_page(site: str, admission_id: int) -> ResponseReturnValue:
    """Ask why a departure was a mistake."""
    here = _site(site, current_moment())
    return _departure_form(here, admission_id, UndoForm())


@bp.post("/<site>/departures/<int:admission_id>/undo")
@requires(Permission.WORK_GATE)
def undo_departure(site: str, admission_id: int) -> ResponseReturnValue:
    """Take a mistaken departure back; its record stays."""
    now = current_moment()
    here = _site(site, now)
    form = UndoForm(request.form)
    if not form.validate():
        return _departure_form(here, admission_id, form), 422
    reason = form.reason.data or ""
    take_back_departure(current_actor(), here.code, admission_id, reason=reason, now=now)
    return redirect(url_for("gate.desk", site=here.code, left=admission_id), 303)


def _departure_form(site: DeskSite, admission_id: int, form: UndoForm) -> str:
    stay = queries.get_stay(site, admission_id)
    return render_template("gate/undo_departure.html", site=site, stay=stay, form=form)
