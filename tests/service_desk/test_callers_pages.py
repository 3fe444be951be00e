"""Whoever calls is found by what the agent hears, on every form, without scripts too."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Role
from accessdesk.customers import finding
from accessdesk.customers.queries import ContactFacts
from accessdesk.db import db, transaction
from accessdesk.journal.models import JournalEntry
from tests.people import PHRASE, make_contact, make_customer, make_device, make_site, make_staff
from tests.visits.test_pages import visit
from tests.web.page_client import Browser, sign_in, words_of

FORMS = {
    "/requests/new": "/requests/new",
    "/requests/new/incident": "/requests/new/incident",
    "/requests/new/remote-hands?task=replace-drive": "/requests/new/remote-hands",
}


@pytest.fixture
def ann(app: Flask) -> Browser:
    """An agent, and contacts of two customers who are called much alike."""
    site = make_site()
    contoso, fabrikam = make_customer(), make_customer("fabrikam", name="Fabrikam Søn")
    make_device(contoso, site, "CT-0001")
    for name, customer in (("Jürgen Müller", contoso), ("Ada Müller", fabrikam)):
        make_contact(name, customer)
    alice = make_contact("Alice Adams", contoso)
    account = sign_in(app, alice)
    account.get("/account")
    account.send("/account/telephone", telephone="+31 20 555 0100")
    return sign_in(app, make_staff("Ann Agent", Role.AGENT))


def offered(text: str) -> list[str]:
    return re.findall(r'name="take_caller" value="([^"]+)"', text)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("muller", ["Jürgen Müller", "Ada Müller"]),
        ("MULLER jur", ["Jürgen Müller"]),
        ("Mueller", ["Jürgen Müller", "Ada Müller"]),
        ("mue", ["Jürgen Müller", "Ada Müller"]),
        ("Müller soen", ["Ada Müller"]),
        ("%", []),
        ("fabrikam son", ["Ada Müller"]),
        ("alice@contact", ["Alice Adams"]),
        ("adams", ["Alice Adams"]),
        ("zork", []),
        ("020 555", ["Alice Adams"]),
        ("+31 (0)20 555 0100", ["Alice Adams"]),
        ("alice 0100", ["Alice Adams"]),
        ("20", []),
        ("", []),
    ],
)
def test_a_caller_is_found_by_parts_of_what_is_known_without_accents(
    ann: Browser, typed: str, names: list[str]
) -> None:
    found = ann.client.get("/requests/new/callers", query_string={"q": typed}).text

    assert re.findall(r"<strong>(.*?)</strong>", found) == names


def test_who_begins_with_what_was_typed_comes_first_and_the_rest_is_counted(
    app: Flask, ann: Browser
) -> None:
    customer = make_customer("zeta", name="Zeta Ltd")
    for number in range(9):
        make_contact(f"{'KBCDEFGHI'[number]}alice Kim", customer)

    found = ann.client.get("/requests/new/callers", query_string={"q": "alice"}).text

    assert re.findall(r"<strong>(.*?)</strong>", found)[0] == "Alice Adams"
    assert len(offered(found)) == 8
    assert "And 2 more." in found
    many = ann.client.get("/requests/new/callers", query_string={"q": "zeta"}).text
    assert len(offered(many)) == 8
    assert "And 1 more." in many


def test_a_contact_is_found_by_what_they_are_called_now(app: Flask, ann: Browser) -> None:
    with transaction() as session:
        alice = session.scalars(select(User).where(User.name == "Alice Adams")).one()
        alice.name = "Alice Sørensen"

    found = ann.client.get("/requests/new/callers", query_string={"q": "soerensen"}).text

    assert offered(found) == ["alice@contact.example"]


def test_no_more_contacts_are_read_than_are_listed(
    app: Flask, ann: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator may have 20,000: the database finds, orders, cuts and counts."""
    made: list[str] = []
    customer = make_customer("zeta", name="Zeta Ltd")
    for number in range(30):
        make_contact(f"Zoe{number} Kim", customer)

    def make(*known: Any) -> ContactFacts:
        made.append(known[2])
        return ContactFacts(*known)

    monkeypatch.setattr(finding, "ContactFacts", make)
    found = ann.client.get("/requests/new/callers", query_string={"q": "kim"}).text

    assert offered(found) == made
    assert len(made) == 8
    assert "And 22 more." in found


@pytest.mark.parametrize("page", FORMS)
def test_without_scripts_a_part_of_the_name_narrows_and_a_press_takes(
    ann: Browser, page: str
) -> None:
    ann.get(page)
    post = FORMS[page]

    narrowed = ann.fill(post, on_behalf_of="muller", find_caller="yes", summary="Kept")
    taken = ann.fill(post, take_caller=offered(narrowed.text)[0])

    assert len(offered(narrowed.text)) == 2
    assert "✓ Jürgen Müller Contoso Ltd" in words_of(taken)
    assert ann.form(post)["on_behalf_of"] == ["jürgen@contact.example"]
    assert ann.form(post)["summary"] == ["Kept"]


def test_the_only_one_whom_it_fits_is_taken_at_once_with_their_devices(ann: Browser) -> None:
    ann.get("/requests/new")

    page = ann.fill("/requests/new", on_behalf_of="adams", find_caller="yes")

    assert "✓ Alice Adams Contoso Ltd" in words_of(page)
    assert "CT-0001" in words_of(page)


@pytest.mark.parametrize("page", FORMS)
def test_a_part_of_a_name_that_is_sent_lists_whom_it_fits_and_is_no_refused_caller(
    ann: Browser, page: str
) -> None:
    ann.get(page)

    told = ann.fill(FORMS[page], on_behalf_of="muller", phrase=PHRASE, summary="Kept")

    assert told.status_code == 422
    seen = words_of(told)
    assert "“muller” fits Jürgen Müller (Contoso Ltd, jürgen@contact.example), Ada Müller" in seen
    assert "Choose the contact who is calling." in seen
    assert len(offered(told.text)) == 2
    assert ann.form(FORMS[page])["on_behalf_of"] == ["muller"]
    assert ann.form(FORMS[page])["summary"] == ["Kept"]
    assert db.session.query(JournalEntry).filter_by(event="access.refused").count() == 0


@pytest.mark.parametrize(
    ("typed", "number"),
    [("adams", 0), ("alice@contact", 0), ("Ada MULLER", 1), ("jurgen muller", 2)],
)
def test_a_name_that_was_typed_and_not_picked_is_taken_where_one_alone_is_meant(
    ann: Browser, typed: str, number: int
) -> None:
    ann.get("/requests/new")

    booked = ann.fill("/requests/new", **visit(on_behalf_of=typed, phrase=PHRASE))

    assert booked.status_code == 303
    people = ["Alice Adams", "Ada Müller", "Jürgen Müller"]
    assert people[number] in words_of(ann.follow(booked))


def test_a_whole_name_is_not_that_of_somebody_with_a_longer_one(ann: Browser) -> None:
    make_contact("Alina Adams", make_customer("zeta"))
    make_contact("Al Alina Adamson", make_customer("theta"))
    ann.get("/requests/new")

    page = ann.fill("/requests/new", on_behalf_of="alina adams", find_caller="yes")

    assert "✓ Alina Adams" in words_of(page)


def test_a_name_that_fits_nobody_is_told_at_the_field(ann: Browser) -> None:
    ann.get("/requests/new")

    page = ann.fill("/requests/new", **visit(on_behalf_of="zork", phrase=PHRASE))

    assert page.status_code == 422
    assert "“zork” fits no authorised contact." in words_of(page)
    assert 'id="on_behalf_of-error"' in page.text


@pytest.mark.parametrize("page", FORMS)
def test_each_form_speaks_to_the_agent_about_the_customer(
    app: Flask, ann: Browser, page: str
) -> None:
    """The words of a contact's own form, "me" and "your business", are the caller's there."""
    own = re.compile(
        r"\b(me|my)\b|\b(ask|call) you\b|\bYou have no\b"
        r"|\byour (business|desk|side|own (reference|equipment)|devices|ticket)\b"
    )
    alice = sign_in(app, make_contact("Carla Cole", make_customer("zeta")))
    blank = words_of(ann.get(page)).partition("Who is calling")[2]

    wrong = words_of(ann.fill(FORMS[page], on_behalf_of="adams", phrase=PHRASE))
    to_a_contact = words_of(alice.get(page))

    assert own.findall(blank) == []
    assert own.findall(wrong.partition("Skip to the page")[2]) == []
    assert own.search(to_a_contact)


def test_whom_nothing_fits_is_said(ann: Browser) -> None:
    ann.get("/requests/new")

    page = ann.fill("/requests/new", on_behalf_of="zork", find_caller="yes")

    assert "This fits no authorised contact." in words_of(page)


def test_a_contact_looks_for_nobody(app: Flask, ann: Browser) -> None:
    """R-SEC-1: not by the part of the page, and not by a button that they were not shown."""
    eve = sign_in(app, make_contact("Eve Evans", make_customer("zeta")))
    eve.get("/requests/new")

    part = eve.client.get("/requests/new/callers?q=muller")
    pressed = eve.fill("/requests/new", on_behalf_of="muller", find_caller="yes")

    assert part.status_code == 403
    assert "Müller" not in part.text + pressed.text
