"""Write names of many scripts in the letters A to Z, with every documented alternative.

Ä is AE or A, Щ is SHCH or SHT: a name is therefore not one string but a row of letters, each with
its possible spellings (`Letters`), and two names agree when some spelling is common to both.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from anyascii import anyascii

from accessdesk.identity.names.tables.transliteration import (
    ARABIC,
    BEFORE_YE,
    CHINESE_UE,
    CYRILLIC,
    CYRILLIC_PAIRS,
    CYRILLIC_YE,
    GREEK,
    LATIN,
    LOOK_ALIKES,
)

# Letters with one spelling are kept together as one run.
Letters = tuple[tuple[str, ...], ...]

# A name with more spellings than this is compared by its first ones only, so time stays bounded.
_MOST_SPELLINGS = 32
# ICAO Doc 9303 part 3 marks a letter by XX (MUNXXOZ for Muñoz), which no name has by itself.
_MARKED_LETTERS = re.compile(r"([ANOU])XX")
# The mark is the letter itself: MUXXLLER is Müller, and so MUELLER.
_MARKED = {
    "A": ("AXX", "A", "AE"),
    "N": ("NXX", "N"),
    "O": ("OXX", "O", "OE"),
    "U": ("UXX", "U", "UE"),
}
_UE_WITH_TONES = frozenset("ǕǗǙǛ")
_LATIN_RANGES = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")


class Script(StrEnum):
    """The writing system of a letter, as far as comparing names needs to know."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    GREEK = "greek"
    ARABIC = "arabic"
    ALPHABETIC = "alphabetic"
    OTHER = "other"


_BY_UNICODE_NAME = {
    "LATIN": Script.LATIN,
    "CYRILLIC": Script.CYRILLIC,
    "GREEK": Script.GREEK,
    "ARABIC": Script.ARABIC,
    # These alphabets write every vowel, so a generic reading can at least tell names apart.
    "ARMENIAN": Script.ALPHABETIC,
    "GEORGIAN": Script.ALPHABETIC,
}
_TABLES = {
    Script.LATIN: LATIN,
    Script.CYRILLIC: CYRILLIC,
    Script.GREEK: GREEK,
    Script.ARABIC: ARABIC,
}


def script_of(letter: str) -> Script:
    """The script of one letter."""
    if _LATIN_RANGES.match(letter):
        return Script.LATIN
    family = unicodedata.name(letter, "OTHER").split(" ")[0]
    return _BY_UNICODE_NAME.get(family, Script.OTHER)


def scripts_of(word: str) -> set[Script]:
    """The scripts that the letters of a word belong to."""
    if word.isascii():
        return {Script.LATIN} if any(letter.isalpha() for letter in word) else set()
    return {script_of(letter) for letter in word if letter.isalpha()}


def resolve_look_alikes(word: str) -> str | None:
    """The word with look-alikes as A to Z, or None where it has none among Latin letters.

    A Cyrillic word alone is Cyrillic; a Cyrillic letter or a digit among Latin ones is suspicious.
    """
    if word.isascii() and word.isalpha():
        return None
    upper = word.upper()
    latin = any(script_of(letter) is Script.LATIN for letter in upper if letter.isalpha())
    strange = [
        letter
        for letter in upper
        if letter.isdigit() or (letter.isalpha() and script_of(letter) is not Script.LATIN)
    ]
    if not latin or not strange or any(letter not in LOOK_ALIKES for letter in strange):
        return None
    return "".join(LOOK_ALIKES.get(letter, letter) for letter in upper)


def letters_of(word: str) -> tuple[Letters, bool]:
    """The spellings of a word, and whether every letter of it stands in a documented table."""
    if word.isascii() and "XX" not in (upper := word.upper()):
        run = "".join(letter for letter in upper if letter.isalpha())
        return ((run,),) if run else (), True
    composed = unicodedata.normalize("NFC", word).upper()
    letters: list[tuple[str, ...]] = []
    documented = True
    position = 0
    while position < len(composed):
        options, length, known = _spellings_at(composed, position)
        documented = documented and known
        _append(letters, options)
        position += length
    return tuple(letters), documented


def merge(words: Sequence[Letters]) -> Letters:
    """Read several words as one."""
    letters: list[tuple[str, ...]] = []
    for word in words:
        for options in word:
            _append(letters, options)
    return tuple(letters)


def _append(letters: list[tuple[str, ...]], options: tuple[str, ...]) -> None:
    if not options or options == ("",):
        return
    if len(options) == 1 and letters and len(letters[-1]) == 1:
        letters[-1] = (letters[-1][0] + options[0],)
    else:
        letters.append(options)


def _spellings_at(word: str, position: int) -> tuple[tuple[str, ...], int, bool]:
    letter = word[position]
    if marked := _MARKED_LETTERS.match(word, position):
        return _MARKED[marked.group(1)], 3, True
    if letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        return (letter,), 1, True
    if not letter.isalpha():
        return (), 1, True
    if letter in _UE_WITH_TONES or (letter == "Ü" and word[position - 1 : position] in ("L", "N")):
        return CHINESE_UE, 1, True
    script = script_of(letter)
    if script is Script.GREEK and (pair := _greek_pair(word, position)):
        return pair, 2, True
    if pair := CYRILLIC_PAIRS.get(word[position : position + 2]):
        return pair, 2, True
    if letter == "Е" and (position == 0 or word[position - 1] in BEFORE_YE):
        return CYRILLIC_YE, 1, True
    return (*_spellings_of_letter(letter, script),)


def _spellings_of_letter(letter: str, script: Script) -> tuple[tuple[str, ...], int, bool]:
    table = _TABLES.get(script, {})
    if letter in table:
        return table[letter], 1, True
    bare = without_accents(letter)
    if bare in table:
        return table[bare], 1, True
    if script is Script.LATIN and bare.isascii() and bare.isalpha():
        return (bare.upper(),), 1, True
    guess = "".join(sign for sign in anyascii(letter).upper() if "A" <= sign <= "Z")
    return (guess,), 1, False


def _greek_pair(word: str, position: int) -> tuple[str, ...] | None:
    """Read two Greek letters that sound as one; a diaeresis keeps them apart (Μαΐου)."""
    following = word[position + 1 : position + 2]
    if not following or "\u0308" in unicodedata.normalize("NFD", following):
        return None
    return GREEK.get(without_accents(word[position]) + without_accents(following))


def without_accents(text: str) -> str:
    """Take the accents off the letters that are made of a letter and an accent."""
    return "".join(
        sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign)
    )


def spellings(letters: Letters) -> list[str]:
    """List the spellings in A to Z, the recommended one first, up to a bounded number."""
    if len(letters) == 1 and len(letters[0]) == 1:
        return [letters[0][0]]
    found: dict[str, None] = {}
    for choice in range(3):
        # One convention throughout is the common case, so it is listed before the mixed ones.
        found["".join(options[min(choice, len(options) - 1)] for options in letters)] = None
    for mixed in itertools.islice(itertools.product(*letters), _MOST_SPELLINGS):
        found["".join(mixed)] = None
    return list(found)[:_MOST_SPELLINGS]


def can_be_spelled(letters: Letters, text: str) -> bool:
    """Whether a text is one of the documented spellings, be there ever so many."""
    reached = {0}
    for options in letters:
        reached = {
            start + len(option)
            for start in reached
            for option in options
            if text.startswith(option, start)
        }
        if not reached:
            return False
    return len(text) in reached


def to_mrz_letters(text: str) -> str:
    """Write a text as a machine-readable zone would: recommended spellings, blanks kept."""
    return " ".join(spellings(letters_of(word)[0])[0] for word in text.split())
