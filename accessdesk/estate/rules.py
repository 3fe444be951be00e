"""The words of the estate: kinds of site and device, and how visits are approved."""

from datetime import date, datetime
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


class SiteKind(StrEnum):
    """Whether the operator manages a facility or leases space in a landlord's."""

    MANAGED = "managed"
    LEASED = "leased"


class Approval(StrEnum):
    """Whether a complete, authorised request is scheduled at once (R-ACC-10)."""

    AUTO = "auto"
    MANUAL = "manual"


class DeviceKind(StrEnum):
    """What a co-located device is."""

    HARDWARE = "hardware"
    SOFTWARE = "software"


class Monitor(StrEnum):
    """Who watches a device."""

    CUSTOMER = "customer"
    CARRIER = "carrier"


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())  # It looks into some six hundred files.


def fault_of_zone(name: str) -> str:
    """Why a name is no time zone, or nothing."""
    known = name in _zone_names() and "/" in name
    return "" if known or name == "UTC" else f"“{name[:40]}” is not an IANA time zone"


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day that the site's clock shows at an instant."""
    return moment.astimezone(ZoneInfo(zone)).date()
