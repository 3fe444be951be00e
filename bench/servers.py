"""Compare web servers where one person could stop the others (R-SEC-4): slow bodies, slow readers.

Every server runs the same application with as many processes, on loopback, one after the other in
one run. What it can do alone is measured first; then again beside each sort of careless client.
"""

import argparse
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic, sleep

from bench.gate import calls, in_a_process
from bench.generator import Run
from bench.proc import rss_mb
from bench.stored import SITES, Estate, filled
from bench.tables import percentile, print_table
from tests.load.serving import Server, settings, spawn
from tests.ports import free_port

KINDS = ("gunicorn-sync", "gunicorn-threads", "gunicorn-buffered", "waitress")
WORKERS = 4
DESKS = 8
SLOW, SLOWER = 4, 64
IDLE = 200
PATIENCE = 3.0
RECOVERS_WITHIN = 60.0


@contextmanager
def served_by(kind: str, estate: Estate) -> Iterator[Server]:
    """Start a server of this kind, and end it."""
    port = free_port()
    environment = settings(estate.url, estate.data_dir)
    environment |= {"ACCESSDESK_POOL_SIZE": "4"}
    environment |= {"PYTHONPATH": ":".join([environment["PYTHONPATH"], *sys.path])}
    command = [sys.executable, "-m", "bench.serving", kind, str(port), str(WORKERS)]
    server = spawn(command, port, environment, estate.data_dir)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.end()


@contextmanager
def trickling(port: int, count: int) -> Iterator[None]:
    """Send bodies that never end: a byte a second on each of so many connections."""
    head = (
        b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    stop = threading.Event()
    with ExitStack() as stack:
        opened = [stack.enter_context(_connect(port)) for _ in range(count)]
        for each in opened:
            each.sendall(head)

        def trickle() -> None:
            while not stop.wait(1.0):
                for each in opened:
                    try:
                        each.send(b"x")
                    except OSError:
                        continue

        thread = threading.Thread(target=trickle, daemon=True)
        thread.start()
        sleep(0.5)
        yield
        stop.set()
        thread.join()


@contextmanager
def not_reading(port: int, count: int) -> Iterator[None]:
    """Ask for a large answer on so many connections, and read nothing of it."""
    ask = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(count):
            connection = stack.enter_context(_connect(port))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(ask)
        sleep(0.5)
        yield


@contextmanager
def idle(port: int, count: int) -> Iterator[None]:
    """Open so many connections, and send nothing."""
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(_connect(port))
        sleep(0.2)
        yield


@contextmanager
def alone(_port: int, _count: int) -> Iterator[None]:
    """Let the desks have the server to themselves."""
    yield


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), 5)
    connection.settimeout(2)
    return connection


def livez_ms(port: int) -> float:
    """Ask whether the process answers; give how long it took, at most `PATIENCE`."""
    begun = monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(
                b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            )
            connection.recv(1000)
    except OSError:
        return PATIENCE * 1000
    return (monotonic() - begun) * 1000


BESIDE: dict[str, tuple[Callable[..., object], int]] = {
    "alone": (alone, 0),
    f"{SLOW} slow bodies": (trickling, SLOW),
    f"{SLOWER} slow bodies": (trickling, SLOWER),
    f"{SLOWER} slow readers": (not_reading, SLOWER),
    f"{IDLE} idle": (idle, IDLE),
}


def admissions(estate: Estate, port: int, seconds: float) -> Run:
    """Let the desks admit for some seconds."""
    return in_a_process(port, calls(estate, DESKS, len(SITES), seconds), seconds)


def measured(kind: str, estate: Estate, seconds: float) -> list[list[str]]:
    """The rows of one server: beside each sort of client, and at its end."""
    rows = []
    with served_by(kind, estate) as server:
        admissions(estate, server.port, 1.0)
        for beside, (clients, count) in BESIDE.items():
            with clients(server.port, count):  # type: ignore[attr-defined]
                live = livez_ms(server.port)
                if live >= PATIENCE * 1000:
                    rows.append([kind, beside, "stopped", "", f"> {live:.0f}"])
            if live >= PATIENCE * 1000:
                _until_it_answers(server.port)
                continue
            with clients(server.port, count):  # type: ignore[attr-defined]
                run = admissions(estate, server.port, seconds)
            _until_it_answers(server.port)
            p95 = percentile(run.took, 0.95) * 1000
            rows.append([kind, beside, f"{run.rate:.0f}", f"{p95:.0f}", f"{live:.0f}"])
            print(*rows[-1], sep=" | ", flush=True)
        memory = max(rss_mb(pid) for pid in server.workers())
        rows.append([kind, "memory of the largest process, MB", f"{memory:.0f}", "", ""])
        rows.append([kind, "calls lost at TERM", *_at_term(estate, server)])
    return rows


def _until_it_answers(port: int) -> None:
    """Wait until what careless clients left behind is over."""
    until = monotonic() + RECOVERS_WITHIN
    while livez_ms(port) >= PATIENCE * 1000 and monotonic() < until:
        continue


def _at_term(estate: Estate, server: Server) -> list[str]:
    """Send TERM in the middle of a second of admissions; count the calls without an answer."""
    timer = threading.Timer(1.5, server.process.send_signal, [signal.SIGTERM])
    timer.start()
    try:
        run = admissions(estate, server.port, 1.5)
        lost = sum(1 for each in run.others if not each)
        return [str(lost), "", ""]
    except OSError as error:
        return [f"refused: {type(error).__name__}", "", ""]
    finally:
        timer.join()


def run(options: argparse.Namespace) -> None:
    """Print the table of the servers."""
    rows = []
    with filled(passes=options.passes, journal=0) as estate:
        for kind in options.servers or KINDS:
            rows += measured(kind, estate, options.seconds)
    head = ["server", "beside", "adm/s", "p95 ms", "livez ms"]
    print_table(f"{WORKERS} processes, {DESKS} desks, PostgreSQL", head, rows)
