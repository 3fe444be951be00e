"""A worker as a process: TERM finishes the message in hand, and kill -9 loses none."""

import random
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accessdesk.db import transaction
from accessdesk.notifications.hooks.hooks import open_hook
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.rules import UNSENT, Channel, DeliveryState
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.updates import add_update
from accessdesk.worker.run import worker_beside
from tests.conftest import SECRET
from tests.notifications.conftest import LATER, NOW, Desk, deliveries, set_settings
from tests.notifications.servers import HookServer, MailServer
from tests.worker.processes import environment_of, python
from tests.worker.test_queue import submit

WORKER = "from accessdesk.cli import main; main()"

# A worker by a simulated clock: it sweeps each minute of so many, or until nothing is left.
SIMULATED = """
import sys
from datetime import datetime, timedelta
from accessdesk.app import create_app
from tests.notifications.post import sweep
from tests.worker.test_process import unsent
now, minutes = datetime.fromisoformat(sys.argv[1]), int(sys.argv[2])
with create_app().app_context():
    while minutes and unsent():
        sweep(lambda: now)
        now, minutes = now + timedelta(minutes=1), minutes - 1
"""

EVENTS = 500
KILLS = 10


def unsent() -> int:
    """Count what has not gone out; before the first plan, that is everything."""
    with transaction(write=False) as session:
        planned = session.scalar(select(func.count()).select_from(Delivery)) or 0
        waiting = select(func.count()).where(Delivery.state.in_(UNSENT))
        return (session.scalar(waiting) or 0) if planned else 1


@pytest.mark.long
def test_term_finishes_the_message_in_hand_and_begins_no_other(
    app: Flask, desk: Desk, mail: MailServer
) -> None:
    mail.mode = "hold"
    for _ in range(3):
        submit(desk)

    with python(app, WORKER, "worker", "--threads", "1", heard=True) as worker:
        mail.came.wait_for(1)
        worker.send_signal(signal.SIGTERM)
        assert worker.stdout is not None
        while b"worker stopping" not in (line := worker.stdout.readline()):
            assert line, "it ended without a word"
        mail.go_on.set()
        _, said = worker.communicate(timeout=60)

    states = [each.state for each in deliveries()]
    assert worker.returncode == 0, said.decode()
    assert states.count(DeliveryState.SENT) == 1
    assert states.count(DeliveryState.DUE) == 5


@pytest.mark.long
def test_a_worker_stops_with_whoever_started_it(app: Flask, desk: Desk, mail: MailServer) -> None:
    submit(desk)

    with python(app, WORKER, "worker", "--until-end-of-input") as worker:
        mail.came.wait_for(2)
        assert worker.stdin is not None
        worker.stdin.close()

        assert worker.wait(timeout=60) == 0


@pytest.mark.long
def test_a_worker_that_watches_its_input_ends_quietly_at_term(
    app: Flask, desk: Desk, mail: MailServer
) -> None:
    submit(desk)

    with python(app, WORKER, "worker", "--until-end-of-input") as worker:
        mail.came.wait_for(2)
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(timeout=60)
        assert worker.stderr is not None
        said = worker.stderr.read().decode()

    assert code == 0
    assert "Fatal" not in said


@pytest.mark.long
def test_a_worker_runs_beside_a_server_for_as_long_as_that_does(
    app: Flask, desk: Desk, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment_of(app).items():
        monkeypatch.setenv(name, value)
    submit(desk)

    with worker_beside():
        mail.came.wait_for(2)

    assert {each.state for each in deliveries()} <= {DeliveryState.SENT, DeliveryState.SENDING}


def _tell_much(desk: Desk) -> None:
    """Raise ten requests and say something on them until there are five hundred events."""
    called = [desk.submit() for _ in range(10)]
    with transaction():
        for number in range(EVENTS - len(called)):
            at = NOW + timedelta(milliseconds=number)
            sr = get_request(desk.agent, called[number % 10], now=at)
            add_update(desk.agent, sr, f"Word {number}", visible=True, now=at)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_ten_kills_after_half_an_hour_without_receivers_lose_nothing(
    app: Flask,
    make_desk: Callable[..., Desk],
    mail: MailServer,
    hook: HookServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """500 events are each delivered by mail and webhook at least once, with one id each."""
    desk = make_desk(visitor_capacity=0)
    with transaction():
        open_hook(desk.alice, hook.url, secret=SECRET, allowed=["127.0.0.0/8"], now=NOW)
    _tell_much(desk)
    chance = random.Random(20261122)

    set_settings(monkeypatch, app, smtp_url="smtp://127.0.0.1:1")
    hook.mode = "fail"
    with python(app, SIMULATED, LATER.isoformat(), "30") as worker:
        assert worker.wait(timeout=300) == 0
    lost = mail.came.count + hook.came.count
    set_settings(monkeypatch, app, smtp_url=mail.url)
    hook.mode = "take"
    now = LATER + timedelta(minutes=30)
    for _ in range(KILLS):
        before = mail.came.count
        with python(app, SIMULATED, now.isoformat(), "600") as worker:
            mail.came.wait_for(before + chance.randint(5, 35))
            worker.kill()
        now += timedelta(minutes=20)
    with python(app, SIMULATED, now.isoformat(), "6000") as worker:
        assert worker.wait(timeout=300) == 0

    planned = deliveries()
    by_mail = {f"<{each.key}@localhost>" for each in planned if each.channel is Channel.EMAIL}
    by_hook = {each.key for each in planned if each.channel is Channel.WEBHOOK}
    assert lost == 0
    assert len({(each.stream, each.seq) for each in planned}) == EVENTS
    assert {each.state for each in planned} == {DeliveryState.SENT}
    assert set(mail.ids()) == by_mail
    assert set(hook.ids()) == by_hook
    assert len(mail.taken) + len(hook.calls) <= len(planned) + KILLS
