"""What people do with their accounts: passwords, the phrase, tokens; and how their keys end."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update

from accessdesk.accounts.models import ApiToken, User
from accessdesk.accounts.queries import find_user_by_email
from accessdesk.accounts.recording import person, record_about
from accessdesk.accounts.rules import Actor, Scope
from accessdesk.accounts.sign_in import secrets
from accessdesk.accounts.sign_in.guesses import Secret, guess_at, is_right
from accessdesk.accounts.sign_in.passwords import fault_of_password
from accessdesk.accounts.sign_in.service import end_sessions
from accessdesk.db import claim, db
from accessdesk.errors import Invalid, NotFound
from accessdesk.journal.rules import Event
from accessdesk.telephone import read_telephone

SHORTEST_PHRASE = 8


def change_password(actor: Actor, current: str, new: str, *, now: datetime) -> None:
    """Change the actor's own password, end their other sessions and revoke their tokens.

    Whoever knew the old one may have made a token with it. Raises Invalid when the current one
    is wrong or the new one too short or too easily guessed, TooMany after many guesses at it.
    """
    user = db.session.get_one(User, actor.user_id)
    by = f"session/{actor.session_id}"
    guess = guess_at(Secret.CURRENT_PASSWORD, actor.ref, whose=actor.ref, by=by)
    if not is_right(guess, current, user.password_hash, now=now):
        raise Invalid(fields={"current_password": "This is not your current password."})
    _check_password(new, user)
    user.password_hash = secrets.hash_password(new)
    end_sessions(user.id, now=now, but=actor.session_id)
    _revoke_tokens(user.id, actor=actor.ref, now=now)
    record_about(actor.ref, Event.USER_PASSWORD_CHANGED, actor=actor.ref, now=now)


def _check_password(password: str, user: User) -> None:
    if fault := fault_of_password(password, about=(user.name, user.email)):
        raise Invalid(fields={"new_password": fault})


def set_password(email: str, password: str, *, now: datetime) -> None:
    """Set a person's password from the command line; their sessions and tokens end.

    Raises NotFound when nobody has the address, Invalid when the password is too short or too
    easily guessed.
    """
    user = find_user_by_email(email)
    if user is None:
        raise NotFound(f"Nobody with the address {email} can sign in.")
    _check_password(password, user)
    user.password_hash = secrets.hash_password(password)
    end_sessions(user.id, now=now)
    _revoke_tokens(user.id, actor="system", now=now)
    record_about(person(user.id), Event.USER_PASSWORD_CHANGED, actor="system", now=now)


def set_phrase(actor: Actor, phrase: str, *, now: datetime) -> None:
    """Set the phrase by which an agent knows the actor on the phone (R-ACC-2).

    Raises Invalid when it is too short.
    """
    if len(phrase.strip()) < SHORTEST_PHRASE:
        raise Invalid(fields={"phrase": f"Choose at least {SHORTEST_PHRASE} characters."})
    user = db.session.get_one(User, actor.user_id)
    user.phrase_hash = secrets.hash_password(_spoken(phrase))
    record_about(actor.ref, Event.USER_PHRASE_CHANGED, actor=actor.ref, now=now)


def set_telephone(actor: Actor, number: str, *, now: datetime) -> None:
    """Set by which number the actor is called; nothing takes it back.

    Raises Invalid for what cannot be dialled from everywhere.
    """
    try:
        read = read_telephone(number)
    except ValueError as error:
        raise Invalid(fields={"telephone": str(error)}) from None
    if read == actor.telephone:
        return
    db.session.get_one(User, actor.user_id).telephone = read
    record_about(actor.ref, Event.USER_TELEPHONE_CHANGED, actor=actor.ref, now=now)


def set_cohort(customer_id: int, user_ids: Collection[int]) -> None:
    """Name who of a customer may ask in its pilot, and nobody else (R-ONB-5)."""
    theirs = update(User).where(User.customer_id == customer_id)
    db.session.execute(theirs.values(in_pilot=User.id.in_(sorted(user_ids))))


def _spoken(phrase: str) -> str:
    """A phrase as it is heard: case and spacing cannot be told over a phone."""
    return " ".join(phrase.casefold().split())


def phrase_matches(user_id: int, phrase: str, *, by: str, now: datetime) -> bool:
    """Whether a caller gave the phrase of the contact they say they are, to the agent `by`.

    Raises TooMany after many guesses at it.
    """
    user = db.session.get(User, user_id)
    guess = guess_at(Secret.PHRASE, person(user_id), whose=person(user_id), by=by)
    return is_right(guess, _spoken(phrase), user.phrase_hash if user else None, now=now)


def create_token(user_id: int, name: str, scope: Scope, *, actor: str, now: datetime) -> str:
    """Make an API token for a person; returned this once."""
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
    record_about(
        person(user_id), Event.TOKEN_CREATED, actor=actor, now=now, token=row.id, scope=scope.value
    )
    return token


def _revoke_tokens(user_id: int, *, actor: str, now: datetime) -> None:
    revoked = (
        update(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiToken.id)
    )
    for token_id in sorted(db.session.scalars(revoked)):
        record_about(person(user_id), Event.TOKEN_REVOKED, actor=actor, now=now, token=token_id)


def revoke_token(actor: Actor, token_id: int, *, now: datetime) -> None:
    """Revoke one of the actor's own tokens; it stops with the next call.

    Raises NotFound when it is none of theirs, or revoked already.
    """
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
    record_about(actor.ref, Event.TOKEN_REVOKED, actor=actor.ref, now=now, token=token_id)


def remove_user(user_id: int, *, actor: str, now: datetime) -> None:
    """End a person's access at once: sessions, tokens and sign-in (their history stays)."""
    db.session.execute(
        update(User).where(User.id == user_id, User.removed_at.is_(None)).values(removed_at=now)
    )
    _take_back_keys(user_id, actor=actor, now=now)
    record_about(person(user_id), Event.USER_REMOVED, actor=actor, now=now)


def readmit_user(user_id: int, *, actor: str, now: datetime) -> None:
    """Let a person who was removed come back; nothing that let them in before does so again."""
    _take_back_keys(user_id, actor=actor, now=now)
    db.session.execute(update(User).where(User.id == user_id).values(removed_at=None))


def _take_back_keys(user_id: int, *, actor: str, now: datetime) -> None:
    end_sessions(user_id, now=now)
    _revoke_tokens(user_id, actor=actor, now=now)
    db.session.execute(
        update(User)
        .where(User.id == user_id)
        .values(password_hash=None, phrase_hash=None, telephone="")
    )
