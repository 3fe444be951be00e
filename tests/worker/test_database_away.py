"""A worker whose database does not answer says so in a line, and leaves it alone for a while."""

import threading
from itertools import pairwise
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from accessdesk.app import create_app
from accessdesk.worker import queue
from accessdesk.worker.queue import LONGEST_REST, Turns, work_queue
from tests.conftest import make_settings
from tests.ports import free_port


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the turns, which only the test moves."""
    moments = [1000.0]
    monkeypatch.setattr(queue, "monotonic", lambda: moments[0])
    monkeypatch.setattr(threading.Event, "wait", lambda _event, _seconds=None: True)
    return moments


def test_a_look_without_a_database_is_one_line_in_the_log(tmp_path: Path, now: list[float]) -> None:
    away = f"postgresql+psycopg://a:hidden@127.0.0.1:{free_port()}/db"
    work = work_queue(create_app(make_settings(away, tmp_path)))

    with capture_logs() as lines:
        work.wake.call_local()

    assert [each["event"] for each in lines] == ["the database does not answer; it is tried again"]
    assert lines[0]["kind"] == "OperationalError"
    assert "hidden" not in str(lines)


def test_each_look_in_vain_makes_the_rest_longer_up_to_an_end(now: list[float]) -> None:
    turns, began = Turns(), []

    def look() -> None:
        began.append(now[0])
        raise queue.OperationalError("", {}, Exception())

    for _ in range(240):
        turns.take(look)
        now[0] += 1

    rests = [after - before for before, after in pairwise(began)]
    assert rests[:6] == [2, 4, 8, 16, 32, LONGEST_REST]
    assert max(rests) == LONGEST_REST


def test_once_it_answers_the_worker_looks_as_often_as_before(now: list[float]) -> None:
    turns, looked = Turns(), []

    def look_in_vain() -> None:
        raise queue.OperationalError("", {}, Exception())

    turns.take(look_in_vain)
    for _ in range(4):
        now[0] += 2
        turns.take(lambda: looked.append(now[0]))

    assert looked == [1002.0, 1004.0, 1006.0, 1008.0]
    assert turns.in_vain == 0


def test_a_defect_is_no_database_that_is_away(now: list[float]) -> None:
    def defect() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Turns().take(defect)
