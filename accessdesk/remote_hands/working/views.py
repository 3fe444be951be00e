"""Pages of the technician, made for a phone in a cold aisle."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form

from accessdesk.accounts.rules import Permission
from accessdesk.remote_hands import photos
from accessdesk.remote_hands.acts import act_on, try_to
from accessdesk.remote_hands.catalogue import CATALOGUE
from accessdesk.remote_hands.log import add_photo
from accessdesk.remote_hands.queries import EntryRow, newest_entry, technicians_of, work_detail
from accessdesk.remote_hands.refusals import notice_of
from accessdesk.remote_hands.rules import Result
from accessdesk.remote_hands.working import work
from accessdesk.remote_hands.working.answers import answers_for_now, told_to_go_on
from accessdesk.remote_hands.working.forms import (
    FinishForm,
    LogForm,
    PhotoForm,
    StartForm,
    StepForm,
)
from accessdesk.remote_hands.working.page import cards_of, missing_from
from accessdesk.remote_hands.working.reporting import report
from accessdesk.service_requests.acts import Act
from accessdesk.web.access import requires, with_camera
from accessdesk.web.address import reads
from accessdesk.web.forms import Attempt, go_to
from accessdesk.web.schemas import query_text

bp = Blueprint("work", __name__, url_prefix="/work")

View = TypeVar("View", bound=Callable[..., object])


def takes_up_to(most_bytes: int) -> Callable[[View], View]:
    """Mark a view with how large its body may be."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


@bp.get("/<called>")
@with_camera
@requires(Permission.WORK_HANDS)
@reads("done")
def show(called: str) -> ResponseReturnValue:
    """Show one piece of work: the next thing to do is the card on top."""
    return _page(act_on(called))


def _page(
    act: Act, sent: Form | None = None, tried: Attempt[Any] | None = None
) -> ResponseReturnValue:
    hands = work_detail(act.sr)
    cards, notice = cards_of(hands, act.actor), None
    if sent is not None and tried is not None:
        notice = notice_of(sent, tried, stands=cards.put_back(sent))
    if cards.finish and hands.next_step:
        cards.finish.ask_why()
    if cards.log:
        _offer(cards.log, act, hands.entries)
    page = render_template(
        "remote_hands/work.html",
        sr=act.sr,
        hands=hands,
        entry=CATALOGUE[hands.row.task],
        cards=cards,
        missing=missing_from(hands),
        answers=answers_for_now(hands),
        told_to_go_on=told_to_go_on(hands),
        notice=notice,
        done=hands.just_logged(query_text("done")),
    )
    return page, tried.status if tried else 200


def _offer(form: LogForm, act: Act, entries: list[EntryRow]) -> None:
    form.offer(technicians_of(act.sr.site_id, apart_from=act.actor, now=act.now), entries)


def _done(act: Act, form: Form, use_case: Callable[[], object]) -> ResponseReturnValue:
    """Do what was pressed; the page then says so on top, as its line of the log has it."""
    tried = try_to(form, use_case)
    if tried.refused:
        return _page(act, form, tried)
    return go_to(".show", called=act.sr.called, done=newest_entry(act.sr.id))


@bp.post("/<called>/claim")
@requires(Permission.WORK_HANDS)
def claim(called: str) -> ResponseReturnValue:
    """Take work from the queue."""
    act = act_on(called)
    return _done(act, Form(), lambda: work.claim(act.actor, act.sr, now=act.now))


@bp.post("/<called>/start")
@with_camera
@requires(Permission.WORK_HANDS)
def start(called: str) -> ResponseReturnValue:
    """Start or go on; a wrong device stops the work, and the near miss is kept."""
    act, form = act_on(called), StartForm(request.form)
    return _done(act, form, lambda: work.start(act.actor, act.sr, form.read(), now=act.now))


@bp.post("/<called>/step")
@requires(Permission.WORK_HANDS)
def step(called: str) -> ResponseReturnValue:
    """Log that a step was done: as expected, or not."""
    act, form = act_on(called), StepForm(request.form)
    return _done(act, form, lambda: report(act.actor, act.sr, form.reported(), now=act.now))


@bp.post("/<called>/log")
@requires(Permission.WORK_HANDS)
def log(called: str) -> ResponseReturnValue:
    """Add a note or a part, ask a question, pause, hand over, or correct a line."""
    act, form = act_on(called), LogForm(request.form)
    _offer(form, act, work_detail(act.sr).entries)
    return _done(act, form, lambda: report(act.actor, act.sr, form.reported(), now=act.now))


@bp.post("/<called>/finish")
@requires(Permission.WORK_HANDS)
def finish(called: str) -> ResponseReturnValue:
    """Finish the work; the customer confirms it or says what is missing."""
    act, form = act_on(called), FinishForm(request.form)
    return _done(
        act,
        form,
        lambda: work.finish(
            act.actor, act.sr, Result(form.result.data or ""), form.text.data or "", now=act.now
        ),
    )


@bp.post("/<called>/photos")
@takes_up_to(photos.MOST_BYTES)
@requires(Permission.WORK_HANDS)
def upload(called: str) -> ResponseReturnValue:
    """Add a photograph to the log."""
    act = act_on(called)
    form = PhotoForm(CombinedMultiDict([request.files, request.form]))
    keep, note = partial(photos.keep, form.content()), form.note.data or ""
    return _done(act, form, lambda: add_photo(act.actor, act.sr, keep, note, now=act.now))
