"""Whether two words are known to be one name: spellings, languages of one state, short forms."""

from collections.abc import Callable
from functools import cache

from nicknames import NickNamer

from accessdesk.identity.names.spelling import romanisation_key
from accessdesk.identity.names.tables.nicknames import (
    SELDOM_ON_AN_ID,
    WEST_AFRICAN_BEGINNINGS,
    WORLD_NICKNAMES,
)
from accessdesk.identity.names.tables.variants import (
    ABBREVIATIONS,
    ARABIC,
    EAST_SLAVIC,
    GREEK,
    KOREAN_SURNAMES,
    VARIANTS,
)

Groups = dict[str, set[int]]

_SHORTEST_END = 4


def _by_word(table: str, fold: Callable[[str], str] = str) -> Groups:
    groups: Groups = {}
    for number, line in enumerate(table.strip().splitlines()):
        for word in line.split():
            groups.setdefault(fold(word), set()).add(number)
    return groups


_VARIANTS, _ARABIC, _KOREAN = map(_by_word, (VARIANTS, ARABIC, KOREAN_SURNAMES))
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


def is_korean_variant(one: str, other: str) -> bool:
    """Whether two words are a surname of Korea as bearers and the revised system write it."""
    return _share_a_line(_KOREAN, one, other)


def is_of_another_language(one: str, other: str) -> bool:
    """Whether two keys of given names are of one in Russian, Ukrainian or Belarusian."""
    return one != other and _share_a_line(_EAST_SLAVIC, one, other)


def is_everyday_greek(one: str, other: str) -> bool:
    """Whether two keys of given names are of one of Greece, as registered and as said."""
    return one != other and _share_a_line(_GREEK, one, other)


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


@cache
def _full_names() -> dict[str, set[str]]:
    """Map each short form to its full names; loaded once, when first needed."""
    full_names: dict[str, set[str]] = {}
    for full, shorts in NickNamer.default_lookup().items():
        for short in shorts:
            full_names.setdefault(short.upper(), set()).add(full.upper())
    for line in WORLD_NICKNAMES.strip().splitlines():
        full, *others = line.split()
        for short in others:
            full_names.setdefault(short, set()).add(full)
            # Pet forms outside English are romanised as freely as their full names.
            full_names.setdefault(romanisation_key(short), set()).add(romanisation_key(full))
    return full_names


def is_short_form(one: str, other: str, keys: tuple[str, str]) -> bool:
    """Whether either name, in A to Z, is a short form of the other, or of a spelling of it.

    `keys` are those that usual romanisations of the two share.
    """
    ones = spellings_known_of(one).union((one, keys[0]))
    others = spellings_known_of(other).union((other, keys[1]))
    if _has_short_form_of(ones, others) or _has_short_form_of(others, ones):
        return True
    return _lacks_beginning(one, other) or _lacks_beginning(other, one)


def _lacks_beginning(short: str, full: str) -> bool:
    """Whether a name is another one without the word of Yoruba or Igbo that begins it."""
    if len(short) < _SHORTEST_END or not full.endswith(short):
        return False
    return full.removesuffix(short) in WEST_AFRICAN_BEGINNINGS


def _has_short_form_of(shorts: frozenset[str], fulls: frozenset[str]) -> bool:
    known = _full_names()
    return any(short in known and not fulls.isdisjoint(known[short]) for short in shorts)


@cache
def _all_names() -> frozenset[str]:
    names = _full_names()
    return frozenset(names).union(*names.values())


def is_compound_of(one: str, other: str) -> bool:
    """Whether one name is the other with a further name written to it (Mary, Maryann)."""
    short, long = sorted((one, other), key=len)
    rest = long.removeprefix(short)
    return len(short) >= 3 and len(rest) >= 3 and rest != long and rest in _all_names()


def is_usually_a_short_form(name: str) -> bool:
    """Whether a name in A to Z is seldom what an ID says (Bill, Liz), to advise requesters."""
    return name in SELDOM_ON_AN_ID
