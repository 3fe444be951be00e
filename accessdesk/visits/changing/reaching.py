"""Reach a visitor: correct their e-mail address, send or hand over their pass (R-ACC-13).

Neither alters who comes, so that every pass stays as it is (R-ACC-8).
"""

from collections.abc import Collection
from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Conflict, Invalid, required
from accessdesk.faults import Faults, sure
from accessdesk.journal.rules import Event
from accessdesk.mailbox import fault_of_email
from accessdesk.passes.queries import details_of_request
from accessdesk.passes.service import note_handed_over
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.service import record_on
from accessdesk.service_requests.visitors import VisitorRow, change_reach, lock_visitor
from accessdesk.telephone import fault_of_telephone, read_telephone
from accessdesk.visits.changing.on_list import check_apart
from accessdesk.visits.changing.visitor_changes import get_visitor
from accessdesk.visits.drafts import ReachDraft


def give_address(
    actor: Actor, sr: RequestFacts, visitor_id: int, reach: ReachDraft, *, now: datetime
) -> bool:
    """Correct where a visitor's messages go, and by which number; whether the address is another.

    A pass that they have is sent to another address; another number sends nothing. Raises NotFound
    when the request has no such visitor, Invalid for what is no address or no number, and where
    nothing is given, an address would be lost, or is that of a namesake on the list.
    """
    get_visitor(sr, visitor_id)
    visitor = lock_visitor(visitor_id)
    email, phone = _read(sr, visitor, reach)
    if (email, phone) == (visitor.email, visitor.phone):
        return False
    change_reach(visitor_id, email, phone)
    if email != visitor.email:
        record_on(sr, Event.VISITOR_ADDRESS_CHANGED, actor=actor.ref, now=now, visitor=visitor_id)
    if phone != visitor.phone:
        record_on(sr, Event.VISITOR_PHONE_CHANGED, actor=actor.ref, now=now, visitor=visitor_id)
    return email != visitor.email


def check_reach(sr: RequestFacts, visitor_id: int, reach: ReachDraft) -> None:
    """Raise Invalid with all that is wrong with how a visitor is to be reached, and change nothing.

    Raises NotFound when the request has no such visitor, Conflict when it has ended.
    """
    _read(sr, get_visitor(sr, visitor_id), reach)


def _read(sr: RequestFacts, visitor: VisitorRow, reach: ReachDraft) -> tuple[str, str]:
    """The address and the number that are meant; raises Invalid with the faults of both."""
    faults, email, number = Faults(), visitor.email, reach.phone
    phone = visitor.phone if number is None else faults.judge(lambda: _number(number))
    address = reach.email
    if address is not None and (visitor.email or address or phone == visitor.phone):
        email = faults.judge(lambda: _address(address)) or ""
    faults.raise_all()
    if email != visitor.email:
        check_apart(sr, visitor, email=email)
    return email, sure(phone)


def _address(text: str) -> str:
    address = required("email", text, "Give the e-mail address.")
    if fault := fault_of_email(address):
        raise Invalid(fields={"email": fault})
    return address


def _number(text: str) -> str:
    if fault := fault_of_telephone(text):
        raise Invalid(fields={"phone": fault})
    return read_telephone(text)


def hand_over(
    actor: Actor, sr: RequestFacts, visitor_ids: Collection[int], *, now: datetime
) -> None:
    """Keep that visitors have the passes they hold now, by another way than mail (R-ACC-12).

    Raises NotFound when the request has no such visitor, Conflict when no pass of theirs opens a
    gate. What was said before is not said again.
    """
    visitors = [get_visitor(sr, each) for each in sorted(set(visitor_ids))]
    able = {each.visitor_id for each in details_of_request(sr.id) if each.is_open(now)}
    for visitor in visitors:
        _check_has_pass(visitor, able)
        if note_handed_over(sr.id, visitor.id, now=now):
            record_on(
                sr, Event.VISITOR_PASS_HANDED_OVER, actor=actor.ref, now=now, visitor=visitor.id
            )


def _check_has_pass(visitor: VisitorRow, able: Collection[int]) -> None:
    if visitor.id not in able:
        raise Conflict(f"No pass of {visitor.name} opens a gate.", code="no-pass")


def resend_pass(actor: Actor, sr: RequestFacts, visitor_id: int, *, now: datetime) -> None:
    """Send a visitor the same pass again.

    Raises NotFound when the request has no such visitor, Conflict when no pass of theirs opens a
    gate, or there is no address to send it to.
    """
    visitor = get_visitor(sr, visitor_id)
    _check_has_pass(
        visitor, {each.visitor_id for each in details_of_request(sr.id) if each.is_open(now)}
    )
    if not visitor.email:
        raise Conflict(
            f"There is no e-mail address for {visitor.name}.",
            code="no-address",
            title="There is nowhere to send it",
            next_step="Give their address; the pass then goes there.",
        )
    record_on(sr, Event.VISITOR_PASS_RESENT, actor=actor.ref, now=now, visitor=visitor_id)
