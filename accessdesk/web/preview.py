"""What would go out, and to whom: what cannot be called back is not one press."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preview:
    """The words of a message that was looked at and not sent, and who would get it, in words."""

    words: str
    to: str
