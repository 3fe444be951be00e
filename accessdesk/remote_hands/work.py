"""What a technician does: claim, hand over, start, log, ask, finish (R-RH-3 to R-RH-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from accessdesk.accounts.queries import actor_of_user, find_person
from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.db import claim as claimed
from accessdesk.db import db
from accessdesk.errors import Conflict, Invalid, NotFound, required
from accessdesk.estate.queries import devices_by_id, holds_right
from accessdesk.journal.rules import Event
from accessdesk.remote_hands.catalogue import CATALOGUE
from accessdesk.remote_hands.log import get_work, move, write
from accessdesk.remote_hands.models import Work, WorkEntry, WorkQuestion, WorkStep
from accessdesk.remote_hands.rules import (
    OVER,
    Act,
    EntryKind,
    Identified,
    Result,
    TooFew,
    WorkState,
    WrongDevice,
    judge_identifiers,
    next_state,
)
from accessdesk.remote_hands.service import identifiers_of
from accessdesk.service_requests.queries import device_ids_of
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Action, Status
from accessdesk.service_requests.service import advance
from accessdesk.service_requests.updates import add_update

LOGGED = frozenset({EntryKind.NOTE, EntryKind.PART})


def claim(actor: Actor, sr: RequestFacts, *, now: datetime) -> None:
    """Take work from the queue; of two who do, one has it and the other is told (Conflict)."""
    work = get_work(sr)
    if work.technician_id == actor.user_id:
        return
    step = update(Work).where(
        Work.request_id == sr.id, Work.technician_id.is_(None), Work.state.not_in(OVER)
    )
    if not claimed(step.values(technician_id=actor.user_id)):
        raise Conflict(
            "Another technician has this work, or it is over.",
            code="claimed",
            next_step="Take the next one from the queue.",
        )
    db.session.refresh(work)
    write(actor, sr, EntryKind.CLAIMED, now=now, event=Event.WORK_CLAIMED)


def _mine(actor: Actor, sr: RequestFacts) -> Work:
    work = get_work(sr)
    if work.technician_id != actor.user_id:
        raise Conflict(
            "You do not hold this work.",
            code="not-yours",
            next_step="Claim it first, or ask whoever holds it to hand it over.",
        )
    return work


def hand_over(
    actor: Actor, sr: RequestFacts, note: str, *, to_email: str = "", now: datetime
) -> None:
    """Hand work back to the queue, or to another technician of the site, with a word on it.

    Raises Invalid when the word is missing or nobody has the address, Conflict when the actor does
    not hold the work or it is over.
    """
    work = _mine(actor, sr)
    words = note.strip()
    if not words:
        raise Invalid(fields={"note": "Say where the work stands, for whoever goes on."})
    other = _technician(sr, to_email, now) if to_email.strip() else None
    if work.state is WorkState.WORKING:
        move(work, Act.PAUSE, stopped_at=now)
    step = update(Work).where(
        Work.request_id == sr.id,
        Work.technician_id == actor.user_id,
        Work.state.not_in(OVER),
    )
    if not claimed(step.values(technician_id=other)):
        raise Conflict("The work is over.", code="wrong-state")
    db.session.refresh(work)
    write(actor, sr, EntryKind.HANDED_OVER, words, now=now, event=Event.WORK_HANDED_OVER)


def _technician(sr: RequestFacts, email: str, now: datetime) -> int:
    user = find_person(email)
    other = actor_of_user(user.id) if user else None
    posted = other is not None and holds_right(other, Right.POSTED, sr.site_id, now=now)
    if other is None or other.role is not Role.TECHNICIAN or not posted:
        raise Invalid(fields={"to": "No technician of this site has this address."})
    return other.user_id


@dataclass(frozen=True, slots=True)
class Started:
    """The work goes on."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The device was not the right one: nothing may be touched, and the customer sees it."""

    read: str
    entry_id: int


def start(
    actor: Actor, sr: RequestFacts, read: Sequence[str] = (), *, now: datetime
) -> Started | NearMiss:
    """Start the work, or go on with it; before a device is cut off, two identifiers are read.

    A mismatch is an answer, so that it is kept (R-RH-3). Raises Invalid when the identifiers are to
    be read first, Conflict when the actor does not hold the work.
    """
    work = _mine(actor, sr)
    next_state(work.state, Act.START)
    if CATALOGUE[work.task].destructive:
        stopped = _identify(actor, sr, work, read, now)
        if stopped is not None:
            return stopped
    move(work, Act.START, started_at=work.started_at or now, stopped_at=None)
    if sr.status is Status.ACCEPTED:
        advance(sr, Action.START, actor=actor.ref, now=now)
    write(actor, sr, EntryKind.STARTED, now=now)
    return Started()


def _identify(
    actor: Actor, sr: RequestFacts, work: Work, read: Sequence[str], now: datetime
) -> NearMiss | None:
    device = devices_by_id(device_ids_of(sr.id))[0]
    match judge_identifiers(identifiers_of(device), read):
        case TooFew():
            raise Invalid(
                "Read two different identifiers from the device itself: tag, serial or name.",
                code="identify-first",
                fields={"identifiers": "Scan or type two of them before you touch anything."},
            )
        case WrongDevice(wrong):
            move(work, Act.MISIDENTIFY)
            text = f"“{wrong}” is not the device of this request. Nothing was touched."
            entry = write(actor, sr, EntryKind.NEAR_MISS, text, now=now, event=Event.WORK_NEAR_MISS)
            return NearMiss(wrong, entry)
        case Identified(by):
            text = f"Identified by {' and '.join(by)}."
            write(actor, sr, EntryKind.IDENTIFIED, text, now=now, event=Event.WORK_IDENTIFIED)
    return None


def pause(actor: Actor, sr: RequestFacts, note: str, *, now: datetime) -> None:
    """Stop the work for now; raises Conflict when the actor does not hold it."""
    move(_mine(actor, sr), Act.PAUSE, stopped_at=now)
    write(actor, sr, EntryKind.STOPPED, note.strip(), now=now, event=Event.WORK_STOPPED)


def log_step(
    actor: Actor,
    sr: RequestFacts,
    position: int,
    observed: str,
    *,
    as_expected: bool,
    now: datetime,
) -> int:
    """Log that a step was done and what was seen; when that differs, the customer is asked.

    So they are after a step that they did not authorise to be gone on from (R-RH-6). Raises Invalid
    when there is no such step or nothing is said of what was seen, Conflict when the step is out of
    order or the actor does not hold the work.
    """
    work = _working(actor, sr)
    step = db.session.scalar(
        select(WorkStep).where(WorkStep.request_id == sr.id, WorkStep.position == position)
    )
    if step is None:
        raise Invalid(fields={"step": "There is no such step."})
    seen = observed.strip()
    if not seen and (step.expect or not as_expected):
        raise Invalid(fields={"observed": "Write what you see."})
    before = select(WorkStep.id).where(
        WorkStep.request_id == sr.id, WorkStep.position < position, WorkStep.done_at.is_(None)
    )
    if step.done_at is not None or db.session.scalar(before) is not None:
        raise Conflict("The steps are done in their order, each once.", code="step-order")
    step.done_at = now
    text = seen or "Done."
    entry = write(actor, sr, EntryKind.STEP, text, now=now, step=position, as_expected=as_expected)
    if question := _question_after(step, seen, as_expected=as_expected):
        _ask(actor, sr, work, question, now)
    return entry


def _question_after(step: WorkStep, seen: str, *, as_expected: bool) -> str:
    if not as_expected:
        expected = f" You expected: {step.expect}." if step.expect else ""
        return f"Step {step.position}: I see “{seen}”.{expected} What shall I do?"
    last = select(WorkStep.id).where(
        WorkStep.request_id == step.request_id, WorkStep.position > step.position
    )
    if step.go_on or db.session.scalar(last) is None:
        return ""
    return f"Step {step.position} is done{f': {seen}' if seen else ''}. May I go on?"


def _working(actor: Actor, sr: RequestFacts) -> Work:
    work = _mine(actor, sr)
    if work.state is not WorkState.WORKING:
        next_state(work.state, Act.FINISH)  # Says why not.
    return work


def log(actor: Actor, sr: RequestFacts, kind: EntryKind, text: str, *, now: datetime) -> int:
    """Log a note or a part that was used, at any time while one holds the work.

    Raises Invalid when nothing is written, Conflict when the actor does not hold the work.
    """
    _mine(actor, sr)
    words = text.strip()
    if kind not in LOGGED or not words:
        raise Invalid(fields={"text": "Write something."})
    return write(actor, sr, kind, words, now=now)


def correct(actor: Actor, sr: RequestFacts, entry_id: int, text: str, *, now: datetime) -> int:
    """Correct a line of the log by another one that names it; the old line stays (R-RH-4).

    Raises NotFound when the work has no such line, Conflict when the actor does not hold it.
    """
    _mine(actor, sr)
    old = db.session.get(WorkEntry, entry_id)
    if old is None or old.request_id != sr.id:
        raise NotFound
    words = required("text", text, "Write what is right.")
    return write(actor, sr, EntryKind.CORRECTION, words, now=now, corrects_id=entry_id)


def ask(actor: Actor, sr: RequestFacts, text: str, *, now: datetime) -> int:
    """Ask the customer something; the work stops until there is an answer.

    Raises Conflict when the actor does not hold the work.
    """
    words = required("text", text, "Write your question.")
    work = _mine(actor, sr)
    return _ask(actor, sr, work, words, now)


def _ask(actor: Actor, sr: RequestFacts, work: Work, text: str, now: datetime) -> int:
    move(work, Act.ASK)
    question = WorkQuestion(
        request_id=sr.id, asked_at=now, asked_by_id=actor.user_id, text=text, answer=""
    )
    db.session.add(question)
    db.session.flush()
    write(actor, sr, EntryKind.QUESTION, text, now=now, event=Event.WORK_QUESTION_ASKED)
    add_update(actor, sr, text, visible=True, now=now)
    return question.id


def finish(actor: Actor, sr: RequestFacts, result: Result, text: str, *, now: datetime) -> None:
    """Finish the work with what came of it; the customer then confirms or contests.

    Raises Conflict when there are steps left, or the actor does not hold the work.
    """
    work = _working(actor, sr)
    words = required("text", text, "Say what was done and what you see.")
    left = select(WorkStep.position).where(WorkStep.request_id == sr.id, WorkStep.done_at.is_(None))
    if result is Result.DONE and db.session.scalar(left) is not None:
        raise Conflict("There are steps left.", code="steps-left")
    move(work, Act.FINISH, result=result, stopped_at=now)
    write(actor, sr, EntryKind.FINISHED, words, now=now)
    add_update(actor, sr, words, visible=True, now=now)
    advance(sr, Action.RESOLVE, actor=actor.ref, now=now, reason=words)
