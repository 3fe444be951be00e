"""What somebody does over and over is an entry, a count beside it, and an entry that closes it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.db import db, transaction
from accessdesk.journal.models import JournalEntry, JournalRepeat
from accessdesk.journal.repeats import close_repeats, record_once
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM
from tests.people import api_of, make_contact, make_customer

pytestmark = pytest.mark.usefixtures("app")

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def refuse(actor: str = "user/1", *, at: datetime = NOW, subject: str = "route/gate.scan") -> None:
    with transaction():
        record_once(
            Event.ACCESS_REFUSED,
            stream=OPERATOR_STREAM,
            subject=subject,
            at=at,
            actor=actor,
            facts={"code": "not-allowed"},
        )


def entries() -> list[tuple[str, object]]:
    """Who was refused, and how often it says."""
    wanted = select(JournalEntry).where(JournalEntry.event == "access.refused")
    with transaction(write=False):
        rows = db.session.scalars(wanted.order_by(JournalEntry.seq)).all()
        return [(row.actor, json.loads(row.body)["facts"].get("times")) for row in rows]


def test_the_same_within_an_hour_is_one_entry_and_one_that_closes_it() -> None:
    """R-SEC-4: two hundred refused calls were two hundred entries that nobody can prune."""
    for minute in range(59):
        refuse(at=NOW + timedelta(minutes=minute))
    before = entries()

    with transaction():
        close_repeats(now=NOW + HOUR)

    assert before == [("user/1", None)]
    assert entries() == [("user/1", None), ("user/1", 59)]
    with transaction(write=False):
        assert db.session.scalars(select(JournalRepeat)).all() == []


def test_what_was_done_once_needs_no_entry_that_closes_it() -> None:
    refuse()

    with transaction():
        close_repeats(now=NOW + HOUR)

    assert entries() == [("user/1", None)]


def test_another_person_or_another_route_is_another_entry() -> None:
    refuse()
    refuse("user/2")
    refuse(subject="route/journal.show")

    assert [actor for actor, _ in entries()] == ["user/1", "user/2", "user/1"]


def test_an_hour_that_no_sweep_closed_is_closed_by_the_next() -> None:
    refuse()
    refuse()

    refuse(at=NOW + HOUR)

    assert entries() == [("user/1", None), ("user/1", 2), ("user/1", None)]


def test_two_hundred_refused_calls_are_one_entry(app: Flask) -> None:
    """R-ACC-1, R-SEC-4."""
    alice = api_of(app, make_contact("Alice Adams", make_customer()))

    statuses = {alice.post("/gate/AMS1/scans", {"code": "X"}).status_code for _ in range(200)}

    assert statuses == {403}
    assert len(entries()) == 1
    with transaction(write=False):
        assert db.session.scalars(select(JournalRepeat.times)).all() == [200]
