"""Read the zones of national documents that ICAO 9303 does not lay out."""

import re
from datetime import date

from accessdesk.identity.document import Document, DocumentKind, ReadError, Unreadable
from accessdesk.identity.mrz.checks import holds
from accessdesk.identity.mrz.dates import read_birth, read_expiry
from accessdesk.identity.mrz.layouts import Zone
from accessdesk.identity.mrz.names import ends_in_letter, is_name, read_name, spaced

_FRENCH_ID_NUMBER = re.compile(r"[A-Z0-9]{12}")
_FRENCH_ID_GIVEN_NAMES = re.compile(r"[A-Z<]{14}")
_FRENCH_LICENCE_NUMBER = re.compile(r"[A-Z0-9]{9}")
_DUTCH_LICENCE_NUMBER = re.compile(r"[0-9]{10}")
_SWISS_BLANK = re.compile(r"[A-Z]{3}[0-9]{3}[A-Z]<<")
_SWISS_HOLDER = re.compile(r"FACHE[0-9]{12}<<[0-9<]{6}<<<<<")


def read_french_id(zone: Zone, *, on: date) -> Document | Unreadable:
    """Read the French identity card of 1988 to 2021: two lines of 36, without an expiry.

    The last digit counts both lines whole; the number has its own, and so has the birth.
    """
    upper, lower = zone
    if not (
        holds(lower[:12], lower[12])
        and holds(lower[27:33], lower[33])
        and holds(upper + lower[:35], lower[35])
    ):
        return Unreadable(ReadError.CHECK_DIGIT)
    surname, given_names = upper[5:30], lower[13:27]
    if not _has_french_id_fields(surname, given_names, lower):
        return Unreadable(ReadError.CHARSET)
    born_on = read_birth(lower[27:33], on=on)
    if isinstance(born_on, Unreadable):
        return born_on
    return Document(
        kind=DocumentKind.FRA_ID,
        surname=spaced(surname),
        given_names=spaced(given_names),
        document_number=lower[:12],
        expires_on=None,
        born_on=born_on,
        issuer="FRA",
        valid_check_digits=True,
        name_truncated=ends_in_letter(surname) or ends_in_letter(given_names),
        expired=None,
        document_code="ID",
    )


def _has_french_id_fields(surname: str, given_names: str, lower: str) -> bool:
    return (
        is_name(surname)
        and _FRENCH_ID_GIVEN_NAMES.fullmatch(given_names) is not None
        and _FRENCH_ID_NUMBER.fullmatch(lower[:12]) is not None
        and lower[34] in "MF<"
    )


def read_french_licence(zone: Zone, *, on: date) -> Document | Unreadable:
    """Read the French driving licence of 2013: one line of 30, surname cut at 8 letters."""
    (line,) = zone
    if not (holds(line[:14], line[14]) and holds(line[:29], line[29])):
        return Unreadable(ReadError.CHECK_DIGIT)
    number, surname = line[5:14], line[21:29]
    if not (_FRENCH_LICENCE_NUMBER.fullmatch(number) and is_name(surname)):
        return Unreadable(ReadError.CHARSET)
    expires_on = read_expiry(line[15:21], on=on)
    if isinstance(expires_on, Unreadable):
        return expires_on
    return Document(
        kind=DocumentKind.FRA_DL,
        surname=spaced(surname),
        given_names="",
        document_number=number,
        expires_on=expires_on,
        born_on=None,
        issuer="FRA",
        valid_check_digits=True,
        name_truncated=ends_in_letter(surname),
        expired=None if expires_on is None else expires_on < on,
        document_code="D1",
    )


def read_dutch_licence(zone: Zone, *, on: date) -> Document | Unreadable:
    """Read the Dutch driving licence of 2014: its line has the number, no name and no date."""
    (line,) = zone
    if not holds(line[:29], line[29]):
        return Unreadable(ReadError.CHECK_DIGIT)
    if not _DUTCH_LICENCE_NUMBER.fullmatch(line[6:16]):
        return Unreadable(ReadError.CHARSET)
    return Document(
        kind=DocumentKind.NLD_DL,
        surname="",
        given_names="",
        document_number=line[6:16],
        expires_on=None,
        born_on=None,
        issuer="NLD",
        valid_check_digits=True,
        name_truncated=False,
        expired=None,
        document_code="D1",
    )


def read_swiss_licence(zone: Zone, *, on: date) -> Document | Unreadable:
    """Read the Swiss driving licence: lines of 9, 30 and 30, without any check digit.

    With nothing to prove a reading, the fixed parts of the lines must all be in place.
    """
    blank, holder, name_field = zone
    if not (_SWISS_BLANK.fullmatch(blank) and _SWISS_HOLDER.fullmatch(holder)):
        return Unreadable(ReadError.UNKNOWN_FORMAT)
    if not is_name(name_field):
        return Unreadable(ReadError.CHARSET)
    born_on = read_birth(holder[19:25], on=on)
    if isinstance(born_on, Unreadable):
        return born_on
    name = read_name(name_field)
    return Document(
        kind=DocumentKind.CHE_DL,
        surname=name.surname,
        given_names=name.given_names,
        document_number=blank.replace("<", ""),
        expires_on=None,
        born_on=born_on,
        issuer="CHE",
        valid_check_digits=None,
        name_truncated=name.truncated,
        expired=None,
        document_code="FA",
    )
