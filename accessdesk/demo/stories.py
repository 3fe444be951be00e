"""Who comes to the demo's sites, and what for. All people and companies are invented."""

from datetime import date, time, timedelta

from accessdesk.demo.passports import Holder
from accessdesk.demo.visits import Story
from accessdesk.service_requests.rules import PartyKind, Reason

VENDOR, CARRIER, OWN = PartyKind.VENDOR, PartyKind.CARRIER, PartyKind.CUSTOMER


def holders(today: date) -> dict[str, Holder]:
    """The passport of each visitor, by the name on the request; one expired lately."""
    later = today + timedelta(days=4 * 365)
    return {
        "Jürgen Müller": Holder("Müller", "Jürgen", "D", later),
        "Sanne de Vries": Holder("de Vries", "Sanne Maria", "NLD", later),
        "Niamh O'Connor": Holder("O'Connor", "Niamh", "IRL", later),
        "Bill Ashworth": Holder("Ashworth", "William", "GBR", later),
        "Chloé Lefèvre": Holder("Lefèvre", "Chloé", "FRA", later),
        "Tan Mei Ling": Holder("Tan", "Mei Ling", "SGP", later),
        "José Núñez García": Holder("Núñez García", "José", "ESP", later),
        "Kwame Mensah": Holder("Mensah", "Kwame", "GHA", later),
        "Ewa Kowalska": Holder("Kowalska", "Ewa", "POL", today - timedelta(days=9)),
        "Søren Ødegård": Holder("Ødegård", "Søren", "NOR", later),
        "Arun Pillai": Holder("Pillai", "Arun", "SGP", later),
        "Hannah Schmidt": Holder("Schmidt", "Hannah", "D", later),
    }


BEFORE = (
    Story(
        "ada@contoso.example", "AMS1", -1, time(9), 3, "Replace failed line card", Reason.REPAIR,
        (VENDOR, "Fiberworks BV"), ("Søren Ødegård", "Hannah Schmidt"), ("CT-0003",),
        ("line card LC-8",), ("line card LC-3",), came="left",
    ),
    Story(
        "grace@fabrikam.example", "AMS1", -1, time(13), 2, "Inspect new rack", Reason.INSPECTION,
        (OWN, "Fabrikam Inc"), ("Kwame Mensah",), ("FB-1001",),
    ),
    Story(
        "lin@northwind.example", "SIN3", -1, time(10), 4, "Swap power supply", Reason.REPAIR,
        (VENDOR, "Straits Power Pte"), ("Arun Pillai",), ("NW-01",), ("PSU 750 W",), came="left",
    ),
)  # fmt: skip

TODAY = (
    Story(
        "ada@contoso.example", "AMS1", 0, time(8), 12, "Recable cage C3", Reason.MAINTENANCE,
        (VENDOR, "Fiberworks BV"), ("Sanne de Vries",), ("CT-0001", "CT-0002"), came="inside",
    ),
    Story(
        "ada@contoso.example", "AMS1", 0, time(12), 11, "Replace line card", Reason.MAINTENANCE,
        (VENDOR, "Fiberworks BV"), ("Jürgen Müller", "Ewa Kowalska"), ("CT-0003",),
        ("line card LC-9",), came="due", ticket="INC0047110", order="PO-2026-0188",
    ),
    Story(
        "tom@tailspin.example", "AMS1", 0, time(14), 9, "Install simulation node",
        Reason.INSTALLATION, (OWN, "Tailspin Aerospace"), ("Bill Ashworth", "Chloé Lefèvre"),
        ("TS-A1",), ("server, 2 U",), escort=True,
    ),
    Story(
        "lin@northwind.example", "SIN3", 0, time(9), 9, "Quarterly check", Reason.INSPECTION,
        (CARRIER, "Lion City Carrier"), ("Tan Mei Ling",), ("NW-01",),
    ),
)  # fmt: skip

AHEAD = (
    Story(
        "grace@fabrikam.example", "DUB2", 2, time(10), 4, "Extend the archive",
        Reason.INSTALLATION, (VENDOR, "Emerald Storage"), ("Niamh O'Connor",), ("FB-2001",),
        ("disk shelf, 4 U",),
    ),
    Story(
        "tom@tailspin.example", "DUB2", 3, time(9), 3, "Collect a failed node", Reason.REPAIR,
        (VENDOR, "Liffey Systems"), ("José Núñez García",), ("TS-D1",), approved=False,
    ),
    Story(
        "ada@contoso.example", "AMS1", 5, time(9), 8, "Upgrade storage", Reason.MAINTENANCE,
        (VENDOR, "Fiberworks BV"), ("Jürgen Müller", "Søren Ødegård"), ("CT-0001",),
        ("12 drives",),
    ),
    Story(
        "ada@contoso.example", "SIN3", 6, time(11), 3, "Install second cache",
        Reason.INSTALLATION, (VENDOR, "Straits Power Pte"), ("Arun Pillai",), ("CT-0201",),
    ),
)  # fmt: skip
