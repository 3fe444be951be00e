"""What waits for whom: one query over requests of all kinds (R-ACC-12).

Each package exports (`waits` of its routes) what finds the acts that its own tables leave open; the
homes, the lists, the page of a request, the API and the letters ask here, and so say the same.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, or_, select

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.service_requests.asking.door import contract_has_ended
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import RequestRow, changed_by, rows_by_id
from accessdesk.service_requests.rules import (
    OPEN_STATUSES,
    WAITERS,
    Awaited,
    Kind,
    Severity,
    Status,
    Waiter,
)

_URGENCY = {level: rank for rank, level in enumerate(Severity)}
# Somebody stands still until these are done: a visitor at the gate, then a technician.
_STANDS_STILL = {Awaited.GATE: 0, Awaited.NAME: 0, Awaited.ANSWER: 1, Awaited.COMPLETION: 1}
_NOBODY_STANDS = 2


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that waits: what is to be done, in words, since when and until when.

    `text` is what was written about it; `item` is the question, proposal, visitor, window or
    message, `through` the time of the last word that is shown, and `visitors` those whose passes
    wait.
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

    def just_ended(self) -> Select[int]:
        """Those of them that ended so lately that it can still be contested."""
        return self.requests.where(ServiceRequest.ended_at >= self.now - self.reopen_within)

    def open_or_ended_within(self, span: timedelta) -> Select[int]:
        """Those of them that go on, or ended no longer ago than this."""
        is_open = ServiceRequest.status.in_(OPEN_STATUSES)
        return self.requests.where(or_(is_open, ServiceRequest.ended_at >= self.now - span))

    def rows(self) -> list[RequestRow]:
        """All of them as lists show them."""
        ids = db.session.scalars(self.requests).all()
        return list(rows_by_id(ids).values()) if ids else []


@dataclass(frozen=True, slots=True)
class Source:
    """Who is to do what `find` finds, and the requests on which it looks: of a kind, in statuses.

    None is any. What is not such a request is not looked at, so `find` need not ask again.
    """

    waiter: Waiter
    find: Callable[[Among], Iterable[Waits]]
    kind: Kind | None = None
    statuses: frozenset[Status] | None = None

    def takes(self, kind: Kind, status: Status) -> bool:
        """Whether it looks at a request of this kind in this status."""
        of_kind = self.kind in (None, kind)
        return of_kind and (self.statuses is None or status in self.statuses)

    def among(self, requests: Select[int]) -> Select[int]:
        """The requests at which it looks, of all that are there."""
        if self.kind is not None:
            requests = requests.where(ServiceRequest.kind == self.kind)
        if self.statuses is not None:
            requests = requests.where(ServiceRequest.status.in_(self.statuses))
        return requests


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
    everything = Among(mine, actor, now, reopen_within)
    found = [
        (source.waiter, each)
        for source in _sources_for(WAITERS[actor.role])
        for each in source.find(replace(everything, requests=source.among(mine)))
    ]
    return _in_order([_Found(waiter, what, True) for waiter, what in _each_act_once(found)], now)


def waiting_on(
    actor: Actor, request_ids: Collection[int], *, now: datetime, reopen_within: timedelta
) -> dict[int, list[Waiting]]:
    """List by request what waits on each, of requests that the actor may know of.

    That is what they do themselves, and what the customer's desk does.
    """
    of_these = ServiceRequest.id.in_(request_ids)
    these = db.session.execute(
        select(ServiceRequest.id, ServiceRequest.kind, ServiceRequest.status).where(of_these)
    ).all()
    mine = set(
        db.session.scalars(select(ServiceRequest.id).where(of_these, changed_by(actor, now=now)))
    )
    own = WAITERS[actor.role]
    found = []
    for source in _sources_for({*own, Waiter.CUSTOMER}):
        if ids := [row.id for row in these if source.takes(row.kind, row.status)]:
            requests = select(ServiceRequest.id).where(ServiceRequest.id.in_(ids))
            among = Among(requests, actor, now, reopen_within)
            found += [(source.waiter, each) for each in source.find(among)]
    on: dict[int, list[Waiting]] = {request_id: [] for request_id in request_ids}
    marked = [
        _Found(who, what, who in own and what.request_id in mine)
        for who, what in _each_act_once(found)
    ]
    for each in _in_order(marked, now):
        on[each.request.id].append(each)
    return on


def ids_waiting_for(actor: Actor, *, now: datetime, reopen_within: timedelta) -> frozenset[int]:
    """The requests on which something waits for the actor, by id."""
    found = waiting_for(actor, now=now, reopen_within=reopen_within)
    return frozenset(each.request.id for each in found)


def _sources_for(waiters: Collection[Waiter]) -> list[Source]:
    return [source for source in _SOURCES if source.waiter in waiters]


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
