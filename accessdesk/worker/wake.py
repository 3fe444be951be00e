"""Wake the workers after a web request that changed something, without making it wait."""

import threading

import structlog
from flask import Flask, Response, request

from accessdesk.web.access import SAFE_METHODS
from accessdesk.worker.queue import WAKE_SECONDS, WorkQueue, work_queue

log = structlog.get_logger()


class Waker:
    """A thread that puts one wake in the queue for all that changed within a second.

    The queue may be slow or away; a desk at the gate must not notice. The thread starts with
    the first change, so that each process that a server forks has its own.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.changed = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def nudge(self) -> None:
        """Let the worker know that something changed; it takes no time."""
        self.changed.set()
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, name="waker", daemon=True)
                self.thread.start()

    def _run(self) -> None:
        queue = work_queue(self.app)
        pause = threading.Event()
        while self.changed.wait():
            self.changed.clear()
            self._wake(queue)
            pause.wait(WAKE_SECONDS)

    def _wake(self, queue: WorkQueue) -> None:
        try:
            queue.wake_soon()
        except queue.away as error:
            log.warning("queue unavailable", kind=type(error).__name__)


def init_app(app: Flask) -> Flask:
    """Wake the workers after each answer to a request that may have changed something."""
    waker = Waker(app)

    def after(response: Response) -> Response:
        if request.method not in SAFE_METHODS and response.status_code < 500:
            waker.nudge()
        return response

    app.after_request(after)
    return app
