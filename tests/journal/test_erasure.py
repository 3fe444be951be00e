"""Erasing a person leaves the chain whole and the name nowhere (R-SEC-3)."""

from pathlib import Path

from flask import Flask
from sqlalchemy import delete, make_url, text

from accessdesk.db import db, transaction
from accessdesk.journal.audit import verify_journal
from accessdesk.journal.models import PERSONAL
from accessdesk.journal.queries import timeline
from accessdesk.journal.rules import Personal
from accessdesk.journal.service import erase_personal, wipe_erased
from tests.journal.conftest import NINE, SITE, MakeEntry, export, stand_alone
from tests.journal.tamper import as_owner

NAME = "Jürgen Xavier Quandt"


def journal_bytes() -> bytes:
    """All that the database holds: SQLite's files as they are, PostgreSQL's rows."""
    url = make_url(db.engine.url)
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    tables = ("journal_streams", "journal_entries", "journal_personal")
    with transaction(write=False) as session:
        rows = [
            row
            for table in tables
            for row in session.scalars(text(f"SELECT t::text FROM {table} t"))
        ]
    return "\n".join(rows).encode()


def make_visits(make_entry: MakeEntry) -> None:
    """Write a hundred visits; every fourth by the visitor who will be erased."""
    for number in range(100):
        one = number % 4 == 0
        make_entry(
            stream=SITE if number % 2 else "site:DUB1",
            subject=f"pass/{number}",
            personal=Personal(
                "visitor/31" if one else f"visitor/{1000 + number}",
                {"name": NAME if one else f"Somebody {number}", "company": "Fiberworks"},
            ),
        )


def erase(person: str) -> int:
    with transaction():
        return erase_personal([person], at=NINE, actor="system", reason="retention")


def test_erasing_a_person_leaves_the_chain_whole_and_the_name_nowhere(
    app: Flask, make_entry: MakeEntry
):
    make_visits(make_entry)
    assert NAME.encode() in journal_bytes()

    erased = erase("visitor/31")

    assert wipe_erased()
    assert erased == 25
    assert NAME.encode() not in journal_bytes()
    assert b"Somebody 1" in journal_bytes()
    with transaction(write=False):
        audit = verify_journal()
    assert audit.bad == []
    assert {verdict.stream: verdict.erased for verdict in audit.verdicts} == {
        "operator": 0,
        SITE: 0,
        "site:DUB1": 25,
    }


def test_an_export_holds_without_what_was_erased(app: Flask, make_entry: MakeEntry):
    make_visits(make_entry)
    erase("visitor/31")

    answer = stand_alone(export("site:DUB1", with_personal=True))

    assert answer.code == 0
    assert "50 entries hold, 25 with personal data not shown or erased" in answer.output


def test_an_erasure_is_itself_recorded(app: Flask, make_entry: MakeEntry):
    make_visits(make_entry)
    erase("visitor/31")

    with transaction(write=False):
        (erasure,) = timeline("journal")

    assert erasure.event == "personal.erased"
    assert erasure.facts == {
        "people": ["visitor/31"],
        "erased": {"site:DUB1": 25},
        "reason": "retention",
    }


def test_personal_data_deleted_behind_the_journals_back_is_named(app: Flask, make_entry: MakeEntry):
    make_visits(make_entry)
    erase("visitor/31")
    with as_owner() as session:
        session.execute(delete(PERSONAL).where(PERSONAL.c.person == "visitor/1001"))

    with transaction(write=False):
        audit = verify_journal()

    assert [str(bad) for bad in audit.bad] == [
        "site:AMS1 entry 1: personal-lost: 1 entries from here on lack their personal data,"
        " but 0 were erased on record"
    ]


def test_a_person_whom_nobody_knows_is_erased_without_a_trace(app: Flask, make_entry: MakeEntry):
    make_entry()

    assert erase("visitor/404") == 0
    with transaction(write=False):
        assert timeline("journal") == []
