"""Pages to change a visit until it begins: who comes, how they are reached, what else it says."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.service_requests.acts import act_on, back_to, refused_on_its_page
from accessdesk.service_requests.done import Done
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Kind
from accessdesk.visits.asking.forms import AddressForm, DetailsForm, HandedOverForm, JoiningForm
from accessdesk.visits.changing import details, on_list, reaching, visitor_changes, who_comes
from accessdesk.visits.drafts import ReachDraft
from accessdesk.visits.lists import get_guest
from accessdesk.web.access import requires
from accessdesk.web.forms import attempt

bp = Blueprint("visit_people", __name__, url_prefix="/requests/<called>")


@bp.get("/visitors/new")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def add_page(called: str) -> ResponseReturnValue:
    """Ask who comes as well, while the visit has not begun."""
    act = act_on(called, Kind.SITE_ACCESS)
    who_comes.windows_ahead(act.sr, now=act.now)
    return _add_page(act.sr, JoiningForm())


def _add_page(sr: RequestFacts, form: JoiningForm, status: int = 200) -> ResponseReturnValue:
    return render_template("visits/add_visitor.html", sr=sr, form=form), status


@bp.post("/visitors/new")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def add(called: str) -> ResponseReturnValue:
    """Let one more person come; they take a place and get passes of their own."""
    act, form = act_on(called, Kind.SITE_ACCESS), JoiningForm(request.form)
    tried = attempt(
        form,
        lambda: who_comes.add_visitor(act.actor, act.sr, form.draft(), now=act.now),
        judge=lambda: on_list.check_named(act.sr, form.draft()),
    )
    if tried.refused:
        return _add_page(act.sr, form, tried.status)
    return back_to(act.sr, Done.ADDED)


@bp.post("/visitors/<int:visitor_id>/drop")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def drop(called: str, visitor_id: int) -> ResponseReturnValue:
    """Take somebody off a visit; their pass stops, and their place is free."""
    act = act_on(called, Kind.SITE_ACCESS)
    who_comes.drop_visitor(act.actor, act.sr, visitor_id, now=act.now)
    return back_to(act.sr, Done.DROPPED)


@bp.get("/visitors/<int:visitor_id>/address")
@requires(Permission.CHANGE_REQUEST)
def address_page(called: str, visitor_id: int) -> ResponseReturnValue:
    """Show where a visitor's messages go, and by which number they are called."""
    sr = act_on(called, Kind.SITE_ACCESS).sr
    visitor = get_guest(sr, visitor_id)
    return _address_page(sr, visitor_id, AddressForm(email=visitor.email, phone=visitor.phone))


def _address_page(
    sr: RequestFacts, visitor_id: int, form: AddressForm, status: int = 200
) -> ResponseReturnValue:
    visitor = get_guest(sr, visitor_id)
    return render_template("visits/address.html", sr=sr, visitor=visitor, form=form), status


@bp.post("/visitors/<int:visitor_id>/address")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def give_address(called: str, visitor_id: int) -> ResponseReturnValue:
    """Correct a visitor's e-mail address or telephone number; the pass stays the same."""
    act, form = act_on(called, Kind.SITE_ACCESS), AddressForm(request.form)
    reach = ReachDraft(form.email.data or "", form.phone.data or "")
    tried = attempt(
        form,
        lambda: reaching.give_address(act.actor, act.sr, visitor_id, reach, now=act.now),
        judge=lambda: reaching.check_reach(act.sr, visitor_id, reach),
    )
    if tried.refused:
        return _address_page(act.sr, visitor_id, form, tried.status)
    return back_to(act.sr, Done.ADDRESSED if tried.result else Done.REACH_CHANGED)


@bp.post("/visitors/<int:visitor_id>/confirm-name")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def confirm_name(called: str, visitor_id: int) -> ResponseReturnValue:
    """Note that a name that looks wrong is so on the ID."""
    act = act_on(called, Kind.SITE_ACCESS)
    visitor_changes.confirm_name(act.actor, act.sr, visitor_id, now=act.now)
    return back_to(act.sr, Done.NAME_CONFIRMED)


@bp.post("/visitors/<int:visitor_id>/resend")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def resend(called: str, visitor_id: int) -> ResponseReturnValue:
    """Send a visitor the same pass again."""
    act = act_on(called, Kind.SITE_ACCESS)
    reaching.resend_pass(act.actor, act.sr, visitor_id, now=act.now)
    return back_to(act.sr, Done.PASS_RESENT)


@bp.post("/passes/handed-over")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def hand_over(called: str) -> ResponseReturnValue:
    """Note that visitors have their passes by another way than mail."""
    act, form = act_on(called, Kind.SITE_ACCESS), HandedOverForm(request.form)
    reaching.hand_over(act.actor, act.sr, form.visitor_ids(), now=act.now)
    return back_to(act.sr, Done.HANDED_OVER)


@bp.get("/details")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def details_page(called: str) -> ResponseReturnValue:
    """Show the reason, the equipment and the escort, to be changed."""
    act = act_on(called, Kind.SITE_ACCESS)
    who_comes.windows_ahead(act.sr, now=act.now)
    form = DetailsForm()
    form.take(act.sr.reason, act.sr.equipment_in, act.sr.equipment_out, escort=act.sr.escort)
    return _details_page(act.sr, form)


def _details_page(sr: RequestFacts, form: DetailsForm, status: int = 200) -> ResponseReturnValue:
    return render_template("visits/details.html", sr=sr, form=form), status


@bp.post("/details")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def change_details(called: str) -> ResponseReturnValue:
    """Change the reason, the equipment and the escort; all passes stay as they are."""
    act, form = act_on(called, Kind.SITE_ACCESS), DetailsForm(request.form)
    tried = attempt(
        form, lambda: details.change_details(act.actor, act.sr, form.draft(), now=act.now)
    )
    if tried.refused:
        return _details_page(act.sr, form, tried.status)
    return back_to(act.sr, Done.DETAILS_CHANGED)
