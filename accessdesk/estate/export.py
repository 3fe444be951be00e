"""Write the estate as the file that would declare it: applying it changes nothing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import tomli_w
from sqlalchemy import select

from accessdesk.accounts.models import User, UserGrant
from accessdesk.accounts.rules import Role
from accessdesk.customers.models import Customer
from accessdesk.db import Base, db
from accessdesk.estate.file import CustomerEntry, DeviceEntry, Entry, RackEntry, SiteEntry
from accessdesk.estate.models import Device, Rack, Site


def export_estate() -> str:
    """The whole estate as TOML, in an order that does not change by itself."""
    sites = {row.id: row.code for row in db.session.scalars(select(Site))}
    customers = {row.id: row.code for row in db.session.scalars(select(Customer))}
    racks = {row.id: row.name for row in db.session.scalars(select(Rack))}
    document: dict[str, list[dict[str, Any]]] = {
        "sites": _rows(SiteEntry, db.session.scalars(select(Site).order_by(Site.code)).all()),
        "customers": _rows(
            CustomerEntry, db.session.scalars(select(Customer).order_by(Customer.code)).all()
        ),
        "contacts": [],
        "racks": [
            {"site": sites[row.site_id]} | _fields(RackEntry, row)
            for row in db.session.scalars(select(Rack).order_by(Rack.site_id, Rack.name))
        ],
        "devices": [
            {"customer": customers[row.customer_id], "site": sites[row.site_id]}
            | ({"rack": racks[row.rack_id]} if row.rack_id else {})
            | _fields(DeviceEntry, row)
            for row in db.session.scalars(select(Device).order_by(Device.customer_id, Device.tag))
        ],
        "staff": [],
    }
    for user in db.session.scalars(select(User).order_by(User.email)):
        table = "contacts" if user.role is Role.CONTACT else "staff"
        document[table] += _person(user, sites, customers)
    return tomli_w.dumps({table: rows for table, rows in document.items() if rows})


def _rows(shape: type[Entry], rows: Sequence[Base]) -> list[dict[str, Any]]:
    return [_fields(shape, row) for row in rows]


def _fields(shape: type[Entry], row: Base) -> dict[str, Any]:
    """The fields that an entry of this table has, without those that hold nothing."""
    names = [name for name in shape.model_fields if name in row.__table__.columns]
    values = {name: getattr(row, name) for name in names}
    return {
        name: value.value if hasattr(value, "value") else value
        for name, value in values.items()
        if value is not None and value not in ("", {})
    }


def _person(user: User, sites: dict[int, str], customers: dict[int, str]) -> list[dict[str, Any]]:
    who: dict[str, Any] = {"name": user.name, "email": user.email}
    if user.customer_id is not None:
        who = {"customer": customers[user.customer_id]} | who
    else:
        who["role"] = user.role.value
    if user.removed_at is not None:
        who["removed"] = True
    rights = _rights_by_reach(user.id, sites)
    if user.role is not Role.CONTACT:
        return [who | {"sites": sorted({site for reach, _ in rights for site in reach})}]
    return [
        who
        | {"rights": sorted(held), "sites": list(reach)}
        | ({"until": until} if until is not None else {})
        for (reach, until), held in sorted(rights.items(), key=str)
    ]


def _rights_by_reach(
    user_id: int, sites: dict[int, str]
) -> dict[tuple[tuple[str, ...], date | None], list[str]]:
    """Group a person's rights by the sites and the end date that they share."""
    reach: dict[tuple[str, date | None], set[str]] = defaultdict(set)
    for grant in db.session.scalars(select(UserGrant).where(UserGrant.user_id == user_id)):
        site = "*" if grant.site_id is None else sites[grant.site_id]
        reach[grant.right.value, grant.until_on].add(site)
    grouped: dict[tuple[tuple[str, ...], date | None], list[str]] = defaultdict(list)
    for (right, until), codes in reach.items():
        grouped[tuple(sorted(codes)), until].append(right)
    return grouped
