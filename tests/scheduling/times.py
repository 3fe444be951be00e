"""Short ways to write instants and windows in the tests of scheduling."""

from datetime import UTC, datetime

from accessdesk.scheduling.windows import Window


def utc(text: str) -> datetime:
    """Read `2026-12-01 09:00` as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str) -> datetime:
    """Read `2026-12-01 09:00` as a time on some wall clock."""
    return datetime.fromisoformat(text)


def window(start: str, end: str) -> Window:
    """Make a window of two instants in UTC."""
    return Window(utc(start), utc(end))
