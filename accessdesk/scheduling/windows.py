"""The values that everything in scheduling is about: a span of time, and what is taken in it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accessdesk.service_requests.rules import Severity

# No window is longer than a site may allow, so overlaps are found among recent starts alone.
LONGEST_WINDOW = timedelta(days=31)


@dataclass(frozen=True, order=True)
class Window:
    """Span [starts_at, ends_at): the start is inside and the end is not (R-WIN-1).

    Both ends are kept in UTC; a naive one raises ValueError. A window that ends
    before it starts can be written down, so that the rules can say so in words.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        for name in ("starts_at", "ends_at"):
            moment: datetime = getattr(self, name)
            if moment.utcoffset() is None:
                raise ValueError(f"{name} has no time zone: {moment}")
            object.__setattr__(self, name, moment.astimezone(UTC))

    @property
    def length(self) -> timedelta:
        """How long the window lasts, in elapsed time."""
        return self.ends_at - self.starts_at

    def contains(self, moment: datetime) -> bool:
        """Whether `moment` lies inside; the start does, the end does not."""
        return self.starts_at <= moment < self.ends_at

    def covers(self, other: "Window") -> bool:
        """Whether all of `other` lies inside this window."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def overlaps(self, other: "Window") -> bool:
        """Whether the two share an instant; windows that only touch do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Places:
    """What a visit takes in each of its windows, and how urgent it is."""

    severity: Severity
    visitors: int
    escorts: int


def merged(windows: list[Window]) -> list[Window]:
    """Join windows that overlap or touch, earliest first; empty ones are dropped."""
    result: list[Window] = []
    for window in sorted(each for each in windows if each.starts_at < each.ends_at):
        if result and window.starts_at <= result[-1].ends_at:
            joined_end = max(result[-1].ends_at, window.ends_at)
            result[-1] = Window(result[-1].starts_at, joined_end)
        else:
            result.append(window)
    return result
