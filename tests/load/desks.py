"""Call the gate as many desks at once would, with as little work on this side as can be."""

import json
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from selectors import EVENT_READ, BaseSelector, DefaultSelector, SelectorKey
from typing import Any

from tests.gate.documents import passport

PATIENCE = 60.0


def shown(given_names: str, surname: str) -> dict[str, Any]:
    """Write the original passport of somebody, as it is scanned."""
    scan = passport(surname, given_names, expires_on=date(2036, 5, 4))
    return {"scan": scan, "original": True}


@dataclass(frozen=True)
class Reply:
    """An answer of the server: its status and its body, byte for byte."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(path: str, token: str, key: str, body: Any) -> bytes:
    """Write a whole POST, ready to be sent."""
    content = json.dumps(body).encode()
    head = (
        f"POST /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Authorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def entry(
    token: str,
    key: str,
    code: str,
    *,
    desk: str = "",
    site: str = "AMS1",
    bearer: tuple[str, str],
) -> bytes:
    """Write the call that admits somebody on a pass."""
    # A badge is with one visitor at a time, and each key is one entry. It is made as badges are: no
    # code fits into it, and it is no two others run together, so nobody has to ask the database.
    badge = f"V-{int(sha256(key.encode()).hexdigest(), 16) % 10**10:010}"
    body = {"code": code, "document": shown(*bearer), "badge": badge, "desk": desk}
    return call(f"/gate/{site}/admissions", token, key, body)


def volley(calls: Sequence[tuple[int, bytes]]) -> list[Reply]:
    """Send every call to its port at the same moment: all are connected before one is sent.

    Each connection is closed as soon as its answer is whole, since a worker of gunicorn waits
    for that before it serves the next.
    """
    replies: dict[int, Reply] = {}
    with ExitStack() as stack, DefaultSelector() as selector:
        for number, (port, _) in enumerate(calls):
            connection = stack.enter_context(connect(port))
            selector.register(connection, EVENT_READ, (number, bytearray()))
        for key in list(selector.get_map().values()):
            key.fileobj.sendall(calls[key.data[0]][1])  # type: ignore[union-attr]
        while selector.get_map():
            for key in _ready(selector):
                _read(selector, key, replies)
    return [replies[number] for number in range(len(calls))]


def _ready(selector: BaseSelector) -> list[SelectorKey]:
    ready = selector.select(PATIENCE)
    if not ready:
        raise TimeoutError
    return [key for key, _ in ready]


def _read(selector: BaseSelector, key: SelectorKey, replies: dict[int, Reply]) -> None:
    number, so_far = key.data
    connection = key.fileobj
    assert isinstance(connection, socket.socket)
    received = connection.recv(65536)
    so_far += received
    reply = parsed(bytes(so_far))
    if reply is None and received:
        return
    if reply is None:
        raise ConnectionError("the answer was cut off")
    replies[number] = reply
    selector.unregister(connection)
    connection.close()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def send(port: int, written: bytes) -> Reply:
    """Send one call; raises OSError when no whole answer comes back."""
    so_far = b""
    with connect(port) as connection:
        connection.sendall(written)
        while received := connection.recv(65536):
            so_far += received
            if reply := parsed(so_far):
                return reply
    raise ConnectionError("the answer was cut off")


def parsed(raw: bytes) -> Reply | None:
    """Read an answer, or give None while it is not whole."""
    head, found, body = raw.partition(b"\r\n\r\n")
    if not found:
        return None
    lines = head.split(b"\r\n")
    length = [int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")]
    return Reply(int(lines[0].split()[1]), body) if len(body) >= sum(length) else None
