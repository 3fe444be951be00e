"""What the pages of a request say was just done there, and who was sent a new pass; pure.

The address names what was done (`?done=moved`), and a table turns it into words: whoever presses
twice is led to the same address, and reads the same.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from accessdesk.service_requests.rules import OPEN_STATUSES, Status


class Done(StrEnum):
    """What can be done to a request on its pages."""

    BOOKED = "booked"
    MOVED = "moved"
    CORRECTED = "corrected"
    REPLACED = "replaced"
    ADDED = "added"
    DROPPED = "dropped"
    ADDRESSED = "addressed"
    REACH_CHANGED = "reach-changed"
    PASS_RESENT = "pass-resent"  # noqa: S105  # A word, no secret.
    HANDED_OVER = "handed-over"
    NAME_CONFIRMED = "name-confirmed"
    DETAILS_CHANGED = "details-changed"
    PASS_RENEWED = "pass-renewed"  # noqa: S105  # A word, no secret.
    CALLED_OFF = "called-off"
    ONE_CALLED_OFF = "one-called-off"
    APPROVED = "approved"
    REJECTED = "rejected"
    ENDED = "ended"
    SENT = "sent"
    NOTED = "noted"
    CALL_LOGGED = "call-logged"
    SEVERITY_CHANGED = "severity-changed"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"
    TAKEN = "taken"
    DECLINED = "declined"
    ASSIGNED = "assigned"
    READ = "read"
    REOPENED = "reopened"
    NUMBERED = "numbered"
    SUMMARISED = "summarised"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    HANDS_REQUESTED = "hands-requested"
    PROPOSED = "proposed"
    LINK_STOPPED = "link-stopped"
    TOLD_OTHERWISE = "told-otherwise"
    OUTAGE_OPENED = "outage-opened"
    NOTICE_SENT = "notice-sent"
    OUTAGE_SHARED = "outage-shared"
    BRIDGE_SAVED = "bridge-saved"
    MENDED = "mended"
    VALIDATED = "validated"
    FELL_BACK = "fell-back"
    OUTAGE_OVER = "outage-over"


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of it, in which statuses it is still so, and whether passes were issued.

    `held` is said instead where the visit waits for approval; `told` is added where mail goes out.
    """

    text: str
    holds: Collection[Status] = OPEN_STATUSES
    passes: bool = False
    held: str = ""
    told: str = ""


_UNTOLD = "No mail server is set up, so nobody is told by mail."
_TOLD = "Everybody who knew of it will be told."
_NAMED_TOLD = "The notice is on its way to everybody named below."
_TO_DECIDE = {Status.AWAITING_APPROVAL}
_WORDS: dict[Done, _Words] = {
    Done.BOOKED: _Words(
        "The visit is booked.",
        passes=True,
        held="The visit has been requested and awaits approval.",
    ),
    Done.MOVED: _Words(
        "The visit is moved; the old passes have stopped working.",
        passes=True,
        held="The visit is moved and awaits approval; the old passes have stopped working.",
    ),
    Done.CORRECTED: _Words("The name is corrected. The pass stays the same and works with it."),
    Done.REPLACED: _Words("Another person comes; the old pass has stopped.", passes=True),
    Done.ADDED: _Words(
        "One more person comes; the others keep their passes.",
        passes=True,
        held="One more person is to come; the visit awaits approval again, and its passes stopped.",
    ),
    Done.DROPPED: _Words(
        "They are off the visit and their pass has stopped; the others keep theirs."
    ),
    Done.ADDRESSED: _Words(
        "Saved: how they are reached. The pass stays the same.",
        held="Saved: how they are reached. The pass comes with the approval.",
        told="It is to be mailed to the new address.",
    ),
    Done.REACH_CHANGED: _Words(
        "Saved: how they are reached. The pass stays the same, and is not mailed again."
    ),
    Done.PASS_RESENT: _Words(
        "It is the same pass, and it works as before.", told="It is to be sent again."
    ),
    Done.NAME_CONFIRMED: _Words(
        "Noted: that is the name on the ID. The gate compares it as before."
    ),
    Done.HANDED_OVER: _Words("Noted: they have their passes."),
    Done.DETAILS_CHANGED: _Words(
        "It is changed; all passes stay as they are.",
        held="It is changed. The visit awaits approval; nobody can enter until then.",
    ),
    Done.PASS_RENEWED: _Words(
        "There is a new pass; the old one and its link have stopped.", passes=True
    ),
    Done.CALLED_OFF: _Words("It is called off.", {Status.CANCELLED}, told=_TOLD),
    Done.ONE_CALLED_OFF: _Words(
        "That visit is called off and its passes have stopped; the others stay.", told=_TOLD
    ),
    Done.APPROVED: _Words("The visit is approved.", passes=True),
    Done.REJECTED: _Words(
        "The visit is rejected.", {Status.REJECTED}, told="The contact will be told why."
    ),
    Done.ENDED: _Words(
        "The request is ended. The customer will read your words.",
        {Status.RESOLVED, Status.ARCHIVED},
    ),
    Done.SENT: _Words(
        "Your update is shown below.",
        frozenset(Status),
        told="It will be mailed to whoever is told of it.",
    ),
    Done.NOTED: _Words("Your note is shown below, to the operator only.", frozenset(Status)),
    Done.CALL_LOGGED: _Words("The call is logged, and is shown below.", frozenset(Status)),
    Done.SEVERITY_CHANGED: _Words("The severity is changed."),
    Done.ANSWERED: _Words("Your answer is with the technician."),
    Done.CONFIRMED: _Words("Thank you: the work is confirmed as complete.", {Status.RESOLVED}),
    Done.CONTESTED: _Words("It is open again, and the technicians read what is missing."),
    Done.TAKEN: _Words("The window is yours; the visit is approved.", passes=True),
    Done.ASSIGNED: _Words("Saved: who keeps the customer informed, and who does the work."),
    Done.REOPENED: _Words("It is open again, and the service desk reads what is not mended."),
    Done.READ: _Words("Noted as read. The customer is not told; answer below if they wait for it."),
    Done.SUMMARISED: _Words("The line that says what it is about is changed."),
    Done.NUMBERED: _Words("The reference and the purchase order are saved.", frozenset(Status)),
    Done.DECLINED: _Words("The window is declined. The service desk reads it and decides."),
    Done.ESCALATED: _Words(
        "The incident is with the service desk, which accepts it or says why not.",
        {Status.SUBMITTED},
    ),
    Done.ACCEPTED: _Words(
        "The incident is accepted.", told="The contact will be told, with its number."
    ),
    Done.REFUSED: _Words(
        "The incident is refused.",
        {Status.REFUSED},
        told="The letter is on its way to the contact.",
    ),
    Done.HANDS_REQUESTED: _Words("The request is with the technicians of the site."),
    Done.PROPOSED: _Words("The window is proposed.", _TO_DECIDE, told="The contact will be told."),
    Done.LINK_STOPPED: _Words("The landlord’s link has stopped working.", frozenset(Status)),
    Done.TOLD_OTHERWISE: _Words("Noted: they know of it now.", frozenset(Status)),
    Done.OUTAGE_OPENED: _Words("The outage is opened.", told=_NAMED_TOLD),
    Done.NOTICE_SENT: _Words("The notice is kept below.", told=_NAMED_TOLD),
    Done.OUTAGE_SHARED: _Words(
        "The request is added.", told="Its people are told what was said last."
    ),
    Done.BRIDGE_SAVED: _Words("The bridge call is saved. The next notice says so."),
    Done.MENDED: _Words("It is noted what ends the outage. Now make sure that it holds."),
    Done.VALIDATED: _Words("It is noted that it holds. You can end the outage now."),
    Done.FELL_BACK: _Words("It is noted that it did not hold. The work goes on."),
    Done.OUTAGE_OVER: _Words(
        "The outage is over.",
        {Status.RESOLVED},
        told="The resolution notice is on its way to everybody named below.",
    ),
}


@dataclass(frozen=True, slots=True)
class DoneNotice:
    """What is said on top of the page; `passes` says that those who got one are to be named."""

    text: str
    passes: bool


def notice_of(named: str, status: Status, *, mails: bool) -> DoneNotice | None:
    """Word what an address says was done; nothing when it names nothing, or is so no longer.

    Nobody is said to be told where no mail goes out.
    """
    words = _WORDS.get(Done(named)) if named in list(Done) else None
    if words is None or status not in words.holds:
        return None
    is_held = status is Status.AWAITING_APPROVAL
    told = (words.told if mails else _UNTOLD) if words.told else ""
    text = (is_held and words.held) or words.text
    return DoneNotice(f"{text} {told}".rstrip(), words.passes)
