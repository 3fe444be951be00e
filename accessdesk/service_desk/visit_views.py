"""Pages to change a visit: move a window or call it off, correct a name, replace a person."""

from typing import cast

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk import clock
from accessdesk.accounts.rules import Permission
from accessdesk.errors import DomainError
from accessdesk.estate.queries import SiteFacts, get_site_by_id
from accessdesk.scheduling.queries import WindowFacts, windows_of_request
from accessdesk.scheduling.service import WindowRefused
from accessdesk.service_desk.done import Done
from accessdesk.service_desk.forms import CancelForm
from accessdesk.service_desk.request_page import get_guest, get_window
from accessdesk.service_desk.request_views import back_to, get_for_act, refused_on_its_page
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.rules import Kind
from accessdesk.site_access import changes, visitor_changes
from accessdesk.site_access.form_choices import opening_of, read_opening
from accessdesk.site_access.forms import MoveForm, NameForm, ReplacementForm
from accessdesk.site_access.occurrences import cancel_window
from accessdesk.web.access import requires
from accessdesk.web.forms import refuse_into
from accessdesk.web.idempotency import new_key

bp = Blueprint("visit_acts", __name__, url_prefix="/requests/<called>")


@bp.get("/windows/<int:window_id>")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def move_page(called: str, window_id: int) -> ResponseReturnValue:
    """Show the form to move a visit, with the window as it is."""
    now = clock.now()
    _, sr = get_for_act(called, now, Kind.SITE_ACCESS)
    window, site = changes.window_to_change(sr, window_id), get_site_by_id(sr.site_id or 0)
    form = MoveForm()
    form.take(window.window, site.zone)
    return _move_page(sr, window, site, form)


def _move_page(
    sr: ServiceRequest,
    window: WindowFacts,
    site: SiteFacts,
    form: MoveForm,
    error: DomainError | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    following = error.following if isinstance(error, WindowRefused) else None
    form.ask_which(site.zone)
    page = render_template(
        "site_access/move.html",
        sr=sr,
        window=window,
        site=site,
        form=form,
        opening=opening_of(following, site.zone, now=clock.now()),
        new_key=new_key,
    )
    return page, status


@bp.post("/windows/<int:window_id>")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def move(called: str, window_id: int) -> ResponseReturnValue:
    """Move a visit to another window; its passes are issued anew."""
    now = clock.now()
    actor, sr = get_for_act(called, now, Kind.SITE_ACCESS)
    window, site = get_window(sr, window_id), get_site_by_id(sr.site_id or 0)
    form = MoveForm(request.form)
    opening = read_opening(request.form.get("take_opening", ""))
    if opening:
        form.take(opening, site.zone)
    if not form.validate():
        return _move_page(sr, window, site, form, status=422)
    with refuse_into(form) as outcome:
        changes.reschedule(actor, sr, form.window(), now=now, window_id=window.id)
    if outcome.refused:
        return _move_page(sr, window, site, form, outcome.error, outcome.status)
    return back_to(sr, Done.MOVED)


@bp.get("/windows/<int:window_id>/cancel")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def call_off_page(called: str, window_id: int) -> ResponseReturnValue:
    """Ask why one visit of a recurring request is called off."""
    _, sr = get_for_act(called, clock.now(), Kind.SITE_ACCESS)
    return _call_off_page(sr, changes.window_to_change(sr, window_id), CancelForm())


def _call_off_page(
    sr: ServiceRequest, window: WindowFacts, form: CancelForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "site_access/call_off.html",
        sr=sr,
        window=window,
        others=len(windows_of_request(sr.id)) - 1,
        form=form,
        new_key=new_key,
    )
    return page, status


@bp.post("/windows/<int:window_id>/cancel")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def call_off(called: str, window_id: int) -> ResponseReturnValue:
    """Call one visit off: its passes stop, and the others stay; the last one ends the request."""
    now = clock.now()
    actor, sr = get_for_act(called, now, Kind.SITE_ACCESS)
    window, form = get_window(sr, window_id), CancelForm(request.form)
    if not form.validate():
        return _call_off_page(sr, window, form, 422)
    with refuse_into(form) as outcome:
        cancel_window(actor, sr, window.id, cast("str", form.reason.data), now=now)
    if outcome.refused:
        return _call_off_page(sr, window, form, outcome.status)
    return back_to(sr, Done.ONE_CALLED_OFF if windows_of_request(sr.id) else Done.CALLED_OFF)


@bp.get("/visitors/<int:visitor_id>")
@requires(Permission.CHANGE_REQUEST)
def visitor_page(called: str, visitor_id: int) -> ResponseReturnValue:
    """Show the forms to correct a visitor's name, or to let another person come instead."""
    _, sr = get_for_act(called, clock.now(), Kind.SITE_ACCESS)
    visitor = get_guest(sr, visitor_id)
    return _visitor_page(sr, visitor_id, NameForm(name=visitor.name), ReplacementForm())


def _visitor_page(
    sr: ServiceRequest,
    visitor_id: int,
    name_form: NameForm,
    replacement_form: ReplacementForm,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "site_access/visitor.html",
        sr=sr,
        visitor=get_guest(sr, visitor_id),
        name_form=name_form,
        replacement_form=replacement_form,
        new_key=new_key,
    )
    return page, status


@bp.post("/visitors/<int:visitor_id>/correct")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def correct_visitor(called: str, visitor_id: int) -> ResponseReturnValue:
    """Correct how a visitor's name is spelt; the pass stays good."""
    now = clock.now()
    actor, sr = get_for_act(called, now, Kind.SITE_ACCESS)
    form = NameForm(request.form)
    if not form.validate():
        return _visitor_page(sr, visitor_id, form, ReplacementForm(), 422)
    with refuse_into(form) as outcome:
        visitor_changes.correct_visitor(actor, sr, visitor_id, cast("str", form.name.data), now=now)
    if outcome.refused:
        return _visitor_page(sr, visitor_id, form, ReplacementForm(), outcome.status)
    return back_to(sr, Done.CORRECTED)


@bp.post("/visitors/<int:visitor_id>/replace")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def replace_visitor(called: str, visitor_id: int) -> ResponseReturnValue:
    """Let another person come instead; the old pass stops and a new one is issued."""
    now = clock.now()
    actor, sr = get_for_act(called, now, Kind.SITE_ACCESS)
    form = ReplacementForm(request.form)
    name_form = NameForm(name=get_guest(sr, visitor_id).name)
    if not form.validate():
        return _visitor_page(sr, visitor_id, name_form, form, 422)
    with refuse_into(form) as outcome:
        visitor_changes.replace_visitor(actor, sr, visitor_id, form.draft(), now=now)
    if outcome.refused:
        return _visitor_page(sr, visitor_id, name_form, form, outcome.status)
    return back_to(sr, Done.REPLACED)
