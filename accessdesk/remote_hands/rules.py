"""How work goes on: its states, and the two identifiers before anything is cut off (R-RH-3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from accessdesk.errors import Conflict


class WorkState(StrEnum):
    """Where the work stands; who holds it is told apart from this."""

    QUEUED = "queued"
    WORKING = "working"
    PAUSED = "paused"
    WAITING = "waiting-for-answer"
    WRONG_DEVICE = "wrong-device"
    FINISHED = "finished"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What somebody does to the work."""

    START = "start"
    MISIDENTIFY = "misidentify"
    PAUSE = "pause"
    ASK = "ask"
    RESUME = "resume"
    SET_ASIDE = "set-aside"
    FINISH = "finish"
    CONFIRM = "confirm"
    CONTEST = "contest"
    CANCEL = "cancel"


TRANSITIONS: dict[tuple[WorkState, Act], WorkState] = {
    (WorkState.QUEUED, Act.START): WorkState.WORKING,
    (WorkState.PAUSED, Act.START): WorkState.WORKING,
    (WorkState.WRONG_DEVICE, Act.START): WorkState.WORKING,
    (WorkState.QUEUED, Act.MISIDENTIFY): WorkState.WRONG_DEVICE,
    (WorkState.PAUSED, Act.MISIDENTIFY): WorkState.WRONG_DEVICE,
    (WorkState.WRONG_DEVICE, Act.MISIDENTIFY): WorkState.WRONG_DEVICE,
    (WorkState.WORKING, Act.PAUSE): WorkState.PAUSED,
    (WorkState.WORKING, Act.ASK): WorkState.WAITING,
    (WorkState.WAITING, Act.ASK): WorkState.WAITING,
    (WorkState.WAITING, Act.RESUME): WorkState.WORKING,
    (WorkState.WAITING, Act.SET_ASIDE): WorkState.PAUSED,
    (WorkState.WORKING, Act.FINISH): WorkState.FINISHED,
    (WorkState.FINISHED, Act.CONFIRM): WorkState.CONFIRMED,
    (WorkState.FINISHED, Act.CONTEST): WorkState.PAUSED,
    (WorkState.CONFIRMED, Act.CONTEST): WorkState.PAUSED,
    (WorkState.CANCELLED, Act.CONTEST): WorkState.PAUSED,
    (WorkState.QUEUED, Act.CANCEL): WorkState.CANCELLED,
    (WorkState.WORKING, Act.CANCEL): WorkState.CANCELLED,
    (WorkState.PAUSED, Act.CANCEL): WorkState.CANCELLED,
    (WorkState.WAITING, Act.CANCEL): WorkState.CANCELLED,
    (WorkState.WRONG_DEVICE, Act.CANCEL): WorkState.CANCELLED,
}

OVER = frozenset({WorkState.FINISHED, WorkState.CONFIRMED, WorkState.CANCELLED})
STARTABLE = frozenset(state for state, act in TRANSITIONS if act is Act.START)

_WHY_NOT: dict[WorkState, str] = {
    WorkState.QUEUED: "The work has not been started.",
    WorkState.WORKING: "The work is going on.",
    WorkState.PAUSED: "The work is paused; start it again first.",
    WorkState.WAITING: "The work waits for the customer's answer.",
    WorkState.WRONG_DEVICE: "The work is stopped: the device was not the right one.",
    WorkState.FINISHED: "The work is finished.",
    WorkState.CONFIRMED: "The customer has confirmed the work.",
    WorkState.CANCELLED: "The work was called off.",
}


def next_state(state: WorkState, act: Act) -> WorkState:
    """Where an act leads; raises Conflict when the work's state does not allow it."""
    after = TRANSITIONS.get((state, act))
    if after is None:
        raise Conflict(
            _WHY_NOT[state],
            code="wrong-state",
            next_step="Open the work again to see where it stands.",
        )
    return after


class EntryKind(StrEnum):
    """What a line of the work log is about."""

    CLAIMED = "claimed"
    HANDED_OVER = "handed-over"
    IDENTIFIED = "identified"
    NEAR_MISS = "near-miss"
    STARTED = "started"
    STOPPED = "stopped"
    STEP = "step"
    NOTE = "note"
    PART = "part"
    PHOTO = "photo"
    CORRECTION = "correction"
    QUESTION = "question"
    ANSWER = "answer"
    FINISHED = "finished"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"


class Report(StrEnum):
    """What a technician reports while the work is theirs."""

    STEP = "step"
    NOTE = "note"
    PART = "part"
    QUESTION = "question"
    PAUSE = "pause"
    CORRECTION = "correction"
    HAND_OVER = "hand-over"


class Result(StrEnum):
    """What came of the work."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not-done"


_LESS_THAN_DONE = {Result.PARTLY: "Partly done", Result.NOT_DONE: "Not done"}


def finished_words(result: Result, words: str) -> str:
    """What the technician said at the end, led by the result where the work is not all done."""
    short_of = _LESS_THAN_DONE.get(result)
    return f"{short_of}: {words}" if short_of else words


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What a device can be known by, as it stands on the device itself."""

    tag: str
    serial: str
    name: str

    def known(self) -> dict[str, str]:
        """Each identifier that there is, by its kind, in the form that is compared."""
        named = {"tag": self.tag, "serial": self.serial, "name": self.name}
        return {kind: text for kind, value in named.items() if (text := comparable(value))}


@dataclass(frozen=True, slots=True)
class Identified:
    """The device is the right one."""

    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongDevice:
    """Something that was read does not belong to the device; `read` is what it was."""

    read: str


@dataclass(frozen=True, slots=True)
class TooFew:
    """Nothing is wrong, but fewer than two different identifiers were read."""

    by: tuple[str, ...]


NEEDED = 2


def comparable(value: str) -> str:
    """An identifier without case, blanks and dashes, which labels and scanners vary."""
    return re.sub(r"[\s\-_.:/]+", "", value).casefold()


def judge_identifiers(
    device: Identifiers, read: Sequence[str]
) -> Identified | WrongDevice | TooFew:
    """Whether two different identifiers that were read belong to the device (R-RH-3).

    One that does not belong is a mismatch, whatever the others say.
    """
    known = device.known()
    by: list[str] = []
    for each in filter(str.strip, read):
        kinds = [kind for kind, value in known.items() if value == comparable(each)]
        if not kinds:
            return WrongDevice(each.strip())
        by.extend(kind for kind in kinds[:1] if kind not in by)
    return Identified(tuple(by)) if len(by) >= NEEDED else TooFew(tuple(by))
