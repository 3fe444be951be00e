"""Read a zone that is laid out by ICAO 9303."""

import re
from datetime import date

from accessdesk.identity.document import Document, ReadError, Unreadable
from accessdesk.identity.mrz.checks import holds
from accessdesk.identity.mrz.dates import read_birth, read_expiry
from accessdesk.identity.mrz.layouts import CODE, ISSUER, Checked, Composite, Layout, Zone
from accessdesk.identity.mrz.names import is_name, read_name

_CODE = re.compile(r"[A-Z][A-Z0-9<]")
_STATE = re.compile(r"[A-Z]{3}|[A-Z]{2}<|[A-Z]<<")
_NO_STATE = "<<<"
_SEXES = "MFX<"


def read_icao(layout: Layout, zone: Zone, *, on: date) -> Document | Unreadable:
    """Read a zone by its layout, or say what is wrong with it.

    Check digits come first: a field that was misread has no meaning to complain about.
    """
    number = read_number(layout, zone)
    if number is None or not _all_digits_hold(layout, zone):
        return Unreadable(ReadError.CHECK_DIGIT)
    if not _has_plain_fields(layout, zone):
        return Unreadable(ReadError.CHARSET)
    if not number:
        return Unreadable(ReadError.UNKNOWN_FORMAT)
    return _read_dated(layout, zone, number, on=on)


def read_number(layout: Layout, zone: Zone) -> str | None:
    """The document number without fillers; None if its check digit does not hold."""
    field, digit = layout.number.field.of(zone), layout.number.digit.of(zone)
    if digit == "<" and layout.number_overflow is not None:
        return _read_long_number(field, layout.number_overflow.of(zone))
    return field.replace("<", "") if holds(field, digit) else None


def _read_long_number(start: str, overflow: str) -> str | None:
    """Join a number of more than nine characters (ICAO 9303-5, 4.2.2, note j).

    The filler in the check digit's place says that the number goes on in the optional
    data and ends there with its check digit. Issuers differ in whether that filler is
    counted; the composite digit covers all of it in either case.
    """
    tail = overflow.partition("<")[0]
    rest, digit = tail[:-1], tail[-1:]
    if not rest or not (holds(start + rest, digit) or holds(f"{start}<{rest}", digit)):
        return None
    return (start + rest).replace("<", "")


def _all_digits_hold(layout: Layout, zone: Zone) -> bool:
    return (
        _digit_holds(layout.birth, zone)
        and _digit_holds(layout.expiry, zone)
        and (layout.personal is None or _personal_digit_holds(layout.personal, zone))
        and (layout.composite is None or _composite_holds(layout.composite, zone))
    )


def _digit_holds(checked: Checked, zone: Zone) -> bool:
    return holds(checked.field.of(zone), checked.digit.of(zone))


def _personal_digit_holds(personal: Checked, zone: Zone) -> bool:
    # ICAO 9303-4, 4.2.2: an empty field may have a filler for its digit, no other may.
    if personal.digit.of(zone) == "<":
        return not personal.field.of(zone).strip("<")
    return _digit_holds(personal, zone)


def _composite_holds(composite: Composite, zone: Zone) -> bool:
    return holds("".join(span.of(zone) for span in composite.fields), composite.digit.of(zone))


def _has_plain_fields(layout: Layout, zone: Zone) -> bool:
    """Whether the fields without a check digit have the characters that they may have."""
    nationality = layout.nationality.of(zone)
    return (
        _CODE.fullmatch(CODE.of(zone)) is not None
        and _STATE.fullmatch(ISSUER.of(zone)) is not None
        and (nationality == _NO_STATE or _STATE.fullmatch(nationality) is not None)
        and layout.sex.of(zone) in _SEXES
        and is_name(layout.name.of(zone))
    )


def _read_dated(layout: Layout, zone: Zone, number: str, *, on: date) -> Document | Unreadable:
    born_on = read_birth(layout.birth.field.of(zone), on=on)
    expires_on = read_expiry(layout.expiry.field.of(zone), on=on)
    if isinstance(born_on, Unreadable):
        return born_on
    if isinstance(expires_on, Unreadable):
        return expires_on
    name = read_name(layout.name.of(zone))
    return Document(
        kind=layout.kind,
        surname=name.surname,
        given_names=name.given_names,
        document_number=number,
        expires_on=expires_on,
        born_on=born_on,
        issuer=ISSUER.of(zone).replace("<", ""),
        valid_check_digits=True,
        name_truncated=name.truncated,
        expired=None if expires_on is None else expires_on < on,
        document_code=CODE.of(zone).replace("<", ""),
    )
