"""Tell what came into the scan box: a pass, a short code, or an ID."""

from datetime import date
from enum import StrEnum

from accessdesk.identity.document import ReadError, Unreadable
from accessdesk.identity.reading import read_document
from accessdesk.passes.keyboards import is_of_other_keys, read_code_of_any_keys
from accessdesk.passes.token import PREFIX


class Scanned(StrEnum):
    """What a text is."""

    NOTHING = "nothing"
    PASS = "pass"  # noqa: S105  # A word, no secret.
    ID = "id"
    OTHER = "other"


def classify(text: str, *, on: date) -> Scanned:
    """What a text is; an ID that cannot be read in full is still an ID."""
    if not text.strip():
        return Scanned.NOTHING
    # A pass may come after the scanner's symbology identifier, `]Q` and a digit.
    if PREFIX in text.strip()[: len(PREFIX) + 3].upper() or read_code_of_any_keys(text):
        return Scanned.PASS
    if is_of_other_keys(text):
        return Scanned.PASS
    read = read_document(text, on=on)
    if isinstance(read, Unreadable) and read.error is ReadError.UNKNOWN_FORMAT:
        return Scanned.OTHER
    return Scanned.ID
