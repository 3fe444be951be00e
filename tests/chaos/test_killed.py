"""The server is killed (-9) twenty times while desks admit: nothing acknowledged is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select

from accessdesk.db import transaction
from accessdesk.gate.tables import ADMISSIONS
from accessdesk.journal.models import ENTRIES
from tests.chaos.witness import faults_of
from tests.journal.tamper import as_owner
from tests.load.desks import Reply, entry, send, shown
from tests.load.serving import Server, start
from tests.load.visits import Gate, make_gate

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

KILLS = 20
DESKS = 6
BETWEEN_KILLS = 12
PASSES = 2 * KILLS * BETWEEN_KILLS


@dataclass
class Shift:
    """Desks that admit visitor after visitor, each call repeated with its key until answered."""

    gate: Gate
    port: int = 0
    open: Event = field(default_factory=Event)
    told: dict[int, str] = field(default_factory=dict)
    replies: SimpleQueue[Reply] = field(default_factory=SimpleQueue)
    waiting: SimpleQueue[str] = field(default_factory=SimpleQueue)
    cut_off: int = 0
    over: bool = False

    def work(self) -> None:
        """Work as one desk until nobody waits any more."""
        while not self.over:
            try:
                self.admit(self.waiting.get_nowait())
            except Empty:
                return

    def admit(self, code: str) -> None:
        """Admit on one pass, however often the server goes away meanwhile."""
        written = entry(self.gate.token, f"entry-{code}", code, bearer=self.gate.bearer_of(code))
        while not self.over:
            self.open.wait(60)
            try:
                reply = send(self.port, written)
            except OSError:
                self.cut_off += 1
                continue
            self.told[reply.json["admission"]] = code
            self.replies.put(reply)
            return


@pytest.fixture
def gate(app: Flask) -> Gate:
    return make_gate(app, PASSES)


@pytest.fixture
def shift(gate: Gate) -> Iterator[Shift]:
    shift = Shift(gate)
    for code in gate.short_codes:
        shift.waiting.put(code)
    with ThreadPoolExecutor(DESKS) as desks:
        working = [desks.submit(shift.work) for _ in range(DESKS)]
        yield shift
        shift.over = True
        shift.open.set()
        for desk in working:
            desk.result()


def serve_until(shift: Shift, app: Flask, data_dir: Path, answers: int) -> Server:
    """Serve until this many more desks were answered."""
    server = start(app.config["SQLALCHEMY_DATABASE_URI"], data_dir)
    server.wait_until_ready()
    shift.port = server.port
    shift.open.set()
    for _ in range(answers):
        assert shift.replies.get(timeout=60).status == 201
    return server


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed_twenty_times(
    app: Flask, shift: Shift, tmp_path: Path
) -> None:
    """R-GATE-6, R-SEC-2."""
    for _ in range(KILLS):
        server = serve_until(shift, app, tmp_path, BETWEEN_KILLS)
        shift.open.clear()
        server.kill()
    last = serve_until(shift, app, tmp_path, PASSES - KILLS * BETWEEN_KILLS)
    last.end()

    assert len(shift.told) == PASSES
    assert shift.cut_off >= KILLS / 2  # There was work in hand when the server went away.
    assert faults_of(shift.told) == []


@pytest.fixture
def told(app: Flask) -> dict[int, str]:
    """Admit three people without any trouble."""
    gate, client, told = make_gate(app, 3), app.test_client(), {}
    for code in gate.short_codes:
        headers = {"Authorization": f"Bearer {gate.token}", "Idempotency-Key": code}
        body = {"code": code, "document": shown(*gate.bearer_of(code)), "badge": ""}
        reply = client.post("/api/v1/gate/AMS1/admissions", json=body, headers=headers)
        told[reply.json["admission"]] = code
    return told


def test_the_witness_finds_nothing_where_nothing_is_wrong(told: dict[int, str]) -> None:
    assert faults_of(told) == []


def test_the_witness_would_notice_an_admission_that_was_lost(told: dict[int, str]) -> None:
    """A control of the first test above."""
    lost = min(told)

    with transaction() as session:
        session.execute(delete(ADMISSIONS).where(ADMISSIONS.c.id == lost))

    assert any(fault.startswith(f"lost: {lost}") for fault in faults_of(told))


def test_the_witness_would_notice_an_admission_that_was_doubled(told: dict[int, str]) -> None:
    """A control of the first test above."""
    with transaction() as session:
        row = session.execute(select(ADMISSIONS).where(ADMISSIONS.c.id == min(told))).one()
        twin = {**row._mapping, "id": max(told) + 1, "left_at": row.entered_at}
        session.execute(insert(ADMISSIONS).values(twin))

    assert f"doubled: {told[min(told)]}" in faults_of(told)


def test_the_witness_would_notice_an_entry_that_the_journal_lost(told: dict[int, str]) -> None:
    """A control of the first test above."""
    with as_owner() as session:
        session.execute(delete(ENTRIES).where(ENTRIES.c.event == "gate.admitted"))

    assert any(fault.startswith("journal: ") for fault in faults_of(told))
