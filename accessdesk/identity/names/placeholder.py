"""Tell a name from a stand-in for one (TBD, N.N., Technician 1)."""

import re

from accessdesk.identity.names.tables.words import (
    PLACEHOLDER_PHRASES,
    PLACEHOLDER_WORDS,
    ROLE_WORDS,
)
from accessdesk.identity.names.text import clean
from accessdesk.identity.names.transliteration import without_accents

_NOT_A_LETTER = re.compile(r"[^\w]+|_")
_NEVER_A_NAME = frozenset(("TBD", "TBA", "TBC", "TBN", "UNKNOWN", "PLACEHOLDER", "UNNAMED", "XXX"))
_NUMBERS = re.compile(r"\d+|[A-D]|[IVX]+|\d*(?:1ST|2ND|3RD|\dTH)|NO|NR")


def names_nobody(name: str) -> bool:
    """Whether a text names no person: empty, a stand-in, or only a role and a number."""
    text = _folded(name)
    squeezed = _NOT_A_LETTER.sub("", text)
    if not any(sign.isalpha() for sign in squeezed) or squeezed in PLACEHOLDER_WORDS:
        return True
    words = [word for word in _NOT_A_LETTER.split(text) if word]
    phrase = " ".join(words)
    if any(phrase.startswith(stand_in) for stand_in in PLACEHOLDER_PHRASES):
        return True
    stand_ins = [word for word in words if _is_stand_in(word)]
    rest = [word for word in words if not _is_stand_in(word) and not _NUMBERS.fullmatch(word)]
    return bool(stand_ins) and not rest


def has_placeholder(name: str) -> bool:
    """Whether words that never are a name stand among others (Smith TBD, Smith to be confirmed)."""
    words = _NOT_A_LETTER.split(_folded(name))
    phrase = f" {' '.join(filter(None, words))} "
    return any(word in _NEVER_A_NAME for word in words) or any(
        stand_in.startswith("TO BE") and f" {stand_in} " in phrase
        for stand_in in PLACEHOLDER_PHRASES
    )


def names_a_role(name: str) -> bool:
    """Whether a word for what somebody does stands in a name (Dell engineer); it may be a name."""
    words = _NOT_A_LETTER.split(_folded(name))
    return any(word in ROLE_WORDS or word.removesuffix("S") in ROLE_WORDS for word in words)


def _folded(name: str) -> str:
    """A text in capitals without accents, as the tables have their words (técnico)."""
    return without_accents(clean(name).upper())


def _is_stand_in(word: str) -> bool:
    bare = word.rstrip("0123456789")
    return bare in PLACEHOLDER_WORDS or bare in ROLE_WORDS or bare.removesuffix("S") in ROLE_WORDS
