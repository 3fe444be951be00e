"""The page of a site's policy: what it allows, and what a change would touch."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.estate.queries import SiteFacts
from accessdesk.planning import policies, policy_changes
from accessdesk.planning.acts import act_on_site
from accessdesk.planning.deciding import read_decisions, undecided
from accessdesk.planning.forms import PolicyForm
from accessdesk.planning.touched import TouchedBooking
from accessdesk.scheduling.opening_hours import opening_hours_words, stored_opening_hours
from accessdesk.web.access import requires
from accessdesk.web.forms import attempt, go_to

bp = Blueprint("policy", __name__)


def _filled(site: SiteFacts) -> PolicyForm:
    hours = opening_hours_words(stored_opening_hours(site.opening_hours))
    values = {name: getattr(site, name) for name in policies.LIMITS}
    lines = "\n".join(hours.split(", ")) if site.opening_hours else ""
    return PolicyForm(data={**values, "opening_hours": lines})


@bp.get("/sites/<site>/policy")
@requires(Permission.PLAN_SITE)
def policy_page(site: str) -> ResponseReturnValue:
    """Show what a site allows."""
    place = act_on_site(site).site
    return _policy(place, _filled(place))


def _policy(
    site: SiteFacts, form: PolicyForm, touched: Sequence[TouchedBooking] = (), status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "planning/policy.html",
        site=site,
        form=form,
        touched=touched,
        reason=request.form.get("reason", ""),
    )
    return page, status


@bp.post("/sites/<site>/policy")
@requires(Permission.PLAN_SITE)
def change_policy(site: str) -> ResponseReturnValue:
    """Set what a site allows, or ask what becomes of the visits that this touches."""
    act, form, decided = act_on_site(site), PolicyForm(request.form), read_decisions(request.form)

    def change() -> None:
        policy_changes.change_policy(act.actor, act.site, form.draft(), decided, now=act.now)

    tried = attempt(form, lambda: undecided(change))
    if tried.refused:
        return _policy(act.site, form, status=tried.status)
    if tried.result:
        return _policy(act.site, form, tried.result, 409)
    return go_to(".policy_page", site=act.site.code)
