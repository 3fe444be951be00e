"""Whether two words are known to be one name: spellings, languages of one state, short forms."""

from collections.abc import Callable

from accessdesk.identity.names.spelling import romanisation_key
from accessdesk.identity.names.tables.variants import (
    ABBREVIATIONS,
    ARABIC,
    EAST_SLAVIC,
    GREEK,
    VARIANTS,
)

Groups = dict[str, set[int]]


def _by_word(table: str, fold: Callable[[str], str] = str) -> Groups:
    groups: Groups = {}
    for number, line in enumerate(table.strip().splitlines()):
        for word in line.split():
            groups.setdefault(fold(word), set()).add(number)
    return groups


_VARIANTS, _ARABIC = _by_word(VARIANTS), _by_word(ARABIC)
# Each form is romanised as freely as other names: Nikolay is Nikolai, and so Mykola.
_EAST_SLAVIC = _by_word(EAST_SLAVIC, romanisation_key)
_GREEK = _by_word(GREEK, romanisation_key)
_FULL_NAMES = {
    short: full
    for *shorts, full in map(str.split, ABBREVIATIONS.strip().splitlines())
    for short in shorts
}
_LINES = [line.split() for line in VARIANTS.strip().splitlines()]
# Each word with all that are known to be spellings of it, and their keys.
_KNOWN = {
    word: frozenset(
        form
        for number in numbers
        for spelling in _LINES[number]
        for form in (spelling, romanisation_key(spelling))
    )
    for word, numbers in _VARIANTS.items()
}


def is_variant(one: str, other: str) -> bool:
    """Whether two words are known spellings of one name (Geoffrey, Jeffrey)."""
    return _share_a_line(_VARIANTS, one, other)


def is_arabic_variant(one: str, other: str) -> bool:
    """Whether two words are known romanisations of one Arabic name (Mohammed, Muhammad)."""
    return _share_a_line(_ARABIC, one, other)


def is_of_another_language(one: str, other: str) -> bool:
    """Whether two keys of given names are of one in Russian, Ukrainian or Belarusian."""
    return _share_a_line(_EAST_SLAVIC, one, other)


def is_everyday_greek(one: str, other: str) -> bool:
    """Whether two keys of given names are of one of Greece, as registered and as said."""
    return _share_a_line(_GREEK, one, other)


def is_abbreviation(one: str, other: str) -> bool:
    """Whether one word is the short form of the other, or of a spelling of it (Md, Mohammed)."""
    return _is_short_for(one, other) or _is_short_for(other, one)


def spellings_known_of(word: str) -> frozenset[str]:
    """All that are known to be spellings of the same name as a word, and their keys."""
    return _KNOWN.get(word, frozenset())


def _is_short_for(short: str, name: str) -> bool:
    full = _FULL_NAMES.get(short)
    return full is not None and (full == name or is_arabic_variant(full, name))


def _share_a_line(groups: Groups, one: str, other: str) -> bool:
    return one in groups and other in groups and not groups[one].isdisjoint(groups[other])
