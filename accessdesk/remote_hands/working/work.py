"""What a technician does with a piece of work: claim, hand over, start, finish (R-RH-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from accessdesk.accounts.queries import actor_of_user, find_person, people_by_id
from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.db import claim as claimed
from accessdesk.db import db
from accessdesk.errors import Conflict, Invalid, required
from accessdesk.estate.queries import devices_by_id, holds_right
from accessdesk.journal.rules import Event
from accessdesk.remote_hands.catalogue import CATALOGUE
from accessdesk.remote_hands.judging import identifiers_of
from accessdesk.remote_hands.log import NewEntry, get_held, get_under_way, get_work, move, write
from accessdesk.remote_hands.models import Work, WorkStep
from accessdesk.remote_hands.rules import (
    OVER,
    Act,
    EntryKind,
    Identified,
    Result,
    TooFew,
    WorkState,
    WrongDevice,
    finished_words,
    judge_identifiers,
    next_state,
)
from accessdesk.service_requests.queries import device_ids_of
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Action, Status
from accessdesk.service_requests.service import advance
from accessdesk.service_requests.updates import add_update

WHERE_IT_STANDS = "Say where the work stands, for whoever goes on."


def claim(actor: Actor, sr: RequestFacts, *, now: datetime) -> None:
    """Take work from the queue; of two who do, one has it and the other is told (Conflict)."""
    work = get_work(sr)
    if work.technician_id == actor.user_id:
        return
    step = update(Work).where(
        Work.request_id == sr.id, Work.technician_id.is_(None), Work.state.not_in(OVER)
    )
    if not claimed(step.values(technician_id=actor.user_id)):
        db.session.refresh(work)
        raise _claimed(work)
    db.session.refresh(work)
    write(actor, sr, NewEntry(EntryKind.CLAIMED, event=Event.WORK_CLAIMED), now=now)


def _claimed(work: Work) -> Conflict:
    """Why work cannot be taken: who has it, or that it is over."""
    holder = people_by_id([work.technician_id or 0]).get(work.technician_id or 0)
    has_it = holder is not None and work.state not in OVER
    return Conflict(
        f"{holder.name} has this work." if holder and has_it else "The work is over.",
        code="claimed",
        title="This work is taken" if has_it else "This work is over",
        next_step="Take the next one from the queue.",
    )


def hand_over(
    actor: Actor, sr: RequestFacts, note: str, *, to_email: str = "", now: datetime
) -> None:
    """Hand work back to the queue, or to another technician of the site, with a word on it.

    Raises Invalid when the word is missing or nobody has the address, Conflict when the actor does
    not hold the work or it is over.
    """
    work = get_held(actor, sr)
    words = required("note", note, WHERE_IT_STANDS)
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
    new = NewEntry(EntryKind.HANDED_OVER, words, Event.WORK_HANDED_OVER)
    write(actor, sr, new, now=now)


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
    work = get_held(actor, sr)
    next_state(work.state, Act.START)
    if CATALOGUE[work.task].destructive:
        stopped = _identify(actor, sr, work, read, now)
        if stopped is not None:
            return stopped
    move(work, Act.START, started_at=work.started_at or now, stopped_at=None)
    if sr.status is Status.ACCEPTED:
        advance(sr, Action.START, actor=actor.ref, now=now)
    write(actor, sr, NewEntry(EntryKind.STARTED), now=now)
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
            new = NewEntry(EntryKind.NEAR_MISS, text, Event.WORK_NEAR_MISS)
            return NearMiss(wrong, write(actor, sr, new, now=now))
        case Identified(by):
            text = f"Identified by {' and '.join(by)}."
            new = NewEntry(EntryKind.IDENTIFIED, text, Event.WORK_IDENTIFIED)
            write(actor, sr, new, now=now)
    return None


def finish(actor: Actor, sr: RequestFacts, result: Result, text: str, *, now: datetime) -> None:
    """Finish the work with what came of it; the customer then confirms or contests.

    Raises Conflict when there are steps left, or the actor does not hold the work.
    """
    work = get_under_way(actor, sr)
    typed = required("text", text, "Say what was done and what you see.")
    words = finished_words(result, typed)
    left = select(WorkStep.position).where(WorkStep.request_id == sr.id, WorkStep.done_at.is_(None))
    if result is Result.DONE and db.session.scalar(left) is not None:
        raise Conflict("There are steps left.", code="steps-left")
    move(work, Act.FINISH, result=result, stopped_at=now)
    write(actor, sr, NewEntry(EntryKind.FINISHED, words), now=now)
    add_update(actor, sr, words, visible=True, now=now)
    advance(sr, Action.RESOLVE, actor=actor.ref, now=now, reason=words)
