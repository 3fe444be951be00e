"""A visitor's own page of a pass, by a secret link: no account, and nothing but their own."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from accessdesk.accounts.sign_in.secrets import keyed_hash
from accessdesk.errors import NotFound
from accessdesk.passes.queries import PassDetails, details_of_request, find_by_id
from accessdesk.passes.rules import EndReason, PassState

SECRET_LENGTH = 32


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
    return f"{details.id}-{_mark(details.serial, secret)}"


def _mark(serial: str, secret: str) -> str:
    return keyed_hash(secret, "a visitor's page", serial)[:SECRET_LENGTH]


def pass_of(token: str, *, secret: str, now: datetime) -> VisitorPass:
    """Find the pass of a visitor's link; raises NotFound for any other text."""
    number, _, mark = token.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise NotFound
    found = find_by_id(int(number))
    if found is None or not compare_digest(_mark(found.serial, secret).encode(), mark.encode()):
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
    instead = _instead_of(details, theirs)
    others = [each for each in theirs if each.ends_at > now and each is not instead]
    return VisitorPass(details, others, instead)


def _instead_of(details: PassDetails, theirs: list[PassDetails]) -> PassDetails | None:
    """Find the pass for the window to which a visit was moved, however often it was."""
    if details.ended_reason is not EndReason.RESCHEDULED:
        return None
    return next((each for each in theirs if each.occurrence == details.occurrence), None)
