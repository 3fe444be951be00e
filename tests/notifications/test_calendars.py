"""The calendar entries and sheets in mails, read back by a library that did not write them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, update

from accessdesk.accounts.rules import Actor
from accessdesk.db import transaction
from accessdesk.estate.models import Site
from accessdesk.estate.rules import Approval
from accessdesk.scheduling.queries import windows_of_request
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.visitors import ids_of_visitors
from accessdesk.visits.changing import changes, visitor_changes, who_comes
from accessdesk.visits.changing.occurrences import cancel_window
from accessdesk.visits.drafts import RecurrenceDraft, VisitorDraft, WindowDraft
from tests.notifications.conftest import LATER, NOW, STARTS_AT, Clock, Desk, set_settings, window_at
from tests.notifications.post import sweep, text_of
from tests.notifications.servers import MailServer
from tests.notifications.test_sending import JM, attached
from tests.passes.test_documents import pages_of

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
# What a letter carries is the same on both databases; how it is sent is in test_sending.
pytestmark = pytest.mark.parametrize(
    "app", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)


@dataclass(frozen=True)
class Entry:
    """What one calendar part tells a mail program, in its type and in its text."""

    asked: str
    method: str
    uid: str
    sequence: int
    status: str
    starts_at: datetime
    attendee: str
    organizer: str


def entries(letter: EmailMessage) -> list[Entry]:
    """Read the calendar parts of a letter."""
    found = []
    for part in letter.iter_attachments():
        if part.get_content_type() != "text/calendar":
            continue
        assert part.get_param("charset") == "utf-8"
        calendar = Calendar.from_ical(part.get_payload(decode=True))
        (event,) = calendar.walk("VEVENT")
        found.append(
            Entry(
                asked=str(part.get_param("method")),
                method=str(calendar["METHOD"]),
                uid=str(event["UID"]),
                sequence=int(event["SEQUENCE"]),
                status=str(event["STATUS"]),
                starts_at=event.start,
                attendee=str(event["ATTENDEE"]),
                organizer=str(event["ORGANIZER"]),
            )
        )
    return found


def third_window(actor: Actor, sr: ServiceRequest, *, now: datetime) -> None:
    """Call the third visit of a series off."""
    cancel_window(actor, sr, windows_of_request(sr.id)[2].id, "The part is late", now=now)


def move_third(actor: Actor, sr: ServiceRequest, to: WindowDraft, *, now: datetime) -> None:
    window = windows_of_request(sr.id)[2]
    changes.reschedule(actor, sr, to, window_id=window.id, now=now)


def series(desk: Desk) -> str:
    """Raise four visits, a week apart."""
    return desk.submit(recurrence=RecurrenceDraft(rule="FREQ=WEEKLY;COUNT=4"))


def test_an_invitation_is_for_who_reads_it_and_says_so_in_its_type(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    """RFC 5546, 3.2.2; RFC 6047, 2.4."""
    desk.submit()

    sweep(clock)

    for address in (JM, desk.alice.email):
        (entry,) = entries(mail.to_address(address)[-1])
        assert (entry.asked, entry.method, entry.status) == ("REQUEST", "REQUEST", "CONFIRMED")
        assert (entry.attendee, entry.starts_at) == (f"mailto:{address}", STARTS_AT)
        assert entry.organizer == "mailto:desk@localhost"


def test_a_moved_visit_updates_the_entry_that_is_there(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    """RFC 5545, 3.8.7.4: the same UID, a greater SEQUENCE."""
    called = desk.submit()
    sweep(clock)

    desk.change(changes.reschedule, called, window_at(STARTS_AT + DAY))
    sweep(clock)

    before, after = (entries(letter)[0] for letter in mail.to_address(JM))
    assert (after.uid, after.method) == (before.uid, "REQUEST")
    assert after.sequence > before.sequence
    assert (before.starts_at, after.starts_at) == (STARTS_AT, STARTS_AT + DAY)


def test_one_visit_of_a_series_is_withdrawn_and_the_others_are_left_alone(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    """R-WIN-6; RFC 5546, 3.2.5."""
    called = series(desk)
    sweep(clock)

    desk.change(third_window, called)
    sweep(clock)

    for address in (JM, desk.alice.email):
        first, second = mail.to_address(address)
        there = {entry.uid: entry for entry in entries(first)}
        (gone,) = entries(second)
        assert len(there) == 4
        assert (gone.asked, gone.method, gone.status) == ("CANCEL", "CANCEL", "CANCELLED")
        assert gone.starts_at == there[gone.uid].starts_at == STARTS_AT + 14 * DAY
        assert gone.sequence > there[gone.uid].sequence
        assert attached(second, "image/png") == []


def test_one_visit_of_a_series_is_moved_alone(desk: Desk, mail: MailServer, clock: Clock) -> None:
    called = series(desk)
    sweep(clock)

    desk.change(move_third, called, window_at(STARTS_AT + 15 * DAY))
    sweep(clock)

    first, second = mail.to_address(JM)
    (moved,) = entries(second)
    before = {entry.uid: entry for entry in entries(first)}[moved.uid]
    assert (moved.method, moved.starts_at) == ("REQUEST", STARTS_AT + 15 * DAY)
    assert moved.sequence > before.sequence


def test_a_series_that_is_called_off_is_withdrawn_visit_by_visit(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    called = series(desk)
    sweep(clock)
    desk.change(third_window, called)
    sweep(clock)

    desk.change(changes.cancel, called, "Another vendor does it")
    sweep(clock)

    first, _, last = mail.to_address(JM)
    assert {each.uid for each in entries(last)} == {each.uid for each in entries(first)}
    assert {each.method for each in entries(last)} == {"CANCEL"}


def test_a_visit_that_waits_for_approval_again_is_tentative(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    """R-ACC-10: it keeps its place in the calendar, and is not certain."""
    called = desk.submit()
    sweep(clock)
    with transaction() as session:
        session.execute(update(Site).values(approval=Approval.MANUAL))

    desk.change(changes.reschedule, called, window_at(STARTS_AT + DAY))
    sweep(clock)
    desk.change(changes.approve, called, actor=desk.agent)
    sweep(clock)

    found = [entries(letter)[0] for letter in mail.to_address(JM)]
    assert [each.status for each in found] == ["CONFIRMED", "TENTATIVE", "CONFIRMED"]
    assert len({each.uid for each in found}) == 1
    assert found[0].sequence < found[1].sequence < found[2].sequence


@pytest.mark.long
def test_the_passes_come_as_sheets_to_print(
    app: Flask, desk: Desk, mail: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One PDF with a sheet for each pass: the contact's of all, a visitor's own."""
    pytest.importorskip("weasyprint", exc_type=ImportError)
    set_settings(monkeypatch, app, mail_sheets=True)
    desk.submit()

    sweep(clock)

    (theirs,) = attached(mail.to_address(JM)[0], "application/pdf")
    (all_of_them,) = attached(mail.to_address(desk.alice.email)[0], "application/pdf")
    assert theirs.startswith(b"%PDF-")
    assert [pages_of(pdf) for pdf in (theirs, all_of_them)] == [1, 2]
    assert len(attached(mail.to_address(JM)[0], "image/png")) == 1


def leaving_of(called: str) -> int:
    """The first visitor of a request, whose address is JM."""
    with transaction(write=False) as session:
        chosen = select(ServiceRequest.id).where(ServiceRequest.reference == called)
        return ids_of_visitors(session.scalars(chosen).one())[0]


@pytest.mark.parametrize("replaced", [False, True])
def test_who_is_taken_off_reads_of_their_own_visit_though_it_moves_before_the_post_goes(
    desk: Desk, mail: MailServer, clock: Clock, replaced: bool
) -> None:
    """The letter names the window that their pass was for, and so does the calendar entry."""
    called = desk.submit()
    sweep(clock)
    leaving = leaving_of(called)
    if replaced:
        coming = VisitorDraft("Ana Lovelace", "ana@fiberworks.example")
        desk.change(visitor_changes.replace_visitor, called, leaving, coming)
    else:
        desk.change(who_comes.drop_visitor, called, leaving)
    desk.change(changes.reschedule, called, window_at(STARTS_AT + DAY), at=NOW + SECOND)

    sweep(clock)

    letter = mail.to_address(JM)[-1]
    (entry,) = entries(letter)
    assert letter["Subject"].startswith("Called off: Fiberworks BV at AMS1, Tue 1 Dec")
    assert "Wed 2 Dec" not in text_of(letter)
    assert (entry.method, entry.starts_at) == ("CANCEL", STARTS_AT)
    assert "Wed 2 Dec" in text_of(mail.to_address(desk.alice.email)[-1])


def test_who_is_taken_off_after_a_move_reads_of_where_it_was_moved_to(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    called = desk.submit()
    sweep(clock)
    desk.change(changes.reschedule, called, window_at(STARTS_AT + DAY))
    desk.change(who_comes.drop_visitor, called, leaving_of(called), at=LATER)
    desk.change(changes.cancel, called, "The part is late", at=LATER + SECOND)

    sweep(clock)

    (entry,) = entries(mail.to_address(JM)[-1])
    assert mail.to_address(JM)[-1]["Subject"].startswith("Called off: Fiberworks BV at AMS1, Wed 2")
    assert (entry.method, entry.starts_at) == ("CANCEL", STARTS_AT + DAY)
