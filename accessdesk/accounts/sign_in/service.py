"""Open a session for whoever shows their password, and end it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from accessdesk.accounts.models import SignInSession, User
from accessdesk.accounts.queries import actor_of_user, find_user_by_email
from accessdesk.accounts.recording import person, record_about
from accessdesk.accounts.rules import Actor
from accessdesk.accounts.sign_in import browsers, secrets
from accessdesk.accounts.sign_in.guesses import (
    Guess,
    Secret,
    guess_at,
    guess_in_known_browser,
    is_right,
)
from accessdesk.db import claim, db
from accessdesk.errors import NotFound
from accessdesk.journal.repeats import record_once
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a browser keeps of a sign-in: the session's token, and the cookie it is known by."""

    session: str
    browser: str


@dataclass(frozen=True, slots=True)
class Came:
    """Where somebody signs in from: an address, and the cookie of a browser (empty for a new one).

    `key` is the secret under which e-mail and address are hashed for counting.
    """

    address: str
    key: str
    browser: str = ""


class NoRightLeft:
    """That the password is right, and every right of the contact has ended."""


def sign_in(
    email: str, password: str, came: Came, *, now: datetime, hours: int
) -> SignedIn | NoRightLeft | None:
    """Open a session, or None when e-mail and password do not match.

    A contact whose every right has ended is told so, and that only once the password was right.

    Raises TooMany while whoever guesses has to wait. A browser in which the person has signed in
    before is counted alone, so that no guesses from elsewhere shut them out (R-SEC-4).
    """
    user = find_user_by_email(email)
    guess = _guess(email, user, came, now)
    stored = user.password_hash if user else None
    if not is_right(guess, password, stored, now=now):
        who = person(user.id) if user else "nobody"
        record_once(
            Event.USER_SIGN_IN_REFUSED,
            stream=OPERATOR_STREAM,
            subject=who,
            at=now,
            actor=who,
            facts={},
        )
        return None
    assert user is not None  # noqa: S101  # A match implies a user.
    who = person(user.id)
    if _has_no_right_left(user.id, now):
        record_about(who, Event.USER_SIGN_IN_REFUSED, actor=who, now=now)
        return NoRightLeft()
    record_about(who, Event.USER_SIGNED_IN, actor=who, now=now)
    browser_id, browser = browsers.remember(user.id, came.browser, now=now)
    return SignedIn(_open_session(user.id, browser_id, now, hours), browser)


def _guess(email: str, user: User | None, came: Came, now: datetime) -> Guess:
    owner = person(user.id) if user else None
    if user is not None and owner is not None:
        browser_id = browsers.find_known(user.id, came.browser, now=now)
        if browser_id is not None:
            return guess_in_known_browser(owner, browser_id)
    whose = secrets.keyed_hash(came.key, "account", email.strip().lower())
    by = secrets.keyed_hash(came.key, "address", came.address)
    return guess_at(Secret.PASSWORD, owner, whose=whose, by=by)


def _has_no_right_left(user_id: int, now: datetime) -> bool:
    actor = actor_of_user(user_id)
    return actor is not None and actor.has_no_right_left(now)


def _open_session(user_id: int, browser_id: int, now: datetime, hours: int) -> str:
    token = secrets.new_session_token()
    db.session.add(
        SignInSession(
            token_hash=secrets.token_hash(token),
            user_id=user_id,
            browser_id=browser_id,
            started_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    return token


def end_session(actor: Actor, session_id: int, *, now: datetime) -> None:
    """End one of the actor's own sessions, with the next request; raises NotFound for any other."""
    ended = claim(
        update(SignInSession)
        .where(
            SignInSession.id == session_id,
            SignInSession.user_id == actor.user_id,
            SignInSession.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
    if not ended:
        raise NotFound
    record_about(actor.ref, Event.USER_SIGNED_OUT, actor=actor.ref, now=now, session=session_id)


def end_sessions(user_id: int, *, now: datetime, but: int | None = None) -> None:
    """End all sessions of a person and know their browsers no more, except for one that goes on."""
    browsers.forget_all(user_id, now=now, but_of_session=but)
    statement = update(SignInSession).where(
        SignInSession.user_id == user_id, SignInSession.ended_at.is_(None)
    )
    if but is not None:
        statement = statement.where(SignInSession.id != but)
    db.session.execute(statement.values(ended_at=now))
