"""Read whatever reached the scan box as an identity document."""

from datetime import date

from accessdesk.identity.aamva.reading import read_aamva
from accessdesk.identity.aamva.text import looks_like_aamva
from accessdesk.identity.document import Document, ReadError, Unreadable
from accessdesk.identity.mrz.reading import read_mrz

# The largest symbol, PDF417, holds 1,850 characters of text; this leaves room for noise.
MOST_CHARACTERS = 8192


def read_document(raw: str, *, on: date) -> Document | Unreadable:
    """Read a scan by the date `on`, or say why it cannot be read; never raise.

    Undoes what scanners do to a text as far as the result is certain. Takes under 5 ms.
    """
    if len(raw) > MOST_CHARACTERS:
        return Unreadable(ReadError.LENGTH)
    if is_licence_text(raw):
        return read_aamva(raw, on=on)
    return read_mrz(raw, on=on)


def is_licence_text(raw: str) -> bool:
    """Whether a scan is for the reader of North American licences."""
    # A name that ends in ANSI, glued to a number, looks like the header of a licence.
    return "<<" not in raw and looks_like_aamva(raw)
