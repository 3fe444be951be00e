"""Write visits as calendar text: invitations, cancellations and feeds (RFC 5545, RFC 5546).

A visit says which company comes where and when. There is no field for a visitor's name, so
none can get into a feed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import window_words

if TYPE_CHECKING:  # It is large, so it is loaded where a calendar is written.
    from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//accessdesk//accessdesk//EN"
REFRESH = timedelta(hours=1)


@cache
def _exact_text() -> "type[vText]":
    """The kind of text that is read back as it was written (RFC 5545, section 3.3.11).

    The library's own takes a backslash before an N for a line break.
    """
    from icalendar import vText

    escapes = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})

    class ExactText(vText):
        def to_ical(self) -> bytes:
            return self.translate(escapes).encode()

    return ExactText


class Method(StrEnum):
    """What the receiving calendar is to do (RFC 5546, section 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class VisitStatus(StrEnum):
    """How certain a visit is (RFC 5545, section 3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Mailbox:
    """A name and an address that an invitation comes from or goes to."""

    name: str
    email: str


@dataclass(frozen=True)
class CalendarEvent:
    """One visit as a calendar shows it.

    `uid` stays the same for the life of the visit (`visit_uid`); `sequence` grows with each
    change of when, where or whether (RFC 5545, section 3.8.7.4); `changed_at` is the last.
    """

    uid: str
    sequence: int
    changed_at: datetime
    window: Window
    zone: str
    site: str
    company: str
    reference: str
    address: str = ""
    url: str = ""
    status: VisitStatus = VisitStatus.CONFIRMED

    @property
    def summary(self) -> str:
        """Who comes where, and by which request, in one line."""
        return f"{self.site}: visit by {self.company} ({self.reference})"


def visit_uid(reference: str, occurrence: int, host: str) -> str:
    """Make the identifier that a visit keeps when it is moved or cancelled."""
    return f"{reference}-{occurrence}@{host}".lower()


def feed(visits: Iterable[CalendarEvent], *, name: str) -> bytes:
    """Write visits as a calendar to subscribe to, cancelled ones marked as such."""
    calendar = _calendar(Method.PUBLISH)
    calendar.add("name", _exact_text()(name))
    calendar.add("x-wr-calname", _exact_text()(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for visit in visits:
        calendar.add_component(_event(visit))
    return _written(calendar)


def pass_calendar(visit: CalendarEvent) -> bytes:
    """Write one visit as the file that comes with a pass."""
    calendar = _calendar(Method.PUBLISH)
    calendar.add_component(_event(visit))
    return _written(calendar)


def invitation(visit: CalendarEvent, *, organizer: Mailbox, guest: Mailbox) -> bytes:
    """Write an invitation, its update, or its withdrawal if the visit is cancelled."""
    cancelled = visit.status is VisitStatus.CANCELLED
    calendar = _calendar(Method.CANCEL if cancelled else Method.REQUEST)
    event = _event(visit)
    event.add("organizer", _address(organizer))
    attendee = _address(guest)
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
    event.add("attendee", attendee)
    calendar.add_component(event)
    return _written(calendar)


def _calendar(method: Method) -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    return calendar


def _written(calendar: "Calendar") -> bytes:
    text: bytes = calendar.to_ical()
    return text


def _event(visit: CalendarEvent) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", visit.uid)
    event.add("sequence", visit.sequence)
    event.add("dtstamp", visit.changed_at)
    event.add("last-modified", visit.changed_at)
    event.add("dtstart", visit.window.starts_at)
    event.add("dtend", visit.window.ends_at)
    event.add("summary", _exact_text()(visit.summary))
    event.add("location", _exact_text()(visit.address or visit.site))
    event.add("description", _exact_text()(_description(visit)))
    event.add("status", visit.status.value)
    if visit.url:
        event.add("url", visit.url)
    return event


def _description(visit: CalendarEvent) -> str:
    when = f"At the site: {window_words(visit.window, visit.zone)} ({visit.zone})."
    bring = "Bring the pass and the original of your passport, identity card or driving licence."
    return f"{when}\n{bring}"


def _address(mailbox: Mailbox) -> "vCalAddress":
    from icalendar import vCalAddress, vText

    if not mailbox.email.isprintable() or " " in mailbox.email:
        raise ValueError(f"not an e-mail address: {mailbox.email!r}")
    address = vCalAddress(f"mailto:{mailbox.email}")
    printable = "".join(each if each.isprintable() else " " for each in mailbox.name)
    address.params["CN"] = vText(printable)
    return address
