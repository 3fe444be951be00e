"""Nothing that a client says of itself is believed, but what the settings name (R-SEC-4)."""

import socket
from pathlib import Path

import pytest
from flask import Flask

from tests.load.serving import running, start

pytestmark = pytest.mark.long


def head_of(port: int, *headers: str) -> str:
    lines = "\r\n".join(["GET /account HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers])
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
