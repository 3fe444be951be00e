"""The values that reading an identity document gives."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    """The layout that a document was read by, or the kind that an officer typed."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRVA = "MRVA"
    MRVB = "MRVB"
    AAMVA = "AAMVA"
    FRA_ID = "FRA_ID"
    FRA_DL = "FRA_DL"
    NLD_DL = "NLD_DL"
    CHE_DL = "CHE_DL"


class ReadError(StrEnum):
    """Why a scan could not be read; each has its own words for the officer."""

    CHECK_DIGIT = "check_digit"
    LENGTH = "length"
    CHARSET = "charset"
    DATE = "date"
    UNKNOWN_FORMAT = "unknown_format"
    INCOMPLETE = "incomplete"
    SEPARATORS_LOST = "separators_lost"
    KEYBOARD_LAYOUT = "keyboard_layout"


@dataclass(frozen=True, slots=True)
class NameOnId:
    """A name as the document has it, upper case, fillers as blanks."""

    surname: str
    given_names: str
    suffix: str | None = None
    name_truncated: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What one document says; it lives in memory and is never stored whole.

    `issuer` is the code as printed in a machine-readable zone (`D`, `NLD`), or ISO 3166-2
    for AAMVA (`US-VA`). `document_code` is the first one or two letters of the zone (`P`,
    `PE`, `ID`, `AC`), empty for AAMVA. `expires_on` is None where the document carries no
    readable expiry, and `expired` is then None as well: unknown is never "not expired".
    """

    kind: DocumentKind
    surname: str
    given_names: str
    document_number: str
    expires_on: date | None
    born_on: date | None
    issuer: str
    valid_check_digits: bool | None
    name_truncated: bool
    expired: bool | None
    document_code: str = ""
    suffix: str | None = None

    @property
    def name(self) -> NameOnId:
        """The name in the shape that `compare_names` takes."""
        return NameOnId(self.surname, self.given_names, self.suffix, self.name_truncated)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A scan that gave no data, and why."""

    error: ReadError
