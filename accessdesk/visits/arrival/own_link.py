"""A visitor's own page of a pass, by a secret link: no account, and nothing but their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.sign_in.marks import is_mark, mark_of
from accessdesk.errors import LinkEnded, NotFound
from accessdesk.passes.queries import PassDetails, details_of_request, find_by_id, last_renewal
from accessdesk.passes.rules import EndReason, PassState
from accessdesk.visits.rules import link_has_ended

KIND = "a visitor's page"


@dataclass(frozen=True, slots=True)
class VisitorPass:
    """A pass as its bearer sees it, and their other passes that are still to come.

    Of a visit that was moved, `instead` is the pass that counts now, once there is one.
    """

    details: PassDetails
    others: list[PassDetails]
    instead: PassDetails | None

    @property
    def is_moved(self) -> bool:
        """Whether the visit is at another time than the pass says."""
        return self.details.ended_reason is EndReason.RESCHEDULED


def token_of(details: PassDetails, secret: str) -> str:
    """The token that opens the page of a pass to its visitor, under the operator's secret."""
    return f"{details.id}-{mark_of(secret, KIND, details.serial)}"


def pass_of(token: str, *, secrets: Sequence[str], now: datetime) -> VisitorPass:
    """Find the pass of a visitor's link.

    Raises NotFound for a text that is no link of ours, and LinkEnded once the visit is over or
    called off, or the visitor was given a new pass for fear of who has seen the old one.
    """
    number, _, mark = token.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise NotFound
    found = find_by_id(int(number))
    if found is None or not is_mark(mark, secrets, KIND, found.serial):
        raise NotFound
    passes = details_of_request(found.request_id)
    details = next(each for each in passes if each.id == found.id)
    theirs = [
        each
        for each in passes
        if each.visitor_id == found.visitor_id
        and each.id != found.id
        and each.state is PassState.ISSUED
    ]
    if _has_ended(details, theirs, now):
        raise LinkEnded(
            "The visit is over or was called off, or you were given a newer pass.",
            next_step="Use the link in the latest letter, or ask whoever expects you.",
        )
    instead = _instead_of(details, theirs)
    others = [each for each in theirs if each.ends_at > now and each is not instead]
    return VisitorPass(details, others, instead)


def _has_ended(details: PassDetails, theirs: list[PassDetails], now: datetime) -> bool:
    renewed_at = last_renewal(details.visitor_id)
    if renewed_at is not None and details.issued_at < renewed_at:
        return True
    stands = details.state is PassState.ISSUED or details.ended_reason is EndReason.RESCHEDULED
    if not stands and not theirs:
        return True
    return link_has_ended(max(each.ends_at for each in (details, *theirs)), now=now)


def _instead_of(details: PassDetails, theirs: list[PassDetails]) -> PassDetails | None:
    """Find the pass for the window to which a visit was moved, however often it was."""
    if details.ended_reason is not EndReason.RESCHEDULED:
        return None
    return next((each for each in theirs if each.occurrence == details.occurrence), None)
