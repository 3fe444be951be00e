"""Times, windows and durations in the words of people at the site, without any locale."""

from datetime import datetime, timedelta

from accessdesk.scheduling.local_time import Gap, Twice, zone_named
from accessdesk.scheduling.windows import Window
from accessdesk.typed_time import DAYS as DAYS
from accessdesk.typed_time import MONTHS as MONTHS

_LONG_AGO = timedelta(days=182)


def zone_label(local: datetime) -> str:
    """The offset in force: `CET`, or `UTC+05:45` where the zone has no letters."""
    name = local.tzname() or ""
    if not name.startswith(("+", "-")):
        return name
    return f"UTC{name}" if len(name) == 3 else f"UTC{name[:3]}:{name[3:]}"


def day_words(local: datetime, now: datetime | None = None) -> str:
    """A day as `Tue 1 Dec`, with the year when it is not that of `now`, or half a year ago."""
    day = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"
    return f"{day} {local.year}" if now and _is_far(local, now) else day


def _is_far(local: datetime, now: datetime) -> bool:
    """Whether a day without its year would be taken for another: 1 Jan, told in November."""
    today = now.astimezone(local.tzinfo)
    return today.year != local.year or today - local > _LONG_AGO


def clock_words(local: datetime) -> str:
    """A time of day as `09:00`, whatever its seconds are: nobody plans by them."""
    return f"{local:%H:%M}"


def hours_words(window: Window, zone: str) -> str:
    """Hours of one local day: `08:00–24:00 CET`, with both zones where the clocks change."""
    start, end = (each.astimezone(zone_named(zone)) for each in (window.starts_at, window.ends_at))
    until = "24:00" if end.date() > start.date() else clock_words(end)
    labels = list(dict.fromkeys((zone_label(start), zone_label(end))))
    return f"{clock_words(start)}–{until} {'/'.join(labels)}"


def moment_words(moment: datetime, zone: str, now: datetime | None = None) -> str:
    """An instant on the clock of a zone: `Tue 1 Dec 09:00 CET`."""
    local = moment.astimezone(zone_named(zone))
    return f"{day_words(local, now)} {clock_words(local)} {zone_label(local)}"


def window_words(window: Window, zone: str, now: datetime | None = None) -> str:
    """A window on the clock of a zone: `Tue 1 Dec 09:00–12:00 CET`.

    Over midnight both days are named, and whenever that or a clock change makes
    the length hard to see it is given: `Sat 7 Mar 22:00 – Sun 8 Mar 06:00 EST/EDT (7 h)`.
    """
    place = zone_named(zone)
    start, end = window.starts_at.astimezone(place), window.ends_at.astimezone(place)
    labels = "/".join(dict.fromkeys((zone_label(start), zone_label(end))))
    length = f" ({duration_words(window.length)})"
    last = end - timedelta(microseconds=1)
    if start.date() == last.date():
        plain = start.utcoffset() == end.utcoffset()
        hours = hours_words(window, zone)
        return f"{day_words(start, now)} {hours}{'' if plain else length}"
    # Of two years each is said, also where nobody knows what day it is for the reader.
    first, final = (end, start) if start.year != end.year and now is None else (now, now)
    opening = f"{day_words(start, first)} {clock_words(start)}"
    return f"{opening} – {day_words(end, final)} {clock_words(end)} {labels}{length}"


def reader_words(window: Window, zone: str, reader_zone: str) -> str | None:
    """The window on the reader's own clock, or nothing where it shows the same."""
    site, reader = zone_named(zone), zone_named(reader_zone)
    same = all(
        moment.astimezone(site).utcoffset() == moment.astimezone(reader).utcoffset()
        for moment in (window.starts_at, window.ends_at)
    )
    return None if same else window_words(window, reader_zone)


def duration_words(length: timedelta) -> str:
    """A length as `45 min`, `1 h 30 min` or `2 days 4 h`, leaving seconds out."""
    minutes = int(abs(length).total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [
        count_words(days, "day") if days else "",
        f"{hours} h" if hours else "",
        f"{minutes} min" if minutes else "",
    ]
    return " ".join(part for part in parts if part) or "0 min"


def relative_words(moment: datetime, now: datetime, zone: str = "UTC") -> str:
    """How far off an instant is: `in 40 min`, `2 h ago`, `now` within the minute.

    From a day on the days of the zone's calendar are counted, as people do who wait for Friday.
    """
    away = moment - now
    if abs(away) < timedelta(minutes=1):
        return "now"
    if abs(away) >= timedelta(days=1):
        place = zone_named(zone)
        days = (moment.astimezone(place).date() - now.astimezone(place).date()).days
        if abs(days) == 1:
            return "tomorrow" if days > 0 else "yesterday"
        words = count_words(abs(days) or 1, "day")
    else:
        words = duration_words(away)
    return f"in {words}" if away > timedelta(0) else f"{words} ago"


def count_words(number: int, thing: str, things: str = "") -> str:
    """A number of things: `1 visitor`, `3 visitors`."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"


def gap_words(gap: Gap) -> str:
    """That a local time does not exist, and the two nearest that do, in words (R-WIN-2)."""
    return (
        f"{clock_words(gap.asked)} on {day_words(gap.asked)} does not exist at the site, because "
        f"the clocks go forward then. The nearest times are {_near(gap.before, gap)} and "
        f"{_near(gap.after, gap)}."
    )


def _near(local: datetime, gap: Gap) -> str:
    same_day = local.date() == gap.asked.date()
    return clock_words(local) if same_day else f"{day_words(local)} {clock_words(local)}"


def twice_words(twice: Twice, zone: str) -> str:
    """Ask which of the two instants of a repeated local time is meant (R-WIN-2)."""
    place = zone_named(zone)
    first, second = (each.astimezone(place) for each in (twice.first_utc, twice.second_utc))
    return (
        f"{clock_words(first)} on {day_words(first)} comes twice at the site, because the clocks "
        f"go back then. Choose the first ({clock_words(first)} {zone_label(first)}) or the second "
        f"({clock_words(second)} {zone_label(second)})."
    )
