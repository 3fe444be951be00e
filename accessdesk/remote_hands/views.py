"""Pages of remote hands for the customer: ask, follow, answer, confirm or contest."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Form

from accessdesk.accounts.rules import Actor, Permission, Right
from accessdesk.errors import NotFound
from accessdesk.faults import parts_of
from accessdesk.files.service import places_at
from accessdesk.remote_hands import photos, service
from accessdesk.remote_hands.acts import act_on, try_to
from accessdesk.remote_hands.answer_forms import AnswerForm, ConfirmForm, ContestForm
from accessdesk.remote_hands.answer_page import cards_of
from accessdesk.remote_hands.catalogue import CATALOGUE, Task
from accessdesk.remote_hands.drafts import HandsDraft
from accessdesk.remote_hands.forms import FORMS, HandsForm
from accessdesk.remote_hands.judging import judged
from accessdesk.remote_hands.log import get_work
from accessdesk.remote_hands.queries import get_photo, work_detail
from accessdesk.remote_hands.refusals import notice_of
from accessdesk.service_requests.acts import Act, back_to, check_may_ask, look_at, what_was_done
from accessdesk.service_requests.asking.callers import customer_of
from accessdesk.service_requests.asking.where import offer_where, sites_to_ask
from accessdesk.service_requests.done import Done
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.reroute import carried_over, link, linked_to
from accessdesk.service_requests.rules import Kind
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.address import reads
from accessdesk.web.forms import Attempt, attempt
from accessdesk.web.schemas import query_text

bp = Blueprint("remote_hands", __name__)


@bp.get("/requests/new/remote-hands")
@requires(Permission.RAISE_REQUEST)
@reads("task", "from")
def new() -> ResponseReturnValue:
    """Show the catalogue; or, once a task is chosen, its form."""
    check_may_ask()
    chosen = query_text("task")
    if chosen not in list(Task):
        return render_template(
            "remote_hands/catalogue.html", catalogue=CATALOGUE, came_from=query_text("from")
        )
    form = FORMS[Task(chosen)]()
    actor, now = current_actor(), current_moment()
    if came_from := query_text("from"):
        _prefill(form, actor, came_from, now)
    return _form_page(form, came_from)


def _prefill(form: HandsForm, actor: Actor, came_from: str, now: datetime) -> None:
    """Carry over what a refused incident says, or hands that have ended (R-ACC-6)."""
    draft = carried_over(actor, came_from, Kind.REMOTE_HANDS, now=now)
    form.site.data = draft["site"]
    form.severity.data = draft["severity"]
    form.summary.data = draft["summary"]
    form.impact.data = draft["impact"]
    form.customer_reference.data = draft["customer_reference"]
    form.purchase_order.data = draft["purchase_order"]
    form.devices.data = list(draft["devices"])
    form.needs_login.data = "no"
    for name, value in draft["details"].items():
        if f"details_{name}" in form:
            form[f"details_{name}"].data = value


def _form_page(
    form: HandsForm, came_from: str, login: bool = False, status: int = 200
) -> ResponseReturnValue:
    actor, now = current_actor(), current_moment()
    sites = sites_to_ask(actor, Right.REMOTE_HANDS, now=now)
    form.speak_to(actor)
    page = render_template(
        "remote_hands/new.html",
        form=form,
        offered=offer_where(form, sites, customer_of(actor, form.on_behalf_of.data)),
        entry=CATALOGUE[form.task],
        came_from=came_from,
        needs_login=login,
    )
    return page, status


@bp.post("/requests/new/remote-hands")
@requires(Permission.RAISE_REQUEST)
def create() -> ResponseReturnValue:
    """Ask for remote hands; what is wrong is said at its field, and nothing typed is lost."""
    chosen = request.form.get("task", "")
    if chosen not in list(Task):
        raise NotFound
    form = FORMS[Task(chosen)](request.form)
    actor, now = current_actor(), current_moment()
    came_from = request.form.get("from", "")
    if form.look(actor, request.form) or "show_devices" in request.form:
        return _form_page(form, came_from)

    def draft() -> HandsDraft:
        return form.draft(by_phone=actor.is_staff)

    def submit() -> RequestFacts:
        sr = service.submit(actor, draft(), now=now)
        if came_from:
            link(actor, came_from, sr, now=now)
        return sr

    tried = attempt(form, submit, judge=lambda: judged(actor, draft(), now=now))
    if tried.refused:
        codes = [part.code for part in parts_of(tried.error)] if tried.error else []
        login = "needs-login" in codes
        return _form_page(form, came_from, login, tried.status)
    return back_to(tried.result, Done.HANDS_REQUESTED, ".show")


@bp.get("/requests/<called>/work")
@requires(Permission.SEE_REQUESTS)
@reads("done")
def show(called: str) -> ResponseReturnValue:
    """Show the work of a request to the customer: progress, questions, photographs, the end."""
    seen = look_at(called)
    get_work(seen.sr)
    return _page(seen)


def _page(
    seen: Act, sent: Form | None = None, tried: Attempt[Any] | None = None
) -> ResponseReturnValue:
    hands = work_detail(seen.sr)
    cards, notice = cards_of(hands, seen.actor), None
    if sent is not None and tried is not None:
        notice = notice_of(sent, tried, stands=cards.put_back(sent))
    page = render_template(
        "remote_hands/request.html",
        sr=seen.sr,
        hands=hands,
        cards=cards,
        notice=notice,
        done=what_was_done(seen.sr),
        linked=linked_to(seen.sr.id),
    )
    return page, tried.status if tried else 200


def _done(act: Act, form: Form, use_case: Callable[[], object], done: Done) -> ResponseReturnValue:
    tried = try_to(form, use_case)
    if tried.refused:
        return _page(act, form, tried)
    return back_to(act.sr, done)


@bp.post("/requests/<called>/questions/<int:question_id>")
@requires(Permission.CHANGE_REQUEST)
def answer(called: str, question_id: int) -> ResponseReturnValue:
    """Answer a technician's question."""
    act, form = act_on(called), AnswerForm(request.form, question_id=question_id)
    text = form.text.data or ""
    return _done(
        act,
        form,
        lambda: service.answer(act.actor, act.sr, question_id, text, now=act.now),
        Done.ANSWERED,
    )


@bp.post("/requests/<called>/work/confirm")
@requires(Permission.CHANGE_REQUEST)
def confirm(called: str) -> ResponseReturnValue:
    """Confirm that the work is complete, and rate it if one likes."""
    act, form = act_on(called), ConfirmForm(request.form)
    return _done(act, form, lambda: _confirm(act, form), Done.CONFIRMED)


def _confirm(act: Act, form: ConfirmForm) -> None:
    service.confirm(act.actor, act.sr, now=act.now)
    if form.rating.data:
        service.rate(act.actor, act.sr, int(form.rating.data), "", now=act.now)


@bp.post("/requests/<called>/work/contest")
@requires(Permission.CHANGE_REQUEST)
def contest(called: str) -> ResponseReturnValue:
    """Send the work back, with what is missing."""
    act, form = act_on(called), ContestForm(request.form)
    missing = form.missing.data or ""
    return _done(
        act,
        form,
        lambda: service.contest(
            act.actor,
            act.sr,
            missing,
            reopen_within=current_settings().reopen_within,
            now=act.now,
        ),
        Done.CONTESTED,
    )


@bp.get("/requests/<called>/photos/<int:photo_id>")
@requires(Permission.SEE_REQUESTS)
def photo(called: str, photo_id: int) -> Response:
    """Show a photograph to those who may see the request, and to nobody else."""
    sr = look_at(called).sr
    settings = current_settings()
    places = places_at(settings.file_home, settings.data_dir)
    content = photos.read(places, get_photo(sr.id, photo_id))
    return Response(content, content_type="image/jpeg")
