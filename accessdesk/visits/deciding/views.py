"""Pages of decisions: the approval queue, proposals, and emergency reviews."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Form, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from accessdesk.accounts.rules import Permission, may
from accessdesk.estate.queries import get_site_by_id
from accessdesk.scheduling.queries import windows_of_request
from accessdesk.scheduling.service import WindowRefused
from accessdesk.service_requests.acts import (
    Act,
    act_on,
    back_to,
    hear_what_was_seen,
    look_at,
    refused_on_its_page,
    what_was_done,
)
from accessdesk.service_requests.done import Done
from accessdesk.service_requests.promises.unheard import unread_words
from accessdesk.service_requests.rules import Kind, Status
from accessdesk.visits.asking.choices import opening_of, read_opening
from accessdesk.visits.asking.forms import MoveForm, WindowForm
from accessdesk.visits.asking.free_windows import NOTHING, Free, Offered, Sought, free_windows
from accessdesk.visits.changing.changes import window_to_change
from accessdesk.visits.deciding import proposal_words, proposals, queue
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.address import reads
from accessdesk.web.fields import printable
from accessdesk.web.forms import attempt, say_done

bp = Blueprint("approvals", __name__)


class ReviewForm(Form):
    """What a manager thinks of an emergency visit."""

    word = StringField(
        "Your comment",
        [
            InputRequired("Say what you think of it; your comment is kept."),
            printable,
            Length(max=1000, message="Write at most 1000 characters."),
        ],
    )

    def at(self, window_id: int) -> "ReviewForm":
        """The same with an id of its own, so that several stand on one page."""
        self.word.id = self.word.label.field_id = f"word-{window_id}"
        return self


class ProposalForm(WindowForm):
    """Another window, for how long it stands, and a word on why."""

    hours = IntegerField(
        "Open for, in hours",
        [InputRequired("Give the hours."), NumberRange(1, 720, "From 1 to 720 hours.")],
        default=24,
    )
    note = StringField("Why", [Optional(), Length(max=500), printable])


@bp.get("/approvals")
@requires(Permission.DECIDE_REQUEST)
def approvals() -> ResponseReturnValue:
    """Show the visits that await approval, with what changed since they were asked for."""
    found = queue.awaiting(current_actor(), now=current_moment())
    return render_template("visits/approvals.html", visits=found)


@bp.get("/requests/<called>/proposals")
@requires(Permission.SEE_REQUESTS)
@reads("done")
def proposals_page(called: str) -> ResponseReturnValue:
    """Show what was proposed for a visit, and what the actor can do about it."""
    return _page(look_at(called, Kind.SITE_ACCESS), ProposalForm())


def _page(
    seen: Act, form: ProposalForm, offered: Offered = NOTHING, status: int = 200
) -> ResponseReturnValue:
    actor, sr, now = seen.actor, seen.sr, seen.now
    site = get_site_by_id(sr.site_id or 0)
    form.ask_which(site.zone)
    page = render_template(
        "visits/proposals.html",
        called=sr.called,
        done=what_was_done(sr),
        zone=site.zone,
        rows=proposals.proposals_of(sr, now=now),
        stands=proposal_words.STANDS,
        changes=queue.changes_of(sr.id, site.zone),
        form=form,
        windows=windows_of_request(sr.id),
        opening=opening_of(offered.following, site.zone, now=now),
        free=offered.free,
        taken=opening_of(offered.taken, site.zone, now=now),
        unread=unread_words(sr.id) if actor.is_staff else [],
        proposes=may(actor, Permission.DECIDE_REQUEST) and sr.status is Status.AWAITING_APPROVAL,
        answers=not actor.is_staff and may(actor, Permission.CHANGE_REQUEST),
    )
    return page, status


def _free(seen: Act, form: ProposalForm) -> Free:
    """What is free near to the start that the form says, or to the window that was asked for."""
    sr, asked = seen.sr, window_to_change(seen.sr, None)
    site = get_site_by_id(sr.site_id or 0)
    near: WindowForm = form
    if not (form.window_starts_at.data or form.window_ends_at.data):
        near = MoveForm()
        near.take(asked.window, site.zone)
    sought = Sought(site, sr.customer_id, asked.places(sr.severity), instead_of=asked)
    return free_windows(near, sought, now=seen.now)


@bp.post("/requests/<called>/proposals")
@requires(Permission.DECIDE_REQUEST)
@refused_on_its_page
def propose(called: str) -> ResponseReturnValue:
    """Propose another window for a visit that awaits approval.

    Other buttons of the same form look for what is free, and propose nothing.
    """
    seen, form = look_at(called, Kind.SITE_ACCESS), ProposalForm(request.form)
    zone, sent = get_site_by_id(seen.sr.site_id or 0).zone, request.form
    taken = read_opening(sent.get("take_opening") or sent.get("use_opening", ""))
    if taken:
        form.take(taken, zone)
    if "use_opening" in sent:
        return _page(seen, form, Offered(taken=taken))
    if "show_openings" in sent:
        looked = attempt(form, lambda: _free(seen, form), unfinished=True)
        return _page(
            seen, form, Offered(free=None if looked.refused else looked.result), looked.status
        )
    window = form.window()
    tried = attempt(
        form,
        lambda: proposals.propose(
            seen.actor,
            seen.sr,
            window,
            hours=form.hours.data or 24,
            note=form.note.data or "",
            now=seen.now,
        ),
        judge=lambda: proposals.judge_proposal(seen.sr, window, now=seen.now),
    )
    if tried.refused:
        following = tried.error.following if isinstance(tried.error, WindowRefused) else None
        return _page(seen, form, Offered(following), tried.status)
    hear_what_was_seen(seen)
    return back_to(seen.sr, Done.PROPOSED, ".proposals_page")


@bp.post("/requests/<called>/proposals/<int:proposal_id>/accept")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def accept(called: str, proposal_id: int) -> ResponseReturnValue:
    """Take a proposed window; the visit is approved with it."""
    act = act_on(called)
    proposals.accept(act.actor, act.sr, proposal_id, now=act.now)
    return back_to(act.sr, Done.TAKEN)


@bp.post("/requests/<called>/proposals/<int:proposal_id>/decline")
@requires(Permission.CHANGE_REQUEST)
@refused_on_its_page
def decline(called: str, proposal_id: int) -> ResponseReturnValue:
    """Turn a proposed window down."""
    act = act_on(called)
    proposals.decline(act.actor, act.sr, proposal_id, now=act.now)
    return back_to(act.sr, Done.DECLINED)


@bp.get("/reviews")
@requires(Permission.PLAN_SITE)
def reviews() -> ResponseReturnValue:
    """Show the emergency visits that broke notice or a closed period, to be reviewed."""
    return _reviews_page()


def _reviews_page(
    form: ReviewForm | None = None, window_id: int | None = None, status: int = 200
) -> ResponseReturnValue:
    """Show what is to be reviewed; a form that was refused stands at its own visit."""
    found = queue.pending_reviews(current_actor(), now=current_moment())
    forms = {each.window: ReviewForm().at(each.window) for each in found}
    if form is not None and window_id is not None:
        forms[window_id] = form
    return render_template("visits/reviews.html", reviews=found, review_forms=forms), status


@bp.post("/reviews/<int:window_id>")
@requires(Permission.PLAN_SITE)
def review(window_id: int) -> ResponseReturnValue:
    """Review an emergency visit with a word."""
    actor, form = current_actor(), ReviewForm(request.form).at(window_id)
    tried = attempt(
        form, lambda: queue.review(actor, window_id, form.word.data or "", now=current_moment())
    )
    if tried.refused:
        return _reviews_page(form, window_id, tried.status)
    return say_done("Your comment is kept; the visit is reviewed.", ".reviews")
