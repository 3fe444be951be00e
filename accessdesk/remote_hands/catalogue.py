"""The nine tasks of remote hands, each with the fields that a technician will need (R-RH-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from accessdesk.errors import Invalid


class Task(StrEnum):
    """What a technician can be asked to do."""

    INSTALL_DEVICE = "install-device"
    REMOVE_DEVICE = "remove-device"
    REPLACE_DRIVE = "replace-drive"
    INSTALL_CABLE = "install-cable"
    REMOVE_CABLE = "remove-cable"
    CONNECT_DEVICE = "connect-device"
    DISCONNECT_DEVICE = "disconnect-device"
    POWER_CYCLE = "power-cycle"
    OTHER = "other"


Short = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
Long = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=2000,
        pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$",
    ),
]
TALLEST_RACK = 60
Unit = Annotated[int, Field(ge=1, le=TALLEST_RACK)]


class Details(BaseModel):
    """What every task says: whether it needs a login, which remote hands never do (R-RH-1)."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, coerce_numbers_to_str=True)

    needs_login: bool = False


class RackDetails(Details):
    """A device that goes into a rack, or comes out of one."""

    device: Short = Field(title="Which device, as its label says")
    rack: Short = Field(title="Rack")
    unit_from: Unit = Field(title="Lowest rack unit")
    unit_to: Unit = Field(title="Highest rack unit")

    @field_validator("unit_to")
    @classmethod
    def _not_below(cls, value: int, info: ValidationInfo) -> int:
        lowest = info.data.get("unit_from")
        if lowest is not None and value < lowest:
            message = "The highest unit is below the lowest."
            raise ValueError(message)
        return value


class DriveDetails(Details):
    """A drive that has failed, and the one that takes its place."""

    bay: Short = Field(title="Bay")
    old_serial: Short = Field(title="Serial of the failed drive")
    new_serial: Short = Field(title="Serial of the new drive")

    @field_validator("new_serial")
    @classmethod
    def _another(cls, value: str, info: ValidationInfo) -> str:
        if value.casefold() == str(info.data.get("old_serial", "")).casefold():
            message = "This is the serial of the failed drive as well."
            raise ValueError(message)
        return value


class CableDetails(Details):
    """A cable with both of its ends."""

    from_device: Short = Field(title="From device")
    from_port: Short = Field(title="From port")
    to_device: Short = Field(title="To device")
    to_port: Short = Field(title="To port")
    cable_type: Short = Field(title="Type of cable, such as LC–LC OM4 3 m")
    label: Short = Field(title="Label on the cable")


class PowerDetails(Details):
    """Which feed is taken away, and what the device does afterwards when all is well."""

    feed: Literal["A", "B", "both"] = Field(title="Which feed")
    expect: Short = Field(title="What to expect afterwards")


class OtherDetails(Details):
    """Any other simple task, in the customer's words."""

    description: Long = Field(title="What is to be done")


@dataclass(frozen=True, slots=True)
class Entry:
    """A task as the catalogue has it; `needs_device` asks for one of the customer's devices.

    What is done `in_one_go` takes no stop between its steps.
    """

    words: str
    hint: str
    details: type[Details]
    step: str
    needs_device: bool = False
    destructive: bool = False
    in_one_go: bool = False

    def said(self, details: Mapping[str, Any]) -> dict[str, Any]:
        """What was typed in the task's own fields, by their short titles, in the form's order."""
        fields = self.details.model_fields.items()
        titles = {name: each.title.split(",")[0] for name, each in fields if each.title}
        return {title: details[name] for name, title in titles.items() if name in details}


CATALOGUE: dict[Task, Entry] = {
    Task.INSTALL_DEVICE: Entry(
        "Install a device in a rack",
        "It is on site, or will be.",
        RackDetails,
        "Install {device} in rack {rack}, units {unit_from} to {unit_to}.",
    ),
    Task.REMOVE_DEVICE: Entry(
        "Remove a device",
        "Out of its rack, ready to be fetched or scrapped.",
        RackDetails,
        "Remove {device} from rack {rack}, units {unit_from} to {unit_to}.",
        needs_device=True,
        destructive=True,
    ),
    Task.REPLACE_DRIVE: Entry(
        "Replace a failed drive",
        "You name the bay and both serials.",
        DriveDetails,
        "Replace the drive {old_serial} in bay {bay} with {new_serial}.",
        needs_device=True,
    ),
    Task.INSTALL_CABLE: Entry(
        "Install a cable",
        "You name both ends.",
        CableDetails,
        "Install {cable_type} “{label}” from {from_device} {from_port} to {to_device} {to_port}.",
    ),
    Task.REMOVE_CABLE: Entry(
        "Remove a cable",
        "You name both ends.",
        CableDetails,
        "Remove {cable_type} “{label}” from {from_device} {from_port} to {to_device} {to_port}.",
    ),
    Task.CONNECT_DEVICE: Entry(
        "Connect a device",
        "To power, network or another device.",
        CableDetails,
        "Connect {from_device} {from_port} to {to_device} {to_port} by {cable_type} “{label}”.",
        needs_device=True,
    ),
    Task.DISCONNECT_DEVICE: Entry(
        "Disconnect a device",
        "From power, network or another device.",
        CableDetails,
        "Disconnect {from_device} {from_port} from {to_device} {to_port}, cable “{label}”.",
        needs_device=True,
        destructive=True,
    ),
    Task.POWER_CYCLE: Entry(
        "Power-cycle a device",
        "One feed or both, off and on again.",
        PowerDetails,
        "Power-cycle the device: feed {feed}.",
        needs_device=True,
        destructive=True,
        in_one_go=True,
    ),
    Task.OTHER: Entry(
        "Something else that is simple",
        "Look at a light, press a button, read a label.",
        OtherDetails,
        "{description}",
    ),
}


def read_details(task: Task, raw: Mapping[str, Any]) -> Details:
    """Check a task's own fields; raises Invalid with the fault at `details.<field>`."""
    try:
        return CATALOGUE[task].details.model_validate(dict(raw))
    except ValidationError as error:
        faults = {
            ".".join(("details", *map(str, item["loc"]))): _words(item["type"], item["msg"])
            for item in error.errors(include_url=False, include_input=False)
        }
        raise Invalid(
            "The technician needs a little more.", code="details", fields=faults
        ) from None


def _words(kind: str, message: str) -> str:
    if kind in {"missing", "string_too_short"}:
        return "Fill this in; the technician will need it."
    if kind == "extra_forbidden":
        return "This task has no such field."
    return message.removeprefix("Value error, ")


def step_of(task: Task, details: Mapping[str, Any]) -> tuple[str, str]:
    """A task as the step that is done whatever else is written, with what is to be seen after."""
    return CATALOGUE[task].step.format(**details), str(details.get("expect", ""))
