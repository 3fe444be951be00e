"""Real receivers on loopback: a mail server and a web server, each of which can misbehave."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Counted:
    """How many messages have come to a server, for whoever waits for the next."""

    count: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def add(self) -> None:
        with self.changed:
            self.count += 1
            self.changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.count >= count, timeout=240)


@dataclass
class MailServer:
    """What the mail server does with each message, and what it took."""

    url: str = ""
    mode: str = "take"
    came: Counted = field(default_factory=Counted)
    go_on: threading.Event = field(default_factory=threading.Event)
    taken: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    refused: int = 0

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name.
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.mode == "refuse" or (self.mode == "refuse-one" and address.startswith("jm@")):
            self.refused += 1
            return "550 No such mailbox"
        if self.mode == "later":
            self.refused += 1
            return "451 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.mode == "stall":
            self.refused += 1
            await asyncio.sleep(2)
            return "451 Too late"
        self.came.add()
        if self.mode == "hold":
            await asyncio.get_running_loop().run_in_executor(None, self.go_on.wait, 30)
        message = message_from_bytes(envelope.content or b"", policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.to.extend(envelope.rcpt_tos)
        return "250 OK"

    def to_address(self, address: str) -> list[EmailMessage]:
        return [each for each in self.taken if address in str(each["To"])]

    def ids(self) -> Counter[str]:
        return Counter(str(each["Message-ID"]) for each in self.taken)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    loop = asyncio.new_event_loop()
    controller = UnthreadedController(server, hostname="127.0.0.1", port=0, loop=loop)
    controller.begin()
    port = controller.server.sockets[0].getsockname()[1]
    server.url = f"smtp://127.0.0.1:{port}"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield server
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    controller.end()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


@dataclass
class HookServer:
    """What the web server answers, and the calls that it got."""

    url: str = ""
    mode: str = "take"
    calls: list[tuple[dict[str, str], str]] = field(default_factory=list)
    refused: int = 0
    inside: int = 0
    came: Counted = field(default_factory=Counted)
    go_on: threading.Event = field(default_factory=threading.Event)

    def ids(self) -> Counter[str]:
        return Counter(headers["webhook-id"] for headers, _ in self.calls)


ANSWERS = {"fail": 500, "redirect": 307, "gone": 410}


@contextmanager
def hook_server() -> Iterator[HookServer]:
    state = HookServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.inside += 1
            self.send_response(200)
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if self.path == "/inside":
                state.inside += 1
            if state.mode == "hang":
                state.refused += 1
                state.go_on.wait(10)
                return
            if state.mode in ANSWERS:
                state.refused += 1
                self.send_response(ANSWERS[state.mode])
                self.send_header("Location", f"{state.url}/inside")
            else:
                state.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
                state.came.add()
                self.send_response(204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield state
    state.go_on.set()
    server.shutdown()
    server.server_close()
    thread.join()
