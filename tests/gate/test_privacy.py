"""Of an ID nothing stays that need not: every byte the system wrote is searched (R-GATE-8)."""

import logging
import re

import pytest
from sqlalchemy import text

from accessdesk.db import db
from accessdesk.gate import service
from accessdesk.gate.entry.papers import ScannedId
from tests.gate.documents import passport
from tests.people import api_of
from tests.web.page_client import sign_in_by_form

NUMBER = "ZQ7XK29MW"
SCAN = passport("Mueller", "Juergen", number=NUMBER)
OTHER = passport("Smith", "Agent", number=NUMBER)
CLOSE = passport("Mueler", "Juergen", number=NUMBER)
BROKEN = SCAN[:-1] + ("1" if SCAN[-1] != "1" else "2")
# What is recognisable of the scans: the number, the birth date with its check digit, a name line.
PLANTED = (NUMBER.encode(), b"8001014", b"MUELLER<<JUERGEN", b"MUELER<<JUERGEN", b"SMITH<<AGENT")


def everything_stored(tmp_path):
    """Every byte of the database: SQLite's files, its log too, or each row as text."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        return b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    with db.engine.connect() as connection:
        rows = [
            str(row[0])
            for table in db.metadata.sorted_tables
            for row in connection.execute(text(f'SELECT t::text FROM "{table.name}" t'))
        ]
    return "\n".join(rows).encode()


def leaks(written):
    return [planted for planted in PLANTED if planted in written]


def crash(*_args, **_kwargs):
    message = "a defect in the middle of an admission"
    raise RuntimeError(message)


@pytest.fixture
def busy_day(app, officer, visit_now, monkeypatch, capfd, caplog, tmp_path):
    """Run admissions, refusals, a review, a defect and bad input; returns all that was written."""

    def run():
        caplog.set_level(logging.DEBUG)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        desk, visit = api_of(app, officer), visit_now()
        answers = []

        def admit(document, **more):
            body = {"code": visit.code, "document": document, "badge": "V-07"} | more
            answers.append(desk.post("/gate/AMS1/admissions", body))

        for scan in (OTHER, CLOSE, BROKEN, SCAN[:50]):
            admit({"scan": scan, "original": True})
        admit({"scan": SCAN, "original": False})
        admit({"scan": SCAN, "original": True, "typed": {"kind": "passport"}})
        admit({"scan": [SCAN], "original": True})
        answers.append(desk.post("/gate/AMS1/scans", {"code": SCAN}))
        with monkeypatch.context() as patch:
            patch.setattr(service, "compare", crash)
            admit({"scan": SCAN, "original": True})
        admit({"scan": SCAN, "original": True})
        admit({"scan": SCAN, "original": True})
        answered = b"".join(answer.data for answer in answers)
        captured = capfd.readouterr()
        said = (captured.out + captured.err + caplog.text).encode()
        statuses = [answer.status_code for answer in answers]
        return statuses, everything_stored(tmp_path) + said + answered

    return run


STATUSES = [409, 409, 409, 409, 409, 422, 422, 200, 500, 201, 409]


def test_a_day_at_the_gate_leaves_no_trace_of_what_was_scanned(busy_day):
    statuses, written = busy_day()

    assert statuses == STATUSES
    assert "Jürgen Müller".encode() in written
    assert leaks(written) == []


def test_the_desks_pages_leave_no_trace_either(app, officer, visit_now, capfd, tmp_path):
    visit = visit_now()
    desk = sign_in_by_form(app, officer)
    desk.get("/gate/AMS1")
    pages = [desk.send("/gate/AMS1", scan=SCAN)]
    for scan in (OTHER, BROKEN, CLOSE, SCAN):
        desk.send("/gate/AMS1", scan=visit.code)
        pages.append(desk.send("/gate/AMS1", scan=scan, code=visit.short_codes[0]))
    sealed = re.search(r'name="seen" value="([^"]+)"', desk.page)[1]

    entered = desk.send(
        "/gate/AMS1/admissions", seen=sealed, code=visit.short_codes[0], badge="V-07"
    )

    assert entered.status_code == 303
    captured = capfd.readouterr()
    said = (captured.out + captured.err + str(entered.headers)).encode()
    shown = b"".join(page.data for page in pages)
    assert leaks(everything_stored(tmp_path) + said + shown) == []


def test_the_search_finds_what_a_careless_gate_would_keep(busy_day, monkeypatch):
    """The control: with one protection off, the raw scan is in the database and is found."""
    real = service.look_at
    seen = []

    def look_and_remember(document, *args, **kwargs):
        seen.append(getattr(document, "raw", ""))
        return real(document, *args, **kwargs)

    real_compare = service.compare

    def compare_carelessly(seen_id, visitor):
        shown, reasons = real_compare(seen_id, visitor)
        return shown, (*reasons, seen[-1])

    monkeypatch.setattr(service, "look_at", look_and_remember)
    monkeypatch.setattr(service, "compare", compare_carelessly)

    _, written = busy_day()

    assert NUMBER.encode() in leaks(written)


def test_nothing_that_holds_a_scan_shows_it_when_printed(officer, visit_now):
    attempt = service.EntryAttempt(code="AD1:CODE", document=ScannedId(SCAN, True))

    printed = repr(attempt) + repr(ScannedId(SCAN, True))

    assert leaks(printed.encode()) == []
    assert "AD1:CODE" not in printed
