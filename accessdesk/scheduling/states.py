"""The life of a window: whether it holds its places; pure, so that rules may use it."""

from enum import StrEnum


class WindowState(StrEnum):
    """Whether a window holds its places."""

    HELD = "held"
    BOOKED = "booked"
    RELEASED = "released"
