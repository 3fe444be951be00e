"""Reach a visitor: give or correct their e-mail address, and send their pass again (R-ACC-13).

Neither alters who comes, so that every pass stays as it is (R-ACC-8).
"""

from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Conflict, Invalid, required
from accessdesk.journal.rules import Event
from accessdesk.mailbox import fault_of_email
from accessdesk.passes.queries import details_of_request
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.service import record_on
from accessdesk.service_requests.visitors import change_address, lock_visitor
from accessdesk.visits.changing.visitor_changes import get_visitor


def give_address(
    actor: Actor, sr: RequestFacts, visitor_id: int, email: str, *, now: datetime
) -> None:
    """Correct where a visitor's messages go; a pass that they have is sent there.

    Raises NotFound when the request has no such visitor, Invalid for what is no address.
    """
    get_visitor(sr, visitor_id)
    address = required("email", email, "Give the e-mail address.")
    if fault := fault_of_email(address):
        raise Invalid(fields={"email": fault})
    visitor = lock_visitor(visitor_id)
    if visitor.email == address:
        return
    change_address(visitor_id, address)
    record_on(sr, Event.VISITOR_ADDRESS_CHANGED, actor=actor.ref, now=now, visitor=visitor_id)


def resend_pass(actor: Actor, sr: RequestFacts, visitor_id: int, *, now: datetime) -> None:
    """Send a visitor the same pass again.

    Raises NotFound when the request has no such visitor, Conflict when no pass of theirs opens a
    gate, or there is no address to send it to.
    """
    visitor = get_visitor(sr, visitor_id)
    theirs = [each for each in details_of_request(sr.id) if each.visitor_id == visitor_id]
    if not any(each.is_open(now) for each in theirs):
        raise Conflict(f"No pass of {visitor.name} opens a gate.", code="no-pass")
    if not visitor.email:
        raise Conflict(
            f"There is no e-mail address for {visitor.name}.",
            code="no-address",
            title="There is nowhere to send it",
            next_step="Give their address; the pass then goes there.",
        )
    record_on(sr, Event.VISITOR_PASS_RESENT, actor=actor.ref, now=now, visitor=visitor_id)
