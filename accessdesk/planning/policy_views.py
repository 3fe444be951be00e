"""The page of a site's policy: what it allows, and what a change would touch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.errors import Invalid
from accessdesk.planning import policies, policy_changes
from accessdesk.planning.acts import SiteAct, act_on_site
from accessdesk.planning.deciding import read_decisions, undecided
from accessdesk.planning.forms import PolicyForm
from accessdesk.planning.history import PolicyChange, changes_of, get_change, saved_words
from accessdesk.planning.policy_changes import Decisions
from accessdesk.planning.touched import TouchedBooking
from accessdesk.planning.wording import hours_lines
from accessdesk.scheduling.windows import Window
from accessdesk.web.access import requires
from accessdesk.web.address import reads
from accessdesk.web.forms import attempt, say_done
from accessdesk.web.schemas import query_int

bp = Blueprint("policy", __name__)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is shown beside the form: the visits it touches, and what could be booked under it.

    `undone` is the change before which the form is filled in, and not saved yet.
    """

    touched: Sequence[TouchedBooking] = ()
    decided: Decisions = field(default_factory=Decisions)
    openings: Sequence[Window] | None = None
    undone: PolicyChange | None = None


NOTHING = _Shown()


def _filled(values: Mapping[str, Any]) -> PolicyForm:
    lines = "\n".join(hours_lines(values["opening_hours"]))
    return PolicyForm(data={**values, "opening_hours": lines})


@bp.get("/sites/<site>/policy")
@requires(Permission.PLAN_SITE)
@reads("undo")
def policy_page(site: str) -> ResponseReturnValue:
    """Show what a site allows; with `undo`, the form as it was before that change, to be saved."""
    act = act_on_site(site)
    number = query_int("undo", 0, least=0, most=2**62)
    names = (*policies.LIMITS, "opening_hours", "badge_numbers")
    values = {name: getattr(act.site, name) for name in names}
    if not number:
        return _page(act, _filled(values))
    undone = get_change(act.site, number)
    return _page(act, _filled({**values, **undone.before}), _Shown(undone=undone))


def _page(
    act: SiteAct, form: PolicyForm, shown: _Shown = NOTHING, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "planning/policy.html",
        site=act.site,
        form=form,
        shown=shown,
        changes=changes_of(act.site),
    )
    return page, status


@bp.post("/sites/<site>/policy")
@requires(Permission.PLAN_SITE)
def change_policy(site: str) -> ResponseReturnValue:
    """Set what a site allows, or ask what becomes of the visits that this touches.

    The other button looks: what could be booked next, and whom it touches; nothing is changed.
    """
    act, form, decided = act_on_site(site), PolicyForm(request.form), read_decisions(request.form)
    if "look" in request.form:
        return _look(act, form, decided)

    changed = False

    def change() -> None:
        nonlocal changed
        changed = policy_changes.change_policy(
            act.actor, act.site, form.draft(), decided, now=act.now
        )

    tried = attempt(form, lambda: undecided(change), judge=lambda: _judge(act, form))
    if tried.refused:
        return _page(act, form, _Shown(_touched(act, form, decided), decided), tried.status)
    if tried.result:
        return _page(act, form, _Shown(tried.result, decided), 409)
    return say_done(saved_words(act.site, changed=changed), ".policy_page", site=act.site.code)


def _judge(act: SiteAct, form: PolicyForm) -> None:
    """Tell of a form with a wrong limit what else is wrong; that limit is taken as it was."""
    known = {name: getattr(act.site, name) for name in policies.LIMITS}
    policies.touched_by_draft(act.site, form.draft(known), now=act.now)


def _touched(act: SiteAct, form: PolicyForm, decided: Decisions) -> Sequence[TouchedBooking]:
    """The visits to decide about again, where something else is wrong and the rest can be read."""
    if not decided.any or any(form[name].data is None for name in policies.LIMITS):
        return ()
    try:
        return policies.touched_by_draft(act.site, form.draft(), now=act.now)
    except Invalid:  # The form says so already.
        return ()


def _look(act: SiteAct, form: PolicyForm, decided: Decisions) -> ResponseReturnValue:
    def look() -> _Shown:
        draft = form.draft()
        touched = policies.touched_by_draft(act.site, draft, now=act.now)
        return _Shown(touched, decided, policies.openings_under(act.site, draft, now=act.now))

    tried = attempt(form, look, judge=lambda: _judge(act, form))
    shown = _Shown(decided=decided) if tried.refused else tried.result
    return _page(act, form, shown, tried.status)
