"""What waits for whom: one query over requests of all kinds (R-ACC-12).

Each package exports (`waits` of its routes) what finds the acts that its own tables leave open; the
homes, the lists, the page of a request, the API and the letters ask here, and so say the same.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, select

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.service_requests.asking.door import contract_has_ended
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import RequestRow, changed_by, rows_by_id
from accessdesk.service_requests.rules import (
    WAITERS,
    Awaited,
    Kind,
    Severity,
    Status,
    Waiter,
)

_URGENCY = {level: rank for rank, level in enumerate(Severity)}
# Somebody stands still until these are done: a visitor at the gate, then a technician.
_STANDS_STILL = {Awaited.NAME: 0, Awaited.ANSWER: 1, Awaited.COMPLETION: 1}
_NOBODY_STANDS = 2


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that waits: what is to be done, in words, since when and until when.

    `text` is what was written about it; `item` is the question, proposal, visitor or window,
    `through` the time of the last word that is shown, and `visitors` those whose passes wait.
    """

    request_id: int
    act: Awaited
    words: str
    since: datetime
    due_at: datetime | None = None
    text: str = ""
    item: int | None = None
    span: tuple[datetime, datetime] | None = None
    through: datetime | None = None
    visitors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Among:
    """The requests that are looked through, by whom, and when.

    `reopen_within` is for how long the end of a request can still be contested.
    """

    requests: Select[int]
    actor: Actor
    now: datetime
    reopen_within: timedelta

    def that_are(self, *statuses: Status, kind: Kind | None = None) -> Select[int]:
        """Those of them in one of these statuses, and of a kind."""
        found = self.requests.where(ServiceRequest.status.in_(statuses))
        return found if kind is None else found.where(ServiceRequest.kind == kind)

    def just_resolved(self) -> Select[int]:
        """Those of them that were resolved so lately that it can still be contested."""
        since = self.now - self.reopen_within
        return self.that_are(Status.RESOLVED).where(ServiceRequest.ended_at >= since)

    def rows(self, *statuses: Status, kind: Kind | None = None) -> list[RequestRow]:
        """Those of them in one of these statuses as lists show them."""
        ids = db.session.scalars(self.that_are(*statuses, kind=kind)).all()
        return list(rows_by_id(ids).values()) if ids else []


Source = tuple[Waiter, Callable[[Among], Iterable[Waits]]]
_SOURCES: list[Source] = []


def ask_all(sources: Iterable[Source]) -> None:
    """Ask these from now on: the application knows what each package exports as `waits`."""
    _SOURCES[:] = sources


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits, with its request; `yours` where the reader is to do it."""

    what: Waits
    waiter: Waiter
    request: RequestRow
    yours: bool

    def is_late(self, now: datetime) -> bool:
        """Whether it was due before now."""
        return self.what.due_at is not None and now > self.what.due_at

    @property
    def urgency(self) -> tuple[int, int, datetime]:
        """What it is ordered by: whether somebody stands still for it, then as in R-SEV-9."""
        due = self.what.due_at or self.what.since
        stands = _STANDS_STILL.get(self.what.act, _NOBODY_STANDS)
        return stands, _URGENCY[self.request.severity], due

    @property
    def zone(self) -> str:
        """The zone in which its times are said."""
        return self.request.site_zone or "UTC"


def waiting_for(actor: Actor, *, now: datetime, reopen_within: timedelta) -> list[Waiting]:
    """List all that waits for the actor: where somebody stands still, then as in R-SEV-9."""
    mine = select(ServiceRequest.id).where(changed_by(actor, now=now))
    own = WAITERS[actor.role]
    found = _gather(own, Among(mine, actor, now, reopen_within))
    return _in_order([_Found(waiter, what, True) for waiter, what in found], now)


def waiting_on(
    actor: Actor, request_ids: Collection[int], *, now: datetime, reopen_within: timedelta
) -> dict[int, list[Waiting]]:
    """List by request what waits on each, of requests that the actor may know of.

    That is what they do themselves, and what the customer's desk does.
    """
    these = select(ServiceRequest.id).where(ServiceRequest.id.in_(request_ids))
    mine = set(db.session.scalars(these.where(changed_by(actor, now=now))))
    own = WAITERS[actor.role]
    found = _gather({*own, Waiter.CUSTOMER}, Among(these, actor, now, reopen_within))
    on: dict[int, list[Waiting]] = {request_id: [] for request_id in request_ids}
    marked = [_Found(who, what, who in own and what.request_id in mine) for who, what in found]
    for each in _in_order(marked, now):
        on[each.request.id].append(each)
    return on


def ids_waiting_for(actor: Actor, *, now: datetime, reopen_within: timedelta) -> frozenset[int]:
    """The requests on which something waits for the actor, by id."""
    found = waiting_for(actor, now=now, reopen_within=reopen_within)
    return frozenset(each.request.id for each in found)


def _gather(waiters: Collection[Waiter], among: Among) -> list[tuple[Waiter, Waits]]:
    found = [
        (waiter, each) for waiter, find in _SOURCES if waiter in waiters for each in find(among)
    ]
    return _each_act_once(found)


def _each_act_once(found: Sequence[tuple[Waiter, Waits]]) -> list[tuple[Waiter, Waits]]:
    """Name a first response with the decision that gives it, not as a row of its own (R-SEV-3).

    Each is a promise of its own. But whoever approves, rejects or proposes has responded, so it
    is one thing to do, by the time at which the first response is due.
    """
    to_decide = {each.request_id for _, each in found if each.act is Awaited.APPROVAL}
    answers = {
        each.request_id: each
        for _, each in found
        if each.act is Awaited.FIRST_RESPONSE and each.request_id in to_decide
    }
    return [
        (waiter, _with_answer(each, answers))
        for waiter, each in found
        if answers.get(each.request_id) is not each
    ]


def _with_answer(what: Waits, answers: Mapping[int, Waits]) -> Waits:
    if what.act is not Awaited.APPROVAL or what.request_id not in answers:
        return what
    words = f"{what.words}; this also counts as the first response"
    return replace(what, words=words, due_at=answers[what.request_id].due_at)


class _Found(NamedTuple):
    waiter: Waiter
    what: Waits
    yours: bool


def _in_order(found: Sequence[_Found], now: datetime) -> list[Waiting]:
    requests = rows_by_id({each.what.request_id for each in found})
    waiting = (
        Waiting(each.what, each.waiter, requests[each.what.request_id], each.yours)
        for each in found
    )
    return sorted(
        (each for each in waiting if not _is_refused(each, now)), key=lambda each: each.urgency
    )


def _is_refused(waiting: Waiting, now: datetime) -> bool:
    """Whether the door refuses what waits: after the contract they read, and change nothing."""
    return waiting.waiter is Waiter.CUSTOMER and contract_has_ended(waiting.request, now=now)
