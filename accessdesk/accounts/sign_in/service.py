"""Open a session for whoever shows their password, and end it."""

from datetime import datetime, timedelta

from sqlalchemy import update

from accessdesk.accounts.models import SignInSession
from accessdesk.accounts.queries import find_user_by_email
from accessdesk.accounts.recording import person, record_about
from accessdesk.accounts.rules import Actor
from accessdesk.accounts.sign_in import secrets, throttle
from accessdesk.db import claim, db
from accessdesk.errors import NotFound
from accessdesk.journal.rules import Event


def sign_in(
    email: str, password: str, *, address: str, key: str, now: datetime, hours: int
) -> str | timedelta | None:
    """Open a session; returns its token, or None when e-mail and password do not match.

    After five failures of an account, or thirty of an address, within fifteen minutes, nothing
    is looked at any more and the time to wait is given instead. `key` is the secret under
    which e-mail and address are hashed for counting.
    """
    tries = throttle.counted_under(email, address, key=key)
    if throttle.is_one_too_many(tries, now=now):
        return throttle.LIMIT_SPAN
    user = find_user_by_email(email)
    if not secrets.password_matches(password, user.password_hash if user else None):
        who = person(user.id) if user else "nobody"
        record_about(who, Event.USER_SIGN_IN_REFUSED, actor=who, now=now)
        return None
    assert user is not None  # noqa: S101  # A match implies a user.
    throttle.forgive(tries)
    who = person(user.id)
    record_about(who, Event.USER_SIGNED_IN, actor=who, now=now)
    return _open_session(user.id, now, hours)


def _open_session(user_id: int, now: datetime, hours: int) -> str:
    token = secrets.new_session_token()
    db.session.add(
        SignInSession(
            token_hash=secrets.token_hash(token),
            user_id=user_id,
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
    """End all sessions of a person, except for one that goes on."""
    statement = update(SignInSession).where(
        SignInSession.user_id == user_id, SignInSession.ended_at.is_(None)
    )
    if but is not None:
        statement = statement.where(SignInSession.id != but)
    db.session.execute(statement.values(ended_at=now))
