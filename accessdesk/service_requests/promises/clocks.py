"""What is owed and when: first response and updates of both sides (R-SEV-3 to R-SEV-5).

Each promise has a clock of its own. Everything is computed from what happened, in its order, so
that a change of severity neither heals nor invents the past. Clocks run around the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from accessdesk.service_requests.rules import Severity


class Promise(StrEnum):
    """What one side owes the other."""

    FIRST_RESPONSE = "first-response"
    OPERATOR_UPDATE = "operator-update"
    CUSTOMER_UPDATE = "customer-update"


class Outcome(StrEnum):
    """What came of a promise; one that is called off was owed no longer before it fell due."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    CALLED_OFF = "called-off"


Goals = dict[Promise, timedelta]

# What is not in a level's row is not owed at that level; for severity 1 no first response is
# stated, and none is invented.
GOALS: dict[Severity, Goals] = {
    Severity.ONE: {
        Promise.OPERATOR_UPDATE: timedelta(hours=1),
        Promise.CUSTOMER_UPDATE: timedelta(hours=1),
    },
    Severity.A: {
        Promise.FIRST_RESPONSE: timedelta(hours=1),
        Promise.OPERATOR_UPDATE: timedelta(hours=2),
        Promise.CUSTOMER_UPDATE: timedelta(hours=2),
    },
    Severity.B: {
        Promise.FIRST_RESPONSE: timedelta(hours=1),
        Promise.OPERATOR_UPDATE: timedelta(hours=24),
    },
    Severity.C: {
        Promise.FIRST_RESPONSE: timedelta(hours=1),
        Promise.OPERATOR_UPDATE: timedelta(hours=72),
    },
    Severity.D: {},
}
WARNING_SHARE = 4  # A promise is coming due in the last quarter of its time.


@dataclass(frozen=True, slots=True)
class Commitments:
    """When each promise falls due; exactly at that moment is still in time (R-SEV-3)."""

    first_response_due: datetime | None
    operator_update_due: datetime | None
    customer_update_due: datetime | None


def due_after(promise: Promise, severity: Severity, base_at: datetime) -> datetime | None:
    """When a promise falls due whose clock starts at `base_at`; None where none is owed."""
    goal = GOALS[severity].get(promise)
    return None if goal is None else base_at + goal


def is_agreed(promise: Promise, severity: Severity) -> bool:
    """Whether a promise is due when both sides agreed, and not by its level."""
    return promise is Promise.OPERATOR_UPDATE and severity is Severity.D


def due_rebased(
    promise: Promise,
    severity: Severity,
    *,
    base_at: datetime,
    due_at: datetime | None,
    at: datetime,
) -> datetime | None:
    """When a promise falls due after the severity changed at `at` (R-SEV-5).

    The new goal counts from the last word. Where that is past already, the word is owed from this
    moment on; but one that was overdue before stays overdue since then.
    """
    due = due_after(promise, severity, base_at)
    if due is None or due > at:
        return due
    return due_at if due_at is not None and due_at < at else at


def warn_at(base_at: datetime, due_at: datetime) -> datetime:
    """From when on a promise is coming due."""
    return due_at - (due_at - base_at) / WARNING_SHARE


def is_missed(due_at: datetime, at: datetime) -> bool:
    """Whether a promise is broken; exactly at the due time it is not (R-SEV-3)."""
    return at > due_at


class Happened(StrEnum):
    """What moves a clock; an internal note does not (R-SEV-4)."""

    RECEIVED = "received"
    OPERATOR_SPOKE = "operator-spoke"
    CUSTOMER_SPOKE = "customer-spoke"
    SEVERITY_CHANGED = "severity-changed"
    NEXT_WORD_AGREED = "next-word-agreed"
    ENDED = "ended"
    REOPENED = "reopened"


KEPT_BY = {
    Happened.OPERATOR_SPOKE: (Promise.FIRST_RESPONSE, Promise.OPERATOR_UPDATE),
    Happened.CUSTOMER_SPOKE: (Promise.CUSTOMER_UPDATE,),
}


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One thing that moves a clock.

    `severity` goes with the receipt and with a change, `due_at` with the agreement on a next word.
    """

    at: datetime
    what: Happened
    severity: Severity | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A promise that was kept, or broken; `kept_at` is None for one that never was kept."""

    promise: Promise
    due_at: datetime
    kept_at: datetime | None

    @property
    def met(self) -> bool:
        """Whether the promise was kept in time."""
        return self.kept_at is not None and not is_missed(self.due_at, self.kept_at)


@dataclass
class _Clock:
    """The clock of one promise while the events of a request are read."""

    promise: Promise
    severity: Severity
    base_at: datetime
    since: datetime
    due_at: datetime | None
    running: bool = True
    answered: bool = False
    covered: timedelta = timedelta(0)
    breached: timedelta = timedelta(0)
    facts: list[Fact] = field(default_factory=list)

    def advance(self, at: datetime) -> None:
        """Count the time until `at` as covered or as breached."""
        if self.running:
            late_from = at if self.due_at is None else min(max(self.due_at, self.since), at)
            self.covered += late_from - self.since
            self.breached += at - late_from
        self.since = at

    def close(self, at: datetime, kept_at: datetime | None = None) -> None:
        """Note what came of the promise; one that is called off in time leaves no fact."""
        if self.due_at is not None and (kept_at is not None or is_missed(self.due_at, at)):
            self.facts.append(Fact(self.promise, self.due_at, kept_at))

    def take(self, event: ClockEvent) -> None:
        """Let one event move the clock."""
        self.advance(event.at)
        match event.what:
            case Happened.SEVERITY_CHANGED:
                self._rebase(event)
            case Happened.NEXT_WORD_AGREED:
                self._agree(event)
            case Happened.ENDED:
                self.close(event.at)
                self.running, self.due_at = False, None
            case Happened.REOPENED:
                self.running = True
                self._start(event.at)
            case _ if self.running and self.promise in KEPT_BY.get(event.what, ()):
                self.close(event.at, kept_at=event.at)
                self.answered = True
                self._start(event.at)

    def _start(self, at: datetime) -> None:
        self.base_at = at
        over = self.promise is Promise.FIRST_RESPONSE and self.answered
        self.due_at = None if over else due_after(self.promise, self.severity, at)

    def _agree(self, event: ClockEvent) -> None:
        if self.running and is_agreed(self.promise, self.severity):
            self.close(event.at)
            self.due_at = event.due_at

    def _rebase(self, event: ClockEvent) -> None:
        if event.severity == self.severity:
            return
        self.severity = event.severity or self.severity
        if not self.running or (self.promise is Promise.FIRST_RESPONSE and self.answered):
            return
        due = due_rebased(
            self.promise, self.severity, base_at=self.base_at, due_at=self.due_at, at=event.at
        )
        if due != self.due_at:
            self.close(event.at)
        self.due_at = due


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What became of one promise: covered and breached spans, facts, and what is owed now."""

    promise: Promise
    covered: timedelta
    breached: timedelta
    facts: tuple[Fact, ...]
    due_at: datetime | None
    coming_due: bool


def reckon(events: Iterable[ClockEvent], now: datetime) -> dict[Promise, Reckoning]:
    """Compute from a request's events, receipt first, what each side kept and broke until `now`.

    Covered and breached spans add up to the time for which the request was open.
    """
    received, *later = events
    severity = received.severity or Severity.C
    return {promise: _reckon_one(promise, severity, received.at, later, now) for promise in Promise}


def _reckon_one(
    promise: Promise,
    severity: Severity,
    received_at: datetime,
    events: Iterable[ClockEvent],
    now: datetime,
) -> Reckoning:
    due_at = due_after(promise, severity, received_at)
    clock = _Clock(promise, severity, received_at, received_at, due_at)
    for event in events:
        clock.take(event)
    clock.advance(now)
    owed = clock.due_at
    clock.close(now)
    coming = owed is not None and warn_at(clock.base_at, owed) <= now <= owed
    return Reckoning(promise, clock.covered, clock.breached, tuple(clock.facts), owed, coming)
