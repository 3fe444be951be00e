"""Do costly work (a hash, a picture) beside the transaction, a piece at a time (R-SEC-4).

Whoever needs what costly work gives asks for it in place, with `worked_out`. Within a request that
undoes the transaction; the work is done while none is open, and the request begins anew, comes to
the same place and finds it done. So nothing costly holds the database, wherever it is asked for;
and who may ask for it at all is looked at before the work, and once more after it.
"""

import os
import sys
import threading
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from accessdesk.db import transaction
from accessdesk.errors import Busy, DomainError, TooMany

NICENESS = 10

Result = TypeVar("Result")
Work = tuple[Callable[..., Any], tuple[Hashable, ...]]
StandIn = Callable[[], AbstractContextManager[None]]

_done: ContextVar[dict[Work, Future[Any]] | None] = ContextVar("done", default=None)
_relief: list[StandIn] = [nullcontext]


class Bench:
    """Where a process does one sort of costly work: one piece at a time, while a few wait.

    Its thread stands back for all others, who are at a gate perhaps.
    """

    def __init__(self, name: str, *, most: int) -> None:
        self.name = name
        self.places = threading.BoundedSemaphore(most)

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        # Made by the process that first asks: its thread would not live through a fork.
        return ThreadPoolExecutor(1, self.name, initializer=_stand_back)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self.places.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self.places.release()

    def do(self, work: Work) -> Future[Any]:
        """Do a piece of work, and have somebody stand in for us meanwhile; raises Busy."""
        function, given = work
        with self._place(), _relief[-1]():
            ended = self._thread.submit(function, *given)
            wait([ended])
        return ended


def _stand_back() -> None:
    """Let this one thread yield to others: on Linux each has a priority of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def relieve_with(stand_in: StandIn) -> None:
    """Have this called around the wait for costly work, by a server whose threads are few."""
    _relief.append(stand_in)


@dataclass(frozen=True, slots=True)
class Around(Generic[Result]):
    """What is done before costly work and with what it gave, each kept whatever becomes of the act.

    So a guess is counted before anybody learns whether it was right, and taken back if it was.
    """

    first: Callable[[], object] | None = None
    then: Callable[[Result], object] | None = None


NOTHING: Around[Any] = Around()


class NotWorkedOut(Exception):
    """An act needs costly work: it is to be undone, the work done, and the act begun anew."""

    def __init__(self, bench: Bench, work: Work, around: "Around[Any]") -> None:
        super().__init__(bench.name)
        self.bench, self.work, self.around = bench, work, around

    def work_out(self) -> Future[Any]:
        """Do the work; what comes before and after it has a transaction of its own each."""
        try:
            if self.around.first is not None:
                with transaction():
                    self.around.first()
            ended = self.bench.do(self.work)
            if self.around.then is not None and ended.exception() is None:
                with transaction():
                    self.around.then(ended.result())
            return ended
        except DomainError as refusal:
            refused: Future[Any] = Future()
            refused.set_exception(refusal)
            return refused


def worked_out(
    bench: Bench,
    function: Callable[..., Result],
    *given: Hashable,
    around: Around[Result] = NOTHING,
) -> Result:
    """What a costly function gives; what it raises is raised here.

    What goes `around` it is kept whatever becomes of the act. Raises Busy when too many wait
    already. Where no request is being answered (a command, say) all is done at once, in place.
    """
    done = _done.get()
    if done is None:
        if around.first is not None:
            around.first()
        given_back = function(*given)
        if around.then is not None:
            around.then(given_back)
        return given_back
    work = (function, given)
    if work not in done:
        raise NotWorkedOut(bench, work, around)
    result: Result = done[work].result()
    return result


def is_turned_away() -> bool:
    """Whether the act begins anew only to say that somebody has to wait: it writes nothing."""
    done = _done.get() or {}
    return any(isinstance(each.exception(), TooMany | Busy) for each in done.values())


def beside(act: Callable[[], Result]) -> Result:
    """Do an act, a whole transaction, and begin it anew after each costly work that it needs."""
    done: dict[Work, Future[Any]] = {}
    before = _done.set(done)
    try:
        while True:
            try:
                return act()
            except NotWorkedOut as missing:
                done[missing.work] = missing.work_out()
    finally:
        _done.reset(before)
