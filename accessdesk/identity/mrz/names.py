"""Read the name field of machine-readable zones."""

import re
from dataclasses import dataclass

_NAME = re.compile(r"[A-Z<]*[A-Z][A-Z<]*")


@dataclass(frozen=True, slots=True)
class ZoneName:
    """A name as encoded, fillers as blanks."""

    surname: str
    given_names: str
    truncated: bool


def is_name(field: str) -> bool:
    """Whether a field has letters and fillers only, and at least one letter."""
    return _NAME.fullmatch(field) is not None


def read_name(field: str) -> ZoneName:
    """Split the field at its first double filler into surname and given names.

    A letter in the last place means that the name may be cut (ICAO 9303-4, 4.2.3).
    """
    surname, _, given_names = field.partition("<<")
    return ZoneName(spaced(surname), spaced(given_names), ends_in_letter(field))


def spaced(field: str) -> str:
    """The words of a field, with one blank between them."""
    return " ".join(field.replace("<", " ").split())


def ends_in_letter(field: str) -> bool:
    """Whether the field is filled to its last place."""
    return not field.endswith("<")
