"""Write the work log, and move the work from one state to the next."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db
from accessdesk.errors import Conflict, NotFound
from accessdesk.journal.rules import Event
from accessdesk.remote_hands.models import Work, WorkEntry, WorkPhoto
from accessdesk.remote_hands.photos import Kept
from accessdesk.remote_hands.rules import Act, EntryKind, next_state
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.service import record_on


def get_work(sr: RequestFacts) -> Work:
    """The work of a request; raises NotFound for a request of another kind."""
    work = db.session.get(Work, sr.id)
    if work is None:
        raise NotFound
    return work


def move(work: Work, act: Act, **values: Any) -> None:
    """Take the work one step on, unless somebody else just did (then Conflict)."""
    after = next_state(work.state, act)
    step = update(Work).where(
        Work.request_id == work.request_id,
        Work.state == work.state,
        Work.technician_id.is_not_distinct_from(work.technician_id),
    )
    if not claim(step.values(state=after, **values).execution_options(synchronize_session=False)):
        raise Conflict("Somebody else changed this work at the same moment.")
    db.session.refresh(work)


def write(
    actor: Actor,
    sr: RequestFacts,
    kind: EntryKind,
    text: str = "",
    *,
    now: datetime,
    event: Event = Event.WORK_LOGGED,
    step: int | None = None,
    as_expected: bool | None = None,
    corrects_id: int | None = None,
) -> int:
    """Add a line to the log, and record it; gives the line's id. Lines are never changed."""
    entry = WorkEntry(
        request_id=sr.id,
        at=now,
        author_id=actor.user_id,
        kind=kind,
        text=text,
        step=step,
        as_expected=as_expected,
        corrects_id=corrects_id,
    )
    db.session.add(entry)
    db.session.flush()
    facts: dict[str, Any] = {"entry": entry.id, "kind": kind.value}
    if step is not None:
        facts |= {"step": step, "as_expected": as_expected}
    if corrects_id is not None:
        facts["corrects"] = corrects_id
    record_on(
        sr,
        event,
        actor=actor.ref,
        now=now,
        personal={"text": text} if text else None,
        **facts,
    )
    return entry.id


def add_photo(actor: Actor, sr: RequestFacts, kept: Kept, note: str, *, now: datetime) -> int:
    """Add a photograph to the log; whoever holds the work takes it (R-RH-4).

    Raises Conflict when the actor does not hold the work.
    """
    if get_work(sr).technician_id != actor.user_id:
        raise Conflict("You do not hold this work.", code="not-yours")
    entry = write(actor, sr, EntryKind.PHOTO, note.strip(), now=now)
    photo = WorkPhoto(
        request_id=sr.id, entry_id=entry, file=kept.file, width=kept.width, height=kept.height
    )
    db.session.add(photo)
    db.session.flush()
    return photo.id
