"""Record what happened, in the transaction that made it happen."""

import secrets
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text, tuple_

from accessdesk.db import db
from accessdesk.errors import Conflict
from accessdesk.journal.append import append
from accessdesk.journal.models import PERSONAL, STREAMS
from accessdesk.journal.rules import (
    SALT_BYTES,
    Event,
    Facts,
    Personal,
    commitment,
    entry_body,
    leaf_hash,
    personal_content,
)

OPERATOR_STREAM = "operator"
AT_ONCE = 400  # SQLite takes only so many values in one statement.


@dataclass(frozen=True)
class Recorded:
    """Where an entry stands: its stream, and its place there."""

    stream: str
    seq: int


def site_stream(site_code: str) -> str:
    """The name of a site's stream; what concerns no site goes to `OPERATOR_STREAM`."""
    return f"site:{site_code}"


def _personal_parameters(personal: Personal | None) -> dict[str, Any]:
    if personal is None:
        return {}
    content = personal_content(personal.person, personal.facts)
    salt = secrets.token_bytes(SALT_BYTES)
    return {"p_person": personal.person, "p_salt": salt, "p_content": content}


def record(
    event: Event,
    *,
    stream: str,
    subject: str,
    at: datetime,
    actor: str,
    facts: Facts,
    personal: Personal | None = None,
) -> Recorded:
    """Append an event to a stream, in the caller's transaction.

    `subject` is what it happened to (`request/R-7K2M`), `actor` who did it (`user/12`,
    `system`). `facts` stay forever and so name nobody; names and the like are `personal`, and
    can be erased (R-SEC-3).
    """
    beside = _personal_parameters(personal)
    committed = commitment(beside["p_salt"], beside["p_content"].encode()) if beside else None
    body = entry_body(
        event,
        stream=stream,
        subject=subject,
        at=at,
        actor=actor,
        facts=facts,
        commitment=committed,
    )
    entry = {
        "p_stream": stream,
        "p_leaf": leaf_hash(body.encode()),
        "p_event": event.value,
        "p_at": at,
        "p_actor": actor,
        "p_subject": subject,
        "p_body": body,
    }
    seq = append(db.session.connection(), entry | beside)
    return Recorded(stream=stream, seq=seq)


def erase_personal(people: Collection[str], *, at: datetime, actor: str, reason: str) -> int:
    """Erase all that the journal says of people (`visitor/31`); returns from how many entries.

    The entries stay, with commitments that nobody can open any more, and the erasure is itself
    recorded (R-SEC-3): first, since the database lets nothing go that no such entry names
    (R-SEC-6). After the commit, `wipe_erased` removes what the files still hold. Raises Conflict
    when somebody else erases the same at the same moment.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA secure_delete = ON"))
    place = (PERSONAL.c.stream_id, PERSONAL.c.seq)
    found = db.session.execute(select(*place).where(PERSONAL.c.person.in_(people)))
    places = [tuple(row) for row in found]
    if not places:
        return 0
    names = {row.id: row.name for row in db.session.execute(select(STREAMS.c.id, STREAMS.c.name))}
    record(
        Event.PERSONAL_ERASED,
        stream=OPERATOR_STREAM,
        subject="journal",
        at=at,
        actor=actor,
        facts={
            "people": sorted(people),
            "erased": Counter(names[stream_id] for stream_id, _ in places),
            "reason": reason,
        },
    )
    gone = 0
    for start in range(0, len(places), AT_ONCE):
        some = tuple_(*place).in_(places[start : start + AT_ONCE])
        erased = db.session.execute(delete(PERSONAL).where(some).returning(PERSONAL.c.seq))
        gone += len(erased.all())
    if gone != len(places):  # The entry above would count what another erasure took.
        raise Conflict("Somebody else erased the same people at the same moment.")
    return gone


def wipe_erased() -> bool:
    """Empty SQLite's write-ahead log of what was erased; False while a reader holds it.

    It works outside transactions only. PostgreSQL's VACUUM does the same by itself.
    """
    if db.engine.dialect.name != "sqlite":
        return True
    connection = db.engine.raw_connection()
    try:
        busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.close()
    return not busy
