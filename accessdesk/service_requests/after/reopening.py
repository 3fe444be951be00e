"""Whether a request that has ended can be opened again, because it is not mended (R-ACC-9)."""

from datetime import datetime, timedelta

from accessdesk.errors import Conflict
from accessdesk.service_requests.after.follow_up import draft_of
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import OPEN_STATUSES, TRANSITIONS, Action, Kind

GO_ON = "Ask again: what it says is carried over, and each leads to the other."


def can_reopen(sr: RequestFacts, *, within: timedelta, now: datetime) -> bool:
    """Whether it can still be said that a request is not mended, to its last moment.

    A visit that is over is not: its windows are past, and its passes have stopped.
    """
    if sr.kind is Kind.SITE_ACCESS or (sr.status, Action.REOPEN) not in TRANSITIONS:
        return False
    return sr.ended_at is None or now <= sr.ended_at + within


def check_can_reopen(sr: RequestFacts, *, within: timedelta, now: datetime) -> None:
    """Refuse to open a request again for which it is too late, or that nothing opens again.

    Raises Conflict, with the ready draft of the request that would follow an ended one.
    """
    if can_reopen(sr, within=within, now=now):
        return
    if sr.status in OPEN_STATUSES:
        raise Conflict("It is still open.", code="wrong-status", next_step="Write an update.")
    raise has_ended(sr)


def check_hears(sr: RequestFacts, *, within: timedelta, now: datetime) -> None:
    """Refuse a customer's word on a request that has ended, which nobody would read.

    Raises Conflict, with the way on.
    """
    if sr.status in OPEN_STATUSES:
        return
    if can_reopen(sr, within=within, now=now):
        raise has_ended(sr, "Say that it is not mended (not_mended): that opens it again.")
    raise has_ended(sr)


UNREAD = "so nobody would read this here"


def has_ended(sr: RequestFacts, next_step: str = GO_ON, *, so: str = UNREAD) -> Conflict:
    """The refusal of what comes after the end, with the ready request that would follow."""
    return Conflict(
        f"{sr.called} has ended, {so}.",
        code="request-ended",
        title="This request has ended",
        next_step=next_step,
        extra={"follow_up": draft_of(sr)},
    )
