"""Pages of the technician, made for a phone in a cold aisle."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accessdesk.accounts.rules import Actor, Permission
from accessdesk.errors import DomainError, Invalid
from accessdesk.remote_hands import photos, work
from accessdesk.remote_hands.catalogue import CATALOGUE
from accessdesk.remote_hands.log import add_photo, get_work
from accessdesk.remote_hands.queries import technicians_of, work_detail
from accessdesk.remote_hands.rules import EntryKind, Result
from accessdesk.remote_hands.service import get_for_change
from accessdesk.service_requests.request import RequestFacts
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.idempotency import new_key

bp = Blueprint("work", __name__, url_prefix="/work")

View = TypeVar("View", bound=Callable[..., object])
MOST_TEXT = 5000


def takes_up_to(most_bytes: int) -> Callable[[View], View]:
    """Mark a view with how large its body may be."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def _found(called: str) -> tuple[Actor, RequestFacts]:
    actor = current_actor()
    return actor, get_for_change(actor, called, now=current_moment())


@bp.get("/<called>")
@requires(Permission.WORK_HANDS)
def show(called: str) -> ResponseReturnValue:
    """Show one piece of work: the next thing to do is the card on top."""
    _, sr = _found(called)
    get_work(sr)
    return _page(sr)


def _page(sr: RequestFacts, error: DomainError | None = None) -> ResponseReturnValue:
    hands = work_detail(sr)
    page = render_template(
        "remote_hands/work.html",
        sr=sr,
        hands=hands,
        entry=CATALOGUE[hands.row.task],
        error=error,
        others=technicians_of(sr.site_id, apart_from=current_actor(), now=current_moment()),
        typed=request.form,
        new_key=new_key,
    )
    return page, error.status if error else 200


def _text(name: str) -> str:
    return request.form.get(name, "")[:MOST_TEXT]


def _then(called: str) -> ResponseReturnValue:
    return redirect(url_for(".show", called=called), 303)


@bp.post("/<called>/claim")
@requires(Permission.WORK_HANDS)
def claim(called: str) -> ResponseReturnValue:
    """Take work from the queue."""
    actor, sr = _found(called)
    work.claim(actor, sr, now=current_moment())
    return _then(called)


@bp.post("/<called>/start")
@requires(Permission.WORK_HANDS)
def start(called: str) -> ResponseReturnValue:
    """Start or go on; a wrong device stops the work, and the near miss is kept."""
    actor, sr = _found(called)
    read = [value[:200] for value in request.form.getlist("identifier")]
    try:
        # Nothing is written before TooFew is raised, so the page can be shown in this transaction.
        work.start(actor, sr, read, now=current_moment())
    except Invalid as error:
        return _page(sr, error)
    return _then(called)


@bp.post("/<called>/step")
@requires(Permission.WORK_HANDS)
def step(called: str) -> ResponseReturnValue:
    """Log that a step was done: as expected, or not."""
    actor, sr = _found(called)
    position = request.form.get("step", "")
    if not position.isascii() or not position.isdigit() or len(position) > 3:
        raise Invalid(fields={"step": "There is no such step."})
    as_expected = request.form.get("seen") != "different"
    try:
        work.log_step(
            actor,
            sr,
            int(position),
            _text("observed"),
            as_expected=as_expected,
            now=current_moment(),
        )
    except Invalid as error:
        return _page(sr, error)
    return _then(called)


@bp.post("/<called>/log")
@requires(Permission.WORK_HANDS)
def log(called: str) -> ResponseReturnValue:
    """Add a note or a part, ask a question, or pause."""
    actor, sr = _found(called)
    now, text = current_moment(), _text("text")
    try:
        match request.form.get("kind"):
            case "question":
                work.ask(actor, sr, text, now=now)
            case "pause":
                work.pause(actor, sr, text, now=now)
            case "part":
                work.log(actor, sr, EntryKind.PART, text, now=now)
            case "hand-over":
                to = _text("to")
                work.hand_over(actor, sr, text, to_email=to, now=now)
            case _:
                work.log(actor, sr, EntryKind.NOTE, text, now=now)
    except Invalid as error:
        return _page(sr, error)
    return _then(called)


@bp.post("/<called>/finish")
@requires(Permission.WORK_HANDS)
def finish(called: str) -> ResponseReturnValue:
    """Finish the work; the customer confirms it or says what is missing."""
    actor, sr = _found(called)
    result = request.form.get("result", "")
    try:
        chosen = Result(result) if result in list(Result) else Result.DONE
        work.finish(actor, sr, chosen, _text("text"), now=current_moment())
    except Invalid as error:
        return _page(sr, error)
    return redirect(url_for("work_queue.index"), 303)


@bp.post("/<called>/photos")
@takes_up_to(photos.MOST_BYTES)
@requires(Permission.WORK_HANDS)
def upload(called: str) -> ResponseReturnValue:
    """Add a photograph to the log."""
    actor, sr = _found(called)
    settings = current_settings()
    file = request.files.get("photo")
    try:
        kept = photos.keep(settings.data_dir, file.read() if file else b"")
    except Invalid as error:
        return _page(sr, error)
    add_photo(actor, sr, kept, _text("note"), now=current_moment())
    return _then(called)
