"""Whether one given name is a short or pet form of another (Bill and William)."""

from functools import cache

from nicknames import NickNamer

from accessdesk.identity.names.spelling import romanisation_key
from accessdesk.identity.names.tables.nicknames import (
    SELDOM_ON_AN_ID,
    WEST_AFRICAN_BEGINNINGS,
    WORLD_NICKNAMES,
)
from accessdesk.identity.names.variants import spellings_known_of

_SHORTEST_END = 4


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
