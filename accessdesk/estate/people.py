"""Declare the people of an estate file: contacts and staff, with their grants."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from accessdesk.accounts.models import User, UserGrant
from accessdesk.accounts.rules import Right, Role
from accessdesk.accounts.service import readmit_user, remove_user
from accessdesk.db import db
from accessdesk.estate.file import ContactEntry, EstateFile, StaffEntry

GrantKey = tuple[Right, int | None, date | None]
PersonChange = tuple[str, str, str, dict[str, tuple[Any, Any]]]


@dataclass
class Person:
    """A person as the file has them, the entries of one e-mail taken together."""

    table: str
    email: str
    name: str
    role: Role
    customer_id: int | None
    removed: bool
    grants: set[GrantKey] = field(default_factory=set)


def apply_people(
    file: EstateFile,
    sites: Mapping[str, int],
    customers: Mapping[str, int],
    *,
    actor: str,
    now: datetime,
) -> Iterator[PersonChange]:
    """Make people and their grants what the file says, one change for each that differs."""
    for person in _gather(file, sites, customers).values():
        change = _apply_person(person, actor=actor, now=now)
        if change:
            action, fields = change
            yield person.table, person.email, action, fields


def _gather(
    file: EstateFile, sites: Mapping[str, int], customers: Mapping[str, int]
) -> dict[str, Person]:
    people: dict[str, Person] = {}
    for contact in file.contacts:
        rights = {
            (right, site, contact.until)
            for right in contact.rights
            for site in _ids(contact.sites, sites)
        }
        _add(people, "contacts", contact, Role.CONTACT, customers[contact.customer], rights)
    for member in file.staff:
        posted: set[GrantKey] = {(Right.POSTED, site, None) for site in _ids(member.sites, sites)}
        _add(people, "staff", member, member.role, None, posted)
    return people


def _ids(codes: Sequence[str], sites: Mapping[str, int]) -> list[int | None]:
    return [None] if "*" in codes else [sites[code] for code in codes]


def _add(
    people: dict[str, Person],
    table: str,
    entry: ContactEntry | StaffEntry,
    role: Role,
    customer_id: int | None,
    grants: set[GrantKey],
) -> None:
    known = people.setdefault(
        entry.email, Person(table, entry.email, entry.name, role, customer_id, entry.removed)
    )
    known.grants |= grants


def _apply_person(
    person: Person, *, actor: str, now: datetime
) -> tuple[str, dict[str, tuple[Any, Any]]] | None:
    user = db.session.scalar(select(User).where(User.email == person.email))
    if person.removed:
        return _remove(user, actor=actor, now=now)
    values = {"name": person.name, "role": person.role, "customer_id": person.customer_id}
    if user is None:
        user = User(email=person.email, created_at=now, **values)
        db.session.add(user)
        db.session.flush()
        action = "create"
        fields: dict[str, tuple[Any, Any]] = {name: (None, value) for name, value in values.items()}
    else:
        action, fields = "update", _readmit(user, actor=actor, now=now) | _set(user, values)
    grants = _set_grants(user.id, person.grants)
    if grants:
        fields["grants"] = grants
    return (action, fields) if fields else None


def _remove(
    user: User | None, *, actor: str, now: datetime
) -> tuple[str, dict[str, tuple[Any, Any]]] | None:
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


def _set(user: User, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    fields = {
        name: (getattr(user, name), value)
        for name, value in values.items()
        if getattr(user, name) != value
    }
    for name, (_, value) in fields.items():
        setattr(user, name, value)
    db.session.flush()
    return fields


def _set_grants(user_id: int, wanted: set[GrantKey]) -> tuple[int, int] | None:
    rows = db.session.execute(
        select(UserGrant.right, UserGrant.site_id, UserGrant.until_on).where(
            UserGrant.user_id == user_id
        )
    )
    held = {(row[0], row[1], row[2]) for row in rows}
    if held == wanted:
        return None
    db.session.execute(delete(UserGrant).where(UserGrant.user_id == user_id))
    db.session.add_all(
        UserGrant(user_id=user_id, right=right, site_id=site_id, until_on=until_on)
        for right, site_id, until_on in wanted
    )
    db.session.flush()
    return len(held), len(wanted)
