"""Keep the stored due times of each request, and record what was met, missed, or comes due.

There is at most one open promise of a kind on a request; the database says so, and each step is
a conditional write, so that a sweep and a person who act at once note one thing once.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from accessdesk.db import claim, conflict_insert, db
from accessdesk.journal.rules import Event
from accessdesk.service_requests.models import Commitment, ServiceRequest
from accessdesk.service_requests.promises.clocks import (
    KEPT_BY,
    Commitments,
    Happened,
    Outcome,
    Promise,
    due_after,
    due_rebased,
    is_missed,
    warn_at,
)
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.said import last_words_of

SYSTEM = "system"


def start(sr: RequestFacts, *, now: datetime) -> None:
    """Start every clock of a request that was received, or opened again."""
    for promise in Promise:
        if promise is Promise.FIRST_RESPONSE and sr.first_response_at is not None:
            continue
        _open(sr, promise, now, due_after(promise, sr.severity, now))


def note_word(sr: RequestFacts, *, by_operator: bool, now: datetime) -> None:
    """Note a word that the other side can see: it keeps a promise and starts the next (R-SEV-4)."""
    what = Happened.OPERATOR_SPOKE if by_operator else Happened.CUSTOMER_SPOKE
    for promise in KEPT_BY[what]:
        kept = _open_row(sr, promise)
        if kept is not None and not _keep(sr, kept, now):
            continue  # Somebody else's word kept it at this very moment, and started the next.
        if sr.ended_at is None and promise is not Promise.FIRST_RESPONSE:
            _open(sr, promise, now, due_after(promise, sr.severity, now))


def note_first_response(sr: RequestFacts, *, now: datetime) -> None:
    """Note the operator's first response; later ones change nothing (R-SEV-3)."""
    first = update(ServiceRequest).where(
        ServiceRequest.id == sr.id, ServiceRequest.first_response_at.is_(None)
    )
    if not claim(first.values(first_response_at=now)):
        return
    row = _open_row(sr, Promise.FIRST_RESPONSE)
    if row is not None:
        _keep(sr, row, now)


def rebase(sr: RequestFacts, *, now: datetime) -> None:
    """Move the clocks to another severity, from the last word; the past stays (R-SEV-5)."""
    said = last_words_of(sr.id)
    bases = {
        Promise.FIRST_RESPONSE: sr.received_at,
        Promise.OPERATOR_UPDATE: said.operator or sr.received_at,
        Promise.CUSTOMER_UPDATE: said.customer or sr.received_at,
    }
    for promise, base_at in bases.items():
        if promise is Promise.FIRST_RESPONSE and sr.first_response_at is not None:
            continue
        row = _open_row(sr, promise)
        base, before = (row.base_at, row.due_at) if row else (base_at, None)
        due = due_rebased(promise, sr.severity, base_at=base, due_at=before, at=now)
        if due == before:
            continue
        if row is not None:
            _call_off(sr, row, now)
        _open(sr, promise, base, due)


def agree(sr: RequestFacts, due_at: datetime, *, now: datetime) -> None:
    """Owe the operator's next word by an agreed time, in place of one agreed on before."""
    row = _open_row(sr, Promise.OPERATOR_UPDATE)
    if row is not None:
        _call_off(sr, row, now)
    said = last_words_of(sr.id)
    _open(sr, Promise.OPERATOR_UPDATE, said.operator or sr.received_at, due_at)


def stop(sr: RequestFacts, *, now: datetime) -> None:
    """Stop the clocks of a request that has ended; what was broken by then stays broken."""
    rows = select(Commitment).where(
        Commitment.request_id == sr.id, Commitment.outcome == Outcome.OPEN
    )
    for row in db.session.scalars(rows).all():
        _call_off(sr, row, now)


def _open_row(sr: RequestFacts, promise: Promise) -> Commitment | None:
    return db.session.scalar(
        select(Commitment).where(
            Commitment.request_id == sr.id,
            Commitment.promise == promise,
            Commitment.outcome == Outcome.OPEN,
        )
    )


def _open(sr: RequestFacts, promise: Promise, base_at: datetime, due: datetime | None) -> None:
    if due is None:
        return
    insert = conflict_insert(Commitment).values(
        request_id=sr.id,
        promise=promise,
        base_at=base_at,
        due_at=due,
        warn_at=warn_at(base_at, due),
        outcome=Outcome.OPEN,
    )
    db.session.execute(insert.on_conflict_do_nothing())


def _settle(row: Commitment, outcome: Outcome, kept_at: datetime | None = None) -> bool:
    step = update(Commitment).where(Commitment.id == row.id, Commitment.outcome == Outcome.OPEN)
    return claim(step.values(outcome=outcome, kept_at=kept_at))


def _keep(sr: RequestFacts, row: Commitment, now: datetime) -> bool:
    late = is_missed(row.due_at, now)
    if late:
        _note_missed(sr, row, now)
    if not _settle(row, Outcome.MISSED if late else Outcome.MET, kept_at=now):
        return False
    if not late:
        _record(sr, Event.COMMITMENT_MET, row, now)
    return True


def _call_off(sr: RequestFacts, row: Commitment, now: datetime) -> None:
    late = is_missed(row.due_at, now)
    if late:
        _note_missed(sr, row, now)
    _settle(row, Outcome.MISSED if late else Outcome.CALLED_OFF)


def _note_missed(sr: RequestFacts, row: Commitment, now: datetime) -> bool:
    step = update(Commitment).where(Commitment.id == row.id, Commitment.missed_at.is_(None))
    if not claim(step.values(missed_at=now)):
        return False
    _record(sr, Event.COMMITMENT_MISSED, row, now)
    return True


def _record(sr: RequestFacts, event: Event, row: Commitment, now: datetime) -> None:
    facts: dict[str, Any] = {
        "promise": row.promise.value,
        "due_at": row.due_at.isoformat(),
        "commitment": row.id,
    }
    record_on(sr, event, actor=SYSTEM, now=now, **facts)


def sweep(*, now: datetime, limit: int = 500) -> int:
    """Record each promise that is broken or coming due and was not noted yet; returns how many.

    It can be run as often as one likes, and by several at once: each is noted once.
    """
    return _sweep_missed(now, limit) + _sweep_coming(now, limit)


def _sweep_missed(now: datetime, limit: int) -> int:
    broken = (
        select(Commitment, ServiceRequest)
        .join(ServiceRequest, ServiceRequest.id == Commitment.request_id)
        .where(
            Commitment.outcome == Outcome.OPEN,
            Commitment.due_at < now,
            Commitment.missed_at.is_(None),
        )
        .order_by(Commitment.due_at)
        .limit(limit)
    )
    found = db.session.execute(broken).all()
    return sum(_note_missed(sr, row, now) for row, sr in found)


def _sweep_coming(now: datetime, limit: int) -> int:
    coming = (
        select(Commitment, ServiceRequest)
        .join(ServiceRequest, ServiceRequest.id == Commitment.request_id)
        .where(
            Commitment.outcome == Outcome.OPEN,
            Commitment.warn_at <= now,
            Commitment.due_at >= now,
            Commitment.warned_at.is_(None),
        )
        .order_by(Commitment.due_at)
        .limit(limit)
    )
    found = db.session.execute(coming).all()
    return sum(_note_coming(sr, row, now) for row, sr in found)


def _note_coming(sr: RequestFacts, row: Commitment, now: datetime) -> bool:
    step = update(Commitment).where(Commitment.id == row.id, Commitment.warned_at.is_(None))
    if not claim(step.values(warned_at=now)):
        return False
    _record(sr, Event.COMMITMENT_COMING_DUE, row, now)
    return True


def commitments_of(sr: RequestFacts) -> Commitments:
    """When each promise of a request falls due; the first response stays due as it was."""
    rows = db.session.execute(
        select(Commitment.promise, Commitment.due_at, Commitment.outcome)
        .where(Commitment.request_id == sr.id)
        .order_by(Commitment.id)
    ).all()
    owed = {row.promise: row.due_at for row in rows if row.outcome is Outcome.OPEN}
    first = {row.promise: row.due_at for row in rows if row.outcome is not Outcome.CALLED_OFF}
    return Commitments(
        first_response_due=first.get(Promise.FIRST_RESPONSE),
        operator_update_due=owed.get(Promise.OPERATOR_UPDATE),
        customer_update_due=owed.get(Promise.CUSTOMER_UPDATE),
    )
