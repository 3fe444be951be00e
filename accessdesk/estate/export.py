"""Write the estate as the file that would declare it: applying it changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import tomli_w
from sqlalchemy import select

from accessdesk.accounts.declaring import DeclaredPerson, declared_people
from accessdesk.accounts.rules import Grant, Role
from accessdesk.customers.queries import all_customers
from accessdesk.db import db
from accessdesk.estate.file import CustomerEntry, DeviceEntry, Entry, RackEntry, SiteEntry
from accessdesk.estate.models import Device, Rack, Site


def export_estate() -> str:
    """The whole estate as TOML, in an order that does not change by itself."""
    sites = {row.id: row.code for row in db.session.scalars(select(Site))}
    customers = all_customers()
    codes = {each.id: each.code for each in customers}
    racks = {row.id: row.name for row in db.session.scalars(select(Rack))}
    document: dict[str, list[dict[str, Any]]] = {
        "sites": _rows(SiteEntry, db.session.scalars(select(Site).order_by(Site.code)).all()),
        "customers": _rows(CustomerEntry, customers),
        "contacts": [],
        "racks": [
            {"site": sites[row.site_id]} | _fields(RackEntry, row)
            for row in db.session.scalars(select(Rack).order_by(Rack.site_id, Rack.name))
        ],
        "devices": [
            {"customer": codes[row.customer_id], "site": sites[row.site_id]}
            | ({"rack": racks[row.rack_id]} if row.rack_id else {})
            | _fields(DeviceEntry, row)
            for row in db.session.scalars(select(Device).order_by(Device.customer_id, Device.tag))
        ],
        "staff": [],
    }
    for person in declared_people():
        table = "contacts" if person.role is Role.CONTACT else "staff"
        document[table] += _person(person, sites, codes)
    return tomli_w.dumps({table: rows for table, rows in document.items() if rows})


def _rows(shape: type[Entry], rows: Sequence[object]) -> list[dict[str, Any]]:
    return [_fields(shape, row) for row in rows]


def _fields(shape: type[Entry], row: object) -> dict[str, Any]:
    """The fields that an entry of this table has, without those that hold nothing."""
    names = [name for name in shape.model_fields if hasattr(row, name)]
    values = {name: getattr(row, name) for name in names}
    return {
        name: value.value if hasattr(value, "value") else value
        for name, value in values.items()
        if value is not None and value not in ("", {})
    }


def _person(
    person: DeclaredPerson, sites: dict[int, str], customers: dict[int, str]
) -> list[dict[str, Any]]:
    who: dict[str, Any] = {"name": person.name, "email": person.email}
    if person.customer_id is not None:
        who = {"customer": customers[person.customer_id]} | who
    else:
        who["role"] = person.role.value
    if person.removed:
        who["removed"] = True
    if person.in_pilot:
        who["pilot"] = True
    if person.telephone:
        who["telephone"] = person.telephone
    rights = _rights_by_reach(person.grants, sites)
    if person.role is not Role.CONTACT:
        return [who | {"sites": sorted({site for reach, _ in rights for site in reach})}]
    return [
        who
        | {"rights": sorted(held), "sites": list(reach)}
        | ({"until": until} if until is not None else {})
        for (reach, until), held in sorted(rights.items(), key=str)
    ]


def _rights_by_reach(
    grants: Iterable[Grant], sites: dict[int, str]
) -> dict[tuple[tuple[str, ...], date | None], list[str]]:
    """Group a person's rights by the sites and the end date that they share."""
    reach: dict[tuple[str, date | None], set[str]] = defaultdict(set)
    for grant in grants:
        site = "*" if grant.site_id is None else sites[grant.site_id]
        reach[grant.right.value, grant.until_on].add(site)
    grouped: dict[tuple[tuple[str, ...], date | None], list[str]] = defaultdict(list)
    for (right, until), codes in reach.items():
        grouped[tuple(sorted(codes)), until].append(right)
    return grouped
