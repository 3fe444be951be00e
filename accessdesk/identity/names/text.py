"""A name as text: cleaned, cut into words, and what a hyphen holds together."""

import re
import unicodedata
from collections.abc import Iterator

from accessdesk.identity.names.transliteration import without_accents

# Longer texts are seldom a name of one person, and comparing them would cost time at the desk.
MOST_CHARACTERS = 200

# What may hold two words together as a hyphen does, and what else parts them. Every dash is a
# hyphen by then: see `clean`.
_HYPHENS = r"/\\+&=_*−⁃·・-"
_SEPARATORS = re.compile(rf"[\s,;|<>:{_HYPHENS}]+")
_WRITTEN_AS = {"Cc": " ", "Pd": "-"}
_APOSTROPHES = re.compile(r"['‘’ʼʹʻ`´ʿʾ＇]")
_HYPHENATED = re.compile(rf"([^\W\d_]+)(\s*[{_HYPHENS}]\s*)(?=([^\W\d_]+))")


def clean(text: str | None) -> str:
    """Normalise compatibility forms, write every dash as a hyphen, drop what cannot be seen."""
    if text and text.isascii() and text.isprintable():
        return text[:MOST_CHARACTERS]
    folded = unicodedata.normalize("NFKC", (text or "")[:MOST_CHARACTERS])
    return "".join(
        _WRITTEN_AS.get(unicodedata.category(letter), letter)
        for letter in folded
        if unicodedata.category(letter) not in {"Cf", "Cs", "Co", "Cn"}
    )


def words_of(text: str) -> list[str]:
    """Split a cleaned text into words; apostrophes fall away, hyphens separate."""
    return [
        word
        for word in _SEPARATORS.split(_APOSTROPHES.sub("", text))
        if any(sign.isalnum() for sign in word)
    ]


def hyphenated_in(text: str) -> Iterator[tuple[str, str, bool]]:
    """The pairs of words that a hyphen or the like holds together in a cleaned text (Ruiz-García).

    The last of each tells whether it is a hyphen for sure: a stroke, and a dash between blanks,
    may part a surname from given names as well. Letters (s/o) are no such words.
    """
    for one, sign, other in _HYPHENATED.findall(_APOSTROPHES.sub("", text)):
        if len(one) > 1 or len(other) > 1:
            yield one, other, sign == "-"


def bare(word: str) -> str:
    """A word in capitals without dots, to look it up among titles and the like."""
    upper = word.replace(".", "").upper()
    return upper if upper.isascii() else without_accents(upper)
