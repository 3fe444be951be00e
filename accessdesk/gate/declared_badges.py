"""Hold the badges that a site declares to what its gate hands out (R-GATE-15)."""

from accessdesk.estate.badge_numbers import Pattern, Pool, read_badge_numbers
from accessdesk.gate.badges import BadgeFault, judge_badge
from accessdesk.gate.service import LONGEST_BADGE

MOST_BADGES = 10_000  # More than any desk has in its drawers.
_WHY: dict[BadgeFault, str] = {
    BadgeFault.PASS: "the gate would take each for a pass",
    BadgeFault.ID: "the gate would take each for an ID",
    BadgeFault.TWO_SCANS: "the gate would take each for two scans in one",
    BadgeFault.NO_NUMBER: "the gate reads no such number",
}


def fault_of_declared(text: str) -> str:
    """Why badges so declared could never be handed out, or tell nothing, in words; else empty.

    Raises ValueError with words for the field, where it cannot be read.
    """
    for kind in read_badge_numbers(text).kinds:
        if why := _why_never(kind):
            return f"No badge of “{kind.words}” could be handed out: {why}."
        if why := _why_too_wide(kind):
            return why
    return ""


def _why_too_wide(kind: Pattern | Pool) -> str:
    """Why a pattern or pool would let a slip of the keys pass for a badge; empty where not."""
    if isinstance(kind, Pattern) and "#" in kind.text and not any(map(str.isalnum, kind.text)):
        return (
            f"“{kind.text}” fits every number of its length. Write what stands on each badge as "
            f"well, as in V{kind.text}, or a pool such as 001-060."
        )
    if kind.count > MOST_BADGES:
        return (
            f"“{kind.words}” are {kind.count:,} badges. A pattern or pool has at most "
            f"{MOST_BADGES:,}: write those that the desk has."
        )
    return ""


def _why_never(kind: Pattern | Pool) -> str:
    """What the gate says of every example; empty where it takes one of them."""
    said = [_why_refused(badge) for badge in kind.examples()]
    return said[0] if all(said) else ""


def _why_refused(badge: str) -> str:
    if len(badge) > LONGEST_BADGE:
        return f"a badge has at most {LONGEST_BADGE} characters"
    fault = judge_badge(badge)
    return _WHY[fault] if fault else ""
