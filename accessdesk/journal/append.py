"""Append one entry to its stream, in as few statements as each database allows.

PostgreSQL does it in one: the UPDATE of the stream's row is the lock, computes the hash from the
row as it stands once the lock is held, and hands it to the INSERT. SQLite has one writer, who
holds the lock since BEGIN IMMEDIATE; it reads the head, inserts, and moves the head.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    LargeBinary,
    Select,
    Text,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.sql.selectable import CTE

from accessdesk.column_types import UtcDateTime
from accessdesk.db import conflict_insert
from accessdesk.journal.models import ENTRIES, PERSONAL, STREAMS, JournalStream
from accessdesk.journal.rules import LINK, genesis_hash, link_hash

Parameters = Mapping[str, Any]
"""What an entry needs: `p_stream`, `p_leaf`, its columns and, if any, its personal columns."""


def _moved_head() -> CTE:
    """Take the stream's lock and move its head; link_hash in the words of PostgreSQL."""
    place = func.int8send(STREAMS.c.seq + 1, type_=LargeBinary)
    followed = literal(LINK, LargeBinary).op("||")(place).op("||")(STREAMS.c.head_hash)
    linked = func.sha256(followed.op("||")(bindparam("p_leaf", type_=LargeBinary)))
    return (
        update(STREAMS)
        .where(STREAMS.c.name == bindparam("p_stream"))
        .values(
            seq=STREAMS.c.seq + 1,
            prev_hash=STREAMS.c.head_hash,
            head_hash=linked,
        )
        .returning(STREAMS.c.id, STREAMS.c.seq, STREAMS.c.prev_hash, STREAMS.c.head_hash)
        .cte("head")
    )


def _new_entry() -> CTE:
    head = _moved_head()
    texts = [bindparam(f"p_{name}", type_=Text) for name in ("event", "actor", "subject", "body")]
    return (
        insert(ENTRIES)
        .from_select(
            ["stream_id", "seq", "prev_hash", "hash", "at", "event", "actor", "subject", "body"],
            select(
                head.c.id,
                head.c.seq,
                head.c.prev_hash,
                head.c.head_hash,
                bindparam("p_at", type_=UtcDateTime),
                *texts,
            ),
        )
        .returning(ENTRIES.c.stream_id, ENTRIES.c.seq)
        .cte("entry")
    )


def _append_statement(*, personal: bool) -> Select[Any]:
    entry = _new_entry()
    appended = select(entry.c.seq)
    if not personal:
        return appended
    content = (
        insert(PERSONAL)
        .from_select(
            ["stream_id", "seq", "person", "salt", "content"],
            select(
                entry.c.stream_id,
                entry.c.seq,
                bindparam("p_person", type_=Text),
                bindparam("p_salt", type_=LargeBinary),
                bindparam("p_content", type_=Text),
            ),
        )
        .returning(PERSONAL.c.seq)
        .cte("personal")
    )
    return appended.add_cte(content)


APPEND = _append_statement(personal=False)
APPEND_WITH_PERSONAL = _append_statement(personal=True)

READ_HEAD = select(STREAMS.c.id, STREAMS.c.seq, STREAMS.c.head_hash).where(
    STREAMS.c.name == bindparam("p_stream", type_=Text)
)
INSERT_ENTRY = insert(ENTRIES)
INSERT_PERSONAL = insert(PERSONAL)
MOVE_HEAD = (
    update(STREAMS)
    .where(STREAMS.c.id == bindparam("p_id", type_=BigInteger))
    .values(
        seq=bindparam("p_seq", type_=BigInteger),
        prev_hash=bindparam("p_prev", type_=LargeBinary),
        head_hash=bindparam("p_hash", type_=LargeBinary),
    )
)


def _append_on_postgresql(connection: Connection, entry: Parameters) -> int | None:
    statement = APPEND_WITH_PERSONAL if "p_person" in entry else APPEND
    seq: int | None = connection.execute(statement, entry).scalar_one_or_none()
    return seq


def _append_on_sqlite(connection: Connection, entry: Parameters) -> int | None:
    head = connection.execute(READ_HEAD, {"p_stream": entry["p_stream"]}).one_or_none()
    if head is None:
        return None
    seq = int(head.seq) + 1
    linked = link_hash(seq, head.head_hash, entry["p_leaf"])
    place = {"stream_id": head.id, "seq": seq}
    texts = {name: entry[f"p_{name}"] for name in ("event", "at", "actor", "subject", "body")}
    hashes = {"prev_hash": head.head_hash, "hash": linked}
    connection.execute(INSERT_ENTRY, place | texts | hashes)
    if "p_person" in entry:
        personal = {name: entry[f"p_{name}"] for name in ("person", "salt", "content")}
        connection.execute(INSERT_PERSONAL, place | personal)
    moved = {"p_id": head.id, "p_seq": seq, "p_prev": head.head_hash, "p_hash": linked}
    connection.execute(MOVE_HEAD, moved)
    return seq


def open_stream(connection: Connection, stream: str) -> None:
    """Make the stream unless it exists; two at once make one, and the second waits."""
    genesis = genesis_hash(stream)
    values = {"name": stream, "seq": 0, "prev_hash": genesis, "head_hash": genesis}
    made = conflict_insert(JournalStream).values(values)
    connection.execute(made.on_conflict_do_nothing(index_elements=["name"]))


def append(connection: Connection, entry: Parameters) -> int:
    """Write an entry at the end of its stream; returns its place there.

    On PostgreSQL the stream stays locked until the caller's transaction ends, so a caller
    records as late as it can, and to a site's stream before the operator's.
    """
    on_postgresql = connection.dialect.name == "postgresql"
    attempt = _append_on_postgresql if on_postgresql else _append_on_sqlite
    placed = attempt(connection, entry)
    if placed is None:
        open_stream(connection, entry["p_stream"])
        placed = attempt(connection, entry)
    assert placed is not None  # noqa: S101  # open_stream returns only when the stream is there.
    return placed
