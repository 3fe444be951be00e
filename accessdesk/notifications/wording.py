"""What happened: a few words for a subject, and a first line that says what to do."""

from dataclasses import dataclass

from accessdesk.journal.rules import Event
from accessdesk.notifications.rules import RecipientKind
from accessdesk.visits.deciding import proposal_words


@dataclass(frozen=True, slots=True)
class Words:
    """The beginning of a subject, and the first line of the message."""

    title: str
    first: str


TO_CONTACT: dict[Event, Words] = {
    Event.REQUEST_SUBMITTED: Words("Received", "We have your request and will answer it."),
    Event.REQUEST_HELD: Words(
        "Awaiting approval",
        "Nothing to do yet: the window is held, and we will tell you when the site has decided.",
    ),
    Event.REQUEST_SCHEDULED: Words(
        "Scheduled",
        "Send each visitor their pass. Visitors with an e-mail address are mailed theirs.",
    ),
    Event.REQUEST_APPROVED: Words(
        "Approved",
        "Send each visitor their pass. Visitors with an e-mail address are mailed theirs.",
    ),
    Event.REQUEST_REJECTED: Words(
        "Not approved", "The site does not approve this visit. Nobody will be admitted."
    ),
    Event.REQUEST_RESCHEDULED: Words(
        "Moved", "The visit has a new window. Earlier passes no longer open the gate."
    ),
    Event.REQUEST_CANCELLED: Words(
        "Called off", "Nobody needs to come; all passes have stopped working."
    ),
    Event.REQUEST_ACCEPTED: Words("Accepted", "We have taken this on."),
    Event.REQUEST_REFUSED: Words("Not accepted", "We cannot take this on; see why, and who can."),
    Event.REQUEST_RESTORED: Words("Service restored", "Please check that it works for you."),
    Event.REQUEST_RESOLVED: Words("Resolved", "This is done. Tell us if it is not."),
    Event.REQUEST_UPDATED: Words("Update", "There is news on your request."),
    Event.REQUEST_SEVERITY_CHANGED: Words("Severity changed", "The severity has changed."),
    Event.OUTAGE_OPENED: Words(
        "Outage", "A service that you use is affected; this is what we know."
    ),
    Event.OUTAGE_UPDATED: Words("Outage, news", "The outage goes on; this is what we know now."),
    Event.OUTAGE_RESOLVED: Words(
        "Outage over", "The outage is over; please check that it works for you."
    ),
    Event.WORK_QUESTION_ASKED: Words(
        "A question for you", "The work has stopped until you answer a question."
    ),
    Event.WORK_NEAR_MISS: Words(
        "Work stopped in time", "An identifier did not match, so nothing was touched."
    ),
    Event.VISITOR_CORRECTED: Words(
        "Name corrected", "Nothing to do: the pass works with the corrected name."
    ),
    Event.VISITOR_PASS_RENEWED: Words(
        "New pass", "Use the new pass alone: the old one and its link have stopped."
    ),
    Event.VISITOR_REPLACED: Words(
        "Another visitor comes", "Send the new visitor their pass; the old one has stopped."
    ),
    Event.VISITOR_ADDRESS_CHANGED: Words(
        "Address changed", "Nothing to do: the visitor's messages go to another address."
    ),
    Event.VISITOR_PASS_RESENT: Words(
        "Pass to be sent again", "Nothing to do: the same pass goes to the visitor again."
    ),
    Event.VISITOR_ADDED: Words(
        "Another visitor joins", "Send the new visitor their pass; the others keep theirs."
    ),
    Event.VISITOR_DROPPED: Words(
        "A visitor is not coming after all",
        "Nothing to do: their pass has stopped, the others keep theirs.",
    ),
    Event.WINDOW_CANCELLED: Words(
        "One visit called off", "Every other visit on the request stands as it is."
    ),
    Event.WINDOW_PROPOSED: Words(proposal_words.OFFERED, proposal_words.TO_DO_FOR_CONTACT),
    Event.VISITOR_NO_SHOW: Words("Did not come", "A visitor did not come within the window."),
    Event.VISITOR_OVERSTAYED: Words("Still inside", "A visitor is inside after the window's end."),
    Event.GATE_ADMITTED: Words("Arrived", "A visitor was admitted."),
    Event.GATE_DEPARTED: Words("Left", "A visitor has left."),
}

TO_OWNER: dict[Event, Words] = {
    Event.REQUEST_UPDATED: Words("The customer wrote", "Read it, and answer on the request."),
    Event.PROPOSAL_DECLINED: Words(proposal_words.DECLINED, proposal_words.TO_DO_FOR_DESK),
    Event.REQUEST_SEVERITY_CHANGED: Words(
        "Severity changed", "Check by when your next word is due."
    ),
    Event.REQUEST_CANCELLED: Words("Called off", "Nothing more is owed on it."),
}

BRING = "Show the pass at the gate and bring your passport, identity card or driving licence"

VISITOR_COMES = Words("Your pass", f"{BRING}: the original.")
VISITOR_MOVED = Words("Your new pass", f"Your visit has moved; use this pass only. {BRING}.")
VISITOR_RENEWED = Words("Your new pass", f"The old one has stopped; use this pass only. {BRING}.")
VISITOR_CORRECTED = Words("Your name was corrected", f"Your pass works as it is. {BRING}.")
VISITOR_WAITS = Words(
    "Your visit has moved", "Please wait for a new pass; the one you have no longer works."
)
VISITOR_FEWER = Words(
    "One of your visits is called off", "Come only at the times below; those passes stay valid."
)
VISITOR_OFF = Words("Called off", "You need not come; your pass no longer works.")

# What a visitor who comes is told of each event; of any other they simply get their pass.
TO_VISITOR: dict[Event, Words] = {
    Event.REQUEST_RESCHEDULED: VISITOR_MOVED,
    Event.VISITOR_CORRECTED: VISITOR_CORRECTED,
    Event.VISITOR_PASS_RENEWED: VISITOR_RENEWED,
    Event.WINDOW_CANCELLED: VISITOR_FEWER,
}

LANDLORD_NOTICE = Words("Notice of a visit", "Please let these people in, and acknowledge below.")
LANDLORD_CHANGE = Words("Changed visit", "Please note the change, and acknowledge below.")
LANDLORD_OFF = Words("Visit withdrawn", "Please do not expect this visit; acknowledge below.")

# Whom a message is for, where nobody is named.
RECIPIENTS = {
    RecipientKind.USER: "the contact",
    RecipientKind.VISITOR: "a visitor",
    RecipientKind.LANDLORD: "the landlord",
    RecipientKind.DESIGNATED: "somebody who is told of outages",
    RecipientKind.WEBHOOK: "a program",
    RecipientKind.OWNER: "whoever looks after the request",
}


def title_of(event: Event, kind: RecipientKind) -> str:
    """What a message to one kind of recipient is about, in a few words, before it is written."""
    if kind is RecipientKind.VISITOR:
        return TO_VISITOR.get(event, VISITOR_COMES).title
    if kind is RecipientKind.LANDLORD:
        return LANDLORD_NOTICE.title
    words = (TO_OWNER if kind is RecipientKind.OWNER else TO_CONTACT).get(event)
    return words.title if words else "News on the request"
