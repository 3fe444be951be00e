"""By which number somebody is called: asked for, kept, shown, and taken back."""

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk import clock
from accessdesk.accounts.models import User
from accessdesk.accounts.queries import actor_of_user
from accessdesk.accounts.rules import Actor, Role
from accessdesk.accounts.service import remove_user, set_telephone
from accessdesk.db import transaction
from accessdesk.journal.models import JournalEntry
from accessdesk.journal.rules import Event
from tests.people import make_contact, make_customer, make_site, make_staff
from tests.web.page_client import Browser, sign_in, words_of

NUMBER = "+31 20 555 0100"
ASKED = "Nobody can call you"


@pytest.fixture
def ada(app: Flask) -> Actor:
    make_site()
    return make_contact("Ada Byron", make_customer())


@pytest.fixture
def browser(app: Flask, ada: Actor) -> Browser:
    browser = sign_in(app, ada)
    browser.get("/account")
    return browser


def kept(person: Actor) -> str:
    with transaction(write=False):
        found = actor_of_user(person.user_id)
    assert found is not None
    return found.telephone


@pytest.mark.parametrize("role", [Role.CONTACT, Role.TECHNICIAN])
def test_home_asks_whoever_is_called_for_a_number_until_there_is_one(
    app: Flask, ada: Actor, role: Role
) -> None:
    person = ada if role is Role.CONTACT else make_staff("Tess Tech", role)
    browser = sign_in(app, person)
    asked = words_of(browser.get("/"))
    browser.get("/account")

    sent = browser.send("/account/telephone", telephone="0031 20 5550100")

    assert ASKED in asked
    assert sent.status_code == 303
    assert kept(person) == NUMBER
    assert ASKED not in words_of(browser.get("/"))
    assert f'value="{NUMBER}"' in browser.get("/account").text


def test_a_number_that_cannot_be_dialled_is_refused_at_its_field_and_not_lost(
    browser: Browser, ada: Actor
) -> None:
    answer = browser.send("/account/telephone", telephone="020 555 0100")

    assert answer.status_code == 422
    assert "Begin with + and the country’s code" in words_of(answer)
    assert 'value="020 555 0100"' in answer.text
    assert kept(ada) == ""


def test_a_number_is_taken_back_by_leaving_it_empty(browser: Browser, ada: Actor) -> None:
    browser.send("/account/telephone", telephone=NUMBER)

    browser.send("/account/telephone", telephone="")

    assert kept(ada) == ""


def test_a_number_that_was_kept_or_taken_back_is_confirmed(browser: Browser) -> None:
    said = words_of(browser.follow(browser.send("/account/telephone", telephone="0031 20 5550100")))
    back = words_of(browser.follow(browser.send("/account/telephone", telephone="")))

    assert f"Saved: you are called by {NUMBER}." in said
    assert "Saved: no number is kept." in back
    assert "Saved" not in words_of(browser.get("/account"))


def test_the_journal_says_that_the_number_was_changed_and_not_which_it_is(
    browser: Browser, ada: Actor
) -> None:
    browser.send("/account/telephone", telephone=NUMBER)

    browser.send("/account/telephone", telephone=NUMBER)

    with transaction(write=False) as session:
        wanted = select(JournalEntry.body).where(JournalEntry.event == Event.USER_TELEPHONE_CHANGED)
        [body] = session.scalars(wanted).all()
    assert f'"actor":"{ada.ref}"' in body
    assert "555" not in body


def test_who_leaves_takes_the_number_along(app: Flask, ada: Actor) -> None:
    """R-SEC-3: its purpose ends with the account."""
    with transaction():
        set_telephone(ada, NUMBER, now=clock.now())

    with transaction():
        remove_user(ada.user_id, actor="system", now=clock.now())

    with transaction(write=False) as session:
        assert session.get_one(User, ada.user_id).telephone == ""
