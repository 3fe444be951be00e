"""A worker that starts before its queue says so and waits, instead of dying."""

from dataclasses import dataclass, field

import pytest
from redis.exceptions import ConnectionError as RedisAway
from structlog.testing import capture_logs

from accessdesk.worker.queue import WorkQueue
from accessdesk.worker.run import wait_for


@dataclass
class Queue:
    """A queue that is away for its first looks."""

    away: list[Exception] = field(default_factory=list)
    asked: int = 0

    def pending_count(self) -> int:
        self.asked += 1
        if self.away:
            raise self.away.pop()
        return 0


def test_a_worker_waits_for_its_queue_with_a_word() -> None:
    queue = Queue([RedisAway("refused"), RedisAway("refused")])

    with capture_logs() as said:
        wait_for(WorkQueue(queue, (RedisAway,)), pause=0)  # type: ignore[arg-type]

    assert queue.asked == 3
    assert [line["log_level"] for line in said] == ["warning", "warning"]


def test_a_defect_of_the_queue_is_not_waited_for() -> None:
    with pytest.raises(ZeroDivisionError):
        wait_for(WorkQueue(Queue([ZeroDivisionError()]), (RedisAway,)), pause=0)  # type: ignore[arg-type]
