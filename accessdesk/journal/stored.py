"""Read entries as they are stored, believing nothing: what `verify` and `export` look at."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Row,
    Select,
    Text,
    func,
    select,
    text,
    type_coerce,
)
from sqlalchemy import cast as sql_cast

from accessdesk.db import db
from accessdesk.journal.chain import StoredEntry, StoredPersonal
from accessdesk.journal.models import BESIDE, ENTRIES, PERSONAL, STREAMS

BATCH = 1000


def hold_still() -> None:
    """Let this transaction see one moment only; SQLite does so anyway.

    It has to be the first statement of the transaction.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A text column's bytes, since altered text need not be text any more on SQLite."""
    if db.engine.dialect.name == "sqlite":
        return sql_cast(column, LargeBinary)
    return column


def _raw_moment() -> ColumnElement[Any]:
    """The moment as an entry writes it, without believing that it is one."""
    at = ENTRIES.c.at
    if db.engine.dialect.name == "sqlite":
        spaced = func.replace(type_coerce(at, Text), "T", "?", type_=Text)
        return _raw(func.replace(spaced, " ", "T", type_=Text).op("||")("Z"))
    return func.to_char(func.timezone("UTC", at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')


def _stored_entries() -> Select[*tuple[Any, ...]]:
    return (
        select(
            STREAMS.c.name.label("stream"),
            ENTRIES.c.seq,
            _raw(ENTRIES.c.event).label("event"),
            _raw_moment().label("at"),
            _raw(ENTRIES.c.actor).label("actor"),
            _raw(ENTRIES.c.subject).label("subject"),
            _raw(ENTRIES.c.body).label("body"),
            _raw(ENTRIES.c.prev_hash).label("prev_hash"),
            _raw(ENTRIES.c.hash).label("hash"),
            _raw(PERSONAL.c.person).label("person"),
            _raw(PERSONAL.c.salt).label("salt"),
            _raw(PERSONAL.c.content).label("content"),
        )
        .select_from(ENTRIES)
        .join(STREAMS, STREAMS.c.id == ENTRIES.c.stream_id)
        .outerjoin(PERSONAL, BESIDE)
        .order_by(ENTRIES.c.seq)
        .limit(BATCH)
    )


def _words(value: bytes | str) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def _bytes(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _stored_entry(row: Row[*tuple[Any, ...]]) -> StoredEntry:
    beside = None
    if row.person is not None:
        beside = StoredPersonal(_words(row.person), row.salt, _bytes(row.content))
    return StoredEntry(
        stream=row.stream,
        seq=row.seq,
        event=_words(row.event),
        at=_words(row.at),
        actor=_words(row.actor),
        subject=_words(row.subject),
        body=_bytes(row.body),
        prev_hash=row.prev_hash,
        hash=row.hash,
        personal=beside,
    )


def stored_entries(stream: str) -> Iterator[StoredEntry]:
    """Read a stream from its first entry to its last, a batch at a time, as it is stored."""
    statement = _stored_entries().where(STREAMS.c.name == stream)
    after = 0
    while rows := db.session.execute(statement.where(ENTRIES.c.seq > after)).all():
        yield from (_stored_entry(row) for row in rows)
        after = rows[-1].seq
