"""Pages of a site's policy: what it allows, when it is closed, and what a change would touch."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from accessdesk.accounts.rules import Permission
from accessdesk.db import savepoint
from accessdesk.errors import Invalid
from accessdesk.estate.queries import SiteFacts
from accessdesk.planning import policies, policy_changes
from accessdesk.planning.forms import CalendarForm, DrawnForm, HolidayForm, OneOffForm, PolicyForm
from accessdesk.planning.policies import VisitsTouched
from accessdesk.planning.policy_changes import Decisions
from accessdesk.planning.touched import TouchedVisit
from accessdesk.scheduling.closures.drafts import CalendarFile, ClosureDraft, draw
from accessdesk.scheduling.closures.drawing import closure_name
from accessdesk.scheduling.closures.standing import draft_of, rules_of, stop_rule, stored_draft
from accessdesk.scheduling.opening_hours import opening_hours_words, stored_opening_hours
from accessdesk.scheduling.policy import Closure
from accessdesk.scheduling.windows import Window
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.forms import Outcome, add_errors, refuse_into

bp = Blueprint("policy", __name__)

UPLOAD_LIMIT = 4 * 1024 * 1024


@bp.url_value_preprocessor
def take_large_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a file that is too large reach the page, which says so at its field."""
    if endpoint == "policy.upload_closures":
        request.max_content_length = UPLOAD_LIMIT


def _site(code: str) -> SiteFacts:
    return policies.site_to_plan(current_actor(), code, now=current_moment())


def _filled(site: SiteFacts) -> PolicyForm:
    hours = opening_hours_words(stored_opening_hours(site.opening_hours))
    values = {name: getattr(site, name) for name in policies.LIMITS}
    lines = "\n".join(hours.split(", ")) if site.opening_hours else ""
    return PolicyForm(data={**values, "opening_hours": lines})


def _decisions() -> Decisions:
    """Read what was decided about each visit: fields named by the id of its window."""
    chosen = {
        int(name.removeprefix("visit-")): value
        for name, value in request.form.items()
        if name.startswith("visit-") and name[6:].isascii() and name[6:24].isdigit()
    }
    return Decisions(
        keep=[window for window, value in chosen.items() if value == "keep"],
        cancel=[window for window, value in chosen.items() if value == "cancel"],
        reason=request.form.get("reason", "")[:1000],
    )


def _attempt(form: Form, act: Callable[[], object]) -> tuple[Outcome, list[TouchedVisit]]:
    """Run a change; give the visits that it touches when they are undecided, and undo it."""
    touched: list[TouchedVisit] = []
    with refuse_into(form) as outcome:
        try:
            with savepoint():
                act()
        except VisitsTouched as undecided:
            touched = undecided.visits
    return outcome, touched


@bp.get("/sites/<site>/policy")
@requires(Permission.PLAN_SITE)
def policy_page(site: str) -> ResponseReturnValue:
    """Show what a site allows."""
    place = _site(site)
    return _policy(place, _filled(place))


def _policy(
    site: SiteFacts, form: PolicyForm, touched: Sequence[TouchedVisit] = (), status: int = 200
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
    place, form = _site(site), PolicyForm(request.form)
    if not form.validate():
        return _policy(place, form, status=422)
    outcome, touched = _attempt(
        form,
        lambda: policy_changes.change_policy(
            current_actor(), place, form.draft(), _decisions(), now=current_moment()
        ),
    )
    if touched:
        return _policy(place, form, touched, status=409)
    if outcome.refused:
        return _policy(place, form, status=422)
    return redirect(url_for(".policy_page", site=place.code), 303)


@bp.get("/sites/<site>/closures")
@requires(Permission.PLAN_SITE)
def closures_page(site: str) -> ResponseReturnValue:
    """Show when a site is closed, and the ways to close it."""
    return _closures(_site(site))


def _closures(site: SiteFacts, form: Form | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the page with the one form that was sent, and the others empty."""
    forms = {
        name: form if isinstance(form, kind) else kind()
        for name, kind in (
            ("one_off", OneOffForm),
            ("holidays", HolidayForm),
            ("calendar", CalendarForm),
        )
    }
    rows = policies.closures_of(site, now=current_moment())
    page = render_template(
        "planning/closures.html", site=site, closures=rows, rules=rules_of(site), **forms
    )
    return page, status


@bp.post("/sites/<site>/closures/dates")
@requires(Permission.PLAN_SITE)
def add_dates(site: str) -> ResponseReturnValue:
    """Close a site from a time to another, once or by a rule."""
    form = OneOffForm(request.form)
    return (
        _add(_site(site), form, form.draft)
        if form.validate()
        else _closures(_site(site), form, 422)
    )


@bp.post("/sites/<site>/closures/holidays")
@requires(Permission.PLAN_SITE)
def add_holidays(site: str) -> ResponseReturnValue:
    """Close a site on the public holidays of a country."""
    form = HolidayForm(request.form)
    return (
        _add(_site(site), form, form.draft)
        if form.validate()
        else _closures(_site(site), form, 422)
    )


@bp.post("/sites/<site>/closures/file")
@requires(Permission.PLAN_SITE)
def upload_closures(site: str) -> ResponseReturnValue:
    """Close a site for the events of a calendar file."""
    form = CalendarForm()
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        add_errors(form, Invalid(fields={"file": "Choose a calendar file (.ics)."}))
        return _closures(_site(site), form, 422)
    with sent.stream as stream:
        draft = CalendarFile(sent.filename, stream.read())
    return _add(_site(site), form, lambda: draft)


def _add(site: SiteFacts, form: Form, make: Callable[[], ClosureDraft]) -> ResponseReturnValue:
    drawn: Sequence[Closure] = ()
    draft = make()
    with refuse_into(form) as outcome:
        drawn = draw(site, draft, now=current_moment())
    if outcome.refused:
        return _closures(site, form, 422)
    return _close(site, drawn, draft.source, stored_draft(draft))


def _close(
    site: SiteFacts, drawn: Sequence[Closure], source: str, stored: dict[str, Any] | None
) -> ResponseReturnValue:
    goes_on = draft_of(stored) if stored else None
    kept = json.dumps(stored) if stored else ""
    form = DrawnForm(data={"source": source, "drawn": _write(drawn), "goes_on": kept})
    outcome, touched = _attempt(
        form,
        lambda: policy_changes.add_closures(
            current_actor(),
            site,
            drawn,
            _decisions(),
            source=source,
            goes_on=goes_on,
            now=current_moment(),
        ),
    )
    if touched or outcome.refused:
        page = render_template(
            "planning/decide.html",
            site=site,
            form=form,
            drawn=drawn,
            source=source,
            touched=touched,
            reason=request.form.get("reason", ""),
        )
        return page, 409 if touched else 422
    return redirect(url_for(".closures_page", site=site.code), 303)


@bp.post("/sites/<site>/closures/decide")
@requires(Permission.PLAN_SITE)
def decide_closures(site: str) -> ResponseReturnValue:
    """Close a site for the periods on the page, after deciding about the visits they touch."""
    form = DrawnForm(request.form)
    if not form.validate():
        raise Invalid("The closed periods are missing; add them again.")
    drawn, stored = _read(form.drawn.data or ""), _read_draft(form.goes_on.data or "")
    return _close(_site(site), drawn, form.source.data or "", stored)


def _read_draft(text: str) -> dict[str, Any] | None:
    try:
        stored = json.loads(text) if text else None
    except ValueError:
        stored = ""
    if stored is None or isinstance(stored, dict):
        return stored
    raise Invalid("The closed periods cannot be read; add them again.")


def _write(drawn: Sequence[Closure]) -> str:
    return json.dumps(
        [
            [each.window.starts_at.isoformat(), each.window.ends_at.isoformat(), each.name]
            for each in drawn
        ]
    )


def _read(text: str) -> list[Closure]:
    """Read periods back from the page; a manager may state any, so none is taken on trust."""
    try:
        return [
            Closure(
                Window(datetime.fromisoformat(start), datetime.fromisoformat(end)),
                closure_name(name),
            )
            for start, end, name in json.loads(text)
            if start < end
        ]
    except (ValueError, TypeError, AttributeError):
        raise Invalid("The closed periods cannot be read; add them again.") from None


@bp.post("/sites/<site>/closures/<int:closure_id>/remove")
@requires(Permission.PLAN_SITE)
def remove_closure(site: str, closure_id: int) -> ResponseReturnValue:
    """Take a closed period back."""
    place = _site(site)
    policies.remove_closure(current_actor(), place, closure_id, now=current_moment())
    return redirect(url_for(".closures_page", site=place.code), 303)


@bp.post("/sites/<site>/closure-rules/<int:rule_id>/stop")
@requires(Permission.PLAN_SITE)
def stop_closure_rule(site: str, rule_id: int) -> ResponseReturnValue:
    """Stop a rule that closes the site."""
    place = _site(site)
    stop_rule(current_actor(), place, rule_id, now=current_moment())
    return redirect(url_for(".closures_page", site=place.code), 303)
