"""Make people what a list of them says, and list them as it would say them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from accessdesk.accounts.models import User, UserGrant
from accessdesk.accounts.rules import Grant, Role
from accessdesk.accounts.service import readmit_user, remove_user
from accessdesk.db import Declared, db, set_fields


@dataclass
class DeclaredPerson:
    """A person as a list has them, by e-mail address, with all their grants."""

    email: str
    name: str
    role: Role
    customer_id: int | None
    removed: bool
    grants: set[Grant] = field(default_factory=set)
    in_pilot: bool | None = None  # None leaves it as it is.
    telephone: str | None = None  # So it does here.


def declared_people() -> list[DeclaredPerson]:
    """List everybody, also those who were removed, by e-mail address."""
    grants: dict[int, set[Grant]] = {}
    for row in db.session.scalars(select(UserGrant)):
        grants.setdefault(row.user_id, set()).add(Grant(row.right, row.site_id, row.until_on))
    return [
        DeclaredPerson(
            user.email,
            user.name,
            user.role,
            user.customer_id,
            user.removed_at is not None,
            grants.get(user.id, set()),
            user.in_pilot,
            user.telephone,
        )
        for user in db.session.scalars(select(User).order_by(User.email))
    ]


def declare_person(person: DeclaredPerson, *, actor: str, now: datetime) -> Declared | None:
    """Make a person and their grants what is said of them; None where they were so already.

    Who is removed loses their access at once, and their history stays.
    """
    user = db.session.scalar(select(User).where(User.email == person.email))
    if person.removed:
        return _remove(user, actor=actor, now=now)
    values = _values(person)
    if user is None:
        user = User(email=person.email, created_at=now, **values)
        db.session.add(user)
        db.session.flush()
        action = "create"
        fields: dict[str, tuple[Any, Any]] = {name: (None, value) for name, value in values.items()}
    else:
        action, fields = "update", _readmit(user, actor=actor, now=now) | set_fields(user, values)
    grants = _set_grants(user.id, person.grants)
    if grants:
        fields["grants"] = grants
    return (action, fields) if fields else None


def _values(person: DeclaredPerson) -> dict[str, Any]:
    values = {"name": person.name, "role": person.role, "customer_id": person.customer_id}
    said = {"in_pilot": person.in_pilot, "telephone": person.telephone}
    return values | {name: value for name, value in said.items() if value is not None}


def _remove(user: User | None, *, actor: str, now: datetime) -> Declared | None:
    if user is None or user.removed_at is not None:
        return None
    remove_user(user.id, actor=actor, now=now)
    db.session.expire(user)
    return "remove", {}


def _readmit(user: User, *, actor: str, now: datetime) -> dict[str, tuple[Any, Any]]:
    if user.removed_at is None:
        return {}
    left_at = user.removed_at
    readmit_user(user.id, actor=actor, now=now)
    db.session.expire(user)
    return {"removed_at": (left_at, None)}


def _set_grants(user_id: int, wanted: set[Grant]) -> tuple[int, int] | None:
    rows = db.session.execute(
        select(UserGrant.right, UserGrant.site_id, UserGrant.until_on).where(
            UserGrant.user_id == user_id
        )
    )
    held = {Grant(row[0], row[1], row[2]) for row in rows}
    if held == wanted:
        return None
    db.session.execute(delete(UserGrant).where(UserGrant.user_id == user_id))
    db.session.add_all(
        UserGrant(
            user_id=user_id, right=grant.right, site_id=grant.site_id, until_on=grant.until_on
        )
        for grant in wanted
    )
    db.session.flush()
    return len(held), len(wanted)
