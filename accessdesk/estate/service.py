"""Apply an estate file: declare what there is, show the difference, and delete nothing.

What the file does not mention stays as it is. A person who leaves is marked `removed = true`:
their access ends at once and their history stays.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from accessdesk.customers.models import Customer
from accessdesk.db import Base, db
from accessdesk.errors import Invalid
from accessdesk.estate.faults import Known, faults_of
from accessdesk.estate.file import NOTHING_CHANGED, EstateFile
from accessdesk.estate.models import Device, Rack, Site
from accessdesk.estate.people import apply_people
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record

Row = TypeVar("Row", bound=Base)


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
        *_declare(file.sites, "sites", Site, lambda each: (Site.code == each.code, {})),
        *_declare(
            file.customers, "customers", Customer, lambda each: (Customer.code == each.code, {})
        ),
    ]
    sites = {row.code: row.id for row in db.session.execute(select(Site.code, Site.id))}
    customers = {row.code: row.id for row in db.session.execute(select(Customer.code, Customer.id))}
    changes += _declare(
        file.racks,
        "racks",
        Rack,
        lambda each: (
            (Rack.site_id == sites[each.site]) & (Rack.name == each.name),
            {"site_id": sites[each.site]},
        ),
    )
    changes += _apply_devices(file, sites, customers)
    for table, key, action, fields in apply_people(file, sites, customers, actor=actor, now=now):
        changes.append(Change(table, key, action, fields))
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


def _declare(
    entries: Iterable[Any],
    table: str,
    model: type[Row],
    locate: Callable[[Any], tuple[ColumnElement[bool], dict[str, Any]]],
) -> Iterable[Change]:
    for entry in entries:
        condition, more = locate(entry)
        said = entry.model_dump(exclude_unset=True)
        values = {name: said[name] for name in said if name in model.__table__.columns} | more
        change = declare_row(model, condition, values, entry.model_dump())
        key = str(values.get("code") or values.get("tag") or values.get("name"))
        if change:
            yield Change(table, key, *change)


def declare_row(
    model: type[Row],
    condition: ColumnElement[bool],
    values: Mapping[str, Any],
    defaults: Mapping[str, Any],
) -> tuple[str, dict[str, tuple[Any, Any]]] | None:
    """Make a row what `values` say; returns what was done, or None when it was so already.

    A new row takes what was not said from `defaults`; an old one keeps what it has.
    """
    row = db.session.scalar(select(model).where(condition))
    if row is None:
        columns = model.__table__.columns
        unsaid = {name: value for name, value in defaults.items() if name in columns}
        db.session.add(model(**{**unsaid, **values}))
        db.session.flush()
        return "create", {name: (None, value) for name, value in values.items()}
    fields = {
        name: (getattr(row, name), value)
        for name, value in values.items()
        if getattr(row, name) != value
    }
    for name, (_, value) in fields.items():
        setattr(row, name, value)
    db.session.flush()
    return ("update", fields) if fields else None


def _known() -> Known:
    racks = select(Site.code, Rack.name).join(Site, Site.id == Rack.site_id)
    return Known(
        sites={
            code: (kind, email)
            for code, kind, email in db.session.execute(
                select(Site.code, Site.kind, Site.landlord_email)
            )
        },
        customers=frozenset(db.session.scalars(select(Customer.code))),
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
        values: dict[str, Any] = entry.model_dump(
            exclude_unset=True, exclude={"customer", "site", "rack"}
        )
        values |= {"customer_id": customer_id, "site_id": site_id}
        if "rack" in entry.model_fields_set:
            values["rack_id"] = racks[site_id, entry.rack] if entry.rack else None
        condition = (Device.customer_id == customer_id) & (Device.tag == entry.tag)
        change = declare_row(Device, condition, values, entry.model_dump())
        if change:
            yield Change("devices", f"{entry.customer}/{entry.tag}", *change)
