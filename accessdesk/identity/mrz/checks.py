"""Compute and compare the check digits of machine-readable zones."""

_VALUES = {character: value for value, character in enumerate("0123456789")}
_VALUES |= {chr(ord("A") + i): 10 + i for i in range(26)} | {"<": 0}
_WEIGHTS = (7, 3, 1)
ALPHABET = frozenset(_VALUES)


def check_digit(field: str) -> str:
    """Compute the check digit of a field in the zone's alphabet (ICAO 9303-3, 4.9)."""
    return str(sum(_VALUES[c] * _WEIGHTS[i % 3] for i, c in enumerate(field)) % 10)


def holds(field: str, digit: str) -> bool:
    """Whether `digit` is the check digit of the field."""
    return check_digit(field) == digit


def is_in_alphabet(text: str) -> bool:
    """Whether a zone may have these characters: A to Z, 0 to 9 and the filler."""
    return ALPHABET.issuperset(text)
