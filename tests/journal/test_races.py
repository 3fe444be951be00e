"""Writers of one stream wait for each other, on both databases; and what if they did not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select, update

from accessdesk.db import db, transaction
from accessdesk.journal.append import open_stream
from accessdesk.journal.models import ENTRIES, STREAMS
from accessdesk.journal.rules import Event, entry_hash, genesis_hash
from accessdesk.journal.service import record
from tests.journal.conftest import NINE, SITE
from tests.journal.tamper import as_owner

WRITERS = 8
EACH = 15


def race(app: Flask, write: Callable[[int], None]) -> None:
    """Let eight writers start at once and write side by side."""
    start = Barrier(WRITERS)

    def writer(number: int) -> None:
        with app.app_context():
            start.wait()
            for _ in range(EACH):
                write(number)
            db.session.remove()

    with ThreadPoolExecutor(WRITERS) as lanes:
        list(lanes.map(writer, range(WRITERS)))


def is_one_chain() -> bool:
    with transaction(write=False) as session:
        rows = session.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).all()
        head = session.execute(select(STREAMS.c.head_hash)).scalar_one()
    before = genesis_hash(SITE)
    for seq, row in enumerate(rows, start=1):
        if (row.seq, row.prev_hash) != (seq, before):
            return False
        before = entry_hash(seq, before, row.body.encode())
    return len(rows) == WRITERS * EACH and head == before


def record_one(number: int) -> None:
    record(
        Event.GATE_ADMITTED,
        stream=SITE,
        subject=f"desk/{number}",
        at=NINE,
        actor="user/3",
        facts={"desk": number},
    )


def test_eight_writers_make_one_chain(app: Flask):
    """The stream itself is made in the race, by whoever comes first."""

    def write(number: int) -> None:
        with transaction():
            record_one(number)

    race(app, write)

    assert is_one_chain()


def test_the_race_would_notice_a_head_read_without_its_lock(app: Flask):
    """The control: the same writers, each after a head that it read before it had the lock."""
    with transaction() as session:
        open_stream(session.connection(), SITE)
    all_have_read = Barrier(WRITERS)

    def write(number: int) -> None:
        with transaction(write=False) as session:
            stale = session.execute(select(STREAMS.c.head_hash)).scalar_one()
        all_have_read.wait()
        with as_owner() as session:
            session.execute(update(STREAMS).values(head_hash=stale))
            record_one(number)

    race(app, write)

    assert not is_one_chain()
