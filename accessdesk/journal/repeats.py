"""Record once what somebody does over and over, and how often when it is over (R-SEC-4).

The first time is an entry. What follows within an hour is counted on a row beside the journal,
which can never be pruned; a second entry closes it, with `times` and `since`.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from accessdesk.db import claim, conflict_insert, db
from accessdesk.journal.models import JournalRepeat
from accessdesk.journal.rules import Event, Facts, canonical_json, moment_text
from accessdesk.journal.service import record

COUNTED_FOR = timedelta(hours=1)


def record_once(
    event: Event, *, stream: str, subject: str, at: datetime, actor: str, facts: Facts
) -> None:
    """Record an event, unless the very same was recorded within the hour: then it is counted."""
    same = canonical_json([event.value, stream, subject, actor, facts])
    row = {
        "key": hashlib.sha256(same.encode()).hexdigest(),
        "event": event,
        "stream": stream,
        "subject": subject,
        "actor": actor,
        "facts": facts,
        "since": at,
        "times": 1,
    }
    begun = (JournalRepeat.key == row["key"]) & (JournalRepeat.since > at - COUNTED_FOR)
    once_more = {"times": JournalRepeat.times + 1}
    if claim(update(JournalRepeat).where(begun).values(once_more)):
        return
    # An hour may be over, and no sweep have come by.
    _close((JournalRepeat.key == row["key"]) & ~begun, at)
    insert = conflict_insert(JournalRepeat).values(row)
    counted = insert.on_conflict_do_update(index_elements=["key"], set_=once_more)
    if db.session.execute(counted.returning(JournalRepeat.times)).scalar() == 1:
        record(event, stream=stream, subject=subject, at=at, actor=actor, facts=facts)


def close_repeats(*, now: datetime) -> None:
    """Record how often each was repeated whose hour is over, and count it no more."""
    _close(JournalRepeat.since <= now - COUNTED_FOR, now)


def _close(which: Any, at: datetime) -> None:
    """Record what is over, then count it no more: the database lets no count go without (R-SEC-6).

    Whoever counts one more in the meantime waits, and begins anew.
    """
    columns = JournalRepeat.__table__.columns
    over = db.session.execute(select(*columns).where(which).with_for_update()).all()
    for row in sorted(over, key=lambda each: (each.since, each.key)):
        if row.times > 1:
            record(
                row.event,
                stream=row.stream,
                subject=row.subject,
                at=at,
                actor=row.actor,
                facts=row.facts | {"times": row.times, "since": moment_text(row.since)},
            )
    db.session.execute(
        delete(JournalRepeat).where(JournalRepeat.key.in_([row.key for row in over]))
    )
