"""Measure admissions while a worker retries a backlog against dead receivers, and without it.

Mail and webhooks that are down may slow the gate by less than 20 %. Runs with and without a worker
take turns on one server, so that a busy machine weighs on both alike.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psycopg

from accessdesk.accounts.rules import Role
from accessdesk.db import db, transaction
from accessdesk.notifications.hooks import hooks
from bench.gate import WARM_UP, calls, in_a_process
from bench.generator import Run
from bench.proc import cpu_seconds
from bench.stored import SITES, Estate, filled
from bench.tables import percentile, print_table, verdict
from tests.conftest import SECRET
from tests.load.serving import ROOT, Server, free_port, running, settings, start
from tests.notifications.servers import HookServer, hook_server
from tests.people import make_staff

LEAST_RATIO = 0.8
DESKS, WORKERS = 4, 2
TURNS = 3
HOOKS = 4
LOOPBACK = "127.0.0.0/8"

# Half of the backlog is mail that no server takes; the other half goes to hooks that fail.
_BACKLOG = """
INSERT INTO deliveries (key, stream, seq, event, event_at, request_id, recipient, channel, state,
  attempts, planned_at, due_at, problem, address, subject, body)
SELECT 'msg_bench_' || n, 'bench', n, 'gate.admitted', %(now)s, 1 + n %% 100,
  CASE WHEN n %% 2 = 0 THEN 'user/' || %(contact)s
       ELSE 'webhook/' || (%(hooks)s::bigint[])[1 + n / 2 %% %(count)s] END,
  CASE WHEN n %% 2 = 0 THEN 'email' ELSE 'webhook' END, 'due-to-send', 0, %(now)s, %(now)s,
  '', '', '', '' FROM generate_series(1, %(size)s) n
"""
_AGAIN = (
    "UPDATE deliveries SET state = 'due-to-send', due_at = now(), attempts = 0, ended_at = NULL"
)


def run(options: argparse.Namespace) -> None:
    """Print admissions per second with and without the backlog, and their ratio."""
    with hook_server() as failing, filled(passes=options.passes, journal=0) as estate:
        failing.mode = "fail"
        _backlog(estate, _open_hooks(estate, failing), options.backlog)
        with running([start(estate.url, estate.data_dir, workers=WORKERS)]) as [server]:
            _turn(estate, server, WARM_UP)
            quiet, busy, spent = [], [], []
            for _ in range(TURNS):
                quiet.append(_turn(estate, server, options.seconds / 2))
                with _worker(estate) as pid:
                    before = cpu_seconds([pid])
                    busy.append(_turn(estate, server, options.seconds / 2))
                    spent.append(cpu_seconds([pid]) - before)
        tried = _attempts(estate)
    rows = [
        _row("without", quiet),
        _row(f"{options.backlog:,} retried", busy),
    ]
    title = f"Admissions over HTTP at {DESKS} desks, PostgreSQL; {tried:,} attempts were made"
    print_table(title, ["backlog", "adm/s", "p50 ms", "p95 ms"], rows)
    ratio = _rate(busy) / _rate(quiet)
    reached = verdict(ratio, LEAST_RATIO, at_least=True)
    share = median(spent) / (options.seconds / 2)
    print(f"with / without: {ratio:.2f}, >= {LEAST_RATIO}", reached)
    print(f"the worker used {share:.2f} of a processor, beside {DESKS} desks and the server")


def _rate(runs: list[Run]) -> float:
    return median(each.rate for each in runs)


def _row(name: str, runs: list[Run]) -> list[str]:
    took = [each for run in runs for each in run.took]
    milliseconds = [f"{percentile(took, share) * 1000:.1f}" for share in (0.5, 0.95)]
    return [name, f"{_rate(runs):.0f}", *milliseconds]


def _turn(estate: Estate, server: Server, seconds: float) -> Run:
    done = in_a_process(server.port, calls(estate, DESKS, len(SITES), seconds), seconds)
    if done.others:
        raise RuntimeError(done.others[0].decode(errors="replace"))
    return done


def _open_hooks(estate: Estate, failing: HookServer) -> list[int]:
    """Open hooks of the operator's: half where nobody listens, half where every call fails."""
    nobody = f"http://127.0.0.1:{free_port()}/hook"
    with estate.app.app_context():
        max_ = make_staff("Max Manager", Role.MANAGER)
        with transaction():
            made = [
                hooks.open_hook(
                    max_,
                    url,
                    secret=SECRET,
                    allowed=(LOOPBACK,),
                    now=datetime.now(UTC),
                )[0]
                for url in (nobody, f"{failing.url}/hook") * (HOOKS // 2)
            ]
        db.session.remove()
        db.engine.dispose()
    return made


def _backlog(estate: Estate, hook_ids: list[int], size: int) -> None:
    with psycopg.connect(estate.url) as connection:
        contact = connection.execute("SELECT id FROM users WHERE role = 'contact'").fetchone()
        assert contact is not None
        values = {"hooks": hook_ids, "count": len(hook_ids), "size": size, "contact": contact[0]}
        connection.execute(_BACKLOG, values | {"now": datetime.now(UTC)})


@contextmanager
def _worker(estate: Estate) -> Iterator[int]:
    """Let a worker of its own go at the backlog, all of which is due again."""
    with psycopg.connect(estate.url) as connection:
        connection.execute(_AGAIN)
    environment = settings(estate.url, estate.data_dir) | {
        "ACCESSDESK_SMTP_URL": f"smtp://127.0.0.1:{free_port()}",
        "ACCESSDESK_WEBHOOK_NETWORKS": f'["{LOOPBACK}"]',
        "ACCESSDESK_POOL_SIZE": "5",
    }
    command = [str(Path(sys.executable).with_name("accessdesk")), "worker"]
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_attempts(estate, process)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_attempts(estate: Estate, process: subprocess.Popen[bytes]) -> None:
    """Wait until the worker is at it, so that its start is not measured."""
    for _ in range(100):
        if _attempts(estate, "attempts > 0 AND due_at > now()"):
            return
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
        message = "the worker ended by itself"
        raise RuntimeError(message)


def _attempts(estate: Estate, where: str = "true") -> int:
    with psycopg.connect(estate.url) as connection:
        found = connection.execute(
            f"SELECT coalesce(sum(attempts), 0) FROM deliveries WHERE {where}"
        ).fetchone()
    return int(found[0]) if found else 0
