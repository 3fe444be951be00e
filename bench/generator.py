"""Be many desks in one light process: each sends its next call when its last was answered."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector
from time import perf_counter


@dataclass
class Run:
    """What desks saw: the seconds that each answered call took, and how long it all took."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    others: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The answers per second."""
        return len(self.took) / self.seconds


def drive(port: int, calls: Sequence[Sequence[bytes]], seconds: float) -> Run:
    """Let each desk work through its calls for some seconds; a desk's calls may not run out."""
    run, begun, waiting = Run(), perf_counter(), [iter(each) for each in calls]
    with DefaultSelector() as selector:
        for desk in range(len(calls)):
            _send(selector, port, desk, next(waiting[desk]))
        until = begun + seconds
        while selector.get_map():
            ready = selector.select(30)
            if not ready:
                break  # Nobody answers any more: what is under way is lost.
            for key, _ in ready:
                desk, at = key.data
                answer = _receive(key.fileobj)
                selector.unregister(key.fileobj)
                now = perf_counter()
                if answer.startswith(b"HTTP/1.1 201"):
                    run.took.append(now - at)
                else:
                    run.others.append(answer)
                if now < until:
                    _send(selector, port, desk, next(waiting[desk]))
    run.seconds = perf_counter() - begun
    return run


def _send(selector: DefaultSelector, port: int, desk: int, call: bytes) -> None:
    at = perf_counter()
    connection = socket.create_connection(("127.0.0.1", port), 30)
    connection.sendall(call)
    selector.register(connection, EVENT_READ, (desk, at))


def _receive(connection: socket.socket) -> bytes:
    """Read up to the announced length, and close at once: a worker waits for that."""
    raw = b""
    with connection:
        while received := connection.recv(65536):
            raw += received
            head, found, body = raw.partition(b"\r\n\r\n")
            if found and len(body) >= _length(head):
                break
    return raw


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if rest else 0
