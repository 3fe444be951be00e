"""The queue wakes workers, whatever keeps it; the rows in the database say what is to be done."""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from huey import PostgresHuey, RedisHuey, SqliteHuey

from accessdesk import clock as real_clock
from accessdesk.notifications.rules import REST, DeliveryState
from accessdesk.worker import storage, wake
from accessdesk.worker.queue import Turns, WorkQueue, work_queue
from accessdesk.worker.storage import storage_of
from tests.notifications.conftest import Clock, Desk, deliveries, set_settings, window_at
from tests.notifications.post import sweep
from tests.ports import free_port

REDIS_URL = os.environ.get("ACCESSDESK_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


def soon() -> datetime:
    """A morning that the real clock finds ahead, since a real worker asks it."""
    return (real_clock.now() + timedelta(days=3)).replace(hour=9, minute=0, second=0)


def submit(desk: Desk) -> str:
    return desk.submit(at=real_clock.now(), window=window_at(soon()))


@pytest.fixture(params=["sqlite", "redis", "postgresql"])
def woken(
    request: pytest.FixtureRequest, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WorkQueue]:
    kind = request.param
    monkeypatch.setattr(storage, "NAME", f"accessdesk-test-{os.getpid()}")
    settings = app.extensions["accessdesk_settings"]
    if kind == "postgresql" and not settings.database_url.startswith("postgresql"):
        request.getfixturevalue("postgres_url")
        set_settings(monkeypatch, app, database_url=request.getfixturevalue("postgres_url"))
    if kind == "redis":
        try:
            redis.Redis.from_url(REDIS_URL).ping()
        except redis.ConnectionError as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"Redis does not answer: {error}")
        set_settings(monkeypatch, app, redis_url=REDIS_URL)
    set_settings(monkeypatch, app, queue=kind)
    found = work_queue(app)
    found.huey.flush()
    yield found
    found.huey.flush()
    found.huey.storage.close()


def run_all(work: WorkQueue) -> int:
    """Run what is in the queue, as a consumer's thread would; returns how much that was."""
    count = 0
    while work.huey.pending_count():  # An empty queue keeps whoever asks it waiting for a second.
        work.huey.execute(work.huey.dequeue())
        count += 1
    return count


def test_a_wake_lets_a_worker_send_what_is_due(woken: WorkQueue, desk: Desk) -> None:
    submit(desk)
    woken.wake()

    assert run_all(woken) == 1
    assert {each.state for each in deliveries()} == {DeliveryState.KEPT}


def test_waking_twice_sends_once(woken: WorkQueue, desk: Desk) -> None:
    submit(desk)
    woken.wake()
    woken.wake()

    assert run_all(woken) == 2
    assert [each.attempts for each in deliveries()] == [1, 1]


def test_a_wake_that_is_lost_costs_a_minute(woken: WorkQueue, desk: Desk) -> None:
    """The sweep of each minute finds what no wake told of."""
    submit(desk)
    for task in woken.huey.read_periodic(datetime(2026, 11, 30, 8, 1, tzinfo=UTC)):
        woken.huey.enqueue(task)

    assert run_all(woken) == 1
    assert len(deliveries()) == 2


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, SqliteHuey),
        ({"redis_url": REDIS_URL}, RedisHuey),
        ({"redis_url": REDIS_URL, "queue": "sqlite"}, SqliteHuey),
    ],
)
def test_the_settings_choose_the_queue(
    app: Flask, fields: dict[str, str], kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_settings(monkeypatch, app, **fields)

    found = storage_of(app.extensions["accessdesk_settings"]).huey

    assert isinstance(found, kind)
    assert not isinstance(found, PostgresHuey)


def test_a_queue_that_is_away_troubles_nobody(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_settings(monkeypatch, app, redis_url="redis://127.0.0.1:1/0")
    waker = wake.Waker(app)

    waker._wake(work_queue(app))

    assert "queue unavailable" in capsys.readouterr().out


def test_a_change_wakes_a_worker_from_a_thread_of_its_own(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken, lanes = threading.Event(), set[int]()

    class Recorded:
        def wake_soon(self) -> None:
            lanes.add(threading.get_ident())
            woken.set()

    monkeypatch.setattr(wake, "work_queue", lambda _app: Recorded())

    wake.Waker(app).nudge()

    assert woken.wait(10)
    assert lanes != {threading.get_ident()}


def test_only_a_call_that_may_change_something_wakes_a_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nudges: list[str] = []
    web = Flask("web")
    monkeypatch.setattr(wake.Waker, "nudge", lambda _: nudges.append("nudged"))
    wake.init_app(web)
    web.add_url_rule("/", view_func=lambda: "", methods=["GET", "POST"])
    client = web.test_client()

    client.get("/")
    client.post("/")

    assert nudges == ["nudged"]


def test_wakes_that_come_while_a_worker_looks_cost_one_more_look() -> None:
    """Whatever changed before a look began is found by it; a busy gate wakes at each entry."""
    turns, looking, go_on = Turns(), threading.Event(), threading.Event()
    looks: list[int] = []

    def look() -> None:
        looks.append(1)
        looking.set()
        go_on.wait(10)

    wakes = [threading.Thread(target=turns.take, args=(look,)) for _ in range(6)]
    wakes[0].start()
    assert looking.wait(10)
    for wake_up in wakes[1:]:
        wake_up.start()
    go_on.set()
    for wake_up in wakes:
        wake_up.join(10)

    assert len(looks) == 2


def test_a_receiver_that_is_dead_is_left_alone_for_a_while_by_a_worker_that_wakes_often(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_settings(monkeypatch, app, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    clock, resting = Clock(), dict[str, datetime]()
    desk.submit()

    def attempts_after(later: timedelta) -> int:
        clock.now += later
        sweep(clock, resting=resting)
        return sum(each.attempts for each in deliveries())

    seen = [attempts_after(later) for later in (timedelta(0), REST / 2, REST / 4, REST / 4)]

    assert seen == [1, 1, 1, 2]
