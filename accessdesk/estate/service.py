"""Apply an estate file: declare what there is, show the difference, and delete nothing.

What the file does not mention stays as it is. A person who leaves is marked `removed = true`:
their access ends at once and their history stays.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from accessdesk.customers.queries import all_customers
from accessdesk.customers.service import declare_customer
from accessdesk.db import Declared, db, declare_row
from accessdesk.errors import Invalid
from accessdesk.estate.faults import Known, faults_of
from accessdesk.estate.file import (
    KEYS,
    NOTHING_CHANGED,
    CustomerEntry,
    Entry,
    EstateFile,
    RackEntry,
    SiteEntry,
)
from accessdesk.estate.models import Device, Rack, Site
from accessdesk.estate.people import apply_people
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record


@dataclass(frozen=True, slots=True)
class Change:
    """What applying the file does to one thing; `fields` maps a field to its old and new value."""

    table: str
    key: str
    action: str
    fields: Mapping[str, tuple[Any, Any]]


def apply_estate(file: EstateFile, *, actor: str, now: datetime) -> list[Change]:
    """Make the estate what the file says and list what changed; a second time nothing does.

    Raises Invalid with every fault of the file, before anything is done. A dry run is the same
    in a transaction that is undone.
    """
    if faults := faults_of(file, _known()):
        raise Invalid(NOTHING_CHANGED, fields=faults)
    changes = [
        *_changes("sites", file.sites, _declare_site),
        *_changes("customers", file.customers, _declare_customer),
    ]
    sites = {row.code: row.id for row in db.session.execute(select(Site.code, Site.id))}
    customers = {each.code: each.id for each in all_customers()}
    changes += _changes("racks", file.racks, lambda entry: _declare_rack(entry, sites))
    changes += _apply_devices(file, sites, customers)
    for table, key, done in apply_people(file, sites, customers, actor=actor, now=now):
        changes.append(Change(table, key, *done))
    if changes:
        _record(changes, actor, now)
    return changes


def _record(changes: list[Change], actor: str, now: datetime) -> None:
    counted: dict[str, int] = {}
    for change in changes:
        name = f"{change.table}.{change.action}"
        counted[name] = counted.get(name, 0) + 1
    record(
        Event.ESTATE_APPLIED,
        stream=OPERATOR_STREAM,
        subject="estate",
        at=now,
        actor=actor,
        facts=counted,
    )


def _changes(
    table: str, entries: Iterable[Any], declare: Callable[[Any], Declared | None]
) -> Iterable[Change]:
    for entry in entries:
        if done := declare(entry):
            yield Change(table, str(getattr(entry, KEYS[table])), *done)


def _said(entry: Entry, *apart_from: str) -> dict[str, Any]:
    """What an entry says; what it leaves out stays as it is."""
    return entry.model_dump(exclude_unset=True, exclude=set(apart_from))


def _declare_site(entry: SiteEntry) -> Declared | None:
    return declare_row(Site, Site.code == entry.code, _said(entry), entry.model_dump())


def _declare_customer(entry: CustomerEntry) -> Declared | None:
    return declare_customer(entry.code, _said(entry), entry.model_dump())


def _declare_rack(entry: RackEntry, sites: Mapping[str, int]) -> Declared | None:
    site_id = sites[entry.site]
    there = (Rack.site_id == site_id) & (Rack.name == entry.name)
    said = _said(entry, "site") | {"site_id": site_id}
    return declare_row(Rack, there, said, entry.model_dump())


def _known() -> Known:
    racks = select(Site.code, Rack.name).join(Site, Site.id == Rack.site_id)
    return Known(
        sites={
            code: (kind, email)
            for code, kind, email in db.session.execute(
                select(Site.code, Site.kind, Site.landlord_email)
            )
        },
        customers=frozenset(each.code for each in all_customers()),
        racks=frozenset((site, name) for site, name in db.session.execute(racks)),
    )


def _apply_devices(
    file: EstateFile, sites: Mapping[str, int], customers: Mapping[str, int]
) -> Iterable[Change]:
    racks = {
        (row.site_id, row.name): row.id
        for row in db.session.execute(select(Rack.site_id, Rack.name, Rack.id))
    }
    for entry in file.devices:
        site_id, customer_id = sites[entry.site], customers[entry.customer]
        said = _said(entry, "customer", "site", "rack")
        said |= {"customer_id": customer_id, "site_id": site_id}
        if "rack" in entry.model_fields_set:
            said["rack_id"] = racks[site_id, entry.rack] if entry.rack else None
        there = (Device.customer_id == customer_id) & (Device.tag == entry.tag)
        if done := declare_row(Device, there, said, entry.model_dump()):
            yield Change("devices", f"{entry.customer}/{entry.tag}", *done)
