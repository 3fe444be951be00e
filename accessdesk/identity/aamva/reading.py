"""Read North American driving licences and identity cards from their PDF417 text.

Source: AAMVA DL/ID Card Design Standard, annex D. The code has no check digits, so what
cannot be read with certainty is refused and never guessed.
"""

from datetime import date

from accessdesk.identity.aamva.dates import is_unknown, parse_date
from accessdesk.identity.aamva.elements import Elements, part
from accessdesk.identity.aamva.faults import find_fault
from accessdesk.identity.aamva.issuers import find_issuer
from accessdesk.identity.aamva.names import NAME_ELEMENTS, has_only_name_characters, read_name
from accessdesk.identity.aamva.text import Read, find_reads, looks_like_aamva
from accessdesk.identity.document import Document, DocumentKind, NameOnId, ReadError, Unreadable

__all__ = ["looks_like_aamva", "read_aamva"]

_NUMBER_MARKS = frozenset(" -./*")
_UNAVAILABLE = frozenset({"", "NONE", "UNAVL", "UNAVAIL"})


def read_aamva(raw: str, *, on: date) -> Document | Unreadable:
    """What the card says, judged on the day `on`, or why it could not be read.

    Never raises. A scan that holds the same card twice, or a cut read before a whole one,
    is read; one that holds two different cards is refused.
    """
    if not looks_like_aamva(raw):
        return Unreadable(ReadError.UNKNOWN_FORMAT)
    reads = find_reads(raw)
    if isinstance(reads, Unreadable):
        return reads
    answers = [_read_one(read, on) for read in reads]
    documents = {answer for answer in answers if isinstance(answer, Document)}
    if len(documents) > 1:
        return Unreadable(ReadError.LENGTH)
    return documents.pop() if documents else answers[-1]


def _read_one(read: Read, on: date) -> Document | Unreadable:
    elements = part(read)
    if fault := find_fault(elements):
        return Unreadable(fault)
    dates = _read_dates(elements.values, on)
    if isinstance(dates, ReadError):
        return Unreadable(dates)
    name = _read_name(elements, read.issuer_number)
    if isinstance(name, ReadError):
        return Unreadable(name)
    return _document(read, elements.values, name, *dates, on=on)


def _read_dates(values: dict[str, str], on: date) -> tuple[date, date | None] | ReadError:
    """Expiry and birth; an expiry that cannot be read refuses the whole card."""
    expires_on, born_on = parse_date(values["DBA"]), parse_date(values["DBB"])
    if expires_on is None or (born_on is None and not is_unknown(values["DBB"])):
        return ReadError.DATE
    if born_on is not None and (born_on > on or born_on > expires_on):
        return ReadError.DATE
    return expires_on, born_on


def _read_name(elements: Elements, issuer_number: str | None) -> NameOnId | ReadError:
    if any(not _is_typed(elements.values.get(element, "")) for element in NAME_ELEMENTS):
        return ReadError.CHARSET
    name = read_name(elements.values, issuer_number)
    if name is None:
        return ReadError.INCOMPLETE
    return name if has_only_name_characters(name) else ReadError.CHARSET


def _is_typed(text: str) -> bool:
    """Whether no character was replaced by the mark for one that could not be shown."""
    return "\ufffd" not in text and "?" not in text


def _document(
    read: Read,
    values: dict[str, str],
    name: NameOnId,
    expires_on: date,
    born_on: date | None,
    *,
    on: date,
) -> Document | Unreadable:
    number = " ".join(values["DAQ"].upper().split())
    number = "" if number in _UNAVAILABLE else number
    if not all(char.isalnum() or char in _NUMBER_MARKS for char in number):
        return Unreadable(ReadError.CHARSET)
    place, country = values.get("DAJ", "").upper(), values.get("DCG", "").upper()
    issuer = find_issuer(read.issuer_number, place, country)
    if issuer is None:
        return Unreadable(ReadError.UNKNOWN_FORMAT)
    return Document(
        kind=DocumentKind.AAMVA,
        surname=name.surname,
        given_names=name.given_names,
        document_number=number,
        expires_on=expires_on,
        born_on=born_on,
        issuer=issuer,
        valid_check_digits=None,
        name_truncated=name.name_truncated,
        expired=expires_on < on,
        suffix=name.suffix,
    )
