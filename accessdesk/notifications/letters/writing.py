"""Write the letter of a delivery, from the tables as they are at that moment."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from accessdesk.accounts.queries import actor_of_user, people_by_id
from accessdesk.journal.rules import Event
from accessdesk.mailbox import find_address
from accessdesk.notifications import wording
from accessdesk.notifications.cases import Case, severity_words
from accessdesk.notifications.letters.attachments import invitations_for, passes_for
from accessdesk.notifications.letters.letter import Fact, More, write
from accessdesk.notifications.messages import (
    Attachment,
    GivenUp,
    Letter,
    NotNeeded,
    one_line,
)
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.post_room import PostRoom
from accessdesk.notifications.rules import OF_OUTAGES
from accessdesk.notifications.wording import Words
from accessdesk.outages.queries import bridge_of, find_designated, find_outage
from accessdesk.passes.queries import PassDetails, sees_codes
from accessdesk.remote_hands.queries import logged_at
from accessdesk.scheduling.calendar.ics import Mailbox
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import moment_words, window_words
from accessdesk.service_requests.rules import Awaited, Kind, Status
from accessdesk.service_requests.said import said_at
from accessdesk.service_requests.visitors import VisitorRow
from accessdesk.service_requests.waiting import Waiting, waiting_on
from accessdesk.telephone import with_number
from accessdesk.visits.arrival.own_link import token_of

ENDED_WITH_REASON = frozenset(
    {Event.REQUEST_REJECTED, Event.REQUEST_CANCELLED, Event.REQUEST_REFUSED}
)
_ABOUT_A_VISITOR = frozenset(
    {
        Event.VISITOR_CORRECTED,
        Event.VISITOR_REPLACED,
        Event.VISITOR_PASS_RENEWED,
        Event.VISITOR_NO_SHOW,
        Event.VISITOR_OVERSTAYED,
        Event.GATE_ADMITTED,
        Event.GATE_DEPARTED,
    }
)

# A change of these goes to everybody's calendar.
IN_CALENDARS = frozenset(
    {
        Event.REQUEST_SCHEDULED,
        Event.REQUEST_APPROVED,
        Event.REQUEST_RESCHEDULED,
        Event.REQUEST_CANCELLED,
        Event.REQUEST_REJECTED,
        Event.VISITOR_REPLACED,
        Event.VISITOR_ADDED,
        Event.VISITOR_DROPPED,
        Event.VISITOR_ADDRESS_CHANGED,
        Event.VISITOR_PASS_RESENT,
        Event.WINDOW_CANCELLED,
    }
)
WITH_PASSES = (IN_CALENDARS | {Event.VISITOR_CORRECTED, Event.VISITOR_PASS_RENEWED}) - {
    Event.WINDOW_CANCELLED
}
# Whoever has had no pass yet hears of the visit with their first one.
_WITH_A_PASS_ALONE = frozenset(
    {Event.VISITOR_ADDED, Event.VISITOR_ADDRESS_CHANGED, Event.VISITOR_PASS_RESENT}
)


# These letters ask for something; once it is done or off, nobody is asked for it any more.
_ASKS = {
    Event.WORK_QUESTION_ASKED: Awaited.ANSWER,
    Event.WINDOW_PROPOSED: Awaited.PROPOSAL,
}


def to_contact(
    post: PostRoom, delivery: Delivery, case: Case, *, now: datetime
) -> Letter | NotNeeded:
    """Write to the contact on whose behalf the request stands, with what waits for them."""
    waiting = _waiting(post, case, now)
    asked = _ASKS.get(delivery.event)
    if asked and asked not in {each.what.act for each in waiting}:
        return NotNeeded("What it asks for is done, or off.")
    words = wording.TO_CONTACT[delivery.event]
    attached: list[Attachment] = []
    if case.sr.kind is Kind.SITE_ACCESS and delivery.event in IN_CALENDARS:
        attached = [
            *_passes_for_contact(post, delivery, case, now),
            *_invitations(post, delivery, case, _contact(case), now),
        ]
    more = More(
        facts=[
            *_own_numbers(case, "Your reference"),
            *(("Waits for you", _in_words(each, now)) for each in waiting if each.yours),
        ],
        paragraphs=_more_for_contact(delivery, case),
        private=_bridge(delivery, case),
        attachments=attached,
        link=("Open the request", f"{post.settings.base_url}/requests/{case.sr.called}"),
    )
    offered = _offered(waiting) if delivery.event is Event.WINDOW_PROPOSED else None
    if offered:
        more = replace(more, facts=[("Instead of", case.times), *more.facts])
        case = case.as_offered(offered)
    return write(post, case, words, _contact(case), more)


def _offered(waiting: Iterable[Waiting]) -> Window | None:
    """The other window that the contact is to accept or decline: the letter is about that one."""
    spans = (each.what.span for each in waiting if each.what.act is Awaited.PROPOSAL)
    return next((Window(*span) for span in spans if span), None)


def _own_numbers(case: Case, label: str) -> list[Fact]:
    """What the customer calls the request, for its own desk and ours, and for nobody who comes."""
    numbers = ((label, case.sr.customer_reference), ("Purchase order", case.sr.purchase_order))
    return [(name, one_line(value)) for name, value in numbers if value]


def _passes_for_contact(
    post: PostRoom, delivery: Delivery, case: Case, now: datetime
) -> list[Attachment]:
    """The passes, while the contact has the right to site access there (R-SEC-5)."""
    contact = actor_of_user(case.contact.id)
    if delivery.event not in WITH_PASSES or contact is None:
        return []
    if not sees_codes(contact, case.sr.site_id, now=now):
        return []
    return passes_for(post, case, case.passes, now)


def _waiting(post: PostRoom, case: Case, now: datetime) -> list[Waiting]:
    contact = actor_of_user(case.sr.contact_id)
    within = post.settings.reopen_within
    if contact is None:
        return []
    return waiting_on(contact, [case.sr.id], now=now, reopen_within=within)[case.sr.id]


def _in_words(waiting: Waiting, now: datetime) -> str:
    what, zone = waiting.what, waiting.zone
    said = [what.words]
    if what.span:
        said.append(window_words(Window(*what.span), zone))
    if what.text:
        said.append(one_line(what.text))
    due = f" (by {moment_words(what.due_at, zone, now)})" if what.due_at else ""
    return ": ".join(said) + due


def _contact_words(case: Case) -> str:
    return one_line(with_number(case.contact.name, case.contact.telephone))


def _contact(case: Case) -> Mailbox:
    return Mailbox(case.contact.name, case.contact.email)


def _more_for_contact(delivery: Delivery, case: Case) -> list[str]:
    visitor = case.visitor(delivery.subject_id)
    more = {
        **dict.fromkeys(
            {Event.REQUEST_UPDATED, Event.PROPOSAL_DECLINED, *OF_OUTAGES},
            lambda: said_at(case.sr.id, delivery.event_at),
        ),
        Event.REQUEST_SEVERITY_CHANGED: lambda: severity_words(case.sr.id, delivery.event_at),
        Event.WORK_QUESTION_ASKED: lambda: logged_at(case.sr.id, delivery.event_at),
        Event.WORK_NEAR_MISS: lambda: logged_at(case.sr.id, delivery.event_at),
    }
    found = [more[delivery.event]()] if delivery.event in more else []
    if delivery.event in _ABOUT_A_VISITOR and visitor is not None:
        found.append(f"Visitor: {visitor.name}")
    if delivery.event in ENDED_WITH_REASON and case.sr.ended_reason:
        found.append(f"Reason: {case.sr.ended_reason}")
    if delivery.event is Event.REQUEST_RESOLVED:
        found.append(case.sr.ended_reason)
    return [each for each in found if each]


def to_designated(
    post: PostRoom, delivery: Delivery, case: Case, designated_id: int
) -> Letter | NotNeeded:
    """Write to somebody whom the customer wants told of outages; they need no account."""
    person = find_designated(designated_id)
    if person is None:
        return NotNeeded("The customer has taken this person off the list.")
    said = [said_at(case.sr.id, delivery.event_at)]
    more = More(paragraphs=said, private=_bridge(delivery, case))
    words = wording.TO_CONTACT[delivery.event]
    return write(post, case, words, Mailbox(person.name, person.email), more)


def _bridge(delivery: Delivery, case: Case) -> list[Fact]:
    """The bridge call, while there is one, to the audience of an outage (R-OUT-4)."""
    if delivery.event not in OF_OUTAGES:
        return []
    outage = find_outage(case.sr.id)
    bridge = bridge_of(outage) if outage else None
    return [("Bridge call", f"{bridge.phone}, participant code {bridge.code}")] if bridge else []


def to_owner(post: PostRoom, delivery: Delivery, case: Case, owner_id: int) -> Letter | NotNeeded:
    """Write to whoever owns the request what the customer said or did."""
    owner = people_by_id([owner_id]).get(owner_id)
    if owner is None or owner.removed_at is not None or case.sr.owner_id != owner_id:
        return NotNeeded("They do not look after the request any more.")
    more = More(
        facts=[
            ("Customer", case.customer),
            ("Contact", _contact_words(case)),
            *_own_numbers(case, "Customer’s reference"),
        ],
        paragraphs=_more_for_contact(delivery, case),
        link=("Open the request", f"{post.settings.base_url}/requests/{case.sr.called}"),
    )
    to = Mailbox(owner.name, owner.email)
    return write(post, case, wording.TO_OWNER[delivery.event], to, more)


def to_visitor(
    post: PostRoom, delivery: Delivery, case: Case, visitor: VisitorRow, *, now: datetime
) -> Letter | NotNeeded | GivenUp:
    """Write to a visitor: their own pass, or that there is none."""
    if not visitor.email:
        return NotNeeded("The visitor no longer has an e-mail address.")
    if find_address(visitor.name, visitor.email) is None:
        return GivenUp("It cannot be addressed: this is not an e-mail address.")
    case = case.as_known_to(visitor)
    own = [each for each in case.passes if each.visitor_id == visitor.id]
    comes = visitor.removed_at is None and case.admits and bool(own)
    if not comes and delivery.event in _WITH_A_PASS_ALONE:
        return NotNeeded("There is no pass to send; it comes with the approval.")
    words = _words_for_visitor(delivery, case, visitor, comes=comes)
    off = not comes and not _waits(case, visitor)
    guest = Mailbox(visitor.name, visitor.email)
    more = More(
        facts=[
            ("Name on the pass", visitor.name),
            ("If something is wrong, call", _contact_words(case)),
        ],
        private=_codes(own if comes else []),
        attachments=[
            *(passes_for(post, case, own, now) if comes and delivery.event in WITH_PASSES else []),
            *(
                _invitations(post, delivery, case, guest, now, off=off)
                if delivery.event in IN_CALENDARS
                else []
            ),
        ],
        private_link=_own_page(post, own, now) if comes else None,
    )
    return write(post, case, words, guest, more)


def _own_page(post: PostRoom, own: list[PassDetails], now: datetime) -> Fact:
    """The visitor's link to the next of their passes."""
    following = next((each for each in own if each.ends_at > now), own[-1])
    token = token_of(following, post.settings.secret)
    address = f"{post.settings.base_url}/visits/{token}"
    return "Your pass, and whether you would get in at a time", address


def _waits(case: Case, visitor: VisitorRow) -> bool:
    return visitor.removed_at is None and case.sr.status is Status.AWAITING_APPROVAL


def _invitations(
    post: PostRoom,
    delivery: Delivery,
    case: Case,
    guest: Mailbox,
    now: datetime,
    *,
    off: bool = False,
) -> list[Attachment]:
    window_id = delivery.window_id
    return invitations_for(post.settings, case, guest, now, window_id=window_id, off=off)


def _words_for_visitor(
    delivery: Delivery, case: Case, visitor: VisitorRow, *, comes: bool
) -> Words:
    if not comes:
        return wording.VISITOR_WAITS if _waits(case, visitor) else wording.VISITOR_OFF
    return wording.TO_VISITOR.get(delivery.event, wording.VISITOR_COMES)


def _codes(passes: Iterable[PassDetails]) -> list[Fact]:
    codes = ", ".join(each.grouped_code for each in passes)
    return [("Short code, if the picture cannot be scanned", codes)] if codes else []
