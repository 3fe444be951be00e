"""The queue that wakes workers: SQLite by default, Redis or PostgreSQL for many machines.

It carries no work. What is to be done stands in the database, and a worker that wakes looks
there; a wake that is lost costs at most a minute, and one too many changes nothing.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from accessdesk import clock
from accessdesk.accounts.sign_in import browsers, guesses
from accessdesk.config import Settings
from accessdesk.db import transaction
from accessdesk.errors import Unavailable
from accessdesk.files.service import bring_home, places_at
from accessdesk.journal.repeats import close_repeats
from accessdesk.notifications.delivering.sweeps import sweep
from accessdesk.notifications.post_room import PostRoom
from accessdesk.operations.checkpointing import Checkpointing
from accessdesk.scheduling.closures.standing import extend_rules
from accessdesk.service_requests.promises import commitments
from accessdesk.visits.around.overstays import mark_ended
from accessdesk.web import idempotency
from accessdesk.worker.storage import storage_of

if TYPE_CHECKING:
    from huey import Huey

WAKE_SECONDS = 1
STALE_SECONDS = 60
LONGEST_REST = 50  # The sweep of each minute is not rested away.

log = structlog.get_logger()


def mark_what_is_past() -> None:
    """Mark what fell due or has ended, draw closures on, forget what is old; twice is once."""
    with transaction():
        commitments.sweep(now=clock.now())
    with transaction():
        mark_ended(now=clock.now())
    with transaction():
        extend_rules(now=clock.now())
    with transaction():
        idempotency.forget_old(now=clock.now())
    with transaction():
        close_repeats(now=clock.now())
    with transaction():
        guesses.forget_old(now=clock.now())
    with transaction():
        browsers.forget_old(now=clock.now())


def bring_files_home(settings: Settings, stopping: Callable[[], bool]) -> None:
    """Bring files from the database to where they lie for good; what cannot be waits for a turn."""
    try:
        bring_home(places_at(settings.file_home, settings.data_dir), stopping=stopping)
    except Unavailable as error:
        log.warning("files wait in the database", kind=type(error.__cause__).__name__)


def never() -> bool:
    """False: nobody asked to stop."""
    return False


@dataclass
class WorkQueue:
    """A queue with its one task, and the errors by which it tells that it is away.

    `stopping` is asked between one delivery and the next.
    """

    huey: "Huey"
    away: tuple[type[Exception], ...] = ()
    wake: Any = None
    stopping: Callable[[], bool] = never
    turns: "Turns" = field(default_factory=lambda: Turns())
    resting: dict[str, datetime] = field(default_factory=dict)

    def wake_soon(self) -> None:
        """Ask a worker to look, after a second, so that one wake does for all of that second."""
        self.wake.schedule(delay=WAKE_SECONDS, expires=STALE_SECONDS)


@dataclass
class Turns:
    """Let one thread of a process look at a time, and no more often than once in a while.

    A wake that came before a look began is served by it; so a busy gate, which wakes at each
    entry, costs one look a second and not one an entry.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    began_at: float = float("-inf")
    in_vain: int = 0
    rests_until: float = float("-inf")

    def take(self, look: Callable[[], None]) -> None:
        """Look, unless somebody began to after we came, or the database is left alone for now.

        One that does not answer is a line in the log, and is tried again after ever longer rests,
        the longest a minute; the sweep of each minute then finds what was missed.
        """
        came_at = monotonic()
        with self.lock:
            if self.began_at > came_at or came_at < self.rests_until:
                return
            threading.Event().wait(max(0.0, self.began_at + WAKE_SECONDS - monotonic()))
            self.began_at = monotonic()
            try:
                look()
            except (InterfaceError, InternalError, OperationalError, PoolTimeout) as error:
                self._rest(error)
            else:
                self.in_vain = 0

    def _rest(self, error: Exception) -> None:
        self.in_vain += 1
        seconds = min(2**self.in_vain, LONGEST_REST)
        self.rests_until = monotonic() + seconds
        log.warning(
            "the database does not answer; it is tried again",
            kind=type(error).__name__,
            in_seconds=seconds,
        )


def work_queue(app: Flask) -> WorkQueue:
    """Make the app's queue: a task that sweeps when woken, and a sweep each minute besides."""
    settings: Settings = app.extensions["accessdesk_settings"]
    storage, post = storage_of(settings), PostRoom(settings, app.jinja_env)
    queue = WorkQueue(storage.huey, storage.away)
    checkpointing = Checkpointing(settings)

    def look() -> None:
        with app.app_context():
            mark_what_is_past()
            checkpointing.look(now=clock.now())
            sweep(post, clock.now, queue.stopping, queue.resting)
            bring_files_home(settings, queue.stopping)

    from huey import crontab  # Loaded by now, without what the settings do not need.

    def take_turn() -> None:
        queue.turns.take(look)

    queue.wake = queue.huey.task(name="wake")(take_turn)
    queue.huey.periodic_task(crontab(), name="sweep", expires=STALE_SECONDS)(take_turn)
    return queue
