"""Decide what is worth telling, whom, who may decline it, and when to try again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from accessdesk.journal.rules import Event
from accessdesk.service_requests.rules import Kind, Side, UpdateKind


class Channel(StrEnum):
    """How a message goes out."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class RecipientKind(StrEnum):
    """What a recipient is to the request."""

    USER = "user"
    VISITOR = "visitor"
    LANDLORD = "landlord"
    DESIGNATED = "designated"
    WEBHOOK = "webhook"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for, by the id of that user, visitor, site, person or webhook."""

    kind: RecipientKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind.value}/{self.id}"

    @property
    def channel(self) -> Channel:
        """How it is told: programs by a call, and everybody else by mail."""
        return Channel.WEBHOOK if self.kind is RecipientKind.WEBHOOK else Channel.EMAIL


def read_recipient(text: str) -> Recipient:
    """Read what a recipient was written as; raises ValueError for anything else."""
    kind, _, number = text.partition("/")
    return Recipient(RecipientKind(kind), int(number))


class DeliveryState(StrEnum):
    """Where a message stands; `kept` ones are for reading here, since no mail server is set.

    Of one that is `told` somebody of the desk has told its reader by another way.
    """

    DUE = "due-to-send"
    SENDING = "sending"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    DROPPED = "dropped"
    TOLD = "told"


UNSENT = (DeliveryState.DUE, DeliveryState.SENDING)
GONE_OUT = (DeliveryState.SENT, DeliveryState.KEPT)
# What cannot end otherwise than here, so that the words of all of them are forgotten in time.
ENDED = (*GONE_OUT, DeliveryState.FAILED, DeliveryState.DROPPED, DeliveryState.TOLD)

# Who relies on a letter, and in which states it has not told them. A contact has the pages too,
# so that where there is no mail server it is enough that their letters are kept.
NOT_TOLD: dict[RecipientKind, tuple[DeliveryState, ...]] = {
    RecipientKind.LANDLORD: (DeliveryState.FAILED, DeliveryState.KEPT),
    RecipientKind.DESIGNATED: (DeliveryState.FAILED, DeliveryState.KEPT),
    RecipientKind.USER: (DeliveryState.FAILED,),
}
# For how long after the end of a request it matters that somebody does not know of it.
MATTERS_FOR = timedelta(days=7)


class Audience(StrEnum):
    """Who is told, as roles around a request."""

    CONTACT = "contact"
    VISITORS = "visitors"
    VISITOR = "visitor"
    CAME = "came"
    LEFT = "left"
    LANDLORD = "landlord"
    DESIGNATED = "designated"


class Topic(StrEnum):
    """What a person may choose to hear of."""

    REQUESTS = "requests"
    UPDATES = "updates"
    SEVERITY = "severity"
    CORRECTIONS = "corrections"
    ARRIVALS = "arrivals"
    OWNED = "owned"


# What nobody can decline: a contract owes it to the contact (R-SEV-3, R-ACC-10).
OBLIGED = frozenset({Topic.REQUESTS, Topic.UPDATES, Topic.SEVERITY})
# Who owns a request owes the customer the word, so they hear of it until they decline (R-SEV-6).
CHOSEN_AT_FIRST = frozenset({Topic.CORRECTIONS, Topic.OWNED})


@dataclass(frozen=True, slots=True)
class Notice:
    """Who is told of an event; `following` are told only if they were told of the visit before."""

    topic: Topic
    told: frozenset[Audience] = frozenset({Audience.CONTACT})
    following: frozenset[Audience] = frozenset()


_EVERYBODY = frozenset({Audience.CONTACT, Audience.VISITORS, Audience.LANDLORD})
_OTHERS = frozenset({Audience.VISITORS, Audience.LANDLORD})
_CONTACT = frozenset({Audience.CONTACT})
_CONCERNED = frozenset({Audience.CONTACT, Audience.DESIGNATED})

NOTICES: dict[Event, Notice] = {
    Event.REQUEST_SUBMITTED: Notice(Topic.REQUESTS),
    Event.REQUEST_HELD: Notice(Topic.REQUESTS),
    Event.REQUEST_SCHEDULED: Notice(Topic.REQUESTS, _EVERYBODY),
    Event.REQUEST_APPROVED: Notice(Topic.REQUESTS, _EVERYBODY),
    Event.REQUEST_REJECTED: Notice(Topic.REQUESTS, _CONTACT, _OTHERS),
    Event.REQUEST_RESCHEDULED: Notice(Topic.REQUESTS, _CONTACT, _OTHERS),
    Event.REQUEST_CANCELLED: Notice(Topic.REQUESTS, _CONTACT, _OTHERS),
    Event.REQUEST_ACCEPTED: Notice(Topic.REQUESTS),
    Event.REQUEST_REFUSED: Notice(Topic.REQUESTS),
    Event.REQUEST_RESTORED: Notice(Topic.REQUESTS),
    Event.REQUEST_RESOLVED: Notice(Topic.REQUESTS),
    Event.REQUEST_UPDATED: Notice(Topic.UPDATES),
    Event.REQUEST_SEVERITY_CHANGED: Notice(Topic.SEVERITY),
    Event.OUTAGE_OPENED: Notice(Topic.UPDATES, _CONCERNED),
    Event.OUTAGE_UPDATED: Notice(Topic.UPDATES, _CONCERNED),
    Event.OUTAGE_RESOLVED: Notice(Topic.UPDATES, _CONCERNED),
    Event.WORK_QUESTION_ASKED: Notice(Topic.UPDATES),
    Event.WORK_NEAR_MISS: Notice(Topic.UPDATES),
    Event.VISITOR_CORRECTED: Notice(
        Topic.CORRECTIONS, _CONTACT, frozenset({Audience.VISITOR, Audience.LANDLORD})
    ),
    Event.VISITOR_REPLACED: Notice(
        Topic.REQUESTS,
        frozenset({Audience.CONTACT, Audience.CAME}),
        frozenset({Audience.LEFT, Audience.LANDLORD}),
    ),
    Event.VISITOR_ADDED: Notice(
        Topic.REQUESTS,
        frozenset({Audience.CONTACT, Audience.CAME}),
        frozenset({Audience.LANDLORD}),
    ),
    Event.VISITOR_DROPPED: Notice(
        Topic.REQUESTS, _CONTACT, frozenset({Audience.LEFT, Audience.LANDLORD})
    ),
    Event.VISITOR_ADDRESS_CHANGED: Notice(
        Topic.CORRECTIONS, frozenset({Audience.CONTACT, Audience.VISITOR})
    ),
    Event.VISITOR_PASS_RESENT: Notice(
        Topic.CORRECTIONS, frozenset({Audience.CONTACT, Audience.VISITOR})
    ),
    Event.VISITOR_PASS_RENEWED: Notice(
        Topic.REQUESTS, frozenset({Audience.CONTACT, Audience.VISITOR})
    ),
    Event.WINDOW_CANCELLED: Notice(Topic.REQUESTS, _CONTACT, _OTHERS),
    Event.WINDOW_PROPOSED: Notice(Topic.REQUESTS),
    Event.VISITOR_NO_SHOW: Notice(Topic.ARRIVALS),
    Event.VISITOR_OVERSTAYED: Notice(Topic.ARRIVALS),
    Event.GATE_ADMITTED: Notice(Topic.ARRIVALS),
    Event.GATE_DEPARTED: Notice(Topic.ARRIVALS),
}

# These are about a person's own account: they are told, cannot decline, and nobody else is.
OF_ACCOUNTS = frozenset({Event.USER_SECRET_TRIED})

# What the owner of a request is told, unless they did it themselves.
TO_OWNER = frozenset(
    {
        Event.REQUEST_UPDATED,
        Event.PROPOSAL_DECLINED,
        Event.REQUEST_SEVERITY_CHANGED,
        Event.REQUEST_CANCELLED,
    }
)

OF_OUTAGES = frozenset({Event.OUTAGE_OPENED, Event.OUTAGE_UPDATED, Event.OUTAGE_RESOLVED})

# These change one window of a request, which their facts name; the others stay.
OF_ONE_WINDOW = frozenset({Event.REQUEST_RESCHEDULED, Event.WINDOW_CANCELLED})

# Entries older than this were missed by a database that was restored or filled; nobody waits.
TOLD_WITHIN = timedelta(days=7)


def notice_of(event: Event, facts: Mapping[str, Any]) -> Notice | None:
    """Find who is told of an event; None where it is nobody's news.

    A request for access is told of when it is scheduled or held, and a held one that was
    moved once only; internal notes are nobody's news, a customer's word not theirs, and what was
    told by phone was told. The end of a request by its outage is told in the resolution notice.
    """
    silent = {
        Event.REQUEST_SUBMITTED: facts.get("kind") == Kind.SITE_ACCESS,
        Event.REQUEST_HELD: "from_window" in facts,
        Event.REQUEST_RESOLVED: "outage" in facts,
        Event.REQUEST_UPDATED: not facts.get("visible")
        or facts.get("by") == Side.CUSTOMER
        or facts.get("kind") == UpdateKind.PHONE,
    }
    return None if silent.get(event) else NOTICES.get(event)


def is_told_to_owner(event: Event, facts: Mapping[str, Any]) -> bool:
    """Whether an event is news for the owner of the request: what the customer says or does."""
    if event is Event.REQUEST_UPDATED:
        return facts.get("by") == Side.CUSTOMER
    return event in TO_OWNER


def wants(topic: Topic, chosen: Mapping[Topic, bool]) -> bool:
    """Whether a person is told of a topic, by their choice within what is owed to them."""
    return topic in OBLIGED or chosen.get(topic, topic in CHOSEN_AT_FIRST)


# How long after a failed attempt the next one comes: three days in all, as the Standard
# Webhooks specification advises ("Delivery attempts and retries").
BACK_OFF = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=45),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=20),
)

# How long a worker may hold one delivery; it is longer than any attempt can take.
LEASE = timedelta(minutes=2)

# How long a worker leaves a receiver alone that it could not reach, whatever else waits for it.
REST = timedelta(seconds=5)


def next_attempt_at(attempts: int, *, now: datetime) -> datetime | None:
    """When to try again after so many failed attempts; None when it is enough."""
    return now + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None
