"""The pages of when a site is closed: what is there, the ways to add to it, and to take back."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.planning import policies, policy_changes
from accessdesk.planning.acts import SiteAct, act_on_site
from accessdesk.planning.deciding import read_decisions, undecided
from accessdesk.planning.drawn_form import DrawnForm
from accessdesk.planning.forms import CalendarForm, ClosureForm, HolidayForm, OneOffForm
from accessdesk.planning.policies import NewClosures
from accessdesk.scheduling.closures.periods import closures_of
from accessdesk.scheduling.closures.standing import rules_of, stop_rule
from accessdesk.scheduling.wording import count_words
from accessdesk.web.access import requires
from accessdesk.web.forms import attempt, say_done

bp = Blueprint("closures", __name__, url_prefix="/sites/<site>")

UPLOAD_LIMIT = 4 * 1024 * 1024
FORMS: dict[str, type[ClosureForm]] = {
    "one_off": OneOffForm,
    "holidays": HolidayForm,
    "calendar": CalendarForm,
}


@bp.url_value_preprocessor
def take_large_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a file that is too large reach the page, which says so at its field."""
    if endpoint == "closures.upload":
        request.max_content_length = UPLOAD_LIMIT


@bp.get("/closures")
@requires(Permission.PLAN_SITE)
def index(site: str) -> ResponseReturnValue:
    """Show when a site is closed, and the ways to close it."""
    return _page(act_on_site(site))


def _page(act: SiteAct, sent: ClosureForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the page with the one form that was sent, and the others empty."""
    forms = {name: sent if isinstance(sent, kind) else kind() for name, kind in FORMS.items()}
    page = render_template(
        "planning/closures.html",
        site=act.site,
        closures=closures_of(act.site.id, now=act.now),
        rules=rules_of(act.site),
        **forms,
    )
    return page, status


@bp.post("/closures/dates")
@requires(Permission.PLAN_SITE)
def add_dates(site: str) -> ResponseReturnValue:
    """Close a site from a time to another, once or by a rule."""
    return _add(act_on_site(site), OneOffForm(request.form))


@bp.post("/closures/holidays")
@requires(Permission.PLAN_SITE)
def add_holidays(site: str) -> ResponseReturnValue:
    """Close a site on the public holidays of a country."""
    return _add(act_on_site(site), HolidayForm(request.form))


@bp.post("/closures/file")
@requires(Permission.PLAN_SITE)
def upload(site: str) -> ResponseReturnValue:
    """Close a site for the events of a calendar file."""
    return _add(act_on_site(site), CalendarForm(request.files))


def _add(act: SiteAct, form: ClosureForm) -> ResponseReturnValue:
    def draw() -> NewClosures:
        return policies.new_closures(act.site, form.draft(), now=act.now)

    tried = attempt(form, draw, judge=draw if isinstance(form, OneOffForm) else None)
    if tried.refused:
        return _page(act, form, tried.status)
    return _close(act, tried.result)


def _close(act: SiteAct, new: NewClosures) -> ResponseReturnValue:
    """Close the site, or ask first what becomes of the visits that this touches."""
    form, decided = DrawnForm.holding(new), read_decisions(request.form)

    def close() -> None:
        policy_changes.add_closures(act.actor, act.site, new, decided, now=act.now)

    tried = attempt(form, lambda: undecided(close))
    if not (tried.refused or tried.result):
        return say_done(_closed_words(new), ".index", site=act.site.code)
    touched = tried.result
    if tried.refused:  # What was decided is shown again.
        touched = policies.touched_by_closures(act.site, new.periods, now=act.now)
    page = render_template(
        "planning/decide.html",
        site=act.site,
        form=form,
        new=new,
        touched=touched,
        decided=decided,
    )
    return page, tried.status if tried.refused else 409


def _closed_words(new: NewClosures) -> str:
    return f"Saved: {count_words(len(new.periods), 'closed period')} from {new.source}."


@bp.post("/closures/decide")
@requires(Permission.PLAN_SITE)
def decide(site: str) -> ResponseReturnValue:
    """Close a site for the periods on the page, after deciding about the visits they touch."""
    return _close(act_on_site(site), DrawnForm(request.form).closures())


@bp.post("/closures/<int:closure_id>/remove")
@requires(Permission.PLAN_SITE)
def remove(site: str, closure_id: int) -> ResponseReturnValue:
    """Take a closed period back."""
    act = act_on_site(site)
    policies.remove_closure(act.actor, act.site, closure_id, now=act.now)
    return say_done("Saved: the closed period is taken back.", ".index", site=act.site.code)


@bp.post("/closure-rules/<int:rule_id>/stop")
@requires(Permission.PLAN_SITE)
def stop(site: str, rule_id: int) -> ResponseReturnValue:
    """Stop a rule that closes the site."""
    act = act_on_site(site)
    stop_rule(act.actor, act.site, rule_id, now=act.now)
    return say_done("Saved: the rule is stopped.", ".index", site=act.site.code)
