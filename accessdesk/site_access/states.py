"""The words for where a proposal stands, and for how a visit ended; pure."""

from enum import StrEnum


class ProposalState(StrEnum):
    """Where a proposed window stands; one that is open and past its time has expired."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Mark(StrEnum):
    """What was seen of a visitor when their window ended."""

    NO_SHOW = "no-show"
    OVERSTAYED = "overstayed"
