"""Let one migration run at a time, however many machines start at once."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from accessdesk.db import db

# Any number will do, as long as each version of accessdesk asks for the same one.
ADVISORY_KEY = 0x616363657373
WAITING = "Another upgrade of this database is running; waiting for it to end."
PAUSE = 0.2


@contextmanager
def one_at_a_time(*, say: Callable[[str], None], pause: float = PAUSE) -> Iterator[None]:
    """Hold the database's lock for migrations; whoever comes second says so and waits."""
    hold = _in_file if db.engine.dialect.name == "sqlite" else _in_database
    with hold(say, pause):
        yield


@contextmanager
def _in_database(say: Callable[[str], None], pause: float) -> Iterator[None]:
    # The lock belongs to the connection, so it is free again when this process dies.
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        ask = text("SELECT pg_try_advisory_lock(:key)").bindparams(key=ADVISORY_KEY)
        _wait(lambda: bool(connection.scalar(ask)), say, pause)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)").bindparams(key=ADVISORY_KEY))


@contextmanager
def _in_file(say: Callable[[str], None], pause: float) -> Iterator[None]:
    path = Path(f"{db.engine.url.database}.upgrade")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:

        def ours() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        _wait(ours, say, pause)
        yield


def _wait(ours: Callable[[], bool], say: Callable[[str], None], pause: float) -> None:
    if ours():
        return
    say(WAITING)
    while not ours():
        threading.Event().wait(pause)
