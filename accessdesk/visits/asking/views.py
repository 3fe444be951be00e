"""The form for site access: ask, see what would be done, and send."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from accessdesk.accounts.rules import Actor, Permission
from accessdesk.errors import DomainError
from accessdesk.estate.queries import SiteFacts
from accessdesk.faults import parts_of
from accessdesk.scheduling.service import WindowRefused
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.acts import back_to, check_may_ask
from accessdesk.service_requests.after.follow_up import as_asked_before
from accessdesk.service_requests.asking.callers import customer_of
from accessdesk.service_requests.done import Done
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.reroute import carried_over, link
from accessdesk.service_requests.rules import Kind
from accessdesk.visits.arrival.checking import arrival_for_draft
from accessdesk.visits.arrival.rules import Arrival
from accessdesk.visits.asking.choices import Offer, Opening, offer, opening_of, read_opening
from accessdesk.visits.asking.forms import SiteAccessForm
from accessdesk.visits.asking.free_windows import Free, Sought, free_windows
from accessdesk.visits.asking.judging import judge, judged
from accessdesk.visits.asking.recurring import Plan, preview
from accessdesk.visits.asking.service import submit
from accessdesk.visits.asking.telling import Told, tell
from accessdesk.visits.drafts import PlanDraft, SiteAccessDraft
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.address import reads
from accessdesk.web.forms import attempt
from accessdesk.web.schemas import query_text

bp = Blueprint("new_visit", __name__)

FROM_THE_ADDRESS = (
    *("site", "summary", "severity", "escort"),
    *("customer_reference", "purchase_order"),
)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Somebody fills in the form for site access: what it offers them, and where they came from."""

    actor: Actor
    now: datetime
    form: SiteAccessForm
    offered: Offer
    came_from: str

    def draft(self) -> SiteAccessDraft:
        """The request as it is written so far."""
        return self.form.draft(by_phone=self.actor.is_staff)

    def told(self) -> Told:
        """What is understood of its times, and what stands against them."""
        customer_id = customer_of(self.actor, self.form.on_behalf_of.data)
        counted, site = self.actor.is_staff, self.offered.site
        return tell(self.form, site, customer_id, counted=counted, now=self.now)

    def take(self, opening: str) -> None:
        """Fill in a window that was offered, where it is one of ours."""
        window, site = read_opening(opening), self.offered.site
        if window and site:
            self.form.take(window, site.zone)
            self.form.ask_which(site.zone)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was looked up for the form, to be shown on it."""

    following: Window | None = None
    plan: Plan | None = None
    arrival: Arrival | None = None
    free: Free | None = None

    @property
    def nearest(self) -> Window | None:
        """The window that would let somebody in who would not get in as it is written."""
        return self.arrival.nearest if self.arrival and not self.arrival.admits else None


NOTHING = _Found()


def _asking(form: SiteAccessForm, came_from: str) -> _Asking:
    actor, now = current_actor(), current_moment()
    return _Asking(actor, now, form, offer(form, actor, now=now), came_from)


@bp.get("/requests/new")
@requires(Permission.RAISE_REQUEST)
@reads("from", "opening", "like", "devices", *FROM_THE_ADDRESS)
def new() -> ResponseReturnValue:
    """Show the form for site access, with what the address says filled in."""
    check_may_ask()
    came_from = query_text("from")
    asking = _asking(SiteAccessForm(data=_carried_over(came_from)), came_from)
    asking.take(query_text("opening"))
    return _page(asking)


def _carried_over(came_from: str) -> dict[str, Any]:
    """What a refused incident, an old visit or another page says (R-ACC-6, R-ACC-13, R-RH-1)."""
    actor, now = current_actor(), current_moment()
    if came_from:
        said = carried_over(actor, came_from, Kind.SITE_ACCESS, now=now)
        return {"party_kind": "vendor"} | _on_the_form(said)
    if like := query_text("like"):
        return _on_the_form(as_asked_before(actor, like, Kind.SITE_ACCESS, now=now))
    devices = [tag.strip() for tag in query_text("devices").split(",")]
    said = {name: query_text(name) for name in FROM_THE_ADDRESS}
    return {"devices": devices} | {name: value for name, value in said.items() if value}


def _on_the_form(said: dict[str, Any]) -> dict[str, Any]:
    """What an old visit says, in the fields of the form."""
    things = ("equipment_in", "equipment_out")
    party = {f"party_{name}": value for name, value in said.get("party", {}).items()}
    return said | party | {name: "\n".join(said[name]) for name in things if name in said}


def _page(asking: _Asking, found: _Found = NOTHING, status: int = 200) -> ResponseReturnValue:
    zone = asking.offered.site.zone if asking.offered.site else "UTC"

    def button(window: Window | None) -> Opening | None:
        return opening_of(window, zone, now=asking.now)

    asking.form.settle_errors()
    asking.form.speak_to(asking.actor)
    page = render_template(
        "visits/new.html",
        form=asking.form,
        offered=asking.offered,
        told=asking.told(),
        opening=button(found.following),
        plan=found.plan,
        arrival=found.arrival,
        nearest=button(found.nearest),
        free=found.free,
        taken=button(read_opening(request.form.get("use_opening", ""))),
        came_from=asking.came_from,
    )
    return page, status


@bp.post("/requests/new")
@requires(Permission.RAISE_REQUEST)
def create() -> ResponseReturnValue:
    """Ask for site access; other buttons of the same form look, and change nothing.

    A visit that recurs is booked when what would be done about each occurrence was confirmed.
    """
    form = SiteAccessForm(CombinedMultiDict([request.form, request.files]))
    looked = form.look(current_actor(), request.form)
    asking = _asking(form, request.form.get("from", ""))
    asking.take(request.form.get("take_opening") or request.form.get("use_opening", ""))
    if looked or "show_devices" in request.form or "use_opening" in request.form:
        form.unpack_file()
        return _page(asking)
    if "show_openings" in request.form:
        return _look_up(asking, _free_windows)
    if "check_arrival" in request.form:
        return _look_up(asking, _arrival)
    tried = attempt(form, lambda: _plan_or_submit(asking), judge=lambda: _judge(asking))
    if tried.refused:
        return _page(asking, _Found(_following(tried.error)), tried.status)
    if isinstance(tried.result, Plan):
        return _page(asking, _Found(plan=tried.result))
    return back_to(tried.result, Done.BOOKED)


def _judge(asking: _Asking) -> None:
    judge(asking.actor, asking.draft(), now=asking.now)


def _following(error: DomainError | None) -> Window | None:
    """The window that was offered instead of one that was refused, alone or among others."""
    parts = parts_of(error) if error else ()
    return next((each.following for each in parts if isinstance(each, WindowRefused)), None)


def _look_up(asking: _Asking, look: Callable[[_Asking, SiteFacts], _Found]) -> ResponseReturnValue:
    """Show what is found at the site for the visit as it is written so far."""
    site = asking.offered.site
    if site is None:
        asking.form.site.errors = ["Choose the site."]
        return _page(asking, status=422)
    tried = attempt(asking.form, lambda: look(asking, site), unfinished=True)
    return _page(asking, NOTHING if tried.refused else tried.result, tried.status)


def _free_windows(asking: _Asking, site: SiteFacts) -> _Found:
    """List what is free, each a button of the same form."""
    sought = Sought(site, asking.actor.customer_id, asking.form.places())
    return _Found(free=free_windows(asking.form, sought, now=asking.now))


def _arrival(asking: _Asking, site: SiteFacts) -> _Found:
    """Judge whether the visit as it is written would get somebody in at a time (R-WIN-8)."""
    form = asking.form
    starts = form.window_starts_at.data or ""
    plan = PlanDraft(form.window(), form.places(), form.recurrence(starts))
    at = form.at.data or starts
    _, arrival = arrival_for_draft(asking.actor, site.code, plan, at, now=asking.now)
    return _Found(arrival=arrival)


def _plan_or_submit(asking: _Asking) -> Plan | RequestFacts:
    """Plan the visits of one that recurs, unless exactly that was just confirmed; else book it."""
    if asking.form.repeats and asking.offered.site:
        plan = _plan(asking, asking.offered.site)
        if not plan.fits or request.form.get("confirm_visits") != plan.token:
            if not asking.actor.is_staff:  # A caller gives the phrase once, with what is confirmed.
                judged(asking.actor, asking.draft(), now=asking.now)
            return plan
    sr = submit(asking.actor, asking.draft(), now=asking.now)
    if asking.came_from:
        link(asking.actor, asking.came_from, sr, now=asking.now)
    return sr


def _plan(asking: _Asking, site: SiteFacts) -> Plan:
    plan = _planned(asking, site)
    if "leave_out" not in request.form:
        return plan
    asking.form.leave_out(plan.days_refused)
    return _planned(asking, site)


def _planned(asking: _Asking, site: SiteFacts) -> Plan:
    draft = asking.form.draft(by_phone=False)
    assert draft.recurrence is not None  # noqa: S101  # Asked only of a form that repeats.
    places = asking.form.places()
    return preview(asking.actor, site.code, draft.window, draft.recurrence, places, now=asking.now)
