"""What stands before and behind a name and names nobody: titles, degrees, suffixes."""

import re

from accessdesk.identity.names.tables.syllables import SYLLABLES
from accessdesk.identity.names.tables.words import (
    DEGREES,
    NUMERALS,
    SUFFIXES,
    SUFFIXES_IN_TEXT,
    TITLES,
    TITLES_BEHIND,
    TITLES_WITH_DOT,
)
from accessdesk.identity.names.text import bare, clean, words_of

_LAST_AFTER_COMMA = re.compile(r"\s*,\s*([^\s,]+)\s*$")
# Three capitals and fewer may be somebody's initials; only a known degree is none then.
_SHORTEST_CREDENTIAL = 4


def without_credentials(text: str, borne: frozenset[str] = frozenset()) -> str:
    """Drop what stands behind a whole name and a comma and is written as no name is (DiS., PMP).

    `borne` are the words that the ID shows as names: none of them is dropped.
    """
    while (last := _LAST_AFTER_COMMA.search(text)) is not None:
        name, word = text[: last.start()], last.group(1)
        if len(words_of(name)) < 2 or bare(word) in borne or not _is_credential(word, name):
            break
        text = name
    return text


def _is_credential(word: str, name: str) -> bool:
    if bare(word) in DEGREES or bare(word) in TITLES_BEHIND:
        return True
    letters = [letter for letter in word if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    if capitals == len(letters):  # In a text of capitals this tells nothing.
        return capitals >= _SHORTEST_CREDENTIAL and name.upper() != name and "." not in word
    return word[:1].isupper() and capitals >= 2 and "-" not in word and not _mc(word)


def _mc(word: str) -> bool:
    """Whether the second capital is of a name that is written so (McDonald, O'Neill, DeVito)."""
    return re.fullmatch(r"[A-Z]\W?[a-z]{0,3}[A-Z][a-z]{2,}", word) is not None


def strip_titles(words: list[str], borne: frozenset[str] = frozenset()) -> list[str]:
    """Drop the titles before a name and the degrees behind it; `borne` are never either."""
    while len(words) > 1 and _is_title(words[0]) and bare(words[0]) not in borne:
        words = words[1:]
    while len(words) > 2 and _is_degree(words[-1]) and bare(words[-1]) not in borne:
        if all(SYLLABLES["vietnamese"].fullmatch(bare(word)) for word in words):
            break  # Bà is a name behind such words.
        words = words[:-1]
    return words


def strips_title(text: str) -> bool:
    """Whether a title or degree would be dropped from a name."""
    cleaned = clean(text)
    kept = without_credentials(cleaned)
    words, _ = strip_suffix(words_of(kept))
    return kept != cleaned or strip_titles(words) != words


def _is_title(word: str) -> bool:
    return bare(word) in TITLES or (word.endswith(".") and bare(word) in TITLES_WITH_DOT)


def _is_degree(word: str) -> bool:
    if bare(word) in DEGREES:
        return "." in word or sum(letter.isupper() for letter in word) >= 2
    return word.endswith(".") and bare(word) in TITLES_BEHIND


def take_suffix_behind_surname(text: str, borne: frozenset[str]) -> tuple[str, str | None]:
    """Take a suffix out of a name that has it behind its surname (Bell Jr., Thomas).

    `borne` are the words that the ID shows as names: none of them is a suffix.
    """
    head, _, rest = text.partition(",")
    second, _, given = rest.partition(",")
    if words_of(given) and _is_suffix(second.strip(), borne):
        return f"{head}, {given}", SUFFIXES[bare(second.strip())]
    *before, last = head.split() or [""]
    if before and words_of(rest) and _is_suffix(last, borne):
        return f"{' '.join(before)}, {rest}", SUFFIXES[bare(last)]
    return text, None


def _is_suffix(word: str, borne: frozenset[str]) -> bool:
    return bare(word) in SUFFIXES_IN_TEXT and bare(word) not in borne


def strip_suffix_of_whole(words: list[str], borne: frozenset[str]) -> tuple[list[str], str | None]:
    """Split a suffix off a whole name, unless it is a name itself, as Ii is a surname."""
    lone = len(words) == 2 and bare(words[-1]) in NUMERALS
    if words and (lone or bare(words[-1]) in borne):
        return words, None
    return strip_suffix(words)


def strip_suffix(words: list[str]) -> tuple[list[str], str | None]:
    """Split a suffix of generation (Jr, III) off the end of words."""
    if len(words) > 1 and bare(words[-1]) in SUFFIXES_IN_TEXT:
        return words[:-1], SUFFIXES[bare(words[-1])]
    if len(words) > 2 and words[-1] in {"V", "VI"}:
        return words[:-1], SUFFIXES[words[-1]]
    return words, None
