"""Sessions, passwords, phrases and tokens, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask

from accessdesk.accounts import queries, service
from accessdesk.accounts.models import ApiToken, SignInSession, User
from accessdesk.accounts.rules import Actor, Role, Scope
from accessdesk.accounts.sign_in import service as sign_in_service
from accessdesk.accounts.sign_in.service import Came
from accessdesk.cli.accounts import user
from accessdesk.db import db, transaction
from accessdesk.errors import Invalid, NotFound
from accessdesk.journal.models import JournalEntry
from tests.conftest import WIDE
from tests.people import PASSWORD, PHRASE, make_contact, make_customer, make_staff

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
KEY = "k" * 40


def sign_in(
    actor: Actor, password: str = PASSWORD, *, now: datetime = NOW, address: str = "a"
) -> str | None:
    """The session's token; None for a wrong password."""
    with transaction():
        signed_in = sign_in_service.sign_in(
            actor.email, password, Came(address, KEY), now=now, hours=12
        )
    return signed_in.session if signed_in else None


def new_token(actor: Actor) -> str:
    with transaction():
        return service.create_token(actor.user_id, "x", Scope.FULL, actor=actor.ref, now=NOW)


def who(token: str, now: datetime = NOW) -> Actor | None:
    with transaction(write=False):
        return queries.actor_of_session(token, now=now)


@pytest.fixture
def ann(app: Flask) -> Actor:
    return make_staff("Ann Agent", Role.AGENT)


def test_a_session_lasts_its_hours_and_not_a_second_longer(ann: Actor) -> None:
    token = sign_in(ann)

    assert isinstance(token, str)
    assert who(token, NOW + timedelta(hours=12, seconds=-1)) is not None
    assert who(token, NOW + timedelta(hours=12)) is None


def test_nothing_that_opens_a_door_is_stored_in_the_clear(ann: Actor) -> None:
    with transaction():
        service.set_password(ann.email, PASSWORD, now=NOW)
    token = sign_in(ann)
    with transaction():
        api = service.create_token(ann.user_id, "x", Scope.FULL, actor=ann.ref, now=NOW)

    with transaction(write=False):
        kept = [
            db.session.scalar(db.select(SignInSession.token_hash)),
            db.session.scalar(db.select(ApiToken.token_hash)),
            db.session.scalar(db.select(User.password_hash)),
        ]

    assert token not in kept
    assert api not in kept
    assert str(kept[2]).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_signing_out_ends_the_session_at_once(ann: Actor) -> None:
    token = sign_in(ann)
    actor = who(token)
    assert actor is not None

    with transaction():
        sign_in_service.end_session(actor, actor.session_id or 0, now=NOW)

    assert who(token) is None


def test_a_new_password_ends_every_other_session(ann: Actor) -> None:
    here, elsewhere = sign_in(ann), sign_in(ann)
    actor = who(here)
    assert actor is not None

    with transaction():
        service.change_password(actor, PASSWORD, "a brand new password", now=NOW)

    assert who(here) is not None
    assert who(elsewhere) is None
    assert isinstance(sign_in(ann, "a brand new password"), str)


def test_a_new_password_ends_every_token(ann: Actor) -> None:
    """Whoever knew the old one may have made a token with it."""
    tokens = [new_token(ann)]
    with transaction():
        service.change_password(ann, PASSWORD, "a brand new password", now=NOW)
    tokens.append(new_token(ann))

    with transaction():
        service.set_password(ann.email, "another new password", now=NOW)

    with transaction(write=False):
        assert [queries.actor_of_token(each) for each in tokens] == [None, None]
        kept = db.session.execute(
            db.select(JournalEntry.event, JournalEntry.actor).order_by(JournalEntry.seq)
        ).all()
    assert [tuple(each) for each in kept if each.event == "token.revoked"] == [
        ("token.revoked", ann.ref),
        ("token.revoked", "system"),
    ]


def test_a_password_that_is_refused_ends_no_token(ann: Actor) -> None:
    token = new_token(ann)

    with pytest.raises(Invalid), transaction():
        service.change_password(ann, "not it", "a brand new password", now=NOW)

    with transaction(write=False):
        assert queries.actor_of_token(token) is not None


def test_the_command_says_that_sessions_and_tokens_have_ended(ann: Actor) -> None:
    said = CliRunner(env=WIDE).invoke(user, ["password", ann.email], input="a brand new password\n")

    assert "sessions and API tokens have ended" in said.output


def test_a_removed_person_is_out_within_one_request(ann: Actor) -> None:
    with transaction():
        service.set_password(ann.email, PASSWORD, now=NOW)
    token = sign_in(ann)
    with transaction():
        api = service.create_token(ann.user_id, "x", Scope.FULL, actor=ann.ref, now=NOW)

    with transaction():
        service.remove_user(ann.user_id, actor="system", now=NOW)

    assert who(token) is None
    with transaction(write=False):
        assert queries.actor_of_token(api) is None
    assert sign_in(ann) is None


def test_the_wrong_password_and_the_wrong_address_look_the_same(ann: Actor) -> None:
    nobody = Actor(0, "", "nobody@nowhere.example", Role.AGENT, None, ())

    assert sign_in(ann, "wrong") is None
    assert sign_in(nobody) is None


def test_nobody_ends_or_revokes_what_is_not_theirs(app: Flask, ann: Actor) -> None:
    bob = make_staff("Bob Agent", Role.AGENT)
    token = sign_in(ann)
    session = who(token)
    assert session is not None

    with pytest.raises(NotFound), transaction():
        sign_in_service.end_session(bob, session.session_id or 0, now=NOW)

    assert who(token) is not None


def test_a_short_password_or_a_wrong_current_one_is_refused(ann: Actor) -> None:
    with pytest.raises(Invalid) as wrong, transaction():
        service.change_password(ann, "not it", "a brand new password", now=NOW)
    with pytest.raises(Invalid) as short, transaction():
        service.change_password(ann, PASSWORD, "short", now=NOW)

    assert "current_password" in wrong.value.fields
    assert "new_password" in short.value.fields


def given(contact: Actor, phrase: str) -> bool:
    return service.phrase_matches(contact.user_id, phrase, by="user/1", now=NOW)


def test_a_phrase_is_known_however_it_is_spoken(app: Flask) -> None:
    """R-ACC-2."""
    alice = make_contact("Alice Adams", make_customer())

    with transaction():
        assert given(alice, f"  {PHRASE.upper()} ")
        assert not given(alice, "let me in")
        service.set_phrase(alice, "Blue  Door", now=NOW)
        assert given(alice, "blue door")
        assert not given(alice, PHRASE)
