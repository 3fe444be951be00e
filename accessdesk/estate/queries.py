"""Reads of the estate, narrowed to what the actor may know of."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from accessdesk.accounts.rules import BEHIND_UTC, Actor, Right
from accessdesk.db import db
from accessdesk.errors import NotFound
from accessdesk.estate.models import Device, Rack, Site
from accessdesk.estate.rules import Approval, DeviceKind, SiteKind, local_day

AHEAD_OF_UTC = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A site and its policy for visits; lengths are in the unit that the name says."""

    id: int
    code: str
    name: str
    zone: str
    kind: SiteKind
    landlord_email: str
    approval: Approval
    address: str
    arrival: str
    visitor_capacity: int
    escort_capacity: int
    notice_minutes: int
    lead_days: int
    longest_visit_hours: int
    early_minutes: int
    late_minutes: int
    opening_hours: dict[str, Any]
    id_profile: dict[str, Any]
    badge_numbers: str


_SITE = tuple(getattr(Site, field.name) for field in fields(SiteFacts))


def find_site(code: str) -> SiteFacts | None:
    """Find a site by its code; sites are no secret, what happens at them is."""
    row = db.session.execute(select(*_SITE).where(Site.code == code.strip().upper())).first()
    return SiteFacts(*row) if row else None


def get_site(code: str) -> SiteFacts:
    """Find a site by its code; raises NotFound."""
    site = find_site(code)
    if site is None:
        raise NotFound
    return site


def get_site_by_id(site_id: int) -> SiteFacts:
    """A site that something else refers to."""
    return SiteFacts(*db.session.execute(select(*_SITE).where(Site.id == site_id)).one())


def sites_by_id(ids: Collection[int]) -> dict[int, SiteFacts]:
    """The sites that something else refers to."""
    rows = db.session.execute(select(*_SITE).where(Site.id.in_(ids)))
    return {row.id: SiteFacts(*row) for row in rows}


def sites_with(actor: Actor, right: Right, *, now: datetime) -> list[SiteFacts]:
    """List the sites at which the actor holds a right, by code."""
    held = held_sites(actor, right, now=now)
    statement = select(*_SITE).order_by(Site.code)
    if held is not None:
        statement = statement.where(Site.id.in_(held))
    return [SiteFacts(*row) for row in db.session.execute(statement)]


def held_sites(actor: Actor, right: Right | None, *, now: datetime) -> frozenset[int] | None:
    """The sites at which the actor holds a right, or any; None means at all of them.

    A right ends with its last day on the clock of each site. Zones are looked up only when it is
    that day, or past it, somewhere on earth and not everywhere.
    """
    eastmost = actor.sites_for(right, on=(now + AHEAD_OF_UTC).date())
    if eastmost == actor.sites_for(right, on=(now - BEHIND_UTC).date()):
        return eastmost
    sites = db.session.execute(select(Site.id, Site.zone))
    return frozenset(
        site_id for site_id, zone in sites if actor.holds(right, site_id, on=local_day(now, zone))
    )


def holds_right(actor: Actor, right: Right, site_id: int | None, *, now: datetime) -> bool:
    """Whether the actor holds a right at a site (None: at any at all) on the site's own day."""
    held = held_sites(actor, right, now=now)
    return held is None or (bool(held) if site_id is None else site_id in held)


def all_sites() -> list[SiteFacts]:
    """List every site, by code."""
    return [SiteFacts(*row) for row in db.session.execute(select(*_SITE).order_by(Site.code))]


def day_at_last_site(*, now: datetime) -> date:
    """The day at the last of the sites to begin it: a day before that one is over at each."""
    zones = db.session.scalars(select(Site.zone).distinct())
    return min((local_day(now, zone) for zone in zones), default=(now - BEHIND_UTC).date())


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """A device of one customer and where it stands."""

    id: int
    customer_id: int
    tag: str
    serial: str
    name: str
    site_id: int
    site_code: str
    rack: str | None
    unit: int | None
    kind: DeviceKind


_DEVICE: Select[*tuple[Any, ...]] = (
    select(
        Device.id,
        Device.customer_id,
        Device.tag,
        Device.serial,
        Device.name,
        Device.site_id,
        Site.code,
        Rack.name,
        Device.unit,
        Device.kind,
    )
    .join(Site, Site.id == Device.site_id)
    .outerjoin(Rack, Rack.id == Device.rack_id)
    .order_by(Device.tag)
)


def devices_of(customer_id: int, *, site_id: int | None = None) -> list[DeviceFacts]:
    """List a customer's devices, by tag; the caller has made sure of the customer."""
    statement = _DEVICE.where(Device.customer_id == customer_id)
    if site_id is not None:
        statement = statement.where(Device.site_id == site_id)
    return [DeviceFacts(*row) for row in db.session.execute(statement)]


def find_devices(customer_id: int, tags: Iterable[str]) -> dict[str, DeviceFacts]:
    """Find a customer's devices by tag; another customer's are simply not there (R-ACC-11)."""
    statement = _DEVICE.where(Device.customer_id == customer_id, Device.tag.in_(list(tags)))
    return {
        device.tag: device for device in (DeviceFacts(*r) for r in db.session.execute(statement))
    }


def devices_by_id(ids: Sequence[int]) -> list[DeviceFacts]:
    """The devices that something else refers to, by tag."""
    return [DeviceFacts(*row) for row in db.session.execute(_DEVICE.where(Device.id.in_(ids)))]
