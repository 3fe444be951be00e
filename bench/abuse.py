"""Measure what a scan costs on SQLite beside people who keep us at costly work (R-SEC-4)."""

import argparse
import io
import os
import re
import threading
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep
from urllib.parse import urlencode

from PIL import Image

from accessdesk import clock
from accessdesk.accounts.rules import Role
from accessdesk.accounts.service import set_password
from accessdesk.app import create_app
from accessdesk.db import db, transaction
from bench.tables import percentile, print_table
from tests.conftest import make_settings
from tests.load.serving import Server, running, start
from tests.people import PASSWORD, api_of, make_staff
from tests.remote_hands.given import make_hall

WORKERS, BESIDE, PAUSE = 4, 8, 0.02
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "a-boundary-of-the-bench"


def honest() -> bytes:
    """A photograph of 48 million pixels as a camera takes it: large, and with something on it."""
    out = io.BytesIO()
    noise = Image.frombytes("RGB", (1000, 750), os.urandom(1000 * 750 * 3))
    noise.resize((8000, 6000)).save(out, "JPEG", quality=85)
    return out.getvalue()


def bomb() -> bytes:
    """A picture of 79 million pixels in 300 kB."""
    out = io.BytesIO()
    Image.new("RGB", (8900, 8900), "teal").save(out, "PNG")
    return out.getvalue()


class Person:
    """Somebody at a browser who sends one form over and over."""

    def __init__(self, server: Server, email: str) -> None:
        self.port, self.cookies = server.port, dict[str, str]()
        self.get("/sign-in")
        self.send("/sign-in", urlencode({"email": email, "password": PASSWORD}).encode(), FORM)

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, str]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Cookie": jar} | ({"Content-Type": kind} if kind else {})
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode(errors="replace")

    def get(self, path: str) -> None:
        """Look at a page, for its token."""
        _, page = self._ask("GET", path, None, "")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        self.token = found[1] if found else self.token

    def send(self, path: str, body: bytes, kind: str) -> int:
        """Send a form with the token of the last page."""
        if kind == FORM:
            body += b"&" + urlencode({"csrf_token": self.token}).encode()
        return self._ask("POST", path, body, kind)[0]

    def photo(self, number: str, picture: bytes) -> int:
        """Send a photograph of the work."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n',
            f"{self.token}\r\n",
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n",
        ]
        body = "".join(parts).encode() + picture + f"\r\n--{BOUNDARY}--\r\n".encode()
        path = f"/work/{number}/photos"
        return self.send(path, body, f"multipart/form-data; boundary={BOUNDARY}")


def scans(port: int, token: str, seconds: float) -> list[float]:
    """Scan at one desk, one after the other; how long each took, in milliseconds."""
    took, until = [], monotonic() + seconds
    body = b'{"code": "AD1:NO-PASS-OF-OURS", "desk": "north"}'
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    while monotonic() < until:
        begun = perf_counter()
        with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
            connection.request("POST", "/api/v1/gate/AMS1/scans", body, headers)
            answer = connection.getresponse()
            answer.read()
        took.append((perf_counter() - begun) * 1000)
        sleep(PAUSE)
    return took


def beside(act: Callable[[], int], count: int, measure: Callable[[], list[float]]) -> list[str]:
    """The line of a table: what scans took while so many acted, and what these were answered."""
    stop, answers = threading.Event(), list[int]()

    def go_on() -> None:
        while not stop.is_set():
            answers.append(act())

    threads = [threading.Thread(target=go_on, daemon=True) for _ in range(count)]
    for each in threads:
        each.start()
    took = measure()
    stop.set()
    for each in threads:
        each.join(60)
    kinds = ", ".join(f"{answers.count(each)} x {each}" for each in sorted(set(answers)))
    figures = [f"{percentile(took, share):.0f}" for share in (0.5, 0.95, 1.0)]
    return [str(len(took)), *figures, kinds]


def run(options: argparse.Namespace) -> None:
    """Print what scans took alone, beside eight who hash, and beside photographs."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        app = create_app(make_settings(url, Path(folder)))
        with app.app_context():
            db.create_all()
            hall = make_hall(app)
            number = hall.ask()
            hall.begin(number)
            officer = api_of(app, make_staff("Olu Officer", Role.OFFICER)).token
            with transaction():
                for each in (hall.alice_actor, hall.tom_actor):
                    set_password(each.email, PASSWORD, now=clock.now())
            emails = hall.alice_actor.email, hall.tom_actor.email
            db.session.remove()
            db.engine.dispose()
        limits = {"calls_per_minute": "600", "changes_per_minute": "60"}
        server = start(url, Path(folder), workers=WORKERS, pool_size="5", **limits)
        with running([server]):
            alice, tom = (Person(server, email) for email in emails)
            alice.get("/account")
            tom.get(f"/work/{number}")
            large, small = honest(), bomb()

            def phrase() -> int:
                body = urlencode({"phrase": "the heron lands at noon"}).encode()
                return alice.send("/account/phrase", body, FORM)

            def guess() -> int:
                words = {"current_password": "not the one", "new_password": "something else 1"}
                return alice.send("/account/password", urlencode(words).encode(), FORM)

            def measure() -> list[float]:
                return scans(server.port, officer, options.seconds)

            rows = [
                ["alone", *beside(lambda: 0, 0, measure)],
                ["8 guess at a password", *beside(guess, BESIDE, measure)],
                ["8 set a phrase", *beside(phrase, BESIDE, measure)],
                ["48 Mpixel JPEG", *beside(lambda: tom.photo(number, large), 1, measure)],
                ["79 Mpixel PNG, 300 kB", *beside(lambda: tom.photo(number, small), 1, measure)],
                ["alone again", *beside(lambda: 0, 0, measure)],
            ]
    head = ["beside", "scans", "p50 ms", "p95 ms", "longest", "what they were answered"]
    print_table(f"Scans on SQLite, {WORKERS} processes, load {os.getloadavg()[0]:.1f}", head, rows)
