"""Each event of a request's life in plain words, with what was written and a colour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accessdesk.gate.rules import Decision, RefusalCode
from accessdesk.gate.wording import words_for
from accessdesk.journal.queries import TimelineEntry
from accessdesk.journal.rules import Event
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import count_words, moment_words, window_words
from accessdesk.visits.deciding import proposal_words

GONE = "somebody"


@dataclass(frozen=True, slots=True)
class Names:
    """What the references of the journal are called, for one reader."""

    people: Mapping[str, str]
    visitors: Mapping[int, str]
    zone: str
    now: datetime

    def visitor(self, entry: TimelineEntry, fact: str = "visitor") -> str:
        """The visitor that a fact points to."""
        return self.visitors.get(entry.facts.get(fact, 0), GONE)

    def window(self, entry: TimelineEntry) -> str:
        """The window that an entry states, on the site's clock."""
        starts, ends = (
            datetime.fromisoformat(entry.facts[f"{end}_at"]) for end in ("starts", "ends")
        )
        return window_words(Window(starts, ends), self.zone, self.now)


Telling = tuple[str, str, str]
Teller = Callable[[TimelineEntry, Names], Telling]


def _told(fact: str, entry: TimelineEntry) -> str:
    return str((entry.personal or {}).get(fact, ""))


def _said(words: str, tone: str, fact: str = "") -> Teller:
    return lambda entry, _names: (words, tone, _told(fact, entry) if fact else "")


def _scheduled(entry: TimelineEntry, names: Names) -> Telling:
    return f"Scheduled for {names.window(entry)}", "go", ""


def _approved(entry: TimelineEntry, _names: Names) -> Telling:
    """A contact who takes another window approves nothing: the desk had when it offered it."""
    if "proposal" not in entry.facts:
        return "Approved", "go", ""
    return proposal_words.ACCEPTED, "go", ""


def _proposed(entry: TimelineEntry, names: Names) -> Telling:
    words = f"{proposal_words.OFFERED}: {names.window(entry)}"
    return words, "info", _told("note", entry)


def _agreed(entry: TimelineEntry, names: Names) -> Telling:
    due_at = datetime.fromisoformat(entry.facts["due_at"])
    return f"The next update comes by {moment_words(due_at, names.zone, names.now)}", "info", ""


def _one_fewer(entry: TimelineEntry, names: Names) -> Telling:
    starts_at = datetime.fromisoformat(entry.facts["starts_at"])
    when, several = (
        moment_words(starts_at, names.zone, names.now),
        len(entry.facts.get("windows", ())),
    )
    words = f"The visit of {when} is called off"
    if several > 1:
        words = f"{several} visits are called off, the first of them {when}"
    return words, "stop", _told("reason", entry)


def _did_not_come(entry: TimelineEntry, names: Names) -> Telling:
    return f"{names.visitor(entry)} did not come", "wait", ""


def _overstayed(entry: TimelineEntry, names: Names) -> Telling:
    return f"{names.visitor(entry)} stayed beyond the end of the window", "stop", ""


def _moved(entry: TimelineEntry, names: Names) -> Telling:
    return f"Moved to {names.window(entry)}", "info", ""


def _severity(entry: TimelineEntry, _names: Names) -> Telling:
    words = f"Severity changed from {entry.facts['old']} to {entry.facts['new']}"
    said = (_told("impact", entry), _told("severity_reason", entry))
    return words, "wait", " ".join(filter(None, said))


def _corrected(entry: TimelineEntry, _names: Names) -> Telling:
    before, after = _told("before", entry), _told("after", entry)
    words = f"Name corrected from “{before}” to “{after}”" if after else "A name was corrected"
    return words, "info", ""


def _replaced(entry: TimelineEntry, names: Names) -> Telling:
    came, left = names.visitor(entry, "came"), names.visitor(entry, "left")
    return f"{came} comes instead of {left}", "info", ""


def _owned(entry: TimelineEntry, names: Names) -> Telling:
    owner = entry.facts.get("owner")
    if owner is None:
        return "Nobody looks after it any more", "wait", ""
    return f"{names.people.get(f'user/{owner}', GONE)} looks after it", "info", ""


def _details(entry: TimelineEntry, _names: Names) -> Telling:
    changed = " and ".join(CHANGED[each] for each in entry.facts.get("changed", ()))
    before, after = _told("before", entry), _told("after", entry)
    return f"Changed: {changed}", "info", f"“{before}” became “{after}”" if after else ""


def _bridge(entry: TimelineEntry, _names: Names) -> Telling:
    words = "A bridge call is open" if entry.facts.get("there") else "The bridge call was closed"
    return words, "info", ""


def _landlord_told(entry: TimelineEntry, _names: Names) -> Telling:
    spoken_with = _told("spoken_with", entry)
    how = "The landlord was mailed the notice"
    if entry.actor != "system":
        how = "The landlord was told another way than by mail"
    return how, "info", spoken_with


def _not_reached(entry: TimelineEntry, _names: Names) -> Telling:
    if entry.facts.get("mailed"):
        return "No e-mail reached the landlord", "stop", ""
    return "The notice to the landlord was not mailed: no mail server is set up", "wait", ""


def _issued(entry: TimelineEntry, _names: Names) -> Telling:
    count = len(entry.facts.get("passes", ()))
    return f"{count_words(count, 'pass', 'passes')} issued", "go", ""


def _reissued(entry: TimelineEntry, _names: Names) -> Telling:
    count = len(entry.facts.get("passes", ()))
    return (
        f"{count_words(count, 'new pass', 'new passes')} issued; the old ones stopped",
        "info",
        "",
    )


def _revoked(entry: TimelineEntry, _names: Names) -> Telling:
    count = len(entry.facts.get("passes", ()))
    return f"{count_words(count, 'pass', 'passes')} stopped", "stop", ""


def _turned_away(entry: TimelineEntry, names: Names) -> Telling:
    decision, code = Decision(entry.facts["decision"]), RefusalCode(entry.facts["code"])
    if decision is Decision.REVIEW:
        # What became of it is told by itself; of who else is inside, nothing is.
        return f"The desk looked twice at {names.visitor(entry)}", "quiet", ""
    title = words_for(decision, code).title
    return f"{names.visitor(entry)} was not let in: {title[0].lower()}{title[1:]}", "stop", ""


def _of_visitor(words: str, tone: str, which: str = "visitor") -> Teller:
    """Tell of the visitor that a fact points to; `{}` is their name."""
    return lambda entry, names: (words.format(names.visitor(entry, which)), tone, "")


CHANGED = {
    "reason": "why they come",
    "equipment_in": "what is brought in",
    "equipment_out": "what is taken out",
    "escort": "the escort",
    "summary": "what it is about",
}

# What is not in this table is bookkeeping, or is told elsewhere: UNTOLD says which.
WORDING: dict[Event, Teller] = {
    Event.REQUEST_SUBMITTED: _said("Asked for", "info"),
    Event.REQUEST_HELD: _said("Awaits approval", "wait"),
    Event.REQUEST_APPROVED: _approved,
    Event.REQUEST_REJECTED: _said("Rejected", "stop", "reason"),
    Event.REQUEST_REFUSED: _said("Refused", "stop", "reason"),
    Event.REQUEST_SCHEDULED: _scheduled,
    Event.REQUEST_RESCHEDULED: _moved,
    Event.REQUEST_CANCELLED: _said("Called off", "stop", "reason"),
    Event.REQUEST_SEVERITY_CHANGED: _severity,
    Event.REQUEST_RESOLVED: _said("Resolved", "go", "reason"),
    Event.REQUEST_RESTORED: _said("Service restored", "go", "reason"),
    Event.REQUEST_ARCHIVED: _said("Archived", "quiet", "reason"),
    Event.REQUEST_ACCEPTED: _said("Taken on", "go"),
    Event.REQUEST_STARTED: _said("The work began", "info"),
    Event.REQUEST_CONFIRMED: _said("The customer confirmed that it is done", "go"),
    Event.REQUEST_CONTESTED: _said("The customer says that something is missing", "wait", "reason"),
    Event.REQUEST_RATED: _said("The customer rated the work", "quiet"),
    Event.REQUEST_REROUTED: _said("Carried over from an incident to another request", "info"),
    Event.REQUEST_FOLLOWED_UP: _said("Another request goes on from this one", "info"),
    Event.REQUEST_OWNED: _owned,
    Event.REQUEST_HANDED: _said("The work was handed to another group", "info", "resolver"),
    Event.REQUEST_NUMBERED: _said("The customer’s own numbers were changed", "quiet"),
    Event.WINDOW_CANCELLED: _one_fewer,
    Event.WINDOW_PROPOSED: _proposed,
    Event.PROPOSAL_DECLINED: _said(proposal_words.DECLINED, "wait"),
    Event.EMERGENCY_REVIEWED: _said("The emergency was reviewed", "quiet"),
    Event.COMMITMENT_AGREED: _agreed,
    Event.ESCORT_TAKEN: _said("A technician took the escort", "info"),
    Event.ESCORT_HANDED_BACK: _said("An escort is needed again", "wait"),
    Event.VISITOR_NO_SHOW: _did_not_come,
    Event.VISITOR_OVERSTAYED: _overstayed,
    Event.LANDLORD_NOTIFIED: _landlord_told,
    Event.LANDLORD_NOT_REACHED: _not_reached,
    Event.MESSAGE_TOLD_OTHERWISE: _said("Told another way than by mail", "info", "spoken_with"),
    Event.LANDLORD_ACKNOWLEDGED: _said("The landlord acknowledged it", "go"),
    Event.LANDLORD_LINK_STOPPED: _said("The landlord’s link was stopped", "wait"),
    Event.WORK_CLAIMED: _said("A technician took the work", "info"),
    Event.WORK_STOPPED: _said("The work was stopped", "wait"),
    Event.WORK_NEAR_MISS: _said(
        "The wrong device was noticed in time; nothing was touched", "stop"
    ),
    Event.WORK_QUESTION_ASKED: _said("The technician has a question", "wait"),
    Event.WORK_QUESTION_ANSWERED: _said("The question was answered", "info"),
    Event.OUTAGE_BRIDGE_CHANGED: _bridge,
    Event.OUTAGE_MENDED: _said("A way out of the outage was found", "info", "text"),
    Event.OUTAGE_FELL_BACK: _said("It did not hold; the work goes on", "wait", "text"),
    Event.OUTAGE_VALIDATED: _said("It was checked that it holds", "go", "text"),
    Event.VISITOR_CORRECTED: _corrected,
    Event.VISITOR_REPLACED: _replaced,
    Event.VISITOR_PASS_RENEWED: _of_visitor(
        "{} was given a new pass; the old one and its link stopped", "info"
    ),
    Event.VISITOR_ADDED: _of_visitor("{} comes as well", "info", "came"),
    Event.VISITOR_DROPPED: _of_visitor("{} does not come any more", "info", "left"),
    Event.VISITOR_ADDRESS_CHANGED: _of_visitor("{} has another e-mail address", "info"),
    Event.VISITOR_NAME_CONFIRMED: _of_visitor("{} is the name on the ID", "info"),
    Event.VISITOR_PHONE_CHANGED: _of_visitor("{} has another telephone number", "info"),
    Event.VISITOR_PASS_RESENT: _of_visitor("The pass of {} is to be sent again", "info"),
    Event.VISITOR_PASS_HANDED_OVER: _of_visitor("{} was given their pass", "go"),
    Event.REQUEST_DETAILS_CHANGED: _details,
    Event.PASS_ISSUED: _issued,
    Event.PASS_REISSUED: _reissued,
    Event.PASS_REVOKED: _revoked,
    Event.GATE_REFUSED: _turned_away,
    Event.GATE_ADMITTED: _of_visitor("{} entered", "go"),
    Event.GATE_DEPARTED: _of_visitor("{} left", "quiet"),
    Event.GATE_UNDONE: _of_visitor("The entry of {} was a mistake and was undone", "wait"),
    Event.GATE_CORRECTED: _of_visitor("{} had not left: the departure was undone", "wait"),
}

UNTOLD = frozenset(
    {
        Event.REQUEST_READ,
        Event.REQUEST_UPDATED,  # The words themselves stand in the timeline.
        Event.OUTAGE_OPENED,
        Event.OUTAGE_UPDATED,
        Event.OUTAGE_RESOLVED,
        Event.COMMITMENT_MET,
        Event.COMMITMENT_MISSED,
        Event.COMMITMENT_COMING_DUE,
        Event.WORK_HANDED_OVER,
        Event.WORK_LOGGED,
        Event.WORK_IDENTIFIED,
        Event.PASS_KEY_ROTATED,
        Event.GATE_SCANNED,
    }
)
