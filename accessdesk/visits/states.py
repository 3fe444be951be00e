"""The words for where a proposal stands, and for how a visit ended; pure."""

from datetime import datetime
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


class NoticeState(StrEnum):
    """How a visit at a leased site stands with the landlord (R-SA-4)."""

    NOT_NEEDED = "not-needed"
    DUE = "due"
    NOT_REACHED = "not-reached"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"

    @property
    def is_out(self) -> bool:
        """Whether the notice of the visit as it stands has gone out."""
        return self in {NoticeState.SENT, NoticeState.ACKNOWLEDGED}


def notice_state(
    *,
    comes: bool,
    news_at: datetime | None,
    told_at: datetime | None,
    withdrawn: bool,
    acknowledged: bool,
    missed_at: datetime | None = None,
) -> NoticeState:
    """Whether the landlord knows of a visit as it stands; a change makes a notice due anew.

    `missed_at` is when it was last seen that no e-mail reached them.
    """
    missed = missed_at is not None and all(
        before is None or before <= missed_at for before in (told_at, news_at)
    )
    untold = NoticeState.NOT_REACHED if missed else NoticeState.DUE
    if not comes:
        if told_at is None:
            return NoticeState.NOT_NEEDED
        return NoticeState.WITHDRAWN if withdrawn else untold
    if told_at is None or withdrawn or (news_at is not None and told_at < news_at):
        return untold
    return NoticeState.ACKNOWLEDGED if acknowledged else NoticeState.SENT
