"""Sixteen desks over two servers of two workers each, one pass: one of them admits (R-GATE-6)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from accessdesk.db import transaction
from accessdesk.gate.tables import ADMISSIONS, ATTEMPTS
from accessdesk.journal.audit import verify_journal
from tests.load.desks import Reply, entry, volley
from tests.load.serving import Server, running, start, start_variant
from tests.load.visits import Gate, make_gate

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

DESKS = 16
ROUNDS = 100
TAP_ROUNDS = 25
ALL_BUT_ONE = Counter({"admit": 1, "already-inside": DESKS - 1})


@pytest.fixture
def gate(app: Flask) -> Gate:
    return make_gate(app, ROUNDS)


@pytest.fixture
def servers(app: Flask, gate: Gate, tmp_path: Path) -> Iterator[Sequence[Server]]:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    with running([start(url, tmp_path) for _ in range(2)]) as started:
        yield started


@pytest.fixture
def careless(app: Flask, gate: Gate, tmp_path: Path) -> Iterator[Sequence[Server]]:
    """Serve a gate that looks first and then writes, on tables without their unique indexes."""
    with transaction() as session:
        session.execute(text("CREATE TABLE careless_keys (key TEXT, body TEXT)"))
        session.execute(text("CREATE TABLE careless_stays (id TEXT, code TEXT)"))
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    factory = "tests.load.careless:create_app()"
    try:
        with running([start_variant(factory, url, tmp_path) for _ in range(2)]) as started:
            yield started
    finally:
        with transaction() as session:
            session.execute(text("DROP TABLE careless_keys"))
            session.execute(text("DROP TABLE careless_stays"))


def sixteen(servers: Sequence[Server], calls: list[bytes]) -> list[Reply]:
    return volley([(servers[n % len(servers)].port, written) for n, written in enumerate(calls)])


def rush(servers: Sequence[Server], gate: Gate, code: str) -> Counter[str]:
    """Let each desk scan one pass at the same moment, and count what they are told."""
    calls = [
        entry(
            gate.token,
            f"{gate.codes.index(code)}-{n}",
            code,
            desk=f"desk {n}",
            bearer=gate.bearer_of(code),
        )
        for n in range(DESKS)
    ]
    replies = sixteen(servers, calls)
    return Counter(reply.json["code"] or reply.json["decision"] for reply in replies)


def taps(servers: Sequence[Server], gate: Gate, code: str) -> set[Reply]:
    """Send one call with one key sixteen times at the same moment; returns the distinct answers."""
    tap = entry(gate.token, f"tap-{gate.codes.index(code)}", code, bearer=gate.bearer_of(code))
    return set(sixteen(servers, [tap] * DESKS))


def count(table: object) -> int:
    with transaction(write=False) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_one_of_sixteen_desks_admits_and_fifteen_say_already_inside(
    app: Flask, gate: Gate, servers: Sequence[Server]
) -> None:
    """R-GATE-6, R-GATE-7: every attempt is kept, and the journal holds."""
    rounds = [rush(servers, gate, code) for code in gate.codes]

    assert rounds == [ALL_BUT_ONE] * ROUNDS
    assert (count(ADMISSIONS), count(ATTEMPTS)) == (ROUNDS, ROUNDS * DESKS)
    with transaction(write=False):
        assert verify_journal().bad == []


def test_the_same_key_sixteen_times_admits_once_and_gives_one_answer(
    app: Flask, gate: Gate, servers: Sequence[Server]
) -> None:
    rounds = [taps(servers, gate, code) for code in gate.codes[:TAP_ROUNDS]]

    assert [len(answers) for answers in rounds] == [1] * TAP_ROUNDS
    assert {answer.status for answers in rounds for answer in answers} == {201}
    assert (count(ADMISSIONS), count(ATTEMPTS)) == (TAP_ROUNDS, TAP_ROUNDS)


def test_the_rush_would_notice_a_gate_that_looks_and_then_writes(
    app: Flask, gate: Gate, careless: Sequence[Server]
) -> None:
    """The control of the first test above."""
    noticed = any(rush(careless, gate, code)["admit"] > 1 for code in gate.codes)

    assert noticed


def test_the_taps_would_notice_a_key_that_is_looked_up_and_then_kept(
    app: Flask, gate: Gate, careless: Sequence[Server]
) -> None:
    """The control of the second test above."""
    noticed = any(len(taps(careless, gate, code)) > 1 for code in gate.codes)

    assert noticed
