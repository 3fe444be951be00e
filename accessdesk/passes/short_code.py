"""Make and read the short code that is typed when a pass does not scan (R-PASS-1).

A code is eleven random characters of Crockford's base 32 (55 bits, so it can be neither
guessed nor met twice) and a check character, shown in fours: `K7QM-2F9R-XT4C`. The check
is a weighted sum over the field of 32 elements: any one wrong character and any two
exchanged ones are noticed, for certain.
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
ABOUT = "short code"  # What a code is hidden as.
RANDOM_BYTES = 7

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015_.]+")
_FIELD = 0b100101  # x^5 + x^2 + 1, a primitive polynomial: its root has order 31.


def make_short_code(randomness: bytes) -> str:
    """Make a code of seven random bytes, of which 55 bits are used."""
    number = int.from_bytes(randomness[:RANDOM_BYTES], "big")
    body = "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(LENGTH - 1))
    return body + _check_character(body)


def read_short_code(text: str) -> str | None:
    """The code that was typed, as it is stored; None when it cannot be one.

    Case, blanks and dashes do not matter; O is read as 0, I and L as 1.
    """
    typed = _BETWEEN.sub("", text)
    code = typed.upper().translate(_READ_AS)
    if not typed.isascii() or len(code) != LENGTH or not _VALUE.keys() >= set(code):
        return None
    return code if _check_character(code[:-1]) == code[-1] else None


def show_short_code(code: str) -> str:
    """Write a code in groups of four, as it is read aloud."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _check_character(body: str) -> str:
    """The sum of the characters, each times its own power of the field's root."""
    total = 0
    for character in body:
        total = _times_root(total ^ _VALUE[character])
    return ALPHABET[total]


def _times_root(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled & 32 else doubled
