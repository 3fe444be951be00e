"""The form for site access, by what a contact or an agent sees while filling it in."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from accessdesk.accounts.rules import Right, Role
from accessdesk.db import db
from accessdesk.journal.models import JournalEntry
from accessdesk.service_requests.models import ServiceRequest, Visitor
from tests.people import (
    PHRASE,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
    tomorrow_at,
)
from tests.visits.visits import as_shown
from tests.web.page_client import Browser, sign_in, words_of

NEW = "/requests/new"


def visit(**fields: Any) -> dict[str, Any]:
    """Fill in a complete request for tomorrow from 09:00 to 12:00 at the site."""
    day = tomorrow_at(9).date().isoformat()
    return {
        "site": "AMS1",
        "party_name": "Fiberworks BV",
        "party_email": "noc@fiberworks.example",
        "visitors-0-name": "Jürgen Müller",
        "visitors-0-email": "jm@fiberworks.example",
        "window_starts_at": f"{day}T09:00",
        "window_ends_at": f"{day}T12:00",
        "summary": "Replace line card",
    } | fields


@pytest.fixture
def alice(app: Flask) -> Browser:
    """A contact of Contoso's, at the form, at a site in Amsterdam."""
    make_site(lead_days=3650)
    browser = sign_in(app, make_contact("Alice Adams", make_customer()))
    browser.get(NEW)
    return browser


def names_on_requests() -> list[str]:
    return list(db.session.scalars(select(Visitor.name).order_by(Visitor.position)))


def count_requests() -> int:
    return db.session.scalar(select(func.count()).select_from(ServiceRequest)) or 0


def faults_on(page: TestResponse) -> str:
    """What stands on top of a form that was refused."""
    return words_of(page).partition("This could not be booked yet")[2].partition("Where")[0]


def file(content: bytes, name: str = "crew.csv") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def test_a_complete_request_leads_to_its_page_with_a_pass_for_each_visitor(alice: Browser) -> None:
    """R-ACC-3, R-ACC-7, R-PASS-1."""
    page = alice.follow(alice.fill(NEW, **visit(**{"visitors-2-name": "Ana Lima"})))

    seen = words_of(page)
    assert "✓ Scheduled" in seen
    assert "SR-" in seen
    assert seen.count("✓ Valid") == 2
    assert "09:00–12:00 CE" in seen


def test_all_that_is_missing_is_said_at_once_at_its_field(alice: Browser) -> None:
    refused = alice.fill(NEW)

    seen = words_of(refused)
    assert refused.status_code == 422
    assert "This could not be booked yet" in seen
    for words in (
        "Give the company whose people are coming.",
        "Name at least one visitor, exactly as on the ID.",
        "Give a date and a time.",
        "Say in one line what will be done.",
    ):
        assert words in seen
    assert count_requests() == 0


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("party_name", "Give the company whose people are coming."),
        ("summary", "Say in one line what will be done."),
    ],
)
def test_blanks_are_as_good_as_nothing(alice: Browser, field: str, words: str) -> None:
    refused = alice.fill(NEW, **visit(**{field: "  "}))

    assert refused.status_code == 422
    assert words in faults_on(refused)
    assert count_requests() == 0


def test_what_is_wrong_is_listed_in_the_order_of_the_page_each_by_its_name(app: Flask) -> None:
    make_site()
    make_site("LON1", name="London 1", zone="Europe/London")
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    alice.get(NEW)

    refused = alice.fill(NEW)

    seen = faults_on(refused)
    words = [
        "Choose the site.",
        "Give the company whose people are coming.",
        "Name at least one visitor, exactly as on the ID.",
        "From: Give a date and a time.",
        "Until: Give a date and a time.",
        "Say in one line what will be done.",
    ]
    assert sorted(words, key=seen.index) == words


def test_a_name_at_risk_and_the_windows_refusal_are_said_before_the_rest_is_right(
    alice: Browser,
) -> None:
    """One round: what the form misses, what the site refuses, and what the gate may not admit."""
    past = {"window_starts_at": "2026-01-05T09:00", "window_ends_at": "2026-01-05T12:00"}
    who = {"visitors-0-name": "Bill Smith", "visitors-1-name": "N/A", "party_name": ""}

    refused = alice.fill(NEW, **visit(**past, **who, devices=["X-1"]))

    seen = faults_on(refused)
    for words in (
        "Which devices is it about? There is no such device: X-1.",
        "Company: Give the company whose people are coming.",
        "Visitor 2: “N/A”",
        "From: ",
    ):
        assert words in seen
    assert "Is “Bill” what the ID says?" in words_of(refused)
    assert count_requests() == 0


def test_people_on_a_list_that_cannot_be_read_are_not_missed_as_well(alice: Browser) -> None:
    people = {"visitors-0-name": "", "visitors-0-email": "", "visitor_list": "Bo <Chen>"}

    seen = faults_on(alice.fill(NEW, **visit(**people)))

    assert "is not an e-mail address" in seen
    assert "Name at least one visitor" not in seen


def test_an_end_before_the_start_is_said_before_what_to_do(alice: Browser) -> None:
    day = tomorrow_at(9).date().isoformat()

    refused = alice.fill(NEW, **visit(window_ends_at=f"{day}T08:00"))

    seen = faults_on(refused)
    assert "Choose a shorter visit" not in seen
    assert 0 < seen.index("Until: The visit ends") < seen.index("Check both days and both times.")


def test_a_way_out_stands_after_the_reason(app: Flask) -> None:
    make_site(visitor_capacity=1)
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    alice.get(NEW)
    alice.fill(NEW, **visit())
    alice.get(NEW)

    seen = faults_on(alice.fill(NEW, **visit()))

    assert 0 < seen.index("1 visitor") < seen.index("The next window that fits is")


def test_nothing_that_was_typed_is_lost_when_something_is_wrong(app: Flask) -> None:
    site = make_site()
    customer = make_customer()
    make_device(customer, site, "CT-0001")
    make_device(customer, site, "CT-0002")
    alice = sign_in(app, make_contact("Alice Adams", customer))
    alice.get(NEW)
    typed = visit(
        devices=["CT-0002"],
        party_kind="carrier",
        party_email="noc@fiberworks.example",
        party_phone="+31 20 555 0101",
        visitor_list="Ana Lima <ana@x.example>\r\nBo <Chen>",
        reason="repair",
        equipment_in="Line card\r\nLadder",
        equipment_out="Old card",
        escort="y",
        severity="B",
    )

    refused = alice.fill(NEW, **typed)

    shown = alice.form(NEW)
    assert refused.status_code == 422
    assert "Line 2: “Chen” is not an e-mail address." in words_of(refused)
    typed |= {name: as_shown(typed[name]) for name in ("window_starts_at", "window_ends_at")}
    for name, value in typed.items():
        assert shown[name] == (value if isinstance(value, list) else [value]), name


def test_a_form_that_is_shown_again_can_be_sent_again(alice: Browser) -> None:
    """Its idempotency key is a fresh one, or the kept refusal would be the answer forever."""
    first_key = alice.form(NEW)["once"]

    alice.fill(NEW, **visit(summary=""))
    second_key = alice.form(NEW)["once"]
    sent = alice.fill(NEW, summary="Replace line card")

    assert first_key != second_key
    assert sent.status_code == 303


def test_a_form_that_is_sent_twice_makes_one_request(alice: Browser) -> None:
    values = alice.form(NEW) | {name: [value] for name, value in visit().items()}

    first = alice.post(NEW, values)
    twin = alice.post(NEW, values)

    assert first.status_code == twin.status_code == 303
    assert first.headers["Location"] == twin.headers["Location"]
    assert count_requests() == 1


def test_another_form_with_the_same_key_is_not_taken_for_its_twin(alice: Browser) -> None:
    values = alice.form(NEW) | {name: [value] for name, value in visit().items()}
    alice.post(NEW, values)

    other = alice.post(NEW, values | {"summary": ["Other work"]})

    assert other.status_code == 422
    assert "already used for a different call" in words_of(other)


# Windows


def test_a_full_site_offers_a_window_that_one_button_takes(app: Flask) -> None:
    """R-WIN-3."""
    make_site(visitor_capacity=1)
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    alice.get(NEW)
    alice.fill(NEW, **visit())

    alice.get(NEW)
    refused = alice.fill(NEW, **visit())
    opening = refused.text.partition('name="take_opening" value="')[2].partition('"')[0]
    taken = alice.follow(alice.fill(NEW, take_opening=opening))

    assert refused.status_code == 409
    assert "The next window that fits:" in words_of(refused)
    assert "12:00–15:00 CE" in words_of(taken)


def test_times_are_typed_with_the_month_as_a_word_and_told_with_their_zone(alice: Browser) -> None:
    day = tomorrow_at(9).date()
    typed = {"window_starts_at": f"{day:%-d %B} 9:00", "window_ends_at": f"{day:%b %-d} 12 pm"}

    looked = alice.fill(NEW, **visit(**typed, show_openings="yes"))
    sent = alice.follow(alice.fill(NEW))

    assert re.search(rf"→ {day:%a %-d %b}( {day:%Y})? 09:00–12:00 CE", words_of(looked))
    assert "09:00–12:00 CE" in words_of(sent)


def test_a_day_with_two_readings_is_asked_about_and_stays_as_it_was_typed(alice: Browser) -> None:
    refused = alice.fill(NEW, **visit(window_starts_at="11/12 10:00"))

    assert "From: “11/12” could be 11 Dec or 12 Nov. Write the month as" in faults_on(refused)
    assert alice.form(NEW)["window_starts_at"] == ["11/12 10:00"]
    assert 'type="datetime-local"' not in refused.text
    assert 'type="date"' not in refused.text
    assert count_requests() == 0


def test_a_time_that_does_not_exist_is_answered_with_the_nearest(alice: Browser) -> None:
    """R-WIN-2."""
    window = {"window_starts_at": "2027-03-28T02:30", "window_ends_at": "2027-03-28T05:00"}

    refused = alice.fill(NEW, **visit(**window))

    assert refused.status_code == 422
    assert "The nearest times are 01:59 and 03:00." in words_of(refused)
    assert "Which of the two" not in words_of(refused)


def test_a_time_that_comes_twice_is_asked_about_and_the_answer_is_taken(alice: Browser) -> None:
    """R-WIN-2."""
    window = {"window_starts_at": "2027-10-31T02:30", "window_ends_at": "2027-10-31T05:00"}

    asked = alice.fill(NEW, **visit(**window))
    booked = alice.follow(alice.fill(NEW, window_starts_which="second"))

    assert asked.status_code == 422
    assert "Which of the two is the start?" in words_of(asked)
    assert "the first: 02:30 CEST" in words_of(asked)
    assert "02:30–05:00 CET" in words_of(booked)


@pytest.mark.parametrize("value", ["", "x", "2026-12-01/2026-12-02", "9/9", "é" * 300])
def test_an_opening_that_nobody_offered_does_no_harm(alice: Browser, value: str) -> None:
    answer = alice.fill(NEW, **visit(take_opening=value))

    assert answer.status_code == 303


# Devices


def test_devices_of_the_chosen_site_are_shown_without_scripts(app: Flask) -> None:
    customer = make_customer()
    ams, lon = make_site(), make_site("LON1", name="London 1", zone="Europe/London")
    make_device(customer, ams, "CT-0001", name="Core switch")
    make_device(customer, lon, "CT-0002")
    make_device(make_customer("fabrikam"), ams, "FB-0001")
    alice = sign_in(app, make_contact("Alice Adams", customer))
    before = alice.get(NEW)

    shown = alice.fill(NEW, **visit(show_devices="yes"))
    elsewhere = alice.fill(NEW, devices=["CT-0002"])
    kept = alice.form(NEW)["devices_typed"]
    sent = alice.fill(NEW, devices=["CT-0001"], devices_typed="")

    assert "CT-0001" not in before.text
    assert "CT-0001 · Core switch" in words_of(shown)
    assert "CT-0002" not in shown.text
    assert "FB-0001" not in shown.text
    assert "Not at Amsterdam 1: CT-0002." in words_of(elsewhere)
    assert kept == ["CT-0002"]
    assert sent.status_code == 303


def test_another_customers_device_is_answered_as_if_it_did_not_exist(app: Flask) -> None:
    """R-ACC-11."""
    make_device(make_customer("fabrikam"), make_site(), "FB-0001")
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    alice.get(NEW)

    theirs = alice.fill(NEW, **visit(devices=["FB-0001"]))
    nothing = alice.fill(NEW, **visit(devices_typed="FB-0002"))

    assert theirs.status_code == nothing.status_code == 422
    assert faults_on(theirs).replace("FB-0001", "x") == faults_on(nothing).replace("FB-0002", "x")
    assert "There is no such device: FB-0001." in faults_on(theirs)


# Visitors


def test_rows_a_pasted_list_and_a_file_make_one_list(alice: Browser) -> None:
    fields = visit(
        visitor_list="Ana Lima, ana@x.example",
        visitor_file=file("E-mail;Name\r\nbo@x.example;Bo Chén\r\n".encode("latin-1")),
    )

    alice.follow(alice.fill(NEW, **fields))

    assert names_on_requests() == ["Jürgen Müller", "Ana Lima", "Bo Chén"]


def test_the_people_of_a_file_stand_in_the_box_when_the_form_is_shown_again(
    alice: Browser,
) -> None:
    fields = visit(
        summary="",
        visitor_list="Ana Lima",
        visitor_file=file(b'name,email\n"Chen, Bo",bo@x.example\n'),
    )

    alice.fill(NEW, **fields)
    kept = alice.form(NEW)["visitor_list"]
    alice.follow(alice.fill(NEW, summary="Replace line card"))

    assert kept == ['Ana Lima\r\n"Chen, Bo",bo@x.example\r\n']
    assert names_on_requests() == ["Jürgen Müller", "Ana Lima", "Chen, Bo"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Ana Lima\n=cmd|A\n", "Line 2: A name does not begin with “=”."),
        (b"Ana Lima\nTBD\n", "Line 2: “TBD”"),
        (b"Ana Lima, ana@x.example, x, y\n", "Line 1 has more than a name, an e-mail address"),
        (b"Ana Lima, ana@x.example, boss\n", "Line 1: “boss” is not a telephone number."),
        (b"Ana\0Lima\n", "This is not a text file."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is not a text file."),
        (b"a" * 1_500_000, "The file is larger than 100 kB"),
        (
            "\n".join(f"Ana {chr(97 + n // 26)}{chr(97 + n % 26)}lima" for n in range(50)).encode(),
            "There are 51 visitors; a request takes 50.",
        ),
        (b"Jurgen Muller\nAna Lima\nAna Lima\n", "Line 3: Ana Lima is on the list twice."),
    ],
)
def test_a_hostile_list_is_refused_where_it_is_wrong(
    alice: Browser, content: bytes, words: str
) -> None:
    refused = alice.fill(NEW, **visit(visitor_file=file(content)))

    assert refused.status_code == 422
    assert words in words_of(refused)
    assert count_requests() == 0


def test_a_file_beyond_what_is_taken_at_all_is_refused_as_a_whole(alice: Browser) -> None:
    refused = alice.fill(NEW, **visit(visitor_file=file(b"a" * 2_200_000)))

    assert refused.status_code == 413


def test_a_nul_in_a_field_is_refused(alice: Browser) -> None:
    refused = alice.fill(NEW, **visit(summary="a\0b"))

    assert refused.status_code == 400


def test_fifty_people_come_in_one_request(app: Flask) -> None:
    make_site(visitor_capacity=60)
    alice = sign_in(app, make_contact("Alice Adams", make_customer()))
    alice.get(NEW)
    crew = "\n".join(f"Ana {chr(97 + n // 26)}{chr(97 + n % 26)}lima" for n in range(49))

    page = alice.follow(alice.fill(NEW, **visit(visitor_list=crew)))

    assert words_of(page).count("✓ Valid") == 50


def test_a_row_that_is_wrong_says_so_in_its_own_place(alice: Browser) -> None:
    rows = {"visitors-1-name": "TBD", "visitors-2-email": "who@x.example"}

    refused = alice.fill(NEW, **visit(**rows))

    assert 'id="visitors-1-name-error"' in refused.text
    assert 'id="visitors-2-name-error"' in refused.text
    assert 'id="visitors-0-name-error"' not in refused.text


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("visitors-0-email", "jörg@x.example", "“jörg@x.example” has a “ö”"),
        ("visitors-0-email", "jo@d", "“jo@d” is not complete"),
        ("party_email", "noc@fiberwörks.example", "has a “ö”"),
        ("visitor_list", "Ana Lima, ána@x.example", "Line 1: “ána@x.example” has a “á”"),
    ],
)
def test_an_address_that_no_pass_can_be_sent_to_is_refused_at_its_field(
    alice: Browser, field: str, typed: str, words: str
) -> None:
    refused = alice.fill(NEW, **visit(**{field: typed}))

    assert refused.status_code == 422
    assert faults_on(refused).count(words) == 1
    assert f'id="{field}-error"' in refused.text
    assert alice.form(NEW)[field] == [typed]


def test_a_name_that_the_gate_may_not_admit_is_pointed_out_but_not_refused(
    alice: Browser,
) -> None:
    page = alice.follow(alice.fill(NEW, **visit(**{"visitors-0-name": "Bill Gates"})))

    assert "Is “Bill” what the ID says?" in words_of(page)


# Rights


def test_what_severity_a_asks_of_the_customer_is_said_before_the_form_is_sent(
    alice: Browser,
) -> None:
    told = words_of(alice.get("/requests/new"))

    assert "At A your desk owes us an update every 2 hours as well" in told
    assert "A may come at short notice and into a closed period; a manager then reviews it." in told


def test_severity_1_and_what_is_not_on_the_form_are_refused(alice: Browser) -> None:
    """R-SEV-1."""
    for field, value in {"severity": "1", "reason": "fun", "party_kind": "press"}.items():
        assert alice.fill(NEW, **visit(**{field: value})).status_code == 422, field


def test_who_holds_no_right_is_told_whom_to_ask(app: Flask) -> None:
    """R-ACC-1."""
    make_site()
    carl = sign_in(app, make_contact("Carl Clark", make_customer(), rights=[Right.INCIDENTS]))

    page = carl.get(NEW)

    assert "You do not have the right to request access to a site." in words_of(page)


def test_a_right_that_is_missing_is_refused_recorded_and_nothing_typed_is_lost(app: Flask) -> None:
    """R-ACC-1, R-SA-2: taking equipment out is a right of its own."""
    make_site()
    carl = make_contact("Carl Clark", make_customer(), rights=[Right.SITE_ACCESS])
    browser = sign_in(app, carl)
    page = browser.get(NEW)

    refused = browser.fill(NEW, **visit(equipment_out="Old card"))
    shown = browser.form(NEW)

    assert "Equipment taken out" not in words_of(page)
    assert refused.status_code == 403
    assert "Carl Clark is not authorised to have equipment taken out here." in words_of(refused)
    assert shown["summary"] == ["Replace line card"]
    kept = db.session.scalars(select(JournalEntry).filter_by(event="access.refused")).all()
    assert [entry.actor for entry in kept] == [carl.ref]


def test_a_site_where_the_contact_has_no_right_is_refused_and_recorded(app: Flask) -> None:
    """R-ACC-1."""
    ams = make_site()
    make_site("LON1", zone="Europe/London")
    alice = sign_in(app, make_contact("Alice Adams", make_customer(), site_ids=[ams]))
    alice.get(NEW)

    refused = alice.fill(NEW, **visit(site="LON1"))

    assert refused.status_code == 403
    kept = db.session.scalars(select(JournalEntry.event)).all()
    assert "access.refused" in kept


# An agent on the phone


def test_an_agent_raises_a_request_for_a_caller_who_gives_their_phrase(app: Flask) -> None:
    """R-ACC-2: both names are kept, the phrase is nowhere."""
    site = make_site()
    customer = make_customer()
    make_device(customer, site, "CT-0001")
    alice = make_contact("Alice Adams", customer)
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    ann.get(NEW)

    nobody = ann.fill(NEW, **visit())
    devices = ann.fill(NEW, on_behalf_of=alice.email, show_devices="yes")
    wrong = ann.fill(NEW, phrase="let me in please")
    page = ann.follow(ann.fill(NEW, phrase=PHRASE, devices=["CT-0001"]))

    assert "Choose the contact who is calling." in words_of(nobody)
    assert "CT-0001" in words_of(devices)
    assert "This is not the contact's phrase." in words_of(wrong)
    assert "let me in please" not in wrong.text
    assert "(by phone; Ann Agent took the call)" in words_of(page)


def test_a_caller_who_is_not_known_is_refused_recorded_and_nothing_typed_is_lost(
    app: Flask,
) -> None:
    """R-ACC-1."""
    make_site()
    alice = make_contact("Alice Adams", make_customer())
    ann = make_staff("Ann Agent", Role.AGENT)
    browser = sign_in(app, ann)
    browser.get(NEW)

    nobody = browser.fill(NEW, **visit(on_behalf_of="mallory@x.example", phrase="x"))
    wrong = browser.fill(NEW, **visit(on_behalf_of=alice.email, phrase="let me in please"))
    shown = browser.form(NEW)

    assert (nobody.status_code, wrong.status_code) == (422, 422)
    assert "No authorised contact has this e-mail address." in words_of(nobody)
    assert "This is not the contact's phrase." in words_of(wrong)
    assert shown["summary"] == ["Replace line card"]
    kept = db.session.scalars(select(JournalEntry).filter_by(event="access.refused")).all()
    assert [entry.actor for entry in kept] == [ann.ref, ann.ref]


def test_an_agent_reads_at_the_contact_that_they_may_not_ask_for_this(app: Flask) -> None:
    """R-ACC-1: whoever called is the one who is refused."""
    make_site()
    carl = make_contact("Carl Clark", make_customer(), rights=[Right.INCIDENTS])
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT))
    ann.get(NEW)

    refused = ann.fill(NEW, **visit(on_behalf_of=carl.email, phrase=PHRASE))

    seen = words_of(refused)
    assert refused.status_code == 403
    assert "Carl Clark is not authorised to ask for site access here." in seen
    assert "Ask another contact of the customer’s desk" in seen
    assert 'id="on_behalf_of-error"' in refused.text


def test_an_agent_cannot_book_where_they_are_not_posted(app: Flask) -> None:
    make_site()
    lon = make_site("LON1", zone="Europe/London")
    alice = make_contact("Alice Adams", make_customer())
    ann = sign_in(app, make_staff("Ann Agent", Role.AGENT, site_ids=[lon]))
    ann.get(NEW)

    refused = ann.fill(NEW, **visit(on_behalf_of=alice.email, phrase=PHRASE))

    assert refused.status_code == 422
    assert "AMS1" not in words_of(ann.get(NEW))


def test_a_contact_who_names_somebody_else_acts_for_themselves(app: Flask, alice: Browser) -> None:
    bob = make_contact("Bob Brown", make_customer("fabrikam"))

    page = alice.follow(alice.fill(NEW, **visit(on_behalf_of=bob.email, phrase=PHRASE)))

    assert "Contact Alice Adams" in words_of(page)
    assert "Bob" not in words_of(page)
