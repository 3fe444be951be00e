"""Start the real server as its own processes, wait until it answers, and end it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic

from tests.conftest import SECRET
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 60.0
ENDS_WITHIN = 25.0


@dataclass
class Server:
    """A master process with its workers, in a process group of their own."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def answers(self) -> bool:
        """Whether a worker answers by now."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()

    def wait_until_ready(self) -> None:
        """Ask until a worker answers; raises RuntimeError when none does, with the server's log."""
        until = monotonic() + STARTS_WITHIN
        while not self.answers():
            try:
                self.process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                if monotonic() < until:
                    continue
            message = f"the server did not start:\n{self.log.read_text()[-4000:]}"
            raise RuntimeError(message)

    def kill(self) -> None:
        """End the master and its workers at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """Let the server finish the work in hand, and end."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(timeout=ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def workers(self) -> list[int]:
        """The ids of the worker processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


def settings(database_url: str, data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a server on this database."""
    return {
        "ACCESSDESK_DATABASE_URL": database_url,
        "ACCESSDESK_DATA_DIR": str(data_dir),
        "ACCESSDESK_SECRET_KEY": SECRET,
        "ACCESSDESK_POOL_SIZE": "2",
        "ACCESSDESK_CALLS_PER_MINUTE": "0",  # A load is more in a minute than a person makes.
        "ACCESSDESK_CHANGES_PER_MINUTE": "0",
        "PYTHONPATH": str(ROOT),
        "PATH": os.environ["PATH"],
    } | {f"ACCESSDESK_{name.upper()}": value for name, value in more.items()}


def start(
    database_url: str,
    data_dir: Path,
    *,
    workers: int = 2,
    more: Sequence[str] = (),
    **environment: str,
) -> Server:
    """Start `accessdesk serve`, with settings of its own; without waiting until it answers."""
    port = free_port()
    serve = str(Path(sys.executable).with_name("accessdesk"))
    command = [serve, "serve", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    environment = settings(database_url, data_dir, **environment)
    return spawn([*command, *more], port, environment, data_dir)


def start_variant(factory: str, database_url: str, data_dir: Path, *, workers: int = 2) -> Server:
    """Start another WSGI application (`module:factory()`) in the same way, for a control."""
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", factory, "--no-control-socket"]
    command = [*gunicorn, "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    return spawn(command, port, settings(database_url, data_dir), data_dir)


def spawn(command: list[str], port: int, environment: dict[str, str], data_dir: Path) -> Server:
    log = data_dir / f"server-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=environment, stdout=out, stderr=out, cwd=ROOT, start_new_session=True
        )
    return Server(process, port, log)


@contextmanager
def running(servers: Sequence[Server]) -> Iterator[Sequence[Server]]:
    """Wait until every server answers, and end them all afterwards."""
    try:
        for server in servers:
            server.wait_until_ready()
        yield servers
    finally:
        for server in servers:
            server.process.terminate()
        for server in servers:
            server.end()
