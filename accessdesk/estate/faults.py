"""Judge an estate file, against itself and what is there: every fault at once, by its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accessdesk.estate.file import ContactEntry, EstateFile, StaffEntry, where
from accessdesk.estate.rules import SiteKind
from accessdesk.mailbox import fault_of_email

Fault = tuple[str, str]

# What an entry is one of: a second of the same would undo the first each time.
ONCE = {
    "sites": ("code",),
    "customers": ("code",),
    "racks": ("site", "name"),
    "devices": ("customer", "tag"),
}
REFERRING = ("contacts", "racks", "devices", "staff")


@dataclass(frozen=True, slots=True)
class Known:
    """What is there before the file: sites with their landlord, customers, and racks by site."""

    sites: Mapping[str, tuple[SiteKind, str]]
    customers: frozenset[str]
    racks: frozenset[tuple[str, str]]


def faults_of(file: EstateFile, known: Known) -> dict[str, str]:
    """Every fault of a file by its place; none means that it can be applied as it is."""
    return dict(
        [
            *_repeated(file),
            *_contradicting(file),
            *_without_landlord(file, known),
            *_missing(file, known),
            *_without_rack(file, known),
        ]
    )


def _repeated(file: EstateFile) -> Iterator[Fault]:
    for table, names in ONCE.items():
        first: dict[tuple[str, ...], int] = {}
        for number, entry in enumerate(getattr(file, table), start=1):
            same = first.setdefault(tuple(getattr(entry, name) for name in names), number)
            if same != number:
                yield where(table, number, entry), f"entry {same} declares the same; keep one"


def _contradicting(file: EstateFile) -> Iterator[Fault]:
    """Find entries of one e-mail that do not agree on who that is; rights and sites add up."""
    first: dict[str, tuple[str, dict[str, Any]]] = {}
    for table in ("contacts", "staff"):
        for number, entry in enumerate(getattr(file, table), start=1):
            here = where(table, number, entry)
            place, said = first.setdefault(entry.email, (here, _who(entry)))
            differing = [name for name, value in _who(entry).items() if said.get(name) != value]
            if differing:
                yield here, f"{place} says something else: {', '.join(differing)}"


def _who(entry: ContactEntry | StaffEntry) -> dict[str, Any]:
    apart = {"email", "rights", "sites", "until"}
    return {name: getattr(entry, name) for name in type(entry).model_fields if name not in apart}


def _without_landlord(file: EstateFile, known: Known) -> Iterator[Fault]:
    """Find leased sites that nobody can be told of; an update may leave either field unsaid."""
    for number, entry in enumerate(file.sites, start=1):
        kind, email = known.sites.get(entry.code, (entry.kind, entry.landlord_email))
        kind = entry.kind if "kind" in entry.model_fields_set else kind
        email = entry.landlord_email if "landlord_email" in entry.model_fields_set else email
        if kind is SiteKind.LEASED and fault_of_email(email):
            place = where("sites", number, entry, "landlord_email")
            yield place, "a leased site needs its landlord's e-mail address"


def _missing(file: EstateFile, known: Known) -> Iterator[Fault]:
    sites = known.sites.keys() | {each.code for each in file.sites} | {"*"}
    customers = known.customers | {each.code for each in file.customers}
    for table in REFERRING:
        for number, entry in enumerate(getattr(file, table), start=1):
            field = "site" if hasattr(entry, "site") else "sites"
            named = [entry.site] if field == "site" else entry.sites
            absent = [code for code in dict.fromkeys(named) if code not in sites]
            if absent:
                yield where(table, number, entry, field), f"there is no site {', '.join(absent)}"
            customer = getattr(entry, "customer", None)
            if customer is not None and customer not in customers:
                yield where(table, number, entry, "customer"), f"there is no customer {customer}"


def _without_rack(file: EstateFile, known: Known) -> Iterator[Fault]:
    racks = known.racks | {(each.site, each.name) for each in file.racks}
    for number, entry in enumerate(file.devices, start=1):
        if entry.rack and (entry.site, entry.rack) not in racks:
            place = where("devices", number, entry, "rack")
            yield place, f"there is no rack {entry.rack} at {entry.site}"
