"""People, a device, and a request for remote hands, valid unless a test says otherwise."""

import io
from dataclasses import dataclass
from typing import Any

from flask import Flask
from PIL import Image

from accessdesk.accounts.rules import Actor, Role
from accessdesk.remote_hands.catalogue import Task
from tests.people import (
    ApiClient,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
)

DRIVE = {"bay": "3", "old_serial": "Z1F-OLD", "new_serial": "Z1F-NEW"}
POWER = {"feed": "both", "expect": "green light within 5 minutes"}
RACK = {"device": "db-7", "rack": "R12", "unit_from": 14, "unit_to": 15}
CABLE = {
    "from_device": "db-7",
    "from_port": "eth0",
    "to_device": "sw-1",
    "to_port": "12",
    "cable_type": "LC–LC OM4 3 m",
    "label": "A-17",
}
COMPLETE: dict[Task, dict[str, Any]] = {
    Task.INSTALL_DEVICE: RACK,
    Task.REMOVE_DEVICE: RACK,
    Task.REPLACE_DRIVE: {"bay": 3, "old_serial": "Z1", "new_serial": "Z2"},
    Task.INSTALL_CABLE: CABLE,
    Task.REMOVE_CABLE: CABLE,
    Task.CONNECT_DEVICE: CABLE,
    Task.DISCONNECT_DEVICE: CABLE,
    Task.POWER_CYCLE: {"feed": "both", "expect": "green light"},
    Task.OTHER: {"description": "Read the label"},
}


def hands_body(**fields: Any) -> dict[str, Any]:
    """Make the body of a complete request to replace a drive."""
    return {
        "kind": "remote-hands",
        "site": "AMS1",
        "summary": "Replace a failed drive",
        "impact": "The array has no spare left",
        "task": "replace-drive",
        "details": DRIVE,
        "devices": ["CT-0001"],
    } | fields


def power_body(**fields: Any) -> dict[str, Any]:
    return hands_body(task="power-cycle", details=POWER, summary="Power-cycle db-7") | fields


@dataclass
class Hall:
    """A hall with one customer's device, their contact, and two technicians."""

    alice_actor: Actor
    tom_actor: Actor
    alice: ApiClient
    tom: ApiClient
    tess: ApiClient
    customer_id: int
    site_id: int

    def ask(self, body: dict[str, Any] | None = None) -> str:
        """Raise a request as the contact; returns its number."""
        created = self.alice.post("/requests", body or hands_body())
        assert created.status_code == 201, created.json
        number: str = created.json["number"]
        return number

    def begin(self, number: str, *identifiers: str) -> None:
        """Claim work and start it as the first technician."""
        self.tom.post(f"/requests/{number}/work/claim")
        body = {"identifiers": list(identifiers)}
        started = self.tom.post(f"/requests/{number}/work/start", body)
        assert started.status_code == 200, started.json


def make_hall(app: Flask) -> Hall:
    site_id, customer_id = make_site(), make_customer()
    make_device(customer_id, site_id, serial="SN93X", name="db-7", unit=14)
    alice = make_contact("Alice Adams", customer_id)
    tom = make_staff("Tom Tech", Role.TECHNICIAN)
    tess = make_staff("Tess Tech", Role.TECHNICIAN)
    return Hall(
        alice,
        tom,
        api_of(app, alice),
        api_of(app, tom),
        api_of(app, tess),
        customer_id,
        site_id,
    )


def picture(size: tuple[int, int] = (3000, 2000), form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "Phone of Tom"  # The camera's model.
    Image.new("RGB", size, "teal").save(out, form, exif=exif)
    return out.getvalue()
