"""What people do with their accounts: sign in and out, passwords, sessions, tokens."""

from datetime import datetime, timedelta

from sqlalchemy import case, update

from accessdesk.accounts.models import ApiToken, SignInLimit, SignInSession, User
from accessdesk.accounts.queries import find_user_by_email
from accessdesk.accounts.rules import Actor, Scope
from accessdesk.accounts.sign_in import secrets
from accessdesk.db import claim, conflict_insert, db
from accessdesk.errors import Invalid, NotFound
from accessdesk.journal.rules import Event
from accessdesk.journal.service import record

ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 30
LIMIT_SPAN = timedelta(minutes=15)
SHORTEST_PHRASE = 8
STREAM = "operator"


def _count_failure(key: str, now: datetime) -> int:
    """Count one more try under a key and give the count; the row's lock makes it exact."""
    stale = SignInLimit.since < now - LIMIT_SPAN
    insert = conflict_insert(SignInLimit).values(key=key, since=now, failures=1)
    counted = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "failures": case((stale, 1), else_=SignInLimit.failures + 1),
            "since": case((stale, now), else_=SignInLimit.since),
        },
    ).returning(SignInLimit.failures)
    return db.session.execute(counted).scalar_one()


def _forgive(account_key: str, address_key: str) -> None:
    """Clear the account's failures and take back the one counted for the address."""
    db.session.execute(update(SignInLimit).where(SignInLimit.key == account_key).values(failures=0))
    db.session.execute(
        update(SignInLimit)
        .where(SignInLimit.key == address_key, SignInLimit.failures > 0)
        .values(failures=SignInLimit.failures - 1)
    )


def sign_in(
    email: str, password: str, *, address: str, key: str, now: datetime, hours: int
) -> str | timedelta | None:
    """Open a session and give its token; None when e-mail and password do not belong together.

    After five failures of an account, or thirty of an address, within fifteen minutes, nothing
    is looked at any more and the time to wait is given instead. `key` is the secret under
    which e-mail and address are hashed for counting.
    """
    account_key = secrets.keyed_hash(key, "account", email.strip().lower())
    address_key = secrets.keyed_hash(key, "address", address)
    too_many = _count_failure(address_key, now) > ADDRESS_FAILURES
    too_many = _count_failure(account_key, now) > ACCOUNT_FAILURES or too_many
    if too_many:
        return LIMIT_SPAN
    user = find_user_by_email(email)
    if not secrets.password_matches(password, user.password_hash if user else None):
        who = f"user/{user.id}" if user else "nobody"
        _record(Event.USER_SIGN_IN_REFUSED, who, who, now)
        return None
    assert user is not None  # noqa: S101  # A match implies a user.
    _forgive(account_key, address_key)
    token = secrets.new_session_token()
    db.session.add(
        SignInSession(
            token_hash=secrets.token_hash(token),
            user_id=user.id,
            started_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    _record(Event.USER_SIGNED_IN, f"user/{user.id}", f"user/{user.id}", now)
    return token


def _record(event: Event, subject: str, actor: str, now: datetime, **facts: str | int) -> None:
    record(event, stream=STREAM, subject=subject, at=now, actor=actor, facts=facts)


def end_session(actor: Actor, session_id: int, *, now: datetime) -> None:
    """End one of the actor's own sessions; it is over with the next request."""
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
    _record(Event.USER_SIGNED_OUT, actor.ref, actor.ref, now, session=session_id)


def _end_sessions(user_id: int, now: datetime, *, but: int | None = None) -> None:
    statement = update(SignInSession).where(
        SignInSession.user_id == user_id, SignInSession.ended_at.is_(None)
    )
    if but is not None:
        statement = statement.where(SignInSession.id != but)
    db.session.execute(statement.values(ended_at=now))


def change_password(actor: Actor, current: str, new: str, *, now: datetime) -> None:
    """Change the actor's own password, end their other sessions and revoke their tokens.

    Whoever knew the old one may have made a token with it. Raises Invalid when the current one
    is wrong or the new one too short.
    """
    user = db.session.get_one(User, actor.user_id)
    if not secrets.password_matches(current, user.password_hash):
        raise Invalid(fields={"current_password": "This is not your current password."})
    _check_password(new)
    user.password_hash = secrets.hash_password(new)
    _end_sessions(user.id, now, but=actor.session_id)
    _revoke_tokens(user.id, actor=actor.ref, now=now)
    _record(Event.USER_PASSWORD_CHANGED, actor.ref, actor.ref, now)


def _check_password(password: str) -> None:
    if len(password) < secrets.SHORTEST_PASSWORD:
        raise Invalid(
            fields={
                "new_password": f"Choose at least {secrets.SHORTEST_PASSWORD} characters; "
                "a few words are easiest to remember."
            }
        )


def set_password(email: str, password: str, *, now: datetime) -> None:
    """Set a person's password from the command line; their sessions and tokens end."""
    user = find_user_by_email(email)
    if user is None:
        raise NotFound(f"Nobody with the address {email} can sign in.")
    _check_password(password)
    user.password_hash = secrets.hash_password(password)
    _end_sessions(user.id, now)
    _revoke_tokens(user.id, actor="system", now=now)
    _record(Event.USER_PASSWORD_CHANGED, f"user/{user.id}", "system", now)


def set_phrase(actor: Actor, phrase: str, *, now: datetime) -> None:
    """Set the phrase by which an agent knows the actor on the phone (R-ACC-2)."""
    if len(phrase.strip()) < SHORTEST_PHRASE:
        raise Invalid(fields={"phrase": f"Choose at least {SHORTEST_PHRASE} characters."})
    user = db.session.get_one(User, actor.user_id)
    user.phrase_hash = secrets.hash_password(_spoken(phrase))
    _record(Event.USER_PHRASE_CHANGED, actor.ref, actor.ref, now)


def _spoken(phrase: str) -> str:
    """Give a phrase as it is heard: case and spacing cannot be told over a phone."""
    return " ".join(phrase.casefold().split())


def phrase_matches(user_id: int, phrase: str) -> bool:
    """Say whether a caller gave the phrase of the contact they say they are."""
    user = db.session.get(User, user_id)
    return secrets.password_matches(_spoken(phrase), user.phrase_hash if user else None)


def create_token(user_id: int, name: str, scope: Scope, *, actor: str, now: datetime) -> str:
    """Make an API token for a person and give it, this once."""
    token = secrets.new_api_token()
    row = ApiToken(
        user_id=user_id,
        name=name,
        token_hash=secrets.token_hash(token),
        scope=scope,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _record(Event.TOKEN_CREATED, f"user/{user_id}", actor, now, token=row.id, scope=scope.value)
    return token


def _revoke_tokens(user_id: int, *, actor: str, now: datetime) -> None:
    revoked = (
        update(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiToken.id)
    )
    for token_id in sorted(db.session.scalars(revoked)):
        _record(Event.TOKEN_REVOKED, f"user/{user_id}", actor, now, token=token_id)


def revoke_token(actor: Actor, token_id: int, *, now: datetime) -> None:
    """Revoke one of the actor's own tokens; it stops with the next call."""
    revoked = claim(
        update(ApiToken)
        .where(
            ApiToken.id == token_id,
            ApiToken.user_id == actor.user_id,
            ApiToken.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    if not revoked:
        raise NotFound
    _record(Event.TOKEN_REVOKED, actor.ref, actor.ref, now, token=token_id)


def remove_user(user_id: int, *, actor: str, now: datetime) -> None:
    """End a person's access at once: sessions, tokens and sign-in (their history stays)."""
    db.session.execute(
        update(User).where(User.id == user_id, User.removed_at.is_(None)).values(removed_at=now)
    )
    _take_back_keys(user_id, actor=actor, now=now)
    _record(Event.USER_REMOVED, f"user/{user_id}", actor, now)


def readmit_user(user_id: int, *, actor: str, now: datetime) -> None:
    """Let a person who was removed come back; nothing that let them in before does so again."""
    _take_back_keys(user_id, actor=actor, now=now)
    db.session.execute(update(User).where(User.id == user_id).values(removed_at=None))


def _take_back_keys(user_id: int, *, actor: str, now: datetime) -> None:
    _end_sessions(user_id, now)
    _revoke_tokens(user_id, actor=actor, now=now)
    db.session.execute(
        update(User).where(User.id == user_id).values(password_hash=None, phrase_hash=None)
    )
