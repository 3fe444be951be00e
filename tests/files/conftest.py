"""A store of each kind: a folder, the database, and a bucket behind a server of this machine."""

from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from accessdesk.files.service import store_at
from accessdesk.files.stores import Store


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3-like server."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty bucket, to which the environment gives access."""
    access = {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "of the tests",
        "AWS_SECRET_ACCESS_KEY": "no secret",
    }
    for name, value in access.items():
        monkeypatch.setenv(name, value)
    name = f"files-{uuid4()}"
    urlopen(Request(f"{s3_server}/{name}", method="PUT")).close()
    return f"s3://{name}/desk"


@pytest.fixture(params=["folder", "database", "bucket"])
def store(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Store:
    is_bucket = request.param == "bucket"
    return store_at(request.getfixturevalue("bucket") if is_bucket else request.param, tmp_path)
