"""Run a worker until TERM, which finishes the work in hand."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import Flask
from huey.consumer import Consumer

from accessdesk.worker.queue import WorkQueue, work_queue

THREADS = 2
NICENESS = 10
CHUNK = 4096
PAUSE = 2.0

log = structlog.get_logger()


class OpenConsumer(Consumer):  # type: ignore[misc]
    """A consumer that says when it begins to stop: from then on no delivery begins."""

    def stop(self, graceful: bool = False) -> None:
        """Let the work in hand end, when asked gracefully, and begin no other."""
        self.stop_flag.set()
        log.info("worker stopping", graceful=graceful)
        super().stop(graceful=graceful)


def wait_for(queue: WorkQueue, *, pause: float = PAUSE) -> None:
    """Wait until the queue answers; a Redis or a database that starts after us is no error."""
    while True:
        try:
            queue.huey.pending_count()
        except queue.away as error:
            log.warning("the queue does not answer; waiting for it", kind=type(error).__name__)
            threading.Event().wait(pause)
        else:
            return


def run_worker(app: Flask, threads: int = THREADS) -> None:
    """Wake at each change and each minute, in the main thread, until TERM.

    TERM lets every thread end the delivery that it is at, and starts no other.
    """
    os.nice(NICENESS)  # A message can wait a moment; whoever stands at a gate should not.
    queue = work_queue(app)
    wait_for(queue)
    consumer = OpenConsumer(
        queue.huey,
        workers=threads,
        max_delay=1.0,
        scheduler_interval=1,
        graceful_signal="TERM",
    )
    queue.stopping = consumer.stop_flag.is_set
    queue.wake()  # For what happened while no worker ran.
    consumer.run()


def stop_at_end_of_input() -> None:
    """Stop this process, as TERM does, when whoever started it is gone.

    It reads the descriptor: the buffer of standard input has a lock, which a thread that waits in
    it still holds when the interpreter shuts down.
    """
    descriptor = sys.stdin.fileno()

    def wait() -> None:
        while os.read(descriptor, CHUNK):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="end-of-input", daemon=True).start()


@contextmanager
def worker_beside() -> Iterator[None]:
    """Run a worker as a process of its own, with our environment, for as long as the block runs.

    It stops with us however we end, since it then reads the end of its input.
    """
    command = "from accessdesk.cli import main; main()"
    worker = subprocess.Popen(
        [sys.executable, "-c", command, "worker", "--until-end-of-input"], stdin=subprocess.PIPE
    )
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()
        if worker.stdin is not None:
            worker.stdin.close()
