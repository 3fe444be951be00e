"""A worker of gunicorn in which nobody slow keeps the others waiting (R-SEC-4).

Gunicorn keeps the processes: it makes them, replaces one that dies, and ends them at TERM.
Waitress speaks HTTP in each: one thread reads what clients send and writes what they take, however
slowly, and a request reaches the application only when the whole of it is there.
"""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from time import monotonic
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from accessdesk.config import LARGEST_BODY
from accessdesk.costly import relieve_with
from accessdesk.web.edge import MOST_HEADER_BYTES

ROUND_SECONDS = 0.5
CONNECTIONS = 1000
QUIET_SECONDS = 30
THREADS = 2


class BufferedWorker(Worker):  # type: ignore[misc]
    """One process: a thread for the network, and a few for the application."""

    def run(self) -> None:
        """Serve until TERM, then let what is under way end."""
        channels: dict[int, Any] = {}
        servers = [self._server(each.sock, channels) for each in self.sockets]
        relieve_with(StandIns(servers).one)
        while self.alive and os.getppid() == self.ppid:
            self._round(channels)
        for server in servers:
            _take_the_last(server)
            server.accepting = False
            server.del_channel(channels)
        until = monotonic() + self.cfg.graceful_timeout
        while _busy(servers) and monotonic() < until:
            self._round(channels)
        for server in servers:
            server.task_dispatcher.shutdown(timeout=1)

    def _server(self, listening: socket.socket, channels: dict[int, Any]) -> BaseWSGIServer:
        return create_server(
            self.wsgi,
            map=channels,
            sockets=[listening],
            threads=self.cfg.threads,
            connection_limit=CONNECTIONS,
            channel_timeout=QUIET_SECONDS,
            max_request_header_size=MOST_HEADER_BYTES,
            max_request_body_size=LARGEST_BODY,
            asyncore_use_poll=True,
            # Whom the settings believe, ProxyFix believes: without it nobody reads these headers.
            clear_untrusted_proxy_headers=False,
            ident=None,
            expose_tracebacks=False,
        )

    def _round(self, channels: dict[int, Any]) -> None:
        self.notify()
        wasyncore.loop(timeout=ROUND_SECONDS, use_poll=True, map=channels, count=1)


class StandIns:
    """Threads for the time that others wait for costly work, so that these keep nobody waiting.

    How many may wait in all is bounded by `costly.Bench`.
    """

    def __init__(self, servers: list[BaseWSGIServer]) -> None:
        self.servers, self.lock, self.count = servers, threading.Lock(), 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Have one thread more for as long as the block runs."""
        self._change(1)
        try:
            yield
        finally:
            self._change(-1)

    def _change(self, by: int) -> None:
        with self.lock:
            self.count += by
            for server in self.servers:
                if server.accepting:  # Else it ends, and its threads with it.
                    server.task_dispatcher.set_thread_count(server.adj.threads + self.count)


def _take_the_last(server: BaseWSGIServer) -> None:
    """Accept who has connected by now: closed unheard, they could not tell what became of it."""
    before = -1
    while before < len(server.active_channels) < CONNECTIONS:
        before = len(server.active_channels)
        server.handle_accept()


def _busy(servers: list[BaseWSGIServer]) -> bool:
    """Whether a request is being answered, or an answer not yet taken."""
    channels = chain.from_iterable(server.active_channels.values() for server in servers)
    return any(channel.requests or channel.total_outbufs_len for channel in channels)
