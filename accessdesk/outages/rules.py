"""What an outage notice must say and when the next one is due; the life of an outage (R-OUT)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accessdesk.errors import Conflict
from accessdesk.service_requests.promises.clocks import Promise, due_after
from accessdesk.service_requests.rules import Severity, Status

COMMUNICATED = frozenset({Severity.ONE, Severity.A})
DECLARABLE = frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.RESTORED})
LONGEST_PHONE, LONGEST_CODE = 40, 40

BRIDGE = "bridge code"  # What a participant code is hidden as.
_PHONE = re.compile(r"\+?[0-9 ().\-/]{4,40}")
_CODE = re.compile(r"[0-9A-Za-z #*\-]{1,40}")


class Phase(StrEnum):
    """Where the work on an outage stands."""

    ONGOING = "ongoing"
    MENDED = "mended"
    VALIDATED = "validated"
    RESOLVED = "resolved"


class Step(StrEnum):
    """What takes an outage from one phase to another."""

    MEND = "mend"
    FALL_BACK = "fall-back"
    VALIDATE = "validate"
    RESOLVE = "resolve"


TRANSITIONS: dict[tuple[Phase, Step], Phase] = {
    (Phase.ONGOING, Step.MEND): Phase.MENDED,
    (Phase.MENDED, Step.FALL_BACK): Phase.ONGOING,
    (Phase.MENDED, Step.VALIDATE): Phase.VALIDATED,
    (Phase.VALIDATED, Step.FALL_BACK): Phase.ONGOING,
    (Phase.VALIDATED, Step.RESOLVE): Phase.RESOLVED,
}

NEXT_STEPS = {
    Phase.ONGOING: "First say what mends it: a resolution or a work-around.",
    Phase.MENDED: "First say how it was validated, or that it did not hold.",
    Phase.VALIDATED: "Send the resolution notice, or say that it did not hold.",
    Phase.RESOLVED: "It is over; a new outage needs a request of its own.",
}


class Remedy(StrEnum):
    """What the work came to (R-OUT-5)."""

    RESOLUTION = "resolution"
    WORK_AROUND = "work-around"


class NoticeKind(StrEnum):
    """Which notice of an outage it is; there is one first and one resolution at most."""

    FIRST = "first"
    UPDATE = "update"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Parts:
    """The three parts of a notice (R-OUT-2); an end that is unknown is said to be so."""

    details: str
    impact: str
    expected_at: datetime | None
    unknown: bool = False


def next_phase(phase: Phase, step: Step) -> Phase:
    """Where a step leads; raises Conflict when the outage is not there yet, or past it."""
    after = TRANSITIONS.get((phase, step))
    if after is None:
        raise Conflict(
            f"The outage is {phase.value}; “{step.value}” cannot follow.",
            code="wrong-phase",
            next_step=NEXT_STEPS[phase],
        )
    return after


def faults_of_parts(parts: Parts, *, now: datetime) -> dict[str, str]:
    """What a notice lacks, by field (R-OUT-2)."""
    faults = {}
    if not parts.details.strip():
        faults["details"] = "Say what has happened, and what is being done."
    if not parts.impact.strip():
        faults["impact"] = "Say what it does to the customer."
    if parts.expected_at is None and not parts.unknown:
        faults["expected_at"] = "Say when it should be over, or that this is not known yet."
    elif parts.expected_at is not None and parts.unknown:
        faults["expected_at"] = "Either give a time, or say that it is not known yet."
    elif parts.expected_at is not None and parts.expected_at <= now:
        faults["expected_at"] = "This time has passed; give one that is still ahead."
    return faults


def faults_of_bridge(phone: str, code: str) -> dict[str, str]:
    """What is wrong with a bridge call: it has a phone number and a code, or is none."""
    faults = {}
    if phone and not _PHONE.fullmatch(phone):
        faults["bridge_phone"] = "Give a phone number, such as +31 20 555 0100."
    if code and not _CODE.fullmatch(code):
        faults["bridge_code"] = "Give the participant code: digits and letters."
    if phone and not code:
        faults["bridge_code"] = "Give the participant code that goes with the number."
    if code and not phone:
        faults["bridge_phone"] = "Give the number that goes with the code."
    return faults


def faults_of_membership(levels: Iterable[Severity], customers: Iterable[int]) -> str:
    """Why requests cannot share an outage: many customers' outage is severity 1."""
    severities = set(levels)
    if not severities <= COMMUNICATED:
        return "Outages are communicated at severity 1 and A: change the severity first."
    if len(set(customers)) > 1 and severities != {Severity.ONE}:
        return "An outage of several customers is severity 1: change the severity first."
    return ""


def next_word_at(levels: Iterable[Severity], *, now: datetime) -> datetime | None:
    """By when the next notice comes: the shortest cadence of all who are told (R-OUT-3)."""
    dues = [due_after(Promise.OPERATOR_UPDATE, level, now) for level in levels]
    return min((due for due in dues if due is not None), default=None)
