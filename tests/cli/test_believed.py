"""Nothing that a client says of itself is believed, but what the settings name (R-SEC-4)."""

import socket
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from accessdesk.accounts.models import GuessTally
from accessdesk.accounts.sign_in.secrets import keyed_hash
from accessdesk.config import LARGEST_BODY
from accessdesk.db import db
from accessdesk.planning.closure_views import UPLOAD_LIMIT
from tests.conftest import SECRET
from tests.load.serving import running, start

pytestmark = pytest.mark.long


def head_of(port: int, *headers: str) -> str:
    return answer_to(port, "GET /account", *headers)


def answer_to(port: int, call: str, *headers: str) -> str:
    """The head of the answer to a call of which the head alone is sent."""
    lines = "\r\n".join([f"{call} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers])
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(f"{lines}\r\n\r\n".encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer.partition(b"\r\n\r\n")[0].decode()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_client_cannot_say_where_we_are_or_how_it_came(app: Flask, tmp_path: Path) -> None:
    url = app.extensions["accessdesk_settings"].database_url
    with running([start(url, tmp_path, workers=1)]) as [server]:
        plain = head_of(server.port)

        lied = head_of(
            server.port, "SCRIPT_NAME: /evil", "Script-Name: /evil", "X-Forwarded-Proto: https"
        )

    assert "303" in plain.splitlines()[0]
    assert "evil" not in lied
    assert "Strict-Transport-Security" not in lied
    assert lied.splitlines()[0] == plain.splitlines()[0]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_body_that_no_view_takes_is_refused_before_it_is_sent(app: Flask, tmp_path: Path) -> None:
    url = app.extensions["accessdesk_settings"].database_url
    with running([start(url, tmp_path, workers=1)]) as [server]:
        answer = answer_to(server.port, "POST /sign-in", "Content-Length: 500000000")

    assert "413" in answer.splitlines()[0]


def test_the_server_takes_what_any_view_takes(app: Flask) -> None:
    views = {each: getattr(view, "most_bytes", 0) for each, view in app.view_functions.items()}

    assert 0 < max(views.values()) <= LARGEST_BODY
    assert UPLOAD_LIMIT <= LARGEST_BODY


def try_to_sign_in(port: int, email: str, **headers: str) -> int:
    """The status of one try, as a browser makes it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/sign-in")
    page = connection.getresponse()
    cookie = (page.getheader("Set-Cookie") or "").partition(";")[0]
    token = page.read().decode().partition('name="csrf_token" value="')[2].partition('"')[0]
    form = urlencode({"csrf_token": token, "email": email, "password": "not the one"})
    sent = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"} | headers
    connection.request("POST", "/sign-in", form, sent)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_proxy_that_the_settings_name_says_how_and_from_where_a_client_came(
    app: Flask, tmp_path: Path
) -> None:
    url = app.extensions["accessdesk_settings"].database_url
    with running([start(url, tmp_path, workers=1, trusted_proxies="1")]) as [server]:
        over_tls = head_of(server.port, "X-Forwarded-Proto: https")
        status = try_to_sign_in(server.port, "x@y.example", **{"X-Forwarded-For": "203.0.113.9"})

    client = keyed_hash(SECRET, "address", "203.0.113.9")
    assert "Strict-Transport-Security" in over_tls
    assert status == 422
    assert db.session.get(GuessTally, f"password/by/{client}") is not None, (
        "it counts for this client alone"
    )
