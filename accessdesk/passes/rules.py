"""The life of a pass: what ends it, and that nothing brings it back (R-PASS-3)."""

from datetime import datetime
from enum import StrEnum


class PassState(StrEnum):
    """Whether a pass still opens a gate."""

    ISSUED = "issued"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


EXPIRED = "expired"  # Shown and never stored: no sweep has to come by for it.


class PassAction(StrEnum):
    """What can be done to a pass after it was issued."""

    SUPERSEDE = "supersede"
    REVOKE = "revoke"


class EndReason(StrEnum):
    """Why a pass ended before its window did; people's own words stand with the request."""

    RESCHEDULED = "rescheduled"
    NAME_CORRECTED = "name-corrected"
    VISITOR_WITHDRAWN = "visitor-withdrawn"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    REQUEST_ENDED = "request-ended"
    RENEWED = "renewed"


class KeyPurpose(StrEnum):
    """What a key signs."""

    PASS = "pass"  # noqa: S105  # A word, no secret.


TRANSITIONS: dict[tuple[PassState, PassAction], PassState] = {
    (PassState.ISSUED, PassAction.SUPERSEDE): PassState.SUPERSEDED,
    (PassState.ISSUED, PassAction.REVOKE): PassState.REVOKED,
}


def next_state(state: PassState, action: PassAction) -> PassState | None:
    """Where an action leads; None when the pass has ended already and stays so."""
    return TRANSITIONS.get((state, action))


def states_before(action: PassAction) -> list[PassState]:
    """List the states from which an action leads on: what a claim asks for."""
    return [state for state, candidate in TRANSITIONS if candidate is action]


def shown_state(state: PassState, gate_closes_at: datetime, *, now: datetime) -> str:
    """How a pass is shown to people: one that was never ended expires by the clock alone."""
    if state is PassState.ISSUED and now >= gate_closes_at:
        return EXPIRED
    return state.value
