"""Reads of accounts: who a session or token belongs to, and a person's own sessions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Executable, Row, Select, bindparam, select

from accessdesk.accounts.models import ApiToken, SignInSession, User, UserGrant
from accessdesk.accounts.rules import Actor, Grant, Role, Scope
from accessdesk.accounts.sign_in.secrets import token_hash
from accessdesk.db import db

_PERSON = (
    User.id,
    User.name,
    User.email,
    User.role,
    User.customer_id,
    User.in_pilot,
    User.telephone,
    UserGrant.right,
    UserGrant.site_id,
    UserGrant.until_on,
)

_BY_SESSION = (
    select(*_PERSON, SignInSession.id.label("credential_id"))
    .join(SignInSession, SignInSession.user_id == User.id)
    .outerjoin(UserGrant, UserGrant.user_id == User.id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > bindparam("now"),
        User.removed_at.is_(None),
    )
)

_BY_TOKEN = (
    select(*_PERSON, ApiToken.id.label("credential_id"), ApiToken.scope)
    .join(ApiToken, ApiToken.user_id == User.id)
    .outerjoin(UserGrant, UserGrant.user_id == User.id)
    .where(
        ApiToken.token_hash == bindparam("token_hash"),
        ApiToken.revoked_at.is_(None),
        User.removed_at.is_(None),
    )
)


def _rows(statement: Executable, **values: object) -> Sequence[Row[Any]]:
    # The connection costs half of what the session does, and every call begins here; nothing
    # can be pending in the session yet.
    return db.session.connection().execute(statement, values).all()


def _actor(rows: Sequence[Row[Any]], **credential: Any) -> Actor | None:
    if not rows:
        return None
    first = rows[0]
    return Actor(
        user_id=first.id,
        name=first.name,
        email=first.email,
        role=first.role,
        customer_id=first.customer_id,
        in_pilot=first.in_pilot,
        telephone=first.telephone,
        grants=tuple(
            Grant(row.right, row.site_id, row.until_on) for row in rows if row.right is not None
        ),
        **credential,
    )


def actor_of_session(token: str, *, now: datetime) -> Actor | None:
    """Find who is signed in with a cookie's token, unless the session has ended."""
    rows = _rows(_BY_SESSION, token_hash=token_hash(token), now=now)
    return _actor(rows, session_id=rows[0].credential_id) if rows else None


def actor_of_token(token: str) -> Actor | None:
    """Find on whose behalf an API token acts, unless it was revoked."""
    rows = _rows(_BY_TOKEN, token_hash=token_hash(token))
    if not rows:
        return None
    return _actor(rows, token_id=rows[0].credential_id, scope=rows[0].scope)


def actor_of_user(user_id: int) -> Actor | None:
    """Find a person as an actor, for work on their behalf (a caller, a background task)."""
    return actors_by_id([user_id]).get(user_id)


def actors_by_id(user_ids: Collection[int]) -> dict[int, Actor]:
    """People as actors, without those who have left."""
    statement: Select[*tuple[Any, ...]] = (
        select(*_PERSON)
        .outerjoin(UserGrant, UserGrant.user_id == User.id)
        .where(User.id.in_(user_ids), User.removed_at.is_(None))
        .order_by(User.id, UserGrant.id)
    )
    rows = db.session.execute(statement)
    found = (_actor(list(of_one)) for _, of_one in groupby(rows, lambda row: row.id))
    return {actor.user_id: actor for actor in found if actor is not None}


def find_user_by_email(email: str) -> User | None:
    """Find a person who can sign in; e-mail addresses are kept in lower case."""
    statement = select(User).where(User.email == email.strip().lower(), User.removed_at.is_(None))
    return db.session.scalar(statement)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as other packages need them, to name them or to write to them."""

    id: int
    name: str
    email: str
    role: Role
    customer_id: int | None
    removed_at: datetime | None
    telephone: str

    @property
    def is_staff(self) -> bool:
        """Whether they work for the operator."""
        return self.role is not Role.CONTACT


_FACTS = select(
    User.id,
    User.name,
    User.email,
    User.role,
    User.customer_id,
    User.removed_at,
    User.telephone,
)


def people_by_id(user_ids: Collection[int]) -> dict[int, PersonFacts]:
    """The people whom something else refers to, also those who have left."""
    rows = db.session.execute(_FACTS.where(User.id.in_(user_ids)))
    return {row.id: PersonFacts(*row) for row in rows}


def find_person(email: str) -> PersonFacts | None:
    """Find a person who can sign in; e-mail addresses are kept in lower case."""
    wanted = _FACTS.where(User.email == email.strip().lower(), User.removed_at.is_(None))
    row = db.session.execute(wanted).first()
    return PersonFacts(*row) if row else None


def people_with(*roles: Role) -> list[PersonFacts]:
    """List who can sign in with one of these roles, in the order in which they came."""
    wanted = _FACTS.where(User.role.in_(roles), User.removed_at.is_(None)).order_by(User.id)
    return [PersonFacts(*row) for row in db.session.execute(wanted)]


def contacts_of(customer_id: int) -> list[PersonFacts]:
    """List the contacts of a customer who can sign in, in the order in which they came."""
    theirs = (User.customer_id == customer_id, User.removed_at.is_(None))
    wanted = _FACTS.where(User.role == Role.CONTACT, *theirs).order_by(User.id)
    return [PersonFacts(*row) for row in db.session.execute(wanted)]


def cohort_of(customer_id: int) -> frozenset[int]:
    """The contacts of a customer who may ask in its pilot, by id."""
    named = select(User.id).where(User.customer_id == customer_id, User.in_pilot)
    return frozenset(db.session.scalars(named.where(User.removed_at.is_(None))))


def actors_with(*roles: Role) -> list[Actor]:
    """List who can sign in with one of these roles, with what they may do, by name."""
    statement = (
        select(*_PERSON)
        .outerjoin(UserGrant, UserGrant.user_id == User.id)
        .where(User.role.in_(roles), User.removed_at.is_(None))
        .order_by(User.name, User.id)
    )
    found = _rows(statement)
    actors = [_actor(list(rows)) for _, rows in groupby(found, lambda row: row.id)]
    return [actor for actor in actors if actor is not None]


def ids_of_leavers() -> Select[int]:
    """The people who were removed, to be selected by id, for what has to end with them."""
    return select(User.id).where(User.removed_at.is_not(None))


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One of a person's own open sessions."""

    id: int
    started_at: datetime
    expires_at: datetime
    is_this_one: bool


def sessions_of(actor: Actor, *, now: datetime) -> list[SessionRow]:
    """List the actor's open sessions, newest first."""
    statement = (
        select(SignInSession)
        .where(
            SignInSession.user_id == actor.user_id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.id.desc())
    )
    return [
        SessionRow(row.id, row.started_at, row.expires_at, row.id == actor.session_id)
        for row in db.session.scalars(statement)
    ]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One of a person's own API tokens; the token itself is nowhere."""

    id: int
    name: str
    scope: Scope
    created_at: datetime


def tokens_of(actor: Actor) -> list[TokenRow]:
    """List the actor's API tokens that still work, newest first."""
    statement = (
        select(ApiToken)
        .where(ApiToken.user_id == actor.user_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
    )
    return [
        TokenRow(row.id, row.name, row.scope, row.created_at)
        for row in db.session.scalars(statement)
    ]
