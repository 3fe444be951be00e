"""The estate file: the shape of each table, and faults that name table, entry and field."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from accessdesk.accounts.rules import Right, Role
from accessdesk.customers.rules import Phase, Plan
from accessdesk.errors import Invalid
from accessdesk.estate.badge_numbers import read_badge_numbers
from accessdesk.estate.rules import Approval, DeviceKind, Monitor, SiteKind, fault_of_zone
from accessdesk.identity.judging.judgement import read_profile
from accessdesk.mailbox import fault_of_email
from accessdesk.telephone import read_telephone
from accessdesk.unseen import fault_of_unseen

NOTHING_CHANGED = "The estate file cannot be applied; nothing was changed."
LARGEST_FILE = 16 * 1024 * 1024


def _zone(value: str) -> str:
    if fault := fault_of_zone(value):
        raise ValueError(fault)
    return value


def _seen(value: str) -> str:
    if fault := fault_of_unseen(value):
        raise ValueError(fault)
    return value


def _mailbox(value: str) -> str:
    if fault := fault_of_email(value):
        raise ValueError(fault)
    return value


def _mailbox_or_none(value: str) -> str:
    return _mailbox(value) if value else value


def _id_profile(value: dict[str, Any]) -> dict[str, Any]:
    read_profile(value)
    return value


def _badge_numbers(value: str) -> str:
    read_badge_numbers(value)
    return value


def _contact_right(value: Right) -> Right:
    if value is Right.POSTED:
        message = "“posted” is for staff; list staff under [[staff]]"
        raise ValueError(message)
    return value


def _staff_role(value: Role) -> Role:
    if value is Role.CONTACT:
        message = "a contact belongs under [[contacts]]"
        raise ValueError(message)
    return value


Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{1,15}$")]
CustomerCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_seen),
]
Optional = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
Email = Annotated[
    str, StringConstraints(to_lower=True, strip_whitespace=True), AfterValidator(_mailbox)
]
Telephone = Annotated[str, AfterValidator(read_telephone)]
Minutes = Annotated[int, Field(ge=0, le=60 * 24 * 60)]
Sites = Annotated[list[str], Field(min_length=1)]


class Entry(BaseModel):
    """One entry of a table; a field that is not known is a fault, so that a typo is noticed."""

    model_config = ConfigDict(extra="forbid")


class SiteEntry(Entry):
    """`[[sites]]`."""

    code: Code
    name: Name
    zone: Annotated[str, AfterValidator(_zone)]
    kind: SiteKind = SiteKind.MANAGED
    landlord_email: Annotated[Optional, AfterValidator(_mailbox_or_none)] = ""
    approval: Approval = Approval.AUTO
    address: Optional = ""
    arrival: Optional = ""
    visitor_capacity: Annotated[int, Field(ge=0, le=100_000)] = 0
    escort_capacity: Annotated[int, Field(ge=0, le=100_000)] = 0
    notice_minutes: Minutes = 0
    lead_days: Annotated[int, Field(ge=1, le=3650)] = 60
    longest_visit_hours: Annotated[int, Field(ge=1, le=31 * 24)] = 12
    early_minutes: Minutes = 0
    late_minutes: Minutes = 0
    opening_hours: dict[str, list[str]] = Field(default_factory=dict)
    id_profile: Annotated[dict[str, Any], AfterValidator(_id_profile)] = Field(default_factory=dict)
    badge_numbers: Annotated[Optional, AfterValidator(_badge_numbers)] = ""


class CustomerEntry(Entry):
    """`[[customers]]`."""

    code: CustomerCode
    name: Name
    plan: Plan = Plan.DEDICATED
    phase: Phase = Phase.DEPLOYMENT
    contract_ends_on: date


class ContactEntry(Entry):
    """`[[contacts]]`; several entries of one e-mail add their rights up.

    `pilot` names a contact for the cohort that may ask for something in Pilot (R-ONB-5). What is
    not said of `pilot` and `telephone` stays: people give their own number on their page.
    """

    customer: CustomerCode
    name: Name
    email: Email
    rights: Annotated[list[Annotated[Right, AfterValidator(_contact_right)]], Field(min_length=1)]
    sites: Sites
    until: date | None = None
    pilot: bool | None = None
    telephone: Telephone | None = None
    removed: bool = False


class RackEntry(Entry):
    """`[[racks]]`."""

    site: Code
    room: Optional = ""
    cage: Optional = ""
    name: Name
    landlord_label: Optional = ""


class DeviceEntry(Entry):
    """`[[devices]]`."""

    customer: CustomerCode
    tag: Name
    serial: Optional = ""
    name: Optional = ""
    site: Code
    rack: Name | None = None
    unit: Annotated[int, Field(ge=1, le=100)] | None = None
    kind: DeviceKind = DeviceKind.HARDWARE
    monitored_by: Monitor = Monitor.CUSTOMER


class StaffEntry(Entry):
    """`[[staff]]`."""

    name: Name
    email: Email
    role: Annotated[Role, AfterValidator(_staff_role)]
    sites: Sites
    telephone: Telephone | None = None
    removed: bool = False


class EstateFile(Entry):
    """The whole file."""

    sites: list[SiteEntry] = Field(default_factory=list)
    customers: list[CustomerEntry] = Field(default_factory=list)
    contacts: list[ContactEntry] = Field(default_factory=list)
    racks: list[RackEntry] = Field(default_factory=list)
    devices: list[DeviceEntry] = Field(default_factory=list)
    staff: list[StaffEntry] = Field(default_factory=list)


# What an entry of each table is called by, so that a fault can say which one it is in.
KEYS = {"sites": "code", "customers": "code", "contacts": "email", "racks": "name"} | {
    "devices": "tag",
    "staff": "email",
}


def decode_estate(content: bytes) -> str:
    """The text of an estate file; raises Invalid for one that is too large or not UTF-8."""
    if len(content) > LARGEST_FILE:
        raise Invalid(f"The file is larger than {LARGEST_FILE // 2**20} MiB.")
    try:
        return content.decode("utf-8-sig")  # Some editors begin a file with a mark.
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Invalid(
            f"This is not UTF-8 text: line {line} has a byte that is not UTF-8.",
            code="not-utf-8",
            next_step="Save the file as UTF-8, and apply it again.",
        ) from None


def read_estate(text: str) -> EstateFile:
    """Read an estate file; raises Invalid, naming table, entry and field of every fault."""
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # A number may be too long to be one.
        raise Invalid(f"This is not TOML: {error}.", code="not-toml") from None
    try:
        return EstateFile.model_validate(raw)
    except ValidationError as error:
        faults = {
            place(raw, item["loc"]): item["msg"].removeprefix("Value error, ")
            for item in error.errors(include_url=False, include_input=False)
        }
        raise Invalid(NOTHING_CHANGED, fields=faults) from None


def where(table: str, number: int, entry: Entry, field: str = "") -> str:
    """An entry of a file that was read, as `place` has it, and a field of it."""
    words = f"[[{table}]] entry {number} ({getattr(entry, KEYS[table])})"
    return f"{words}, field {field}" if field else words


def place(raw: Mapping[str, Any], path: Sequence[str | int]) -> str:
    """Where something stands: `[[sites]] entry 2 (AMS1), field zone`."""
    table, *rest = path
    if not rest:
        return f"[[{table}]]" if table in KEYS else f"unknown table {table}"
    index = int(rest[0])
    entry = raw[str(table)][index] if isinstance(raw.get(str(table)), list) else {}
    called = entry.get(KEYS[str(table)]) if isinstance(entry, Mapping) else None
    words = f"[[{table}]] entry {index + 1}" + (f" ({called})" if isinstance(called, str) else "")
    fields = ".".join(str(part) for part in rest[1:])
    return f"{words}, field {fields}" if fields else words
