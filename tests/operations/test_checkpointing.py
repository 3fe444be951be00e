"""Checkpoints leave by themselves: when they are due, once, and again where they could not."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from structlog.testing import capture_logs

from accessdesk.config import Settings
from accessdesk.db import transaction
from accessdesk.journal.checkpoints import KEY_FILE
from accessdesk.journal.rules import Event
from accessdesk.journal.service import record
from accessdesk.operations.checkpointing import Checkpointing
from tests.notifications.servers import hook_server

NOON = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)


@pytest.fixture
def something(app: Flask) -> None:
    with transaction():
        record(
            Event.REQUEST_SUBMITTED,
            stream="site:AMS1",
            subject="request/R-1",
            at=NOON,
            actor="user/1",
            facts={},
        )


def checkpointing(app: Flask, place: str, **more: object) -> Checkpointing:
    settings: Settings = app.extensions["accessdesk_settings"]
    return Checkpointing(settings.model_copy(update={"checkpoints": place, **more}))


def test_they_are_taken_when_they_are_due_and_not_before(
    app: Flask, something: None, tmp_path: Path
) -> None:
    """R-SEC-6."""
    kept = tmp_path / "kept"
    worker = checkpointing(app, str(kept), checkpoint_minutes=60)

    counts = []
    for minutes in (0, 1, 59, 60, 61, 120):
        worker.look(now=NOON + timedelta(minutes=minutes))
        counts.append(len(list(kept.glob("operator-*.json"))))

    assert counts == [1, 1, 1, 2, 2, 3]
    assert len(list(kept.glob("site-AMS1-*.json"))) == 1, "its place has not moved since"


def test_without_a_place_none_are_taken(app: Flask, something: None, tmp_path: Path) -> None:
    checkpointing(app, "").look(now=NOON)

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said_and_tried_again(
    app: Flask, something: None, tmp_path: Path
) -> None:
    place = tmp_path / "kept"
    place.write_text("a file where the folder should be")
    worker = checkpointing(app, str(place))

    with capture_logs() as said:
        worker.look(now=NOON)
    place.unlink()
    worker.look(now=NOON + timedelta(minutes=1))

    assert [line["log_level"] for line in said] == ["error"]
    assert len(list(place.glob("*.json"))) == 2


def test_a_key_that_cannot_be_read_is_said_and_keeps_nothing_else_waiting(
    app: Flask, something: None, tmp_path: Path
) -> None:
    key = tmp_path / KEY_FILE
    key.write_text("not a key")
    worker = checkpointing(app, str(tmp_path / "kept"), data_dir=tmp_path)

    with capture_logs() as said:
        worker.look(now=NOON)
    key.unlink()
    worker.look(now=NOON + timedelta(minutes=1))

    assert [line["log_level"] for line in said] == ["error"]
    assert len(list((tmp_path / "kept").glob("*.json"))) == 2


def test_an_address_gets_each_of_them_signed(app: Flask, something: None) -> None:
    with hook_server() as server:
        worker = checkpointing(app, server.url, webhook_networks=("127.0.0.0/8",))
        worker.look(now=NOON)

    streams = sorted(json.loads(body)["stream"] for _, body in server.calls)
    assert streams == ["operator", "site:AMS1"]
    assert worker.waiting is None


def test_an_address_that_refuses_is_tried_again(app: Flask, something: None) -> None:
    with hook_server() as server:
        server.mode = "fail"
        worker = checkpointing(app, server.url, webhook_networks=("127.0.0.0/8",))
        worker.look(now=NOON)
        waited = worker.waiting
        server.mode = "take"
        worker.look(now=NOON + timedelta(minutes=1))

    assert waited is not None
    assert worker.waiting is None
