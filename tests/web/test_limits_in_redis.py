"""Limits that all processes count in one Redis, and what becomes of them while it is away."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from flask import Flask

from accessdesk.app import create_app
from accessdesk.db import db
from tests.conftest import make_settings
from tests.people import api_of, make_contact, make_customer
from tests.ports import free_port
from tests.web.test_limits import calls

PATIENCE = 10.0
MOST = 3


@dataclass
class OwnRedis:
    """A Redis of this test alone, which can go away and come back."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def come(self) -> None:
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), *options], stdout=subprocess.DEVNULL
        )
        retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), int(PATIENCE / 0.05))
        with redis.Redis.from_url(self.url, retry=retry) as client:
            client.ping()

    def go(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def own_redis() -> Iterator[OwnRedis]:
    if shutil.which("redis-server") is None and not os.environ.get("CI"):
        pytest.skip("redis-server is missing")
    server = OwnRedis(free_port())
    server.come()
    yield server
    server.go()


@pytest.fixture
def two_processes(app: Flask, tmp_path: Path, own_redis: OwnRedis) -> Iterator[list[Flask]]:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    settings = make_settings(url, tmp_path).model_copy(
        update={"calls_per_minute": MOST, "redis_url": own_redis.url}
    )
    made = [create_app(settings), create_app(settings)]
    yield made
    for each in made:
        with each.app_context():
            db.engine.dispose()


def test_processes_count_together_in_redis(app: Flask, two_processes: list[Flask]) -> None:
    headers = api_of(app, make_contact("Alice Adams", make_customer())).headers()

    statuses = [status for each in two_processes for status in calls(each, headers)]

    assert statuses.count(200) == MOST


def test_while_redis_is_away_each_process_counts_for_itself_and_nobody_is_stopped(
    app: Flask, two_processes: list[Flask], own_redis: OwnRedis
) -> None:
    headers = api_of(app, make_contact("Alice Adams", make_customer())).headers()
    own_redis.go()

    for each in two_processes:
        statuses = calls(each, headers) + calls(each, headers)

        # A minute that ends meanwhile lets one or two more pass.
        assert statuses[:MOST] == [200] * MOST
        assert set(statuses[MOST:]) <= {200, 429}
        assert 429 in statuses
