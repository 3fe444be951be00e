"""What a technician reports of the work: steps, notes, questions, corrections (R-RH-4, R-RH-6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.errors import Conflict, Invalid, NotFound, required
from accessdesk.journal.rules import Event
from accessdesk.remote_hands.log import NewEntry, get_held, get_under_way, move, write
from accessdesk.remote_hands.models import Work, WorkEntry, WorkQuestion, WorkStep
from accessdesk.remote_hands.queries import work_detail
from accessdesk.remote_hands.rules import Act, EntryKind, Report
from accessdesk.remote_hands.working.answers import told_to_go_on
from accessdesk.remote_hands.working.work import WHERE_IT_STANDS, hand_over
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.updates import add_update

LoggedKind = Literal[EntryKind.NOTE, EntryKind.PART]


@dataclass(frozen=True, slots=True)
class Reported:
    """What a technician reports, with what its kind needs: a step, the wrong line, a colleague.

    `as_expected` is None while nobody has said it; `as_answered` the technician goes on from a step
    that was not, because the customer said so.
    """

    kind: Report
    text: str = ""
    step: int | None = None
    as_expected: bool | None = None
    corrects: int | None = None
    to_email: str = ""
    as_answered: bool = False


def report(actor: Actor, sr: RequestFacts, said: Reported, *, now: datetime) -> None:
    """Do what a technician reports, whatever its kind.

    Raises Invalid when a part of it is missing, Conflict when the actor does not hold the work or
    its state is against it.
    """
    match said:
        case Reported(Report.STEP, step=int(step)):
            log_step(actor, sr, step, said, now=now)
        case Reported(Report.CORRECTION, text, corrects=int(corrects)):
            correct(actor, sr, corrects, text, now=now)
        case Reported(Report.STEP | Report.CORRECTION as kind):
            missing = "step" if kind is Report.STEP else "corrects"
            raise Invalid(fields={missing: "Say which one."})
        case Reported(Report.NOTE, text):
            log(actor, sr, EntryKind.NOTE, text, now=now)
        case Reported(Report.PART, text):
            log(actor, sr, EntryKind.PART, text, now=now)
        case Reported(Report.QUESTION, text):
            ask(actor, sr, text, now=now)
        case Reported(Report.PAUSE, text):
            pause(actor, sr, text, now=now)
        case Reported(Report.HAND_OVER, text):
            words = required("text", text, WHERE_IT_STANDS)
            hand_over(actor, sr, words, to_email=said.to_email, now=now)


def pause(actor: Actor, sr: RequestFacts, note: str, *, now: datetime) -> None:
    """Stop the work for now; raises Conflict when the actor does not hold it."""
    move(get_held(actor, sr), Act.PAUSE, stopped_at=now)
    new = NewEntry(EntryKind.STOPPED, note.strip(), Event.WORK_STOPPED)
    write(actor, sr, new, now=now)


def log_step(
    actor: Actor, sr: RequestFacts, position: int, said: Reported, *, now: datetime
) -> int:
    """Log what was seen at a step; it is done when that is as expected, or the customer says go on.

    When it differs the customer is asked, and the step stays the next one (R-RH-6). So they are
    after a step where they chose to be called. Raises Invalid when there is no such step, nothing
    is said of what was seen, or not whether it is what the customer expects; Conflict when the step
    is out of order, nobody said to go on, or the actor does not hold the work.
    """
    work = get_under_way(actor, sr)
    step = db.session.scalar(
        select(WorkStep).where(WorkStep.request_id == sr.id, WorkStep.position == position)
    )
    if step is None:
        raise Invalid(fields={"step": "There is no such step."})
    _check_order(step)
    if said.as_answered:
        return _go_on(actor, sr, step, said.text.strip(), now)
    if said.as_expected is None and step.expect:
        words = f"Say whether it is as expected: {step.expect}"
        raise Invalid(fields={"as_expected": words})
    as_expected, seen = said.as_expected is not False, said.text.strip()
    if not seen and (step.expect or not as_expected):
        raise Invalid(fields={"text": "Write what you see."})
    if as_expected:
        step.done_at = now
    done = NewEntry(EntryKind.STEP, seen or "Done.", step=position, as_expected=as_expected)
    entry = write(actor, sr, done, now=now)
    if question := _question_after(step, seen, as_expected=as_expected):
        _ask(actor, sr, work, question, now)
    return entry


def _check_order(step: WorkStep) -> None:
    before = select(WorkStep.id).where(
        WorkStep.request_id == step.request_id,
        WorkStep.position < step.position,
        WorkStep.done_at.is_(None),
    )
    if step.done_at is not None or db.session.scalar(before) is not None:
        raise Conflict("The steps are done in their order, each once.", code="step-order")


def _go_on(actor: Actor, sr: RequestFacts, step: WorkStep, words: str, now: datetime) -> int:
    """Go on from a step that was not as expected; the customer has answered what to do."""
    if not told_to_go_on(work_detail(sr)):
        raise Conflict(
            "Nobody has said what to do about this step yet.",
            code="not-answered",
            next_step="Say what you see; the customer is then asked.",
        )
    step.done_at = now
    done = NewEntry(EntryKind.STEP, words or "Gone on with, as answered.", step=step.position)
    return write(actor, sr, done, now=now)


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


def log(actor: Actor, sr: RequestFacts, kind: LoggedKind, text: str, *, now: datetime) -> int:
    """Log a note or a part that was used, at any time while one holds the work.

    Raises Invalid when nothing is written, Conflict when the actor does not hold the work.
    """
    get_held(actor, sr)
    words = required("text", text, "Write something.")
    return write(actor, sr, NewEntry(kind, words), now=now)


def correct(actor: Actor, sr: RequestFacts, entry_id: int, text: str, *, now: datetime) -> int:
    """Correct a line of the log by another one that names it; the old line stays (R-RH-4).

    Raises NotFound when the work has no such line, Conflict when the actor does not hold it.
    """
    get_held(actor, sr)
    old = db.session.get(WorkEntry, entry_id)
    if old is None or old.request_id != sr.id:
        raise NotFound
    words = required("text", text, "Write what is right.")
    return write(actor, sr, NewEntry(EntryKind.CORRECTION, words, corrects_id=entry_id), now=now)


def ask(actor: Actor, sr: RequestFacts, text: str, *, now: datetime) -> int:
    """Ask the customer something; the work stops until there is an answer.

    Raises Conflict when the actor does not hold the work.
    """
    words = required("text", text, "Write your question.")
    work = get_held(actor, sr)
    return _ask(actor, sr, work, words, now)


def _ask(actor: Actor, sr: RequestFacts, work: Work, text: str, now: datetime) -> int:
    move(work, Act.ASK)
    question = WorkQuestion(
        request_id=sr.id, asked_at=now, asked_by_id=actor.user_id, text=text, answer=""
    )
    db.session.add(question)
    db.session.flush()
    write(actor, sr, NewEntry(EntryKind.QUESTION, text, Event.WORK_QUESTION_ASKED), now=now)
    add_update(actor, sr, text, visible=True, now=now)
    return question.id
