"""Nobody slow keeps the others waiting (R-SEC-4): not with bodies, answers or idle connections."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask

from tests.load.serving import Server, running, start, start_variant

pytestmark = [pytest.mark.long, pytest.mark.timeout(180)]

MANY = 40  # More than any number of processes and threads that one machine would run.
WITHIN = 2.0
PLAIN = "accessdesk.app:create_app()"

HEAD = (
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
)
LARGE = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture(params=["slow bodies", "slow readers", "idle connections"])
def begun(request: pytest.FixtureRequest) -> bytes:
    """What each careless client sends, and then no more, nor reads anything."""
    return {"slow bodies": HEAD, "slow readers": LARGE * 4, "idle connections": b""}[request.param]


def careless(stack: ExitStack, port: int, begun: bytes) -> None:
    """Open many connections that begin in this way and go on with nothing."""
    for _ in range(MANY):
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        if begun:
            connection.sendall(begun)


def answers_within(server: Server, seconds: float) -> bool:
    """Whether somebody else is answered in this time."""
    until = monotonic() + seconds
    try:
        with socket.create_connection(("127.0.0.1", server.port), seconds) as connection:
            connection.settimeout(max(0.1, until - monotonic()))
            connection.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            return connection.recv(100).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


@pytest.fixture
def served(app: Flask, tmp_path: Path) -> Iterator[Server]:
    url = app.extensions["accessdesk_settings"].database_url
    with running([start(url, tmp_path, workers=2)]) as [server]:
        yield server


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_others_are_answered_beside_many_who_are_slow(served: Server, begun: bytes) -> None:
    with ExitStack() as stack:
        careless(stack, served.port, begun)

        answered = [answers_within(served, WITHIN) for _ in range(5)]

    assert answered == [True] * 5


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_a_server_that_reads_in_its_workers_would_be_stopped(app: Flask, tmp_path: Path) -> None:
    """The control: the same two processes of gunicorn as it comes."""
    url = app.extensions["accessdesk_settings"].database_url
    with (
        running([start_variant(PLAIN, url, tmp_path, workers=2)]) as [server],
        ExitStack() as stack,
    ):
        careless(stack, server.port, HEAD)

        assert not answers_within(server, WITHIN)


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_at_term_what_is_under_way_is_answered(served: Server) -> None:
    """Those whose request is whole get their answer; the server then ends by itself."""
    with ExitStack() as stack:
        asked = [
            stack.enter_context(socket.create_connection(("127.0.0.1", served.port), 10))
            for _ in range(20)
        ]
        for each in asked:
            each.sendall(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        timer = threading.Timer(0, served.process.terminate)
        timer.start()

        heard = [each.recv(100) for each in asked]
        timer.join()

    assert {each[:15] for each in heard} == {b"HTTP/1.1 200 OK"}
    assert served.process.wait(timeout=25) == 0
