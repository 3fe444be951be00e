"""Texts as anybody types them: without accents, case or the letters that a keyboard lacks.

What is searched is kept folded; what is typed is folded too, and spelt in the other usual ways:
“Müller” is kept as “muller”, and whoever types “Mueller” means the same. This is for finding alone;
whether a name is that on a document is judged by `identity`.
"""

import re
from unicodedata import normalize

from anyascii import anyascii
from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

FEWEST_LETTERS = 3  # Of a shorter word nothing is left to be told by.
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe", "œ": "oe", "ü": "ue", "å": "aa"}
)
# Not where German has two sounds, as in “Bauer” and “neue”, and not in “queue”.
_DIGRAPH = r"([ao])e|(?<![aeq])(u)e|(a)a"
_INSIDE = re.compile(rf"(?:{_DIGRAPH})(?=[a-z])")
_ANYWHERE = re.compile(_DIGRAPH)
_FIRST_VOWEL = re.compile(r"([^aeiouy]*)([aou])(?![aeiouy])(.*)")
_LONGER = {"a": ("ae", "aa"), "o": ("oe",), "u": ("ue",)}


def folded(text: str) -> str:
    """A text without accents, case or runs of blanks: “Müller  AB” is “muller ab”."""
    return " ".join(anyascii(text).casefold().split())


def words_of(text: str) -> list[list[str]]:
    """Each word that was typed, folded, with the other spellings that mean the same."""
    return [spellings(word, part) for word in text.split() for part in folded(word).split()]


def spellings(word: str, plain: str = "", *, begun: bool = False) -> list[str]:
    """A word as it may stand in a folded text: “Mueller” as “mueller” and “muller”.

    One that is only `begun`, such as “Mue”, is read so to its end; “due” is no “du” otherwise.
    """
    plain = plain or folded(word)
    found = [plain, _written_out(word), _shortened(plain, _ANYWHERE if begun else _INSIDE)]
    if first := _FIRST_VOWEL.fullmatch(plain):
        before, vowel, after = first.groups()
        found += [before + longer + after for longer in _LONGER[vowel]]
    return list(dict.fromkeys(found)) if len(plain) >= FEWEST_LETTERS else [plain]


def stands_in(
    column: InstrumentedAttribute[str], alternatives: list[str], *, first: bool = False
) -> ColumnElement[bool]:
    """That one of the spellings of a word stands in a folded column, or that it is `first`."""
    at = column.startswith if first else column.contains
    return or_(*(at(each, autoescape=True) for each in alternatives))


def _written_out(word: str) -> str:
    return folded(normalize("NFC", word).casefold().translate(_WRITTEN_OUT))


def _shortened(plain: str, digraph: re.Pattern[str]) -> str:
    return digraph.sub(lambda found: next(filter(None, found.groups())), plain)
