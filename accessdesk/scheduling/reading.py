"""Read a window as people write one: two times, each of which must mean one instant (R-WIN-2)."""

from collections.abc import Mapping
from datetime import datetime

from accessdesk.errors import Invalid
from accessdesk.scheduling.local_time import Gap, Moment, Twice, Unreadable, Which, read_time
from accessdesk.scheduling.windows import Window
from accessdesk.scheduling.wording import gap_words, twice_words

Reading = Moment | Gap | Twice | Unreadable


def read_window(
    starts: str,
    ends: str,
    zone: str,
    *,
    starts_which: Which | None = None,
    ends_which: Which | None = None,
) -> Window:
    """Read a window as it was written, on the clock of a zone unless it has an offset (R-WIN-2).

    Raises Invalid at the field for a time that cannot be read, does not exist, or comes twice.
    """
    read = {
        "window.starts_at": read_time(starts, zone, starts_which),
        "window.ends_at": read_time(ends, zone, ends_which),
    }
    starts_at, ends_at = _moments(read, zone).values()
    return Window(starts_at, ends_at)


def read_bounds(
    starts: str,
    ends: str,
    zone: str,
    *,
    starts_which: Which | None = None,
    ends_which: Which | None = None,
) -> tuple[datetime | None, datetime | None]:
    """Read what is written so far of a window; a bound that is not written yet is None.

    Raises Invalid at the field of one that is written, as a whole window does.
    """
    written = {
        "window.starts_at": (starts, starts_which),
        "window.ends_at": (ends, ends_which),
    }
    read = {
        field: read_time(text, zone, which)
        for field, (text, which) in written.items()
        if text.strip()
    }
    moments = _moments(read, zone)
    return moments.get("window.starts_at"), moments.get("window.ends_at")


def _moments(read: Mapping[str, Reading], zone: str) -> dict[str, datetime]:
    """The instants that times mean; raises Invalid with all that mean none, or two."""
    faults = {
        field: _fault(answer, zone)
        for field, answer in read.items()
        if not isinstance(answer, Moment)
    }
    if faults:
        twice = [field for field, answer in read.items() if isinstance(answer, Twice)]
        gap = any(isinstance(answer, Gap) for answer in read.values())
        code = "time-does-not-exist" if gap else "time-exists-twice" if twice else "invalid"
        raise Invalid(
            "One of the times cannot be used.", code=code, fields=faults, extra={"twice": twice}
        )
    return {field: each.utc for field, each in read.items() if isinstance(each, Moment)}


def _fault(answer: Reading, zone: str) -> str:
    match answer:
        case Gap():
            return gap_words(answer)
        case Twice():
            return twice_words(answer, zone)
        case Unreadable(words):
            return words
        case Moment():
            return ""
