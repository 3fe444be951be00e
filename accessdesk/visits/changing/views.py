"""Pages to change a visit: move a window or call it off, correct a name, replace a person."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.estate.queries import SiteFacts, get_site_by_id
from accessdesk.identity.requested import remarks_on_requested_name
from accessdesk.scheduling.queries import WindowFacts, windows_of_request
from accessdesk.scheduling.service import WindowRefused
from accessdesk.service_requests.acts import Act, act_on, back_to, refused_on_its_page
from accessdesk.service_requests.done import Done
from accessdesk.service_requests.forms import CancelForm
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Kind
from accessdesk.visits.around.names_at_risk import confirmed_in
from accessdesk.visits.asking.choices import opening_of, read_opening
from accessdesk.visits.asking.forms import MoveForm, NameForm, ReplacementForm
from accessdesk.visits.asking.free_windows import NOTHING, Free, Offered, Sought, free_windows
from accessdesk.visits.changing import changes, on_list, visitor_changes
from accessdesk.visits.changing.occurrences import cancel_window
from accessdesk.visits.lists import get_guest, get_window
from accessdesk.web.access import requires
from accessdesk.web.forms import attempt

bp = Blueprint("visit_acts", __name__, url_prefix="/requests/<called>")


@dataclass(frozen=True, slots=True)
class _Moving:
    """Somebody moves a visit: which window of which request, and the form that they fill in."""

    act: Act
    window: WindowFacts
    site: SiteFacts
    form: MoveForm

    def reschedule(self) -> None:
        """Move it to the window that the form says."""
        wanted, window_id = self.form.window(), self.window.id
        act = self.act
        changes.reschedule(act.actor, act.sr, wanted, now=act.now, window_id=window_id)

    def free(self) -> Free:
        """What is free for it, near to the start that the form says (R-WIN-3)."""
        sr = self.act.sr
        places = self.window.places(sr.severity)
        sought = Sought(self.site, sr.customer_id, places, instead_of=self.window)
        return free_windows(self.form, sought, now=self.act.now)


@bp.get("/windows/<int:window_id>")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def move_page(called: str, window_id: int) -> ResponseReturnValue:
    """Show the form to move a visit, with the window as it is."""
    act = act_on(called, Kind.SITE_ACCESS)
    window, site = changes.window_to_change(act.sr, window_id), get_site_by_id(act.sr.site_id or 0)
    form = MoveForm()
    form.take(window.window, site.zone)
    return _move_page(_Moving(act, window, site, form))


def _move_page(
    moving: _Moving, offered: Offered = NOTHING, status: int = 200
) -> ResponseReturnValue:
    zone, now = moving.site.zone, moving.act.now
    moving.form.ask_which(zone)
    page = render_template(
        "visits/move.html",
        sr=moving.act.sr,
        window=moving.window,
        site=moving.site,
        form=moving.form,
        opening=opening_of(offered.following, zone, now=now),
        free=offered.free,
        taken=opening_of(offered.taken, zone, now=now),
    )
    return page, status


@bp.post("/windows/<int:window_id>")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def move(called: str, window_id: int) -> ResponseReturnValue:
    """Move a visit to another window; its passes are issued anew.

    Other buttons of the same form look for what is free, and change nothing.
    """
    act, form = act_on(called, Kind.SITE_ACCESS), MoveForm(request.form)
    window, site = get_window(act.sr, window_id), get_site_by_id(act.sr.site_id or 0)
    moving, sent = _Moving(act, window, site, form), request.form
    taken = read_opening(sent.get("take_opening") or sent.get("use_opening", ""))
    if taken:
        form.take(taken, site.zone)
    if "use_opening" in sent:
        return _move_page(moving, Offered(taken=taken))
    if "show_openings" in sent:
        looked = attempt(form, moving.free, unfinished=True)
        free = None if looked.refused else looked.result
        return _move_page(moving, Offered(free=free), looked.status)
    tried = attempt(form, moving.reschedule)
    if tried.refused:
        refusal = tried.error
        following = refusal.following if isinstance(refusal, WindowRefused) else None
        return _move_page(moving, Offered(following), tried.status)
    return back_to(act.sr, Done.MOVED)


@bp.get("/windows/<int:window_id>/cancel")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def call_off_page(called: str, window_id: int) -> ResponseReturnValue:
    """Ask why one visit of a recurring request is called off."""
    sr = act_on(called, Kind.SITE_ACCESS).sr
    return _call_off_page(sr, changes.window_to_change(sr, window_id), CancelForm())


def _call_off_page(
    sr: RequestFacts, window: WindowFacts, form: CancelForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "visits/call_off.html",
        sr=sr,
        window=window,
        others=len(windows_of_request(sr.id)) - 1,
        form=form,
    )
    return page, status


@bp.post("/windows/<int:window_id>/cancel")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def call_off(called: str, window_id: int) -> ResponseReturnValue:
    """Call one visit off: its passes stop, and the others stay; the last one ends the request."""
    act, form = act_on(called, Kind.SITE_ACCESS), CancelForm(request.form)
    window = get_window(act.sr, window_id)
    tried = attempt(
        form,
        lambda: cancel_window(act.actor, act.sr, window.id, form.reason.data or "", now=act.now),
    )
    if tried.refused:
        return _call_off_page(act.sr, window, form, tried.status)
    others = windows_of_request(act.sr.id)
    return back_to(act.sr, Done.ONE_CALLED_OFF if others else Done.CALLED_OFF)


@bp.get("/visitors/<int:visitor_id>")
@requires(Permission.CHANGE_REQUEST)
def visitor_page(called: str, visitor_id: int) -> ResponseReturnValue:
    """Show the forms to correct a visitor's name, or to let another person come instead."""
    sr = act_on(called, Kind.SITE_ACCESS).sr
    visitor = get_guest(sr, visitor_id)
    return _visitor_page(sr, visitor_id, NameForm(name=visitor.name), ReplacementForm())


def _visitor_page(
    sr: RequestFacts,
    visitor_id: int,
    name_form: NameForm,
    replacement_form: ReplacementForm,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "visits/visitor.html",
        sr=sr,
        visitor=(visitor := get_guest(sr, visitor_id)),
        remarks=remarks_on_requested_name(visitor.name),
        confirmed=visitor.id in confirmed_in(sr.reference),
        name_form=name_form,
        replacement_form=replacement_form,
    )
    return page, status


@bp.post("/visitors/<int:visitor_id>/correct")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def correct_visitor(called: str, visitor_id: int) -> ResponseReturnValue:
    """Correct how a visitor's name is spelt; the pass stays good."""
    act, form = act_on(called, Kind.SITE_ACCESS), NameForm(request.form)
    tried = attempt(
        form,
        lambda: visitor_changes.correct_visitor(
            act.actor, act.sr, visitor_id, form.name.data or "", now=act.now
        ),
    )
    if tried.refused:
        return _visitor_page(act.sr, visitor_id, form, ReplacementForm(), tried.status)
    return back_to(act.sr, Done.CORRECTED)


@bp.post("/visitors/<int:visitor_id>/new-pass")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def renew_pass(called: str, visitor_id: int) -> ResponseReturnValue:
    """Renew a visitor's pass; the old one and its link stop at once."""
    act = act_on(called, Kind.SITE_ACCESS)
    visitor_changes.renew_pass(act.actor, act.sr, visitor_id, now=act.now)
    return back_to(act.sr, Done.PASS_RENEWED)


@bp.post("/visitors/<int:visitor_id>/replace")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def replace_visitor(called: str, visitor_id: int) -> ResponseReturnValue:
    """Let another person come instead; the old pass stops and a new one is issued."""
    act, form = act_on(called, Kind.SITE_ACCESS), ReplacementForm(request.form)
    name_form = NameForm(name=get_guest(act.sr, visitor_id).name)
    tried = attempt(
        form,
        lambda: visitor_changes.replace_visitor(
            act.actor, act.sr, visitor_id, form.draft(), now=act.now
        ),
        judge=lambda: on_list.check_named(act.sr, form.draft(), instead_of=visitor_id),
    )
    if tried.refused:
        return _visitor_page(act.sr, visitor_id, name_form, form, tried.status)
    return back_to(act.sr, Done.REPLACED)
