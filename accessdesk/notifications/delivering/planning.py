"""Plan deliveries from the journal, each entry of each stream once, whoever plans (R-SEV-3).

Nothing here runs in the transaction of the event. What was read of a stream is claimed by moving
its cursor on from where it was read; only who moved it writes, in the same transaction.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from accessdesk.db import claim, conflict_insert, db, transaction
from accessdesk.journal.queries import TimelineEntry, entries_after, heads
from accessdesk.journal.rules import find_event
from accessdesk.notifications.audience import owner_to_tell, recipients_of, surroundings_of
from accessdesk.notifications.models import Delivery, StreamCursor
from accessdesk.notifications.rules import (
    OF_ACCOUNTS,
    OF_ONE_WINDOW,
    TOLD_WITHIN,
    DeliveryState,
    Recipient,
    notice_of,
    read_recipient,
)

BATCH = 200


def plan(*, now: datetime) -> int:
    """Plan deliveries to everybody concerned by what is new; returns for how many entries."""
    return sum(_plan_stream(stream, seq, now) for stream, seq in _behind())


def _behind() -> list[tuple[str, int]]:
    """List the streams that go further than they were read, with how far that was."""
    with transaction(write=False) as session:
        cursors = session.execute(select(StreamCursor.stream, StreamCursor.seq))
        read = {row.stream: row.seq for row in cursors}
        ends = heads()
    return [
        (head.stream, read.get(head.stream, 0))
        for head in ends
        if head.seq > read.get(head.stream, 0)
    ]


def _plan_stream(stream: str, after: int, now: datetime) -> int:
    planned = 0
    while batch := _read(stream, after, now):
        entries, rows = batch
        with transaction():
            if not claim_entries(stream, after, entries[-1].seq):
                return planned
            if rows:
                db.session.execute(conflict_insert(Delivery).on_conflict_do_nothing(), rows)
        planned += len(entries)
        after = entries[-1].seq
    return planned


def _read(
    stream: str, after: int, now: datetime
) -> tuple[list[TimelineEntry], list[dict[str, Any]]] | None:
    with transaction(write=False):
        entries = entries_after(stream, after, BATCH)
        return (entries, _rows(entries, now)) if entries else None


def _rows(entries: Sequence[TimelineEntry], now: datetime) -> list[dict[str, Any]]:
    around = surroundings_of(entries, now=now)
    rows: list[dict[str, Any]] = []
    for entry in entries:
        event = find_event(entry.event)
        if event is None or now - entry.at > TOLD_WITHIN:
            continue
        if event in OF_ACCOUNTS:
            rows.append(_row(entry, None, read_recipient(entry.subject), now))
        if concerned := around.of(entry):
            notice = notice_of(event, entry.facts)
            told = recipients_of(notice, entry, around) if notice else []
            told = [*told, *owner_to_tell(event, entry, around)]
            rows += [_row(entry, concerned.request_id, each, now) for each in told]
    return rows


def _row(
    entry: TimelineEntry, request_id: int | None, recipient: Recipient, now: datetime
) -> dict[str, Any]:
    visitor = entry.facts.get("came", entry.facts.get("visitor"))
    window = entry.facts.get("window") if entry.event in OF_ONE_WINDOW else None
    return {
        "key": f"msg_{secrets.token_hex(16)}",
        "stream": entry.stream,
        "seq": entry.seq,
        "event": entry.event,
        "event_at": entry.at,
        "subject_id": visitor if isinstance(visitor, int) else None,
        "window_id": window if isinstance(window, int) else None,
        "request_id": request_id,
        "recipient": recipient,
        "channel": recipient.channel,
        "state": DeliveryState.DUE,
        "attempts": 0,
        "planned_at": now,
        "due_at": now,
        "problem": "",
        "address": "",
        "subject": "",
        "body": "",
    }


def claim_entries(stream: str, after: int, last: int) -> bool:
    """Move a stream's cursor on from where we read; False when somebody else did."""
    made = conflict_insert(StreamCursor).values(stream=stream, seq=0)
    db.session.execute(made.on_conflict_do_nothing())
    step = update(StreamCursor).where(StreamCursor.stream == stream, StreamCursor.seq == after)
    return claim(step.values(seq=last).execution_options(synchronize_session=False))
