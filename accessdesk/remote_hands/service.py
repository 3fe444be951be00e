"""What a customer does with remote hands: ask, answer, confirm or contest, rate, call off."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db
from accessdesk.errors import Conflict, Invalid, NotFound, required
from accessdesk.journal.rules import Event
from accessdesk.remote_hands.drafts import HandsDraft
from accessdesk.remote_hands.judging import Asked, judged
from accessdesk.remote_hands.log import NewEntry, get_work, move, write
from accessdesk.remote_hands.models import Work, WorkQuestion, WorkStep
from accessdesk.remote_hands.rules import OVER, Act, EntryKind, WorkState
from accessdesk.service_requests.after.reopening import check_can_reopen
from accessdesk.service_requests.asking.door import check_may_ask_more
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import SAY_WHY, Action, Kind
from accessdesk.service_requests.service import Received, advance, receive
from accessdesk.service_requests.service import get_for_change as request_to_change
from accessdesk.service_requests.updates import add_update


def get_for_change(actor: Actor, called: str, *, now: datetime) -> RequestFacts:
    """Find a remote-hands request that the actor wants to change; a contact needs the right.

    Raises NotFound for a request of another kind.
    """
    if get_request(actor, called, now=now).kind is not Kind.REMOTE_HANDS:
        raise NotFound
    return request_to_change(actor, called, now=now)


def submit(actor: Actor, draft: HandsDraft, *, now: datetime) -> RequestFacts:
    """Ask for remote hands; complete and authorised, it is accepted at once with a number.

    Raises Invalid with all faults at their fields, and for a task that needs a login with the
    ready draft of a site-access request (R-RH-1); NotAllowed without the right (R-ACC-1).
    """
    asked = judged(actor, draft, now=now)
    sr = receive(actor, asked.contact, _received(draft, asked), now=now)
    _add_work(sr, draft, asked)
    advance(
        sr,
        Action.ACCEPT,
        actor=actor.ref,
        now=now,
        facts={"task": draft.task.value},
    )
    return sr


def _received(draft: HandsDraft, asked: Asked) -> Received:
    details = asked.details.model_dump(mode="json")
    kept: dict[str, Any] = {"task": draft.task.value, **details}
    if draft.affects_availability:
        kept |= {"affects_availability": True, "severity_reason": draft.severity_reason.strip()}
    return Received(
        kind=Kind.REMOTE_HANDS,
        severity=draft.severity,
        summary=draft.summary.strip(),
        site_id=asked.site.id,
        site_code=asked.site.code,
        devices=asked.devices,
        impact=draft.impact.strip(),
        details=kept,
        numbers=draft.numbers,
    )


def _add_work(sr: RequestFacts, draft: HandsDraft, asked: Asked) -> None:
    window = asked.window
    work = Work(
        request_id=sr.id,
        task=draft.task,
        starts_at=window.starts_at if window else None,
        ends_at=window.ends_at if window else None,
        rating_words="",
    )
    db.session.add(work)
    rows = [
        {
            "request_id": sr.id,
            "position": position,
            "do": step.do.strip(),
            "expect": step.expect.strip(),
            "go_on": step.go_on,
        }
        for position, step in enumerate(asked.steps, start=1)
    ]
    db.session.execute(insert(WorkStep), rows)


def answer(actor: Actor, sr: RequestFacts, question_id: int, text: str, *, now: datetime) -> None:
    """Answer a technician's question; the last answer lets the work go on (R-RH-5, R-RH-6).

    Raises NotFound when the request has no such question, Conflict when it was answered already or
    the work is over.
    """
    words = required("text", text, "Write your answer; the technician waits for it.")
    work = get_work(sr)
    if work.state in OVER:
        raise Conflict("The work is over; nobody waits for an answer.", code="wrong-state")
    step = update(WorkQuestion).where(
        WorkQuestion.id == question_id,
        WorkQuestion.request_id == sr.id,
        WorkQuestion.answered_at.is_(None),
    )
    if not claim(step.values(answer=words, answered_at=now, answered_by_id=actor.user_id)):
        question = db.session.get(WorkQuestion, question_id)
        if question is None or question.request_id != sr.id:
            raise NotFound
        raise Conflict("Somebody has answered this question already.", code="answered")
    new = NewEntry(EntryKind.ANSWER, words, Event.WORK_QUESTION_ANSWERED)
    write(actor, sr, new, now=now)
    add_update(actor, sr, words, visible=True, now=now)
    if work.state is WorkState.WAITING and not open_questions(sr.id):
        # Whoever took the work over in the meantime starts it, and identifies the device, anew.
        question = db.session.get(WorkQuestion, question_id)
        asked_by = question.asked_by_id if question else None
        move(work, Act.RESUME if asked_by == work.technician_id else Act.SET_ASIDE)


def open_questions(request_id: int) -> int:
    """Count the questions that nobody has answered."""
    open_ones = select(func.count(WorkQuestion.id)).where(
        WorkQuestion.request_id == request_id, WorkQuestion.answered_at.is_(None)
    )
    return db.session.execute(open_ones).scalar_one()


def confirm(actor: Actor, sr: RequestFacts, *, now: datetime) -> None:
    """Confirm that the work is complete (R-RH-5)."""
    move(get_work(sr), Act.CONFIRM)
    new = NewEntry(EntryKind.CONFIRMED, event=Event.REQUEST_CONFIRMED)
    write(actor, sr, new, now=now)


def contest(
    actor: Actor, sr: RequestFacts, missing: str, *, reopen_within: timedelta, now: datetime
) -> None:
    """Contest that the work is complete: the request is opened again and the work goes on (R-RH-5).

    Raises Invalid when nothing is said to be missing, Conflict when it is too late for it, with the
    ready draft of a request that follows this one.
    """
    check_may_ask_more(actor, sr.site_id, now=now)
    words = required("missing", missing, "Say what is missing, so that it can be done.")
    check_can_reopen(sr, within=reopen_within, now=now)
    move(get_work(sr), Act.CONTEST, result=None)
    advance(sr, Action.REOPEN, actor=actor.ref, now=now, reason=words)
    write(actor, sr, NewEntry(EntryKind.CONTESTED, words), now=now)
    add_update(actor, sr, words, visible=True, now=now)


def rate(actor: Actor, sr: RequestFacts, rating: int, words: str, *, now: datetime) -> None:
    """Rate work that is over, from 1 to 5, once.

    Raises Invalid for another number, Conflict when the work is not over or was rated before.
    """
    if not 1 <= rating <= 5:
        raise Invalid(fields={"rating": "Choose from 1 to 5."})
    step = update(Work).where(
        Work.request_id == sr.id,
        Work.rating.is_(None),
        Work.state.in_((WorkState.FINISHED, WorkState.CONFIRMED)),
    )
    if not claim(step.values(rating=rating, rating_words=words.strip())):
        raise Conflict("Work is rated once, after it was finished.", code="wrong-state")
    new = NewEntry(EntryKind.NOTE, f"Rated {rating} of 5.", Event.REQUEST_RATED)
    write(actor, sr, new, now=now)


def cancel(actor: Actor, sr: RequestFacts, reason: str, *, now: datetime) -> None:
    """Call the work off; whoever holds it sees it at once."""
    words = required("reason", reason, SAY_WHY)
    advance(sr, Action.CANCEL, actor=actor.ref, now=now, reason=words)
    call_off(sr, now=now)


def call_off(sr: RequestFacts, *, now: datetime) -> None:
    """Take the work of a request that has ended off the queue, unless it is over already."""
    work = get_work(sr)
    if work.state not in OVER:
        move(work, Act.CANCEL, stopped_at=now)
