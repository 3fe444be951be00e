"""The words of a site's policy: what each limit is called, and what was changed of it."""

from collections.abc import Mapping
from typing import Any

from accessdesk.scheduling.opening_hours import opening_hours_words, stored_opening_hours

ALWAYS, ANY_BADGE = "around the clock", "any"
LABELS = {
    "notice_minutes": "Notice, in minutes",
    "lead_days": "Bookable ahead, in days",
    "longest_visit_hours": "Longest visit, in hours",
    "visitor_capacity": "Visitors at once",
    "escort_capacity": "Escorts at once",
    "early_minutes": "Early grace at the gate, in minutes",
    "late_minutes": "Late grace at the gate, in minutes",
    "opening_hours": "Opening hours",
    "badge_numbers": "Badge numbers",
}


def said_of(name: str, value: Any) -> str:
    """A limit as it is read on a page; hours on one line."""
    if name == "badge_numbers":
        return value or ANY_BADGE
    if name != "opening_hours":
        return str(value)
    return opening_hours_words(stored_opening_hours(value)) if value else ALWAYS


def hours_lines(stored: Mapping[str, Any]) -> list[str]:
    """Opening hours as lines that can be typed, such as `Mon-Fri 08:00-18:00`."""
    return opening_hours_words(stored_opening_hours(stored)).split(", ") if stored else []


def change_words(fields: Mapping[str, tuple[str, str]]) -> str:
    """What was changed: `Notice, in minutes 0 → 60; Visitors at once 12 → 9`."""
    said = [f"{LABELS[name]} {was} → {now}" for name, (was, now) in fields.items()]
    return "; ".join(said) or "nothing differs"
