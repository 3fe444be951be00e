"""Tell what happened to a request in plain words, from the journal and the words said on it."""

from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Actor, Role
from accessdesk.journal.queries import TimelineEntry
from accessdesk.journal.queries import timeline as journal_of
from accessdesk.journal.rules import Event
from accessdesk.service_desk.timeline_words import WORDING, Names
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import UpdateKind
from accessdesk.service_requests.said import UpdateRow, updates_of
from accessdesk.service_requests.visitors import everybody_of

SYSTEM = "the system"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened; `text` is what somebody wrote, `tone` how it is coloured.

    `on_behalf_of` is the contact for whom somebody of the operator asked, on the phone.
    """

    at: datetime
    who: str
    words: str
    text: str = ""
    tone: str = "quiet"
    on_behalf_of: str = ""


def steps_of(reader: Actor, sr: RequestFacts, zone: str, *, now: datetime) -> list[Step]:
    """Tell all that happened to a request that the reader may know of, earliest first.

    A word that came with an event, such as why it is not mended, stands with that event alone.
    """
    entries = [each for each in journal_of(f"request/{sr.reference}") if each.event in WORDING]
    names = Names(
        _people(reader, entries), {each.id: each.name for each in everybody_of(sr.id)}, zone, now
    )
    told = [_step(entry, names) for entry in entries]
    in_an_event = {(step.at, step.text) for step in told if step.text}
    said = [
        Step(
            each.at,
            each.author,
            _how_said(each),
            each.text,
            "info" if each.visible else "quiet",
        )
        for each in updates_of(reader, sr.id)
        if (each.at, each.text) not in in_an_event
    ]
    return sorted([*told, *said], key=lambda step: step.at)


def _how_said(said: UpdateRow) -> str:
    if not said.visible:
        return "Noted for the operator only"
    return {
        UpdateKind.WRITTEN: "Wrote",
        UpdateKind.PHONE: f"Told {said.spoken_with} by phone",
        UpdateKind.OUTAGE: "Wrote a notice of the outage for everybody concerned",
    }[said.kind]


def _step(entry: TimelineEntry, names: Names) -> Step:
    words, tone, text = WORDING[Event(entry.event)](entry, names)
    who = names.people.get(entry.actor, SYSTEM)
    return Step(entry.at, who, words, text, tone, _caller(entry, names))


def _caller(entry: TimelineEntry, names: Names) -> str:
    """The contact on whose call a request was raised; nothing where they did it themselves."""
    contact = _contact(entry)
    return names.people.get(contact, "") if contact != entry.actor else ""


def _contact(entry: TimelineEntry) -> str:
    """The reference of the contact whom an entry states: of what was asked for, and when."""
    raised = entry.event == Event.REQUEST_SUBMITTED and "contact" in entry.facts
    return f"user/{entry.facts['contact']}" if raised else ""


def _owner(entry: TimelineEntry) -> str:
    """The reference of whom an entry names as the one who looks after the request."""
    owner = entry.facts.get("owner") if entry.event == Event.REQUEST_OWNED else None
    return f"user/{owner}" if owner else ""


def _people(reader: Actor, entries: list[TimelineEntry]) -> dict[str, str]:
    """Who acted, and for whom; to a customer an officer is the gate, not a person."""
    named = {name for each in entries for name in (each.actor, _contact(each), _owner(each))}
    ids = {int(name[5:]) for name in named if name.startswith("user/")}
    hidden = Role.OFFICER if not reader.is_staff else None
    return {
        f"user/{person.id}": "the gate" if person.role is hidden else person.name
        for person in people_by_id(ids).values()
    }
