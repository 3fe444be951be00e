"""Tables of sites, racks and devices."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.db import Base
from accessdesk.estate.rules import Approval, DeviceKind, Monitor, SiteKind


class Site(Base):
    """A facility with one time zone and its own policy for visits.

    `booking_revision` is raised by whoever books here: raising it is the lock that makes
    bookings of one site serial. `id_profile` is what the gate accepts and keeps of an ID, and
    `badge_numbers` which badges it hands out.
    """

    __tablename__ = "sites"
    __table_args__ = (
        CheckConstraint("visitor_capacity >= 0", name="capacity"),
        CheckConstraint("kind != 'leased' OR landlord_email != ''", name="landlord"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    zone: Mapped[str]
    kind: Mapped[SiteKind] = mapped_column(default=SiteKind.MANAGED)
    landlord_email: Mapped[str] = mapped_column(default="")
    approval: Mapped[Approval] = mapped_column(default=Approval.AUTO)
    address: Mapped[str] = mapped_column(default="")
    arrival: Mapped[str] = mapped_column(default="")
    visitor_capacity: Mapped[int] = mapped_column(default=0)
    escort_capacity: Mapped[int] = mapped_column(default=0)
    notice_minutes: Mapped[int] = mapped_column(default=0)
    lead_days: Mapped[int] = mapped_column(default=60)
    longest_visit_hours: Mapped[int] = mapped_column(default=12)
    early_minutes: Mapped[int] = mapped_column(default=0)
    late_minutes: Mapped[int] = mapped_column(default=0)
    opening_hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    id_profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    badge_numbers: Mapped[str] = mapped_column(default="", server_default="")
    booking_revision: Mapped[int] = mapped_column(default=0)


class Rack(Base):
    """A rack in a room of a site; at a leased site it carries the landlord's label too."""

    __tablename__ = "racks"
    __table_args__ = (UniqueConstraint("site_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    room: Mapped[str] = mapped_column(default="")
    cage: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    landlord_label: Mapped[str] = mapped_column(default="")


class Device(Base):
    """Co-located equipment that a customer owns and manages."""

    __tablename__ = "devices"
    __table_args__ = (UniqueConstraint("customer_id", "tag"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    tag: Mapped[str]
    serial: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    rack_id: Mapped[int | None] = mapped_column(ForeignKey("racks.id"))
    unit: Mapped[int | None]
    kind: Mapped[DeviceKind] = mapped_column(default=DeviceKind.HARDWARE)
    monitored_by: Mapped[Monitor] = mapped_column(default=Monitor.CUSTOMER)
