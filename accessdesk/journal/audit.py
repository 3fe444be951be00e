"""Check the journal in the database, export it, and take checkpoints of it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from accessdesk.db import db
from accessdesk.errors import NotFound
from accessdesk.journal.chain import (
    BadEntry,
    Fault,
    Mark,
    StoredEntry,
    Verdict,
    unexplained_losses,
    verify_chain,
)
from accessdesk.journal.checkpoints import Checkpoint
from accessdesk.journal.models import ENTRIES, STREAMS
from accessdesk.journal.queries import Head, heads
from accessdesk.journal.rules import Event, moment_text
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.journal.stored import hold_still, stored_entries


@dataclass(frozen=True)
class Audit:
    """What was found in the whole journal: each stream, and all that is not as it was written."""

    verdicts: list[Verdict]
    bad: list[BadEntry]


def _strays() -> list[BadEntry]:
    """Find entries whose stream is gone; the database forbids it, whoever edits files does not."""
    has_stream = exists().where(STREAMS.c.id == ENTRIES.c.stream_id)
    row = db.session.execute(
        select(ENTRIES.c.stream_id, ENTRIES.c.seq).where(~has_stream).limit(1)
    ).one_or_none()
    if row is None:
        return []
    return [BadEntry(f"stream {row.stream_id}", row.seq, Fault.ALTERED, "its stream is gone")]


def _spoilt(head: Head) -> BadEntry | None:
    """Name a stream whose own row no longer has a name, a number and a hash, as SQLite allows."""
    kinds = isinstance(head.stream, str), isinstance(head.seq, int), isinstance(head.hash, bytes)
    if all(kinds):
        return None
    return BadEntry(str(head.stream), 0, Fault.ALTERED, "the row of its stream was changed")


def verify_journal(checkpoints: Iterable[Checkpoint] = ()) -> Audit:
    """Check every stream, as of one moment, against itself and the checkpoints (R-SEC-2).

    It has to be the first thing that its transaction does.
    """
    hold_still()
    marks: dict[str, list[Mark]] = {}
    for checkpoint in checkpoints:
        marks.setdefault(checkpoint.stream, []).append(checkpoint.mark())
    found = heads()
    spoilt = [each for each in map(_spoilt, found) if each]
    if spoilt:
        return Audit([], spoilt)
    ends = {head.stream: Mark(head.seq, head.hash, "the stream's head") for head in found}
    verdicts = [
        verify_chain(name, stored_entries(name), marks=marks.get(name, ()), head=ends.get(name))
        for name in sorted(ends.keys() | marks.keys())
    ]
    bad = [verdict.bad for verdict in verdicts if verdict.bad]
    return Audit(verdicts, bad or _strays() or unexplained_losses(verdicts))


def take_checkpoints(*, at: datetime, actor: str) -> list[Checkpoint]:
    """Sign where every stream stands, and record in the operator's that somebody asked."""
    record(
        Event.JOURNAL_CHECKPOINT,
        stream=OPERATOR_STREAM,
        subject="journal",
        at=at,
        actor=actor,
        facts={"heads": {head.stream: _head_facts(head) for head in heads()}},
    )
    return [Checkpoint(head.stream, head.seq, head.hash.hex(), moment_text(at)) for head in heads()]


def _head_facts(head: Head) -> dict[str, int | str]:
    return {"seq": head.seq, "hash": head.hash.hex()}


def export_stream(stream: str, *, with_personal: bool = False) -> Iterator[str]:
    """Write a stream as lines of JSON, which the stand-alone verifier reads.

    The last line is the stream's head, so that an export cut short is noticed. It has to be
    the first thing that its transaction does. Raises NotFound for a stream that is not there.
    """
    hold_still()
    head = next((head for head in heads() if head.stream == stream), None)
    if head is None:
        raise NotFound(f"there is no stream {stream}")
    for entry in stored_entries(stream):
        yield export_line(entry, with_personal=with_personal)
    yield json.dumps({"end": {"stream": stream} | _head_facts(head)})


def export_line(entry: StoredEntry, *, with_personal: bool) -> str:
    """Write one entry as it is stored, so that a reader can judge all of it."""
    line: dict[str, Any] = {
        "stream": entry.stream,
        "seq": entry.seq,
        "event": entry.event,
        "at": entry.at,
        "actor": entry.actor,
        "subject": entry.subject,
        "body": entry.body.decode(errors="replace"),
        "prev_hash": entry.prev_hash.hex(),
        "hash": entry.hash.hex(),
    }
    if with_personal and entry.personal:
        line["personal"] = {
            "person": entry.personal.person,
            "salt": entry.personal.salt.hex(),
            "content": entry.personal.content.decode(errors="replace"),
        }
    return json.dumps(line, ensure_ascii=False)
