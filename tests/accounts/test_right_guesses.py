"""A secret that was judged right counts as no guess, whatever becomes of the form (R-SEC-4)."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import accessdesk
from accessdesk.accounts.models import GuessTally
from accessdesk.accounts.rules import Actor, Role
from accessdesk.accounts.sign_in.guesses import FREE_OF_PAIR, Secret
from accessdesk.db import db, transaction
from accessdesk.journal.models import JournalEntry
from tests.people import (
    PASSWORD,
    PHRASE,
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
)
from tests.web.page_client import sign_in

TOO_LONG = {"starts_at": "2030-01-01T09:00:00Z", "ends_at": "2031-01-01T09:00:00Z"}
Try = Callable[[bool], int]


def with_a_phrase(app: Flask, alice: Actor) -> Try:
    """An agent who sends a window that is too long; all else is as it should be."""
    api = api_of(app, make_staff("Ann Agent", Role.AGENT))

    def attempt(right: bool) -> int:
        caller = {"email": alice.email, "phrase": PHRASE if right else "not hers at all"}
        return api.post("/requests", access_body(on_behalf_of=caller, window=TOO_LONG)).status_code

    return attempt


def with_a_current_password(app: Flask, alice: Actor) -> Try:
    """Somebody who chooses a new password that is too short."""
    browser = sign_in(app, alice)

    def attempt(right: bool) -> int:
        browser.get("/account")
        current = PASSWORD if right else "not hers at all"
        fields: dict[str, Any] = {"current_password": current, "new_password": "short"}
        return browser.fill("/account/password", **fields).status_code

    return attempt


# Who signs in has no more to fill in than the password itself.
USES = {
    Secret.PHRASE: with_a_phrase,
    Secret.CURRENT_PASSWORD: with_a_current_password,
}


@pytest.fixture
def alice(app: Flask) -> Actor:
    make_site()
    return make_contact("Alice Adams", make_customer())


def counted(secret: Secret) -> list[int]:
    with transaction(write=False):
        rows = db.session.scalars(
            select(GuessTally.guesses).where(
                GuessTally.key.startswith(f"{secret.value}/"), GuessTally.guesses > 0
            )
        )
        return list(rows)


def told() -> int:
    with transaction(write=False):
        event = JournalEntry.event == "user.secret-tried"
        return len(db.session.scalars(select(JournalEntry.seq).where(event)).all())


@pytest.mark.parametrize("secret", USES)
def test_a_right_one_is_no_guess_however_often_the_form_has_another_fault(
    app: Flask, alice: Actor, secret: Secret
) -> None:
    attempt = USES[secret](app, alice)

    answers = [attempt(True) for _ in range(FREE_OF_PAIR + 2)]

    assert answers == [422] * (FREE_OF_PAIR + 2)
    assert counted(secret) == []
    assert told() == 0


@pytest.mark.parametrize("secret", USES)
def test_a_wrong_one_counts_all_the_same(app: Flask, alice: Actor, secret: Secret) -> None:
    attempt = USES[secret](app, alice)

    answers = [attempt(False) for _ in range(FREE_OF_PAIR + 1)]

    assert answers == [422] * FREE_OF_PAIR + [429]
    assert told() == 1


@pytest.mark.parametrize("secret", USES)
def test_four_wrong_ones_and_the_right_one_are_nothing_to_tell_of(
    app: Flask, alice: Actor, secret: Secret
) -> None:
    attempt = USES[secret](app, alice)

    answers = [attempt(right) for right in [False] * (FREE_OF_PAIR - 1) + [True]]

    assert answers == [422] * FREE_OF_PAIR
    assert counted(secret) == [FREE_OF_PAIR - 1]  # Of whoever guesses, at whatever secret.
    assert told() == 0


def test_every_secret_that_is_guessed_at_is_judged_in_one_place() -> None:
    root = Path(accessdesk.__file__).parent
    asking = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] == "password_matches"
    }

    assert asking == {"accounts/sign_in/guesses.py"}
    assert set(Secret) == {Secret.PASSWORD, *USES}
