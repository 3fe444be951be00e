"""Messages go out over a real mail server, which also refuses, stalls and answers 451."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from threading import Barrier

import pytest
import zxingcpp
from flask import Flask
from icalendar import Calendar
from PIL import Image
from sqlalchemy import delete, update

from accessdesk.accounts.models import User, UserGrant
from accessdesk.accounts.rules import Right
from accessdesk.db import db, transaction
from accessdesk.notifications.delivering import sending
from accessdesk.notifications.delivering.planning import plan
from accessdesk.notifications.letters import email
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.rules import (
    BACK_OFF,
    LEASE,
    DeliveryState,
    Recipient,
    RecipientKind,
    next_attempt_at,
)
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.rules import OwnNumbers
from accessdesk.service_requests.updates import add_update
from accessdesk.visits.changing import changes, visitor_changes
from accessdesk.visits.drafts import VisitorDraft
from tests.notifications.conftest import (
    LATER,
    NOW,
    STARTS_AT,
    Clock,
    Desk,
    deliveries,
    set_settings,
    window_at,
)
from tests.notifications.post import deliver_due, sweep, text_of
from tests.notifications.servers import MailServer

# A reader that looks for every kind finds stripes of goods in some codes.
QR = zxingcpp.BarcodeFormat.QRCode

JM = "jm@fiberworks.example"


def states() -> list[str]:
    return [each.state.value for each in deliveries()]


def attached(message: EmailMessage, kind: str) -> list[bytes]:
    found = [part for part in message.iter_attachments() if part.get_content_type() == kind]
    return [bytes(part.get_payload(decode=True)) for part in found]


def test_letters_name_the_customers_own_numbers_to_its_desk_and_to_no_visitor(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    desk.submit(numbers=OwnNumbers("INC-4711", "PO 2026/88"))

    sweep(clock)

    to_desk, to_visitor = (text_of(mail.to_address(each)[0]) for each in (desk.alice.email, JM))
    assert "Your reference: INC-4711" in " ".join(to_desk.split())
    assert "Purchase order: PO 2026/88" in " ".join(to_desk.split())
    assert "4711" not in to_visitor
    assert "2026/88" not in to_visitor


def test_letters_say_by_which_number_the_contact_and_the_desk_are_called(
    monkeypatch: pytest.MonkeyPatch, app: Flask, desk: Desk, mail: MailServer, clock: Clock
) -> None:
    with transaction() as session:
        session.get_one(User, desk.alice.user_id).telephone = "+31 20 555 0101"
    desk.submit()
    set_settings(monkeypatch, app, desk_telephone="+31 20 555 0199")

    sweep(clock)

    (letter,) = mail.to_address(JM)
    page = letter.get_body(("html",))
    assert page is not None
    assert "If something is wrong, call: Alice Adams (+31 20 555 0101)" in text_of(letter)
    assert "service desk +31 20 555 0199." in text_of(letter)
    assert 'href="tel:+31205550101"' in page.get_content()
    assert 'href="tel:+31205550199"' in page.get_content()


def test_without_numbers_a_visitor_is_told_that_none_is_known(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    desk.submit()

    sweep(clock)

    (letter,) = mail.to_address(JM)
    assert "call: Alice Adams (no telephone number is known)" in text_of(letter)


def test_the_subject_says_who_where_and_when(desk: Desk, mail: MailServer, clock: Clock) -> None:
    called = desk.submit()

    sweep(clock)

    (letter,) = mail.to_address(desk.alice.email)
    assert letter["Subject"] == (
        f"Scheduled: Fiberworks BV at AMS1, Tue 1 Dec 09:00–12:00 CET ({desk.number_of(called)})"
    )
    assert text_of(letter).startswith("Send each visitor their pass.")


def test_a_visitor_gets_a_pass_that_scans_and_a_calendar_entry(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    desk.submit()

    sweep(clock)

    (letter,) = mail.to_address(JM)
    (picture,) = attached(letter, "image/png")
    (entry,) = attached(letter, "text/calendar")
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture)).convert("L"), formats=QR)
    assert code.text.startswith("AD1:")
    assert Calendar.from_ical(entry).walk("VEVENT")[0].start == STARTS_AT
    assert "Short code" in text_of(letter)


def test_the_contact_gets_the_passes_of_all(desk: Desk, mail: MailServer, clock: Clock) -> None:
    desk.submit()

    sweep(clock)

    (letter,) = mail.to_address(desk.alice.email)
    assert len(attached(letter, "image/png")) == 2
    html = letter.get_body(("html",))
    assert html is not None
    assert "Fiberworks BV" in html.get_content()


def test_a_contact_whose_right_to_site_access_has_ended_gets_no_pass(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    """R-SEC-5: they are told of their request all the same."""
    desk.submit()
    with transaction() as session:
        ended = delete(UserGrant).where(UserGrant.right == Right.SITE_ACCESS)
        session.execute(ended)

    sweep(clock)

    (letter,) = mail.to_address(desk.alice.email)
    assert attached(letter, "image/png") == []
    assert len(attached(letter, "text/calendar")) == 1


def test_all_letters_about_a_request_are_one_thread(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    called = desk.submit()
    desk.change(changes.reschedule, called, window_at(STARTS_AT + timedelta(days=1)))
    desk.change(add_update, called, "The line card is here", visible=True, actor=desk.agent)

    sweep(clock)

    letters = mail.to_address(desk.alice.email)
    assert len(letters) == 3
    assert len({letter["References"] for letter in letters}) == 1
    assert len({letter["Message-ID"] for letter in letters}) == 3
    assert "The line card is here" in text_of(letters[-1])


def test_a_visit_called_off_leaves_the_calendars_and_carries_no_pass(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    called = desk.submit()
    sweep(clock)
    desk.change(changes.cancel, called, "The part is late")

    sweep(clock)

    letter = mail.to_address(JM)[-1]
    (entry,) = attached(letter, "text/calendar")
    assert letter["Subject"].startswith("Called off: Fiberworks BV at AMS1, Tue 1 Dec")
    assert b"METHOD:CANCEL" in entry
    assert attached(letter, "image/png") == []
    assert "Reason: The part is late" in text_of(mail.to_address(desk.alice.email)[-1])


def test_who_was_replaced_is_told_so_and_who_comes_gets_the_pass(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    """R-ACC-8."""
    called = desk.submit(visitors=(VisitorDraft("Jürgen Müller", JM),))
    sweep(clock)
    leaving = deliveries()[1].recipient.id
    coming = VisitorDraft("Ana Lovelace", "ana@fiberworks.example")
    desk.change(visitor_changes.replace_visitor, called, leaving, coming)

    sweep(clock)

    assert mail.to_address(JM)[-1]["Subject"].startswith("Called off")
    (letter,) = mail.to_address("ana@fiberworks.example")
    assert len(attached(letter, "image/png")) == 1


def test_a_message_that_went_out_can_be_read_as_it_went(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    """R-SEC-5: all but what is for its receiver alone."""
    desk.submit()

    sweep(clock)

    kept, sent = deliveries()[1], text_of(mail.to_address(JM)[0])
    assert (kept.state, kept.address) == (DeliveryState.SENT, JM)
    for hidden in (r"(?<=scanned: )\S+", r"http\S+/visits/\S+"):
        assert re.search(hidden, sent)
        sent = re.sub(hidden, "shown to its receiver alone", sent)
    assert kept.body.strip() == sent.strip().replace("\r\n", "\n")


def test_without_a_mail_server_messages_are_kept_to_be_read(desk: Desk, clock: Clock) -> None:
    desk.submit()

    sweep(clock)

    assert states() == ["kept", "kept"]
    assert "Short code" in deliveries()[1].body


@pytest.mark.parametrize(
    "name", ["Eve\r\nBcc: all@contoso.example", "Eve\nSubject: x", "Eve\u2028Bcc: a@b.example"]
)
def test_a_name_cannot_add_a_header(desk: Desk, mail: MailServer, clock: Clock, name: str) -> None:
    desk.submit(summary=name, visitors=(VisitorDraft("Eve Li", JM),))
    with transaction() as session:  # As it stands where it was taken before it was judged.
        session.execute(update(ServiceRequest).values(party_name=name))

    sweep(clock)

    assert states() == ["sent", "sent"]
    assert all(
        letter["Bcc"] is None and len(letter.get_all("Subject")) == 1 for letter in mail.taken
    )
    assert sorted(mail.to) == sorted([desk.alice.email, JM])


def test_an_address_that_is_none_fails_alone_and_in_words(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    desk.submit(visitors=(VisitorDraft("Eve Li", "eve@x.example"),))
    with transaction() as session:  # As it stands where it was taken before it was judged.
        session.execute(update(Visitor).values(email="eve@x.example\r\nBcc: a@b.example"))

    sweep(clock)

    assert states() == ["sent", "failed"]
    assert "cannot be addressed" in deliveries()[1].problem


def test_a_mailbox_that_is_refused_for_good_is_not_tried_again(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    mail.mode = "refuse-one"
    desk.submit()

    sweep(clock)

    assert states() == ["sent", "failed"]
    assert deliveries()[1].problem == "The mail server answered 550: No such mailbox"


def test_a_451_is_tried_again_after_the_back_off(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    mail.mode = "later"
    desk.submit(visitors=(VisitorDraft("Eve Li"),))
    sweep(clock)
    mail.mode = "take"

    before = sweep(clock)
    clock.now += BACK_OFF[0]
    after = sweep(clock)

    assert (before, after) == (0, 1)
    assert deliveries()[0].attempts == 2


def test_a_server_that_stalls_costs_one_attempt_and_not_one_a_message(
    desk: Desk, mail: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "TIMEOUT_SECONDS", 0.3)
    mail.mode = "stall"
    for _ in range(5):
        desk.submit()

    sweep(clock)

    assert mail.refused == 1
    assert states() == ["due-to-send"] * 10


def test_a_refused_connection_is_tried_again(
    desk: Desk, mail: MailServer, clock: Clock, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["accessdesk_settings"]
    nobody = settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})
    monkeypatch.setitem(app.extensions, "accessdesk_settings", nobody)
    desk.submit()

    sweep(clock)

    assert states() == ["due-to-send"] * 2
    assert "does not answer" in deliveries()[0].problem


def test_attempts_go_on_for_three_days_and_then_it_has_failed() -> None:
    tried = [next_attempt_at(attempts, now=NOW) for attempts in range(1, len(BACK_OFF) + 2)]

    assert tried[-1] is None
    assert sum(BACK_OFF, timedelta()) > timedelta(days=3) - timedelta(hours=1)


def test_a_poisoned_delivery_does_not_stop_the_others(
    desk: Desk, mail: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.submit()
    plan(now=LATER)
    with transaction() as session:
        contact = Recipient(RecipientKind.USER, desk.alice.user_id)
        poisoned = update(Delivery).where(Delivery.recipient == contact)
        session.execute(poisoned.values(request_id=None))

    sweep(clock)

    assert states() == ["due-to-send", "sent"]
    assert deliveries()[0].problem == "It could not be made: KeyError"


def test_a_delivery_of_a_worker_that_died_is_taken_over_with_the_same_id(
    desk: Desk, mail: MailServer, clock: Clock
) -> None:
    desk.submit(visitors=(VisitorDraft("Eve Li"),))
    plan(now=LATER)
    (due,) = sending._due(LATER, set())
    sending.claim_delivery(due, now=LATER)

    early = sweep(clock)
    clock.now += LEASE
    late = sweep(clock)

    assert (early, late) == (0, 1)
    assert list(mail.ids()) == [f"<{due.key}@localhost>"]


LANES = 4


def _race(app: Flask, clock: Clock) -> int:
    start = Barrier(LANES)

    def lane(_: int) -> int:
        with app.app_context():
            start.wait()
            try:
                return deliver_due(clock)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(LANES) as threads:
        return sum(threads.map(lane, range(LANES)))


def test_four_workers_send_each_message_once(
    app: Flask, desk: Desk, mail: MailServer, clock: Clock
) -> None:
    for _ in range(3):
        desk.submit()
    plan(now=LATER)

    sent = _race(app, clock)

    assert sent == 6
    assert set(mail.ids().values()) == {1}


@pytest.mark.long
def test_the_control_without_the_claim_sends_twice(
    app: Flask, desk: Desk, mail: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race above would notice a missing claim."""
    for _ in range(3):
        desk.submit()
    plan(now=LATER)
    everybody_has_read = Barrier(LANES)
    read: Callable[..., list[sending.Claimed]] = sending._due

    def read_then_wait(*args: object) -> list[sending.Claimed]:
        due = read(*args)
        if due and not mail.taken:
            everybody_has_read.wait(timeout=20)
        return due

    def pretend(_wanted: sending.Claimed, **_: object) -> bool:
        with transaction() as session:
            step = update(Delivery).where(Delivery.id == _wanted.id)
            session.execute(step.values(state=DeliveryState.SENDING, attempts=_wanted.attempts))
        return True

    monkeypatch.setattr(sending, "_due", read_then_wait)
    monkeypatch.setattr(sending, "claim_delivery", pretend)

    _race(app, clock)

    assert max(mail.ids().values()) > 1
