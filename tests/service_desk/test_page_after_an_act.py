"""After each act the page of the request says what was done, and who was sent a pass."""

import re
from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Role
from accessdesk.service_requests.done import Done, notice_of
from accessdesk.service_requests.rules import Status
from tests.notifications.conftest import set_settings
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff
from tests.visits.test_pages import NEW
from tests.visits.test_pages import visit as filled_in
from tests.web.page_client import Browser, sign_in, words_of

VISITORS = [{"name": "Jürgen Müller", "email": "jm@fiberworks.example"}, {"name": "Bo Li"}]
SENT = "The pass of Jürgen Müller is to be mailed to jm@fiberworks.example."
BY_HAND = "There is no e-mail address for Bo Li: open the pass and send it yourself."


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site(lead_days=30)
    return make_contact("Alice Adams", make_customer())


@pytest.fixture
def visit(app: Flask, alice: Actor) -> dict[str, Any]:
    created = api_of(app, alice).post("/requests", access_body(visitors=VISITORS))
    body: dict[str, Any] = created.json
    return body


@pytest.fixture(autouse=True)
def mail_is_set_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    set_settings(monkeypatch, app, smtp_url="smtp://localhost:1")


@pytest.fixture
def browser(app: Flask, alice: Actor) -> Browser:
    return sign_in(app, alice)


def test_another_address_says_that_the_pass_is_mailed_there_and_a_number_that_nothing_is(
    browser: Browser, visit: dict[str, Any]
) -> None:
    path = f"/requests/{visit['number']}/visitors/{visit['visitors'][1]['id']}/address"
    browser.get(path)
    email = browser.follow(browser.fill(path, email="bo@fiberworks.example"))
    browser.get(path)
    phone = browser.follow(browser.fill(path, phone="+31 20 555 0142"))

    assert "It is to be mailed to the new address." in words_of(email)
    assert "The pass stays the same, and is not mailed again." in words_of(phone)


def test_a_visit_that_is_moved_says_whose_passes_are_sent_and_whose_are_not(
    browser: Browser, visit: dict[str, Any]
) -> None:
    """R-ACC-8: whoever has no e-mail address is told by the contact, or not at all."""
    path = f"/requests/{visit['number']}/windows/{visit['windows'][0]['id']}"
    browser.get(path)
    day = visit["windows"][0]["starts_at"][:10]

    moved = browser.follow(
        browser.fill(path, window_starts_at=f"{day}T15:00", window_ends_at=f"{day}T17:00")
    )

    assert "✓ The visit is moved; the old passes have stopped working." in words_of(moved)
    assert SENT in words_of(moved)
    assert BY_HAND in words_of(moved)


def test_each_visitor_says_whether_the_pass_was_sent(
    browser: Browser, visit: dict[str, Any]
) -> None:
    page = words_of(browser.get(f"/requests/{visit['number']}"))

    assert "Jürgen Müller jm@fiberworks.example The pass is to be mailed" in page
    assert "Bo Li No e-mail: send the pass yourself" in page
    assert "✓ The visit is moved" not in page


def test_of_who_was_replaced_only_the_new_ones_pass_is_named(
    browser: Browser, visit: dict[str, Any]
) -> None:
    path = f"/requests/{visit['number']}/visitors/{visit['visitors'][1]['id']}"
    browser.get(path)

    replaced = browser.follow(
        browser.fill(f"{path}/replace", name="Ida Iversen", email="ida@fiberworks.example")
    )

    assert "✓ Another person comes; the old pass has stopped." in words_of(replaced)
    assert "The pass of Ida Iversen is to be mailed to ida@fiberworks.example." in words_of(
        replaced
    )
    assert SENT not in words_of(replaced)


def test_a_corrected_name_a_word_and_the_end_of_a_visit_are_confirmed(
    browser: Browser, visit: dict[str, Any]
) -> None:
    page, person = f"/requests/{visit['number']}", visit["visitors"][1]["id"]
    browser.get(f"{page}/visitors/{person}")

    corrected = browser.fill(f"{page}/visitors/{person}/correct", name="Bo Li Chen")
    corrected = browser.follow(corrected)
    said = browser.follow(browser.fill(f"{page}/updates", text="We bring a ladder."))
    off = browser.follow(browser.fill(f"{page}/cancel", reason="Not needed."))

    assert "✓ The name is corrected. The pass stays the same" in words_of(corrected)
    assert "✓ Your update is shown below. It will be mailed to whoever is told of it." in words_of(
        said
    )
    assert "✓ It is called off. Everybody who knew of it will be told." in words_of(off)


@pytest.mark.parametrize(
    ("approval", "words"),
    [
        ("auto", "✓ The visit is booked. The pass of Jürgen Müller is to be mailed to jm@"),
        ("manual", "✓ The visit has been requested and awaits approval."),
    ],
)
def test_a_new_request_says_whether_it_is_booked(app: Flask, approval: str, words: str) -> None:
    make_site(approval=approval)
    browser = sign_in(app, make_contact("Alice Adams", make_customer()))
    browser.get(NEW)

    booked = browser.follow(browser.fill(NEW, **filled_in()))

    assert words in words_of(booked)


def test_an_agent_reads_what_became_of_a_note_and_of_an_approval(app: Flask) -> None:
    make_site(approval="manual")
    contact = make_contact("Alice Adams", make_customer())
    called = api_of(app, contact).post("/requests", access_body(visitors=VISITORS)).json
    page = f"/requests/{called['reference']}"
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    ann.get(page)

    noted = ann.follow(ann.fill(f"{page}/updates", text="Ring first.", audience="operator"))
    approved = ann.follow(ann.fill(f"{page}/approve"))

    assert "✓ Your note is shown below, to the operator only." in words_of(noted)
    assert "✓ The visit is approved." in words_of(approved)
    assert SENT in words_of(approved)


@pytest.mark.parametrize("done", Done)
def test_everything_that_can_be_done_has_words(done: Done) -> None:
    assert any(notice_of(done.value, status, mails=True) for status in Status)


@pytest.mark.parametrize("named", ["", "nothing", "<b>moved</b>"])
def test_an_address_that_names_nothing_says_nothing(named: str) -> None:
    assert notice_of(named, Status.SCHEDULED, mails=True) is None


def test_what_is_so_no_longer_is_not_said() -> None:
    assert notice_of("moved", Status.CANCELLED, mails=True) is None


@pytest.mark.parametrize("done", Done)
def test_nobody_is_said_to_be_told_where_no_mail_goes_out(done: Done) -> None:
    """R-ACC-13: and what was done is said all the same."""
    for status in Status:
        said = notice_of(done.value, status, mails=False)
        with_mail = notice_of(done.value, status, mails=True)

        assert (said is None) is (with_mail is None)
        if said and with_mail:
            assert not re.search(r"will be (told|mailed)|to be sent|on its way|are told", said.text)
            assert said.text.partition(".")[0] == with_mail.text.partition(".")[0]


def test_the_page_promises_no_mail_where_none_goes_out(
    app: Flask, alice: Actor, visit: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-ACC-13: at the press, and in the list of who comes."""
    set_settings(monkeypatch, app, smtp_url="")
    contact, path = sign_in(app, alice), f"/requests/{visit['number']}"
    window = f"{path}/windows/{visit['windows'][0]['id']}"
    day = visit["windows"][0]["starts_at"][:10]

    contact.get(window)
    moved = contact.follow(
        contact.fill(window, window_starts_at=f"{day}T15:00", window_ends_at=f"{day}T17:00")
    )
    said = contact.follow(contact.fill(f"{path}/updates", text="We bring a ladder."))

    shown = words_of(moved)
    assert "so nothing is mailed to Jürgen Müller: open the pass and send it yourself." in shown
    assert BY_HAND in shown
    assert "jm@fiberworks.example – Not mailed: no mail server is set up" in shown
    assert "to be mailed" not in shown
    assert "✓ Your update is shown below. No mail server is set up, so nobody is" in words_of(said)
