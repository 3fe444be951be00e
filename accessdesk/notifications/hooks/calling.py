"""Call a program's address in the Standard Webhooks format: id, timestamp, signature."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from threading import Timer

from standardwebhooks.webhooks import Webhook as Signer

from accessdesk.notifications.hooks.guard import Refused, Resolve, Target, resolve, target_of
from accessdesk.notifications.messages import Call, GivenUp, Outcome, Sent, TryAgain

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
GONE = 410


def headers_of(key: str, call: Call, *, now: datetime) -> dict[str, str]:
    """The headers of one attempt; during a rotation each secret signs."""
    signatures = [Signer(secret).sign(key, now, call.body) for secret in call.secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": "accessdesk",
        "webhook-id": key,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def send(
    key: str, call: Call, *, allowed: Sequence[str], now: datetime, find: Resolve = resolve
) -> Outcome:
    """Make one attempt; anything but a 2xx within fifteen seconds is tried again.

    A redirect is not followed. 410 ends the hook, as the specification asks.
    """
    try:
        target = target_of(call.address, allowed, find)
        status = _post(target, call.body.encode(), headers_of(key, call, now=now))
    except Refused as refused:
        return GivenUp(str(refused))
    except (OSError, HTTPException, ValueError) as error:
        return TryAgain(f"No answer: {type(error).__name__}", unreachable=True)
    return _outcome(status)


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Sent()
    if status == GONE:
        return GivenUp("The address answered 410: it does not want any more of these.", gone=True)
    if 300 <= status < 400:
        return TryAgain(f"The address answered {status}: redirects are not followed.")
    return TryAgain(f"The address answered {status}.", unreachable=status >= 500)


def _post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    connection = HTTPConnection(target.name, target.port, timeout=TOTAL_SECONDS)
    connection.sock = _connect(target)
    with _hung_up_after(connection.sock, TOTAL_SECONDS):
        try:
            connection.request("POST", target.path, body, headers | {"Host": target.host})
            return connection.getresponse().status
        finally:
            connection.close()


def _connect(target: Target) -> socket.socket:
    raw = socket.create_connection((target.address, target.port), timeout=CONNECT_SECONDS)
    raw.settimeout(TOTAL_SECONDS)
    if target.scheme != "https":
        return raw
    try:
        return ssl.create_default_context().wrap_socket(raw, server_hostname=target.name)
    except (OSError, ValueError):
        raw.close()
        raise


@contextmanager
def _hung_up_after(connection: socket.socket, seconds: float) -> Iterator[None]:
    """Hang up on who answers a byte at a time; a time-out of reading alone never ends."""

    def hang_up() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
