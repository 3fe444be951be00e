"""Two upgrades of one database: the second says that it waits, and goes on when the first ends."""

import threading

from flask import Flask

from accessdesk.cli.upgrading import WAITING, one_at_a_time


def test_the_second_upgrade_waits_for_the_first(app: Flask) -> None:
    order: list[str] = []
    said: list[str] = []
    waiting = threading.Event()

    def say(words: str) -> None:
        said.append(words)
        waiting.set()

    def second() -> None:
        with app.app_context(), one_at_a_time(say=say, pause=0.01):
            order.append("second")

    with one_at_a_time(say=order.append):
        other = threading.Thread(target=second)
        other.start()
        assert waiting.wait(10)
        order.append("first")
    other.join(10)

    assert order == ["first", "second"]
    assert said == [WAITING]
