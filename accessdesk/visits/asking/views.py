"""The form for site access: ask, see what would be done, and send."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from accessdesk.accounts.rules import Actor, Permission
from accessdesk.errors import DomainError
from accessdesk.scheduling.service import WindowRefused
from accessdesk.service_requests.acts import back_to
from accessdesk.service_requests.done import Done
from accessdesk.service_requests.reroute import carried_over, link
from accessdesk.service_requests.rules import Kind
from accessdesk.visits.arrival.checking import arrival_for_draft
from accessdesk.visits.arrival.rules import Arrival
from accessdesk.visits.asking.choices import Offer, offer, opening_of, read_opening
from accessdesk.visits.asking.forms import SiteAccessForm
from accessdesk.visits.asking.free_windows import Free, free_windows
from accessdesk.visits.asking.recurring import Plan, preview
from accessdesk.visits.asking.service import submit
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.forms import refuse_into
from accessdesk.web.idempotency import new_key
from accessdesk.web.schemas import query_text

bp = Blueprint("new_visit", __name__)


@bp.get("/requests/new")
@requires(Permission.RAISE_REQUEST)
def new() -> ResponseReturnValue:
    """Show the form for site access, with what the address says filled in."""
    actor, now = current_actor(), current_moment()
    came_from = query_text("from")
    form = SiteAccessForm(data=_carried_over(actor, came_from, now))
    offered = offer(form, actor, now=now)
    _take(form, offered, query_text("opening"))
    return _page(form, offered, came_from=came_from)


def _carried_over(actor: Actor, came_from: str, now: datetime) -> dict[str, Any]:
    """Give what a refused incident, or another page, says already (R-ACC-6, R-RH-1)."""
    if came_from:
        said = carried_over(actor, came_from, Kind.SITE_ACCESS, now=now)
        return {"party_kind": "vendor"} | said
    devices = [tag.strip() for tag in query_text("devices").split(",")]
    said = {name: query_text(name) for name in ("site", "summary", "severity", "escort")}
    return {"devices": devices} | {name: value for name, value in said.items() if value}


def _take(form: SiteAccessForm, offered: Offer, value: str) -> None:
    """Fill in a window that was offered, where it is one of ours."""
    opening = read_opening(value)
    if opening and offered.site:
        form.take(opening, offered.site.zone)
        form.ask_which(offered.site.zone)


def _page(
    form: SiteAccessForm,
    offered: Offer,
    status: int = 200,
    *,
    error: DomainError | None = None,
    plan: Plan | None = None,
    arrival: Arrival | None = None,
    free: Free | None = None,
    came_from: str = "",
) -> ResponseReturnValue:
    zone, now = offered.site.zone if offered.site else "UTC", current_moment()
    following = error.following if isinstance(error, WindowRefused) else None
    nearest = arrival.nearest if arrival and not arrival.admits else None
    form.settle_errors()
    page = render_template(
        "visits/new.html",
        form=form,
        offered=offered,
        opening=opening_of(following, zone, now=now),
        plan=plan,
        arrival=arrival,
        nearest=opening_of(nearest, zone, now=now),
        free=free,
        taken=opening_of(read_opening(request.form.get("use_opening", "")), zone, now=now),
        came_from=came_from or request.form.get("from", ""),
        new_key=new_key,
    )
    return page, status


@bp.post("/requests/new")
@requires(Permission.RAISE_REQUEST)
def create() -> ResponseReturnValue:
    """Ask for site access; other buttons of the same form look, and change nothing.

    A visit that recurs is booked when what would be done about each occurrence was confirmed.
    """
    actor, now = current_actor(), current_moment()
    form = SiteAccessForm(CombinedMultiDict([request.form, request.files]))
    offered = offer(form, actor, now=now)
    _take(form, offered, request.form.get("take_opening") or request.form.get("use_opening", ""))
    if "show_devices" in request.form or "use_opening" in request.form:
        form.unpack_file()
        return _page(form, offered)
    if "show_openings" in request.form:
        return _show_openings(form, offered, now)
    if "check_arrival" in request.form:
        return _check_arrival(actor, form, offered, now)
    if not form.validate():
        return _page(form, offered, 422)
    if form.repeats and offered.site:
        shown = _shown_before(actor, form, offered, now)
        if shown is not None:
            return shown
    with refuse_into(form) as outcome:
        draft = form.draft(by_phone=actor.is_staff)
        sr = submit(actor, draft, now=now)
        if came_from := request.form.get("from"):
            link(actor, came_from, sr, now=now)
    if outcome.refused:
        return _page(form, offered, outcome.status, error=outcome.error)
    return back_to(sr, Done.BOOKED)


def _show_openings(form: SiteAccessForm, offered: Offer, now: datetime) -> ResponseReturnValue:
    """List what is free for the visit as it is written so far, each a button of the same form."""
    if offered.site is None:
        form.site.errors = ["Choose the site."]
        return _page(form, offered, 422)
    return _page(form, offered, free=free_windows(form, offered.site, now=now))


def _check_arrival(
    actor: Actor, form: SiteAccessForm, offered: Offer, now: datetime
) -> ResponseReturnValue:
    """Say whether the visit as it is written would get somebody in at a time (R-WIN-8)."""
    if offered.site is None:
        form.site.errors = ["Choose the site."]
        return _page(form, offered, 422)
    arrival = None
    with refuse_into(form) as outcome:
        _, arrival = arrival_for_draft(
            actor,
            offered.site.code,
            form.window(),
            form.places(),
            form.at.data or form.window_starts_at.data or "",
            recurrence=form.recurrence(form.window_starts_at.data or ""),
            now=now,
        )
    return _page(form, offered, outcome.status, arrival=arrival)


def _shown_before(
    actor: Actor, form: SiteAccessForm, offered: Offer, now: datetime
) -> ResponseReturnValue | None:
    """Show what would be done about each visit, unless exactly that was just confirmed."""
    with refuse_into(form) as outcome:
        plan = _plan(actor, form, offered, now)
        if "leave_out" in request.form:
            form.leave_out(plan.days_refused)
            plan = _plan(actor, form, offered, now)
    if outcome.refused:
        return _page(form, offered, outcome.status)
    if plan.fits and request.form.get("confirm_visits") == plan.token:
        return None
    return _page(form, offered, plan=plan)


def _plan(actor: Actor, form: SiteAccessForm, offered: Offer, now: datetime) -> Plan:
    draft = form.draft(by_phone=False)
    assert draft.recurrence is not None and offered.site is not None  # noqa: S101, PT018
    return preview(actor, offered.site.code, draft.window, draft.recurrence, form.places(), now=now)
