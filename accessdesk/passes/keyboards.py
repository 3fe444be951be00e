"""Undo a keyboard that types other signs than the scanner read from a pass; pure.

Nothing here says that a text is a pass: each reading still has to verify. How the keys of other
layouts are labelled is known where IDs are read.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from accessdesk.identity.keyboards import FROM_CZECH, FROM_FRENCH, FROM_GERMAN
from accessdesk.passes.short_code import read_short_code

# Each dead key that stands alone doubles what may have been read; this bounds what a text costs.
MOST_READINGS = 64
_LONGEST_TEXT = 3000
_LONGEST_CODE = 40  # With whatever was typed between its signs.
_FEWEST_LETTERS = 4  # A short code has ten signs, and most of them are letters.
_SYMBOLOGY = 3  # A scanner may type `]Q` and a digit before the code.
_OTHER_KEYS = re.compile(r".{0,3}AD1[^:A-Z0-9\s].{80,}", re.DOTALL)
_ACCENTS = frozenset("\u0300\u030c")


@dataclass(frozen=True, slots=True)
class Keys:
    """A layout: how it types the beginning of a pass, what its keys stand for, its dead key.

    The dead key stands for a plus: it joins the next letter, and swallows a blank.
    """

    beginning: str
    table: Mapping[int, str | int]
    dead: str = ""


_LAYOUTS = (
    Keys("AD1Ö", FROM_GERMAN, dead="`"),
    Keys("QD&M", FROM_FRENCH),
    Keys('AD+"', FROM_CZECH, dead="ˇ"),
)


def is_of_other_keys(text: str) -> bool:
    """Whether a text looks like a pass that went through another keyboard.

    A pass, a short code and an ID are written in Latin letters: what has others alone (Cyrillic,
    Greek, Hebrew, ...) was typed by keys that are labelled with those.
    """
    return (
        _found(text) is not None
        or _OTHER_KEYS.match(text.strip()) is not None
        or _is_of_another_alphabet(text)
    )


def _is_of_another_alphabet(text: str) -> bool:
    letters = [sign for sign in text[:_LONGEST_TEXT] if sign.isalpha()]
    return len(letters) >= _FEWEST_LETTERS and not any(_is_latin(each) for each in letters)


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN"))


def readings(text: str) -> Iterator[str]:
    """What the scanner may have read, likeliest first; nothing where the layout is not known."""
    found = _found(text)
    if found is None or len(text) > _LONGEST_TEXT:
        return
    keys, typed = found
    parts = _parts(typed, keys)
    lone = [place for place, part in enumerate(parts) if part == keys.dead]
    for swallowed in _some_of(lone):
        yield "".join(
            ("+ " if place in swallowed else "+") if part == keys.dead and part else part
            for place, part in enumerate(parts)
        )


def _found(text: str) -> tuple[Keys, str] | None:
    typed = text.strip()
    for keys in _LAYOUTS:
        start = typed.find(keys.beginning, 0, len(keys.beginning) + _SYMBOLOGY)
        if start >= 0:
            return keys, typed[start:]
    return None


def _parts(typed: str, keys: Keys) -> list[str]:
    """What each sign stands for; a dead key that joined no letter stays as it is."""
    return [each if each == keys.dead else _undone(each, keys.table) for each in typed]


def _undone(sign: str, table: Mapping[int, str | int]) -> str:
    plain = unicodedata.normalize("NFD", sign)
    if ord(sign) not in table and len(plain) == 2 and plain[1] in _ACCENTS:
        return "+" + plain[0].translate(table)
    return sign.translate(table)


def _some_of(places: list[int]) -> Iterator[frozenset[int]]:
    """Sets of places, the smallest first: a blank after a plus is rare."""
    sets = (chosen for size in range(len(places) + 1) for chosen in combinations(places, size))
    for _, chosen in zip(range(MOST_READINGS), sets, strict=False):
        yield frozenset(chosen)


def read_code_of_any_keys(text: str) -> str | None:
    """The short code that was typed or scanned, on these keys or through those of another layout.

    Its own check character has to agree, and a pass has to be found by it; as it stands it is
    tried first. None when it cannot be one.
    """
    tables = (FROM_GERMAN, FROM_FRENCH, FROM_CZECH) if len(text) <= _LONGEST_CODE else ()
    read = (read_short_code(text), *(read_short_code(text.translate(each)) for each in tables))
    return next(filter(None, read), None)
