"""Serve the application by one of several servers, for `bench servers`: KIND PORT WORKERS."""

import os
import signal
import socket
import sys
from typing import Any

from accessdesk.app import create_app
from accessdesk.worker import wake

THREADS = 8


def gunicorn(port: int, workers: int, worker_class: str) -> None:
    """Serve by gunicorn, with one request a process or with threads."""
    from accessdesk.cli.serve import Server

    options: dict[str, Any] = {"bind": f"127.0.0.1:{port}", "workers": workers}
    options |= {"worker_class": worker_class, "graceful_timeout": 20, "preload_app": True}
    options |= {"control_socket_disable": True, "keepalive": 5, "loglevel": "error"}
    if worker_class != "sync":
        options |= {"threads": THREADS if worker_class == "gthread" else 2}
    Server(wake.init_app(create_app()), options).run()


def waitress(port: int, workers: int) -> None:
    """Serve by waitress: processes that share a port, each with threads behind one reader."""
    from waitress import create_server

    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(1024)
    app = wake.init_app(create_app())
    children = []
    for _ in range(workers):
        if (child := os.fork()) == 0:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            create_server(app, sockets=[listening], threads=THREADS, channel_timeout=30).run()
            os._exit(0)
        children.append(child)

    def end(*_: object) -> None:
        for child in children:
            os.kill(child, signal.SIGTERM)

    signal.signal(signal.SIGTERM, end)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    kind, port, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    match kind:
        case "gunicorn-sync":
            gunicorn(port, workers, "sync")
        case "gunicorn-threads":
            gunicorn(port, workers, "gthread")
        case "gunicorn-buffered":
            gunicorn(port, workers, "accessdesk.cli.buffered.BufferedWorker")
        case "waitress":
            waitress(port, workers)
