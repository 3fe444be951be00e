"""The characters that nobody can see, which steer how others are shown or break a line. Pure."""

from unicodedata import category

# Joiners are part of how names are written in some scripts (Unicode 16, section 23.2).
_JOINERS = frozenset("\u200c\u200d")


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
