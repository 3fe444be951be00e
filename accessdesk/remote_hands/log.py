"""Write the work log, and move the work from one state to the next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db
from accessdesk.errors import Conflict, NotFound
from accessdesk.journal.rules import Event
from accessdesk.remote_hands.models import Work, WorkEntry, WorkPhoto
from accessdesk.remote_hands.photos import Kept
from accessdesk.remote_hands.rules import Act, EntryKind, WorkState, next_state
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.service import record_on


def get_work(sr: RequestFacts) -> Work:
    """The work of a request; raises NotFound for a request of another kind."""
    work = db.session.get(Work, sr.id)
    if work is None:
        raise NotFound
    return work


def get_held(actor: Actor, sr: RequestFacts) -> Work:
    """The work of a request, which the actor holds; raises Conflict when they do not."""
    work = get_work(sr)
    if work.technician_id != actor.user_id:
        raise Conflict(
            "You do not hold this work.",
            code="not-yours",
            next_step="Claim it first, or ask whoever holds it to hand it over.",
        )
    return work


def get_under_way(actor: Actor, sr: RequestFacts) -> Work:
    """The work that the actor is at; raises Conflict when they do not hold it, or it stands."""
    work = get_held(actor, sr)
    if work.state is not WorkState.WORKING:
        next_state(work.state, Act.FINISH)  # Says why not.
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


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A line for the log, and the event as which it is recorded."""

    kind: EntryKind
    text: str = ""
    event: Event = Event.WORK_LOGGED
    step: int | None = None
    as_expected: bool | None = None
    corrects_id: int | None = None

    def facts(self) -> dict[str, Any]:
        """What the journal says of it in the open."""
        facts: dict[str, Any] = {"kind": self.kind.value}
        if self.step is not None:
            facts |= {"step": self.step, "as_expected": self.as_expected}
        if self.corrects_id is not None:
            facts["corrects"] = self.corrects_id
        return facts


def write(actor: Actor, sr: RequestFacts, new: NewEntry, *, now: datetime) -> int:
    """Add a line to the log and record it; the line's id. Lines are never changed."""
    entry = WorkEntry(
        request_id=sr.id,
        at=now,
        author_id=actor.user_id,
        kind=new.kind,
        text=new.text,
        step=new.step,
        as_expected=new.as_expected,
        corrects_id=new.corrects_id,
    )
    db.session.add(entry)
    db.session.flush()
    record_on(
        sr,
        new.event,
        actor=actor.ref,
        now=now,
        personal={"text": new.text} if new.text else None,
        entry=entry.id,
        **new.facts(),
    )
    return entry.id


def add_photo(
    actor: Actor, sr: RequestFacts, keep: Callable[[], Kept], note: str, *, now: datetime
) -> int:
    """Add a photograph to the log; whoever holds the work takes it (R-RH-4).

    Raises Conflict when the actor does not hold the work, before the picture is kept or looked at.
    """
    get_held(actor, sr)
    kept = keep()
    entry = write(actor, sr, NewEntry(EntryKind.PHOTO, note.strip()), now=now)
    photo = WorkPhoto(
        request_id=sr.id, entry_id=entry, file=kept.file, width=kept.width, height=kept.height
    )
    db.session.add(photo)
    db.session.flush()
    return photo.id
