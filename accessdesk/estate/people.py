"""Declare the people of an estate file: contacts and staff, with their grants."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from accessdesk.accounts.declaring import DeclaredPerson, declare_person
from accessdesk.accounts.rules import Grant, Right, Role
from accessdesk.db import Declared
from accessdesk.estate.file import ContactEntry, EstateFile, StaffEntry

PersonChange = tuple[str, str, Declared]


def apply_people(
    file: EstateFile,
    sites: Mapping[str, int],
    customers: Mapping[str, int],
    *,
    actor: str,
    now: datetime,
) -> Iterator[PersonChange]:
    """Make people and their grants what the file says, one change for each that differs."""
    for table, person in _gather(file, sites, customers).values():
        if done := declare_person(person, actor=actor, now=now):
            yield table, person.email, done


def _gather(
    file: EstateFile, sites: Mapping[str, int], customers: Mapping[str, int]
) -> dict[str, tuple[str, DeclaredPerson]]:
    people: dict[str, tuple[str, DeclaredPerson]] = {}
    for contact in file.contacts:
        rights = {
            Grant(right, site, contact.until)
            for right in contact.rights
            for site in _ids(contact.sites, sites)
        }
        _add(people, "contacts", contact, Role.CONTACT, customers[contact.customer], rights)
    for member in file.staff:
        posted = {Grant(Right.POSTED, site, None) for site in _ids(member.sites, sites)}
        _add(people, "staff", member, member.role, None, posted)
    return people


def _ids(codes: Sequence[str], sites: Mapping[str, int]) -> list[int | None]:
    return [None] if "*" in codes else [sites[code] for code in codes]


def _add(
    people: dict[str, tuple[str, DeclaredPerson]],
    table: str,
    entry: ContactEntry | StaffEntry,
    role: Role,
    customer_id: int | None,
    grants: set[Grant],
) -> None:
    said = DeclaredPerson(entry.email, entry.name, role, customer_id, entry.removed)
    _, person = people.setdefault(entry.email, (table, said))
    person.grants |= grants
    if entry.telephone is not None:
        person.telephone = entry.telephone
    if isinstance(entry, ContactEntry) and entry.pilot is not None:
        person.in_pilot = entry.pilot
