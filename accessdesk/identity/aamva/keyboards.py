"""Undo a keyboard layout: a scanner set to US keys, on a computer set to other ones.

A wedge scanner sends keys, not characters. The key of `Y` types `Z` on a German keyboard,
and the one of `A` types `Q` on a French one, whose digits also need Shift. A layout is
undone only if the header of the text proves it; `None` means that some layout mangled the
text, but not which characters it took.
"""

import re

from accessdesk.identity.keyboards import (
    FRENCH_LETTERS,
    FROM_FRENCH,
    FROM_GERMAN,
    GERMAN,
    GERMAN_LETTERS,
)

_HEADER = re.compile(r"(?:ANSI|AAMVA) ?\d{6}\d{4,6}(?:DL|ID|EN)")
_SWAPPED_SUBFILE = re.compile(r"(?:DL|ID|EN)\d{8}Y[A-Z]\d{8}")
_JURISDICTION_SUBFILE = re.compile(r"(?:DL|ID|EN)\d{8}Z[A-Z]\d{8}")
_FRENCH_HEADER = re.compile(r"QNSI |QQ[?,M]VQ")
_QUOTED_HEADER = re.compile(r'"[^A-Z"@]{0,8}M?(?:ANSI|AAMVA) ?\d{6}')
_HEAD = 16
_GERMAN_MARKS = frozenset(GERMAN) - frozenset("1234567890,.")
_UMLAUTS = frozenset("ßäöüÄÖÜ§´")
# With letters alone swapped, the M may still be one of these.
_FRENCH_MARKS = frozenset("?,;:§ù%")


def undo_layout(text: str) -> str | None:
    """The text as the scanner read it; unchanged where no layout shows in it."""
    if _FRENCH_HEADER.search(text):
        return _from_french(text)
    if _SWAPPED_SUBFILE.search(text):
        return _from_german(text)
    if _QUOTED_HEADER.search(text) and not _JURISDICTION_SUBFILE.search(text):
        return None
    return text


def _from_french(text: str) -> str | None:
    whole = text.translate(FROM_FRENCH)
    if _HEADER.search(whole):
        return whole
    letters = text.translate(FRENCH_LETTERS)
    if _HEADER.search(letters) and not _FRENCH_MARKS.intersection(text):
        return letters
    return None


def _from_german(text: str) -> str | None:
    """Swap Y and Z back, and the marks as well where the at sign tells that they moved."""
    head = text[:_HEAD]
    if '"' in head and "@" not in head:
        return text.translate(FROM_GERMAN)
    doubtful = _UMLAUTS if "@" in head else _GERMAN_MARKS
    return None if doubtful.intersection(text) else text.translate(GERMAN_LETTERS)
