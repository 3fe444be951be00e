"""Read the journal; who may read what is asked before, where the subject is known."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from accessdesk.db import db
from accessdesk.journal.models import BESIDE, ENTRIES, PERSONAL, STREAMS
from accessdesk.journal.rules import Event

BATCH = 1000


@dataclass(frozen=True)
class Head:
    """Where a stream ends."""

    stream: str
    seq: int
    hash: bytes


@dataclass(frozen=True)
class TimelineEntry:
    """What happened, for reading; `personal` is None where there is none, or none any more."""

    stream: str
    seq: int
    event: str
    at: datetime
    actor: str
    subject: str
    facts: dict[str, Any]
    person: str | None
    personal: dict[str, Any] | None


_ENTRIES = (
    select(
        STREAMS.c.name,
        ENTRIES.c.seq,
        ENTRIES.c.event,
        ENTRIES.c.at,
        ENTRIES.c.actor,
        ENTRIES.c.subject,
        ENTRIES.c.body,
        PERSONAL.c.person,
        PERSONAL.c.content,
    )
    .select_from(ENTRIES)
    .join(STREAMS, STREAMS.c.id == ENTRIES.c.stream_id)
    .outerjoin(PERSONAL, BESIDE)
)


def _timeline_entry(row: Row[*tuple[Any, ...]]) -> TimelineEntry:
    return TimelineEntry(
        stream=row.name,
        seq=row.seq,
        event=row.event,
        at=row.at,
        actor=row.actor,
        subject=row.subject,
        facts=json.loads(row.body)["facts"],
        person=row.person,
        personal=json.loads(row.content)["facts"] if row.content else None,
    )


def heads() -> list[Head]:
    """The head of every stream, by name."""
    rows = db.session.execute(
        select(STREAMS.c.name, STREAMS.c.seq, STREAMS.c.head_hash).order_by(STREAMS.c.name)
    )
    return [Head(*row) for row in rows]


def entries_after(stream: str, after: int, limit: int = BATCH) -> list[TimelineEntry]:
    """The next entries of a stream; resuming from the last one's `seq` misses none.

    That holds per stream only: an entry is visible when all before it in its stream are.
    """
    rows = db.session.execute(
        _ENTRIES.where(STREAMS.c.name == stream, ENTRIES.c.seq > after)
        .order_by(ENTRIES.c.seq)
        .limit(limit)
    )
    return [_timeline_entry(row) for row in rows]


def timeline(subject: str) -> list[TimelineEntry]:
    """All that happened to a subject, earliest first, over all streams."""
    rows = db.session.execute(
        _ENTRIES.where(ENTRIES.c.subject == subject).order_by(
            ENTRIES.c.at, ENTRIES.c.stream_id, ENTRIES.c.seq
        )
    )
    return [_timeline_entry(row) for row in rows]


def written_of(subject: str, *, but: Collection[Event]) -> list[tuple[str, str]]:
    """Each text that was recorded of a subject and goes with it, by its name, earliest first.

    What was erased is none of it, nor what came with the events of `but`.
    """
    contents = db.session.scalars(
        select(PERSONAL.c.content)
        .select_from(ENTRIES)
        .join(PERSONAL, BESIDE)
        .where(
            ENTRIES.c.subject == subject,
            PERSONAL.c.person == subject,
            ENTRIES.c.event.not_in([event.value for event in but]),
        )
        .order_by(ENTRIES.c.at, ENTRIES.c.stream_id, ENTRIES.c.seq)
    )
    texts = (json.loads(content)["facts"].items() for content in contents)
    return [(name, text) for each in texts for name, text in each if isinstance(text, str)]


def facts_at(stream: str, subject: str, at: datetime) -> list[dict[str, Any]]:
    """The facts of what a stream recorded of a subject at one moment."""
    bodies = db.session.scalars(
        select(ENTRIES.c.body)
        .join(STREAMS, STREAMS.c.id == ENTRIES.c.stream_id)
        .where(STREAMS.c.name == stream, ENTRIES.c.subject == subject, ENTRIES.c.at == at)
    )
    return [json.loads(body)["facts"] for body in bodies]


def last_at(stream: str, event: Event) -> datetime | None:
    """When something was last recorded in a stream; None if it never was."""
    statement = (
        select(ENTRIES.c.at)
        .join(STREAMS, STREAMS.c.id == ENTRIES.c.stream_id)
        .where(STREAMS.c.name == stream, ENTRIES.c.event == event.value)
        .order_by(ENTRIES.c.seq.desc())
        .limit(1)
    )
    return db.session.scalar(statement)
