"""Undo a keyboard layout: a scanner set to US keys, on a computer set to other ones.

A wedge scanner sends keys, not characters. The key of `Y` types `Z` on a German keyboard,
and the one of `A` types `Q` on a French one, whose digits also need Shift. A layout is
undone only if the header of the text proves it; `None` means that some layout mangled the
text, but not which characters it took.
"""

import re

_US = "`1234567890-=[]\\;',./~!@#$%^&*()_+{}|:\"<>?"
_GERMAN = "^1234567890ß´ü+#öä,.-°!\"§$%&/()=?`Ü*'ÖÄ;:_"
_FRENCH = "²&é\"'(-è_çà)=^$*mù;:!~1234567890°+¨£µM%./§"
_GERMAN_LETTERS = str.maketrans("YZyz", "ZYzy")
_FRENCH_LETTERS = str.maketrans("AQZWaqzw", "QAWZqawz")


def _inverse(marks: str, letters: dict[int, int]) -> dict[int, int]:
    table = dict(letters)
    table.update(str.maketrans(marks, _US))
    # On the French keyboard the key of M types a comma, and a question mark with Shift.
    if marks is _FRENCH:
        table.update(str.maketrans(",?", "mM"))
    return table


_FROM_GERMAN = _inverse(_GERMAN, _GERMAN_LETTERS)
_FROM_FRENCH = _inverse(_FRENCH, _FRENCH_LETTERS)

_HEADER = re.compile(r"(?:ANSI|AAMVA) ?\d{6}\d{4,6}(?:DL|ID|EN)")
_SWAPPED_SUBFILE = re.compile(r"(?:DL|ID|EN)\d{8}Y[A-Z]\d{8}")
_JURISDICTION_SUBFILE = re.compile(r"(?:DL|ID|EN)\d{8}Z[A-Z]\d{8}")
_FRENCH_HEADER = re.compile(r"QNSI |QQ[?,M]VQ")
_QUOTED_HEADER = re.compile(r'"[^A-Z"@]{0,8}M?(?:ANSI|AAMVA) ?\d{6}')
_HEAD = 16
_GERMAN_MARKS = frozenset(_GERMAN) - frozenset("1234567890,.")
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
    whole = text.translate(_FROM_FRENCH)
    if _HEADER.search(whole):
        return whole
    letters = text.translate(_FRENCH_LETTERS)
    if _HEADER.search(letters) and not _FRENCH_MARKS.intersection(text):
        return letters
    return None


def _from_german(text: str) -> str | None:
    """Swap Y and Z back, and the marks as well where the at sign tells that they moved."""
    head = text[:_HEAD]
    if '"' in head and "@" not in head:
        return text.translate(_FROM_GERMAN)
    doubtful = _UMLAUTS if "@" in head else _GERMAN_MARKS
    return None if doubtful.intersection(text) else text.translate(_GERMAN_LETTERS)
