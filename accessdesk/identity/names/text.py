"""A name as text: cleaned, cut into words, and what a hyphen holds together."""

import re
import unicodedata

from accessdesk.identity.names.transliteration import without_accents

# Longer texts are seldom a name of one person, and comparing them would cost time at the desk.
MOST_CHARACTERS = 200

_SEPARATORS = re.compile(r"[\s,;/\\|<>+&=_*:‐-―−·・-]+")
_APOSTROPHES = re.compile(r"['‘’ʼʹʻ`´ʿʾ＇]")
_HYPHENATED = re.compile(r"([^\W\d_.]+)[‐‑-](?=([^\W\d_.]+))")


def clean(text: str | None) -> str:
    """Normalise compatibility forms and drop what cannot be seen."""
    if text and text.isascii() and text.isprintable():
        return text[:MOST_CHARACTERS]
    folded = unicodedata.normalize("NFKC", (text or "")[:MOST_CHARACTERS])
    return "".join(
        " " if unicodedata.category(letter) == "Cc" else letter
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


def hyphenated_in(text: str) -> frozenset[tuple[str, str]]:
    """The pairs of words that a hyphen holds together in a cleaned text (Ruiz-García)."""
    return frozenset(_HYPHENATED.findall(_APOSTROPHES.sub("", text)))


def bare(word: str) -> str:
    """A word in capitals without dots, to look it up among titles and the like."""
    upper = word.replace(".", "").upper()
    return upper if upper.isascii() else without_accents(upper)
