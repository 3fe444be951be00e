"""The outbox, the messages of a request, webhooks and choices, by what each person sees."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import update

from accessdesk import clock as real_clock
from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import transaction
from accessdesk.service_requests.models import Visitor
from accessdesk.visits.changing import visitor_changes
from accessdesk.visits.drafts import VisitorDraft
from tests.notifications.conftest import Clock, Desk, deliveries, set_settings, told, window_at
from tests.notifications.post import sweep
from tests.notifications.servers import HookServer, MailServer
from tests.people import make_contact, make_customer, make_staff, tomorrow_at
from tests.web.page_client import sign_in, words_of


def test_an_agent_reads_in_the_outbox_what_went_out(app: Flask, desk: Desk, clock: Clock) -> None:
    desk.submit()
    sweep(clock)
    browser = sign_in(app, desk.agent)

    listed = words_of(browser.get("/outbox"))
    read = words_of(browser.get(f"/outbox/{deliveries()[1].id}"))

    assert "Jürgen Müller · jm@fiberworks.example – Not mailed: no mail server is set up" in listed
    assert "Short code, if the picture cannot be scanned" in read


@pytest.fixture
def called(desk: Desk, clock: Clock) -> str:
    """A visit of tomorrow, since pages go by the real clock."""
    clock.now = real_clock.now()
    return desk.submit(at=clock.now, window=window_at(tomorrow_at(9)))


def test_what_a_request_says_of_a_pass_is_what_its_letter_came_to(
    app: Flask, desk: Desk, called: str, clock: Clock
) -> None:
    """R-ACC-13: nothing is said to be sent that was not."""
    browser = sign_in(app, desk.alice)

    with pytest.MonkeyPatch.context() as patch:
        set_settings(patch, app, smtp_url="smtp://localhost:1")
        before = words_of(browser.get(f"/requests/{called}"))
    sweep(clock)
    after = words_of(browser.get(f"/requests/{called}"))

    assert "jm@fiberworks.example The pass is to be mailed" in before
    assert "jm@fiberworks.example – Not mailed: no mail server is set up" in after


@pytest.mark.parametrize(("mode", "words"), [("", "✓ Sent"), ("refuse-one", "✕ Not delivered")])
def test_a_pass_that_was_mailed_or_refused_is_said_to_be(
    app: Flask, desk: Desk, called: str, mail: MailServer, clock: Clock, mode: str, words: str
) -> None:
    """R-ACC-13."""
    mail.mode = mode or mail.mode
    sweep(clock)

    page = words_of(sign_in(app, desk.alice).get(f"/requests/{called}"))

    assert f"jm@fiberworks.example {words}" in page


def test_the_outbox_is_narrowed_to_what_failed(
    app: Flask, desk: Desk, mail: MailServer, clock: Clock
) -> None:
    mail.mode = "refuse-one"
    desk.submit()
    sweep(clock)

    page = words_of(sign_in(app, desk.agent).get("/outbox?state=failed"))

    assert "550: No such mailbox" in page
    assert desk.alice.email not in page


def test_a_state_that_no_message_has_leaves_the_outbox_there(
    app: Flask, desk: Desk, clock: Clock
) -> None:
    desk.submit()
    sweep(clock)

    page = sign_in(app, desk.agent).get("/outbox?state=lost")

    assert page.status_code == 422
    assert page.text.count('class="field-error"') == 1
    assert desk.alice.email in words_of(page)


def test_the_outbox_is_narrowed_to_a_part_of_an_address(
    app: Flask, desk: Desk, clock: Clock
) -> None:
    desk.submit()
    sweep(clock)

    page = sign_in(app, desk.agent).get("/outbox?address=JM@fiber")
    none = sign_in(app, desk.agent).get("/outbox?address=j%25m")

    assert "jm@fiberworks.example" in words_of(page)
    assert desk.alice.email not in words_of(page)
    assert 'value="JM@fiber"' in page.text
    assert "There is no such message." in words_of(none)


@pytest.mark.parametrize("path", ["/outbox?address=", "/requests?q="])
def test_a_search_that_is_too_long_stays_in_its_field(app: Flask, desk: Desk, path: str) -> None:
    page = sign_in(app, desk.agent).get(path + "x" * 201)

    assert page.status_code == 422
    assert "At most 200 characters." in words_of(page)
    assert f'value="{"x" * 201}"' in page.text


def test_a_message_that_failed_is_sent_again_from_its_page(
    app: Flask, desk: Desk, mail: MailServer, clock: Clock
) -> None:
    mail.mode = "refuse-one"
    desk.submit()
    sweep(clock)
    failed = deliveries()[1]
    browser = sign_in(app, desk.agent)
    browser.get(f"/outbox/{failed.id}")
    browser.follow(browser.send(f"/outbox/{failed.id}/replay"))
    mail.mode = "take"
    clock.now = real_clock.now() + timedelta(days=1)  # The page goes by the real clock.

    sweep(clock)

    assert [each["Message-ID"] for each in mail.to_address("jm@")] == [f"<{failed.key}@localhost>"]


def test_messages_are_told_in_words_at_the_sites_time(
    app: Flask, desk: Desk, mail: MailServer, clock: Clock
) -> None:
    called = desk.submit()
    with transaction() as session:  # As it stands where it was taken before it was judged.
        session.execute(update(Visitor).values(email="jörg@x.example"))
    sweep(clock)

    pages = [
        words_of(sign_in(app, desk.agent).get("/outbox")),
        words_of(sign_in(app, desk.alice).get(f"/requests/{called}/messages")),
    ]

    local = clock.now.astimezone(ZoneInfo("Europe/Amsterdam"))
    for seen in pages:
        assert "Your pass Jürgen Müller ✕ Not delivered It cannot be addressed" in seen
        assert f"{local:%H:%M} CE" in seen
        assert "UTC" not in seen
        assert "visitor/" not in seen
        assert "request.scheduled" not in seen


def test_a_pass_that_could_not_be_delivered_stands_in_the_contacts_home(
    app: Flask, desk: Desk, mail: MailServer, clock: Clock
) -> None:
    mail.mode = "refuse-one"
    browser, now = sign_in(app, desk.alice), real_clock.now()  # The page goes by the real clock.
    called = desk.submit(at=now, window=window_at(tomorrow_at(9)))
    clock.now = now + timedelta(minutes=1)
    sweep(clock)
    failed = words_of(browser.get("/"))
    visitor = deliveries()[1].recipient.id
    instead = VisitorDraft("Ana Lima", "ana@fiberworks.example")
    desk.change(visitor_changes.replace_visitor, called, visitor, instead, at=now)

    mended = words_of(browser.get("/"))

    assert "Send Jürgen Müller and Marie Curie their passes" in failed
    assert "There is no e-mail address for Marie Curie. No e-mail reaches jm@fiberworks" in failed
    assert "550: No such mailbox" in failed
    assert "Send Marie Curie their pass" in mended
    assert "No e-mail reaches" not in mended


@pytest.mark.parametrize("path", ["/outbox", "/outbox/1"])
def test_the_outbox_is_for_the_desk(app: Flask, desk: Desk, clock: Clock, path: str) -> None:
    desk.submit()
    sweep(clock)

    assert sign_in(app, desk.alice).get(path).status_code == 403


def test_an_agent_of_another_site_reads_nothing(app: Flask, desk: Desk, clock: Clock) -> None:
    """R-SEC-1."""
    desk.submit()
    sweep(clock)
    elsewhere = make_staff("Ed East", Role.AGENT, site_ids=())
    browser = sign_in(app, elsewhere)

    assert "There is no such message" in words_of(browser.get("/outbox"))
    assert browser.get(f"/outbox/{deliveries()[0].id}").status_code == 404


def test_a_contact_reads_the_messages_of_a_request_of_theirs(
    app: Flask, desk: Desk, clock: Clock
) -> None:
    called = desk.submit()
    sweep(clock)

    page = words_of(sign_in(app, desk.alice).get(f"/requests/{called}/messages"))

    assert "Your pass: Fiberworks BV at AMS1" in page


def test_another_customers_messages_do_not_exist(app: Flask, desk: Desk, clock: Clock) -> None:
    called = desk.submit()
    sweep(clock)
    bob = make_contact("Bob Brown", make_customer("fabrikam"))

    assert sign_in(app, bob).get(f"/requests/{called}/messages").status_code == 404


def test_a_contact_chooses_to_hear_of_corrections_or_not(
    app: Flask, desk: Desk, clock: Clock
) -> None:
    browser = sign_in(app, desk.alice)
    browser.get("/account/notifications")
    browser.follow(browser.send("/account/notifications", arrivals="y"))
    called = desk.submit()
    sweep(clock)
    visitor = deliveries()[1].recipient.id
    desk.change(visitor_changes.correct_visitor, called, visitor, "Juergen Mueller")

    sweep(clock)

    assert told()[2:] == [("visitor.corrected", "visitor")]
    assert 'name="arrivals" type="checkbox" value="y"' in browser.page
    assert "checked" in browser.page


def test_a_contact_opens_a_webhook_and_sees_its_calls(
    app: Flask, desk: Desk, hook: HookServer, clock: Clock
) -> None:
    browser = sign_in(app, desk.alice)
    browser.get("/webhooks")
    opened = browser.send("/webhooks", url=f"{hook.url}/x")
    desk.submit()
    sweep(clock)

    page = words_of(browser.get("/webhooks/1"))

    assert "whsec_" in words_of(opened)
    assert "request.scheduled" in page
    assert "Sent" in page
    assert "whsec_" not in page


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/x", "http://93.184.215.14/", "https://[::1]/", "nonsense"]
)
def test_a_webhook_that_points_inside_is_refused_in_words(app: Flask, desk: Desk, url: str) -> None:
    browser = sign_in(app, desk.alice)
    browser.get("/webhooks")

    refused = browser.send("/webhooks", url=url)

    assert refused.status_code == 422
    assert "No webhook was opened" in words_of(refused)


def test_figures_show_what_is_due_and_what_went_out(
    app: Flask, desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_settings(monkeypatch, app, metrics_token=SecretStr("scrape"))
    desk.submit()
    sweep(clock)

    page = app.test_client().get("/metrics", headers={"Authorization": "Bearer scrape"}).text

    assert 'accessdesk_deliveries{channel="email",state="kept"} 2.0' in page
    assert "accessdesk_deliveries_due 0.0" in page


def test_staff_without_the_role_keep_no_webhooks(app: Flask) -> None:
    guard: Actor = make_staff("Olu Gate", Role.OFFICER)

    assert sign_in(app, guard).get("/webhooks").status_code == 403
