"""The desk of one gate: scan, check, admit; who is expected; who is inside.

The pass under way travels in a hidden field as its short code, a checked ID sealed: neither a
scan nor a code is ever part of an address.
"""

from dataclasses import replace
from datetime import datetime
from typing import NoReturn

from flask import (
    Blueprint,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Permission
from accessdesk.errors import Invalid
from accessdesk.gate import queries, service
from accessdesk.gate.departures import depart
from accessdesk.gate.desk import page as desk_page
from accessdesk.gate.desk.forms import DeskForm, EntryForm, ReviewForm, ScanForm, TypedIdForm
from accessdesk.gate.desk.page import DESK_KEY, Shown, desk_name, draw, short_code
from accessdesk.gate.desk.scanned import Scanned, classify
from accessdesk.gate.desk.sealed import open_seen, seal_seen
from accessdesk.gate.entry.answer import Answer
from accessdesk.gate.entry.papers import COPY, PresentedDocument, ScannedId
from accessdesk.gate.queries import DeskSite
from accessdesk.gate.rules import Decision, RefusalCode
from accessdesk.gate.service import EntryAttempt
from accessdesk.passes.short_code import read_short_code
from accessdesk.scheduling.local_time import local_day
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.address import reads
from accessdesk.web.forms import say_done
from accessdesk.web.limits import miss_code

bp = Blueprint("gate", __name__, url_prefix="/gate")


def _secret() -> str:
    return current_settings().secret


def _site(code: str, now: datetime) -> DeskSite:
    return queries.get_desk_site(current_actor(), code, now=now)


@bp.get("")
@requires(Permission.WORK_GATE)
def index() -> ResponseReturnValue:
    """Lead to the gate that the officer is posted to, or list them where there are several."""
    sites = queries.sites_of(current_actor(), now=current_moment())
    if len(sites) == 1:
        return redirect(url_for(".desk", site=sites[0].code), 303)
    return render_template("gate/index.html", sites=sites)


@bp.get("/<site>")
@requires(Permission.WORK_GATE)
@reads("entered", "left")
def desk(site: str) -> ResponseReturnValue:
    """Show the desk, ready to scan, with what was done last."""
    now = current_moment()
    here = _site(site, now)
    entered, left = (request.args.get(name, type=int) for name in ("entered", "left"))
    shown = Shown(
        entered=queries.get_stay(here, entered) if entered else None,
        left=queries.get_stay(here, left) if left else None,
    )
    return draw(here, now, shown)


@bp.get("/<site>/lists")
@requires(Permission.WORK_GATE)
def lists(site: str) -> ResponseReturnValue:
    """The right side of the desk alone, for the page to renew itself."""
    now = current_moment()
    return render_template("gate/_lists.html", **desk_page.lists(_site(site, now), now))


@bp.post("/<site>")
@requires(Permission.WORK_GATE)
def scan(site: str) -> ResponseReturnValue:
    """Take whatever was scanned: a pass begins a visit, an ID goes on with the one under way."""
    now = current_moment()
    here = _site(site, now)
    form = ScanForm(request.form)
    text, code = form.scan.data or "", form.code.data or ""
    if code and request.form.get("original") == "no":
        return _check(here, code, COPY, now)
    match classify(text, on=local_day(now, here.zone)):
        case Scanned.NOTHING:
            return redirect(url_for(".desk", site=here.code), 303)
        case Scanned.ID if not code:
            notice = "That was an ID. Scan the visitor’s pass first, or type its short code."
            return draw(here, now, Shown(notice=notice)), 422
        case Scanned.ID | Scanned.OTHER if code:
            return _check(here, code, ScannedId(text, original=True), now)
    answer = service.scan(current_actor(), here.code, text, now=now, desk=desk_name())
    return _answered(here, answer, now)


@bp.post("/<site>/typed")
@requires(Permission.WORK_GATE)
def type_id(site: str) -> ResponseReturnValue:
    """Check an ID that the officer typed from its printed side."""
    now = current_moment()
    here = _site(site, now)
    form = TypedIdForm(request.form)
    code = form.code.data or ""
    if form.validate():
        return _check(here, code, form.document(), now)
    answer = service.scan(current_actor(), here.code, code, now=now, desk=desk_name())
    return draw(here, now, Shown(answer, typed=form)), 422


def _check(
    site: DeskSite, code: str, document: PresentedDocument, now: datetime
) -> ResponseReturnValue:
    attempt = EntryAttempt(code=code, document=document, desk=desk_name())
    answer = service.check(current_actor(), site.code, attempt, secret=_secret(), now=now)
    return _answered(site, answer, now)


def _answered(site: DeskSite, answer: Answer, now: datetime) -> ResponseReturnValue:
    if answer.code is RefusalCode.UNKNOWN:
        miss_code()
    status = 409 if answer.decision in {Decision.REFUSE, Decision.REVIEW} else 200
    return draw(site, now, Shown(answer, _last_form(site, answer, now))), status


def _last_form(site: DeskSite, answer: Answer, now: datetime) -> EntryForm | None:
    """The form that lets the person in, where the answer comes to that."""
    if answer.decision not in {Decision.ADMIT, Decision.REVIEW} or answer.seen is None:
        return None
    code = short_code(answer)
    bearer = f"{site.code} {code}"
    seen = seal_seen(answer.seen, secret=_secret(), bearer=bearer, now=now)
    kind = ReviewForm if answer.decision is Decision.REVIEW else EntryForm
    return kind(code=code, seen=seen)


@bp.post("/<site>/admissions")
@requires(Permission.WORK_GATE)
def admit(site: str) -> ResponseReturnValue:
    """Let a person in whose ID was checked."""
    return _let_in(site, EntryForm(request.form))


@bp.post("/<site>/reviews")
@requires(Permission.WORK_GATE)
def review(site: str) -> ResponseReturnValue:
    """Let a person in, or not, on the officer's own judgement."""
    return _let_in(site, ReviewForm(request.form))


def _let_in(site_code: str, form: EntryForm) -> ResponseReturnValue:
    now = current_moment()
    site = _site(site_code, now)
    code = read_short_code(form.code.data or "") or ""
    seen = open_seen(form.seen.data or "", secret=_secret(), bearer=f"{site.code} {code}", now=now)
    if seen is None:
        notice = "The ID was checked too long ago. Scan the pass and the ID once more."
        return draw(site, now, Shown(notice=notice)), 409
    attempt = form.attempt(seen, desk_name())
    if not form.validate():
        _show_again(site, form, attempt, now)
    try:
        answer = service.admit(current_actor(), site.code, attempt, secret=_secret(), now=now)
    except Invalid as wrong:
        form.badge.errors = [f"{wrong.fields['badge']} {wrong.next_step}"]
        _show_again(site, form, attempt, now)
    if answer.decision is Decision.ADMIT:
        return redirect(url_for(".desk", site=site.code, entered=answer.admission_id), 303)
    unsaid = answer.decision is Decision.REVIEW and isinstance(form, ReviewForm)
    if unsaid or answer.decision is Decision.ASK:
        _show_again(site, form, attempt, now)
    if answer.decision is Decision.REVIEW:
        return _answered(site, answer, now)  # It came up since the ID was checked.
    # Refused at the last moment: the checked ID is of no use any more, and is not sealed again.
    return draw(site, now, Shown(answer)), 409


def _show_again(site: DeskSite, form: EntryForm, attempt: EntryAttempt, now: datetime) -> NoReturn:
    """Show the form with what is missing, and undo everything, the claim on its key too."""
    unsaid = replace(attempt, finding=None, escort_present=None, us_person=None, badge=None)
    answer = service.check(current_actor(), site.code, unsaid, secret=_secret(), now=now)
    form.ask(answer.expects)
    if form.badge.errors:
        form.badge.data = ""  # The next scan is not to run into this one (R-GATE-15).
    abort(make_response(draw(site, now, Shown(answer, form)), 422))


@bp.post("/<site>/departures")
@requires(Permission.WORK_GATE)
def leave(site: str) -> ResponseReturnValue:
    """Let a visitor out; which button was pressed says whether the badge came back."""
    now = current_moment()
    closed = depart(
        current_actor(),
        site,
        request.form.get("admission", 0, type=int),
        badge_returned=request.form.get("badge") == "returned",
        now=now,
    )
    return redirect(url_for(".desk", site=site, left=closed.admission_id), 303)


@bp.post("/<site>/desk")
@requires(Permission.WORK_GATE)
def name_desk(site: str) -> ResponseReturnValue:
    """Remember in this browser what the desk is called."""
    now = current_moment()
    here = _site(site, now)
    form = DeskForm(request.form)
    if not form.validate():
        wrong = " ".join(str(each) for each in form.name.errors)
        return draw(here, now, Shown(notice=f"The desk was not renamed. {wrong}")), 422
    name = session[DESK_KEY] = (form.name.data or "").strip()
    words = (
        f"This desk is called {name} from now on." if name else "This desk has no name any more."
    )
    return say_done(words, ".desk", site=here.code)
