"""The characters that nobody can see, which steer how others are shown or break a line. Pure."""

from unicodedata import category

# Joiners are part of how names are written in some scripts (Unicode 16, section 23.2).
_JOINERS = frozenset("\u200c\u200d")
# They say which way the letters beside them run, so that a text is read as another (UAX 9).
_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and signs by name, with nothing to see: the fillers of Hangul, and Braille without a dot.
_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_NOTHING_BY_ITSELF = frozenset({"Cc", "Cf", "Cn", "Co", "Mn", "Zl", "Zp", "Zs"})


def shows_nothing(text: str) -> bool:
    """Whether no character of a text can be seen: it is empty, whatever stands in it."""
    return all(sign in _EMPTY or category(sign) in _NOTHING_BY_ITSELF for sign in text)


def is_steered(text: str) -> bool:
    """Whether a text holds what shows its letters, or those beside it, in another order."""
    return not _STEERING.isdisjoint(text)


def fault_of_unseen(text: str) -> str:
    """Which character of a name cannot be seen, or nothing.

    Such a name agrees with no ID, and one with an override is shown as another.
    """
    unseen = next(filter(_cannot_be_seen, text), "")
    if not unseen:
        return ""
    return (
        f"This name holds a character that cannot be seen (U+{ord(unseen):04X}), perhaps from "
        "where it was copied. Type it anew."
    )


def _cannot_be_seen(sign: str) -> bool:
    return category(sign) in {"Cc", "Cf", "Zl", "Zp"} and sign not in _JOINERS
