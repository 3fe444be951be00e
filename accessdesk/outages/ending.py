"""Take an outage to its end: what mends it, whether that holds, and one resolution (R-OUT-5)."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db, rows_changed
from accessdesk.errors import Conflict, required
from accessdesk.journal.rules import Event
from accessdesk.outages.models import Outage, OutageMember
from accessdesk.outages.queries import requests_of
from accessdesk.outages.rules import NoticeKind, Parts, Remedy, Step, next_phase
from accessdesk.outages.service import claim_notice, keep_notice, tell
from accessdesk.outages.wording import resolution_words
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.rules import TRANSITIONS, Action
from accessdesk.service_requests.service import advance

EVENTS = {
    Step.MEND: Event.OUTAGE_MENDED,
    Step.VALIDATE: Event.OUTAGE_VALIDATED,
    Step.FALL_BACK: Event.OUTAGE_FELL_BACK,
}


def mend(actor: Actor, outage: Outage, remedy: Remedy, text: str, *, now: datetime) -> None:
    """Name what ends it, a resolution or a work-around; it is to be validated.

    Raises Conflict when the outage is not there yet, or somebody moved it on.
    """
    words = required("text", text, "Say what was done.")
    values = {"remedy": remedy, "remedy_text": words}
    _step(actor, outage, Step.MEND, words, values, now=now)


def validate(actor: Actor, outage: Outage, text: str, *, now: datetime) -> None:
    """Record how it was made sure that the way out holds.

    Raises Conflict when no way out was named, or somebody moved the outage on.
    """
    words = required("text", text, "Say who made sure that it holds, and how.")
    values = {"validation": words, "validated_at": now}
    _step(actor, outage, Step.VALIDATE, words, values, now=now)


def fall_back(actor: Actor, outage: Outage, text: str, *, now: datetime) -> None:
    """Record that the way out did not hold; the work goes on.

    Raises Conflict when there is no way out, or somebody moved the outage on.
    """
    words = required("text", text, "Say what was seen.")
    values = {"remedy": None, "remedy_text": "", "validation": "", "validated_at": None}
    _step(actor, outage, Step.FALL_BACK, words, values, now=now)


def _step(
    actor: Actor,
    outage: Outage,
    step: Step,
    words: str,
    values: dict[str, Any],
    *,
    now: datetime,
) -> None:
    after = next_phase(outage.phase, step)
    taken = update(Outage).where(Outage.id == outage.id, Outage.phase == outage.phase)
    taken = taken.values(phase=after, **values)
    if not claim(taken.execution_options(synchronize_session=False)):
        raise Conflict("Somebody else moved the outage on at the same moment.")
    db.session.refresh(outage)
    for each in requests_of(outage.id):
        record_on(
            each,
            EVENTS[step],
            actor=actor.ref,
            now=now,
            personal={"text": words},
            outage=outage.id,
            phase=after.value,
        )


def resolve(actor: Actor, outage: Outage, text: str, *, now: datetime) -> None:
    """Send the one resolution notice, and end every request of the outage: its clocks stop.

    Of two who send it at once, one does: the phase is claimed, and the database holds at most one
    notice of this kind.
    """
    after = next_phase(outage.phase, Step.RESOLVE)
    assert outage.remedy is not None  # noqa: S101  # The database holds it, too.
    words = resolution_words(outage.remedy, outage.remedy_text, outage.validation, text)
    ended = {"phase": after, "resolved_at": now, "bridge_phone": "", "bridge_code": ""}
    claim_notice(outage, ended)
    keep_notice(actor, outage, NoticeKind.RESOLUTION, Parts(words, "", None), None, now=now)
    for each in requests_of(outage.id):
        tell(actor, outage, NoticeKind.RESOLUTION, each, words, now=now)
        if (each.status, Action.RESOLVE) in TRANSITIONS:
            advance(
                each,
                Action.RESOLVE,
                actor=actor.ref,
                now=now,
                facts={"outage": outage.id},
                reason=outage.remedy_text,
            )
    _let_go(outage, now)


def _let_go(outage: Outage, now: datetime) -> None:
    """Leave the requests free for another outage, should they be opened again."""
    left = update(OutageMember).where(
        OutageMember.outage_id == outage.id, OutageMember.left_at.is_(None)
    )
    rows_changed(left.values(left_at=now).execution_options(synchronize_session=False))
