"""Write the rows of an admission with bare psycopg in one transaction, as fast as it goes.

The rows are those that the application writes: the claimed key with its answer, the attempt, the
stay, the journal's head and its entry. Nothing is read, judged, signed, hashed or served.
"""

import json
import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from time import perf_counter
from uuid import uuid4

import psycopg

from bench.stored import Estate, request_of

_KEY = """INSERT INTO idempotency_keys (user_id, key, digest, created_at, status,
content_type, body) VALUES (%s, %s, %s, %s, 201, 'application/json', %s)
ON CONFLICT DO NOTHING RETURNING id"""
_ATTEMPT = """INSERT INTO gate_attempts (site_id, request_id, pass_id, officer_id, desk, at,
decision, code, facts, rule_version, remarks)
VALUES (%s, %s, %s, %s, 'north', %s, 'admit', '', %s, 1, '[]') RETURNING id"""
_STAY = """INSERT INTO admissions (site_id, request_id, window_id, pass_id, visitor_id, attempt_id,
officer_id, desk, badge, entered_at, undone_reason)
VALUES (%s, %s, %s, %s, %s, %s, %s, 'north', %s, %s, '') ON CONFLICT DO NOTHING RETURNING id"""
_HEAD = """UPDATE journal_streams SET seq = seq + 1, prev_hash = head_hash, head_hash = %s
WHERE name = %s RETURNING id, seq, prev_hash"""
_ENTRY = """INSERT INTO journal_entries (stream_id, seq, prev_hash, hash, event, at, actor, subject,
body) VALUES (%s, %s, %s, %s, 'gate.admitted', %s, 'user/1', %s, %s)"""

_FACTS = json.dumps({"facts": "x" * 700})
_ANSWER, _BODY, _DIGEST, _HASH = "a" * 420, "b" * 430, "d" * 64, b"h" * 32


@dataclass(frozen=True)
class Floor:
    """What bare psycopg reached: transactions per second, and the seconds of each."""

    took: list[float]
    seconds: float

    @property
    def rate(self) -> float:
        """The transactions per second."""
        return len(self.took) / self.seconds


@dataclass(frozen=True)
class _Lane:
    """One connection, which admits on every so many passes of its site."""

    estate: Estate
    site: str
    number: int
    lanes: int
    seconds: float

    def run(self, start: Barrier) -> list[float]:
        """Write until the time is over; returns what each transaction took, in seconds."""
        nth = list(self.estate.site_ids).index(self.site)
        every, salt = len(self.estate.site_ids), uuid4().hex[:8]
        with psycopg.connect(self.estate.url, autocommit=True) as connection:
            start.wait()
            took, until, turn = [], perf_counter() + self.seconds, self.number
            while (begun := perf_counter()) < until:
                # From the last pass on: whom the floor lets in must not meet the desks' visitors.
                pass_id = -every * (turn + 1) % self.estate.passes + nth + 1
                with connection.transaction():
                    self._write(connection, pass_id, f"floor-{salt}-{turn}")
                took.append(perf_counter() - begun)
                turn += self.lanes
        return took

    def _write(self, connection: psycopg.Connection, pass_id: int, key: str) -> None:
        now, officer = datetime.now(UTC), self.estate.officer_id
        site_id, execute = self.estate.site_ids[self.site], connection.execute
        execute(_KEY, (officer, key, _DIGEST, now, _ANSWER), prepare=True).fetchone()
        request_id = request_of(pass_id)
        attempt = (site_id, request_id, pass_id, officer, now, _FACTS)
        [attempt_id] = execute(_ATTEMPT, attempt, prepare=True).fetchone() or [0]
        badge = f"V-{pass_id}"
        stay = (site_id, request_id, request_id, pass_id, pass_id, attempt_id, officer, badge, now)
        execute(_STAY, stay, prepare=True).fetchone()
        head = execute(_HEAD, (_HASH, f"site:{self.site}"), prepare=True).fetchone()
        assert head is not None
        execute(_ENTRY, (*head, _HASH, now, f"request/D-{request_id}", _BODY), prepare=True)


def _work(lane: _Lane, start: Barrier, out: "Queue[list[float]]") -> None:
    out.put(lane.run(start))


def measure(estate: Estate, sites: Sequence[str], connections: int, seconds: float) -> Floor:
    """Let as many processes, with a connection each, write admissions for some seconds."""
    with psycopg.connect(estate.url) as connection:
        connection.execute("UPDATE admissions SET left_at = entered_at WHERE left_at IS NULL")
    context = multiprocessing.get_context("fork")
    start, out = context.Barrier(connections + 1), context.Queue()
    lanes = [
        _Lane(estate, sites[number % len(sites)], number, connections, seconds)
        for number in range(connections)
    ]
    processes = [context.Process(target=_work, args=(lane, start, out)) for lane in lanes]
    for process in processes:
        process.start()
    start.wait()
    begun = perf_counter()
    took = [each for _ in processes for each in out.get()]
    elapsed = perf_counter() - begun
    for process in processes:
        process.join()
    return Floor(took, elapsed)
