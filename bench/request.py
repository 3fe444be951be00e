"""Measure one request with fifty visitors over HTTP, passes included (target: 300 ms)."""

import argparse
from datetime import UTC, datetime, timedelta
from time import perf_counter
from uuid import uuid4

import psycopg

from bench.stored import Estate, filled
from bench.tables import percentile, print_table, verdict
from tests.load.desks import call, send
from tests.load.serving import running, start
from tests.people import access_body

ROUNDS = 20
VISITORS = 50
WITHIN_MS = 300.0


def run(_options: argparse.Namespace) -> None:
    """Print what fifty visitors cost, beside their rows written by bare psycopg."""
    with filled(passes=10_000, journal=0) as estate:
        with running([start(estate.url, estate.data_dir, workers=2)]) as [server]:
            took = [_ask(server.port, estate, number) for number in range(ROUNDS)][2:]
        floor = [_write(estate) for _ in range(ROUNDS)]
    half, worst = percentile(took, 0.5), max(took)
    figures = [f"{half:.0f}", f"{percentile(took, 0.95):.0f}", f"{worst:.0f}"]
    ratio = f"{half / percentile(floor, 0.5):.1f}"
    row = [
        str(VISITORS),
        *figures,
        f"{percentile(floor, 0.5):.1f}",
        ratio,
        verdict(worst, WITHIN_MS),
    ]
    head = ["visitors", "p50 ms", "p95 ms", "worst ms", "floor p50", "x floor", "within 300 ms"]
    print_table("A request over HTTP, PostgreSQL, passes included", head, [row])


def _ask(port: int, estate: Estate, number: int) -> float:
    starts_at = datetime.now(UTC) + timedelta(days=1, hours=number)
    window = {
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
    }
    people = [
        {"name": f"Jürgen Müller {letters(n)}", "email": f"v{n}@example.org"}
        for n in range(VISITORS)
    ]
    body = access_body(window=window, visitors=people)
    written = call("/requests", estate.contact_token, uuid4().hex, body)
    begun = perf_counter()
    reply = send(port, written)
    took = (perf_counter() - begun) * 1000
    if reply.status != 201:
        raise RuntimeError(reply.body.decode())
    return took


def letters(number: int) -> str:
    """Write a number as a surname, since a name has no digits."""
    return "Van" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")


def _write(estate: Estate) -> float:
    """Write as many visitors and passes with bare psycopg; returns the milliseconds it took."""
    people = [(1, n, f"Visitor {n}") for n in range(VISITORS)]
    passes = [(uuid4().hex[:20], uuid4().hex[:12]) for _ in range(VISITORS)]
    insert_visitor = (
        "INSERT INTO visitors (request_id, position, name, email) VALUES (%s, %s, %s, '')"
    )
    # Superseded ones, since one pass at most may stand for a visitor and a window.
    insert_pass = (
        "INSERT INTO passes (serial, hidden_code, request_id, window_id, visitor_id, site_id, "
        "state, issued_at, ended_at, ended_reason) "
        "VALUES (%s, %s, 1, 1, 1, 1, 'superseded', now(), now(), 'moved')"
    )
    with psycopg.connect(estate.url) as connection, connection.cursor() as cursor:
        begun = perf_counter()
        cursor.executemany(insert_visitor, people)
        cursor.executemany(insert_pass, passes)
        connection.commit()
        return (perf_counter() - begun) * 1000
