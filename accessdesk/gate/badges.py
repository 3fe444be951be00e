"""What is no badge of a site: a pass, an ID, two scans run together, another's (R-GATE-15)."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from enum import StrEnum
from itertools import islice

from sqlalchemy import func, select

from accessdesk.db import db
from accessdesk.errors import Invalid
from accessdesk.estate.badge_numbers import BadgeNumbers, read_badge_numbers
from accessdesk.gate.entry.case import Gate
from accessdesk.gate.tables import ADMISSIONS, IS_INSIDE
from accessdesk.passes.queries import find_by_short_code
from accessdesk.passes.short_code import LENGTH, read_short_code
from accessdesk.passes.token import PREFIX


class BadgeFault(StrEnum):
    """Why a badge cannot be handed out."""

    PASS = "badge-is-pass"  # noqa: S105  # A word, no secret.
    ID = "badge-is-id"
    TWO_SCANS = "badge-two-scans"
    NO_NUMBER = "badge-no-number"
    TAKEN = "badge-taken"
    NOT_OURS = "badge-not-of-site"


# None of them repeats what was scanned: it may open a gate, or be an ID.
_WORDS: dict[BadgeFault, str] = {
    BadgeFault.PASS: "That is a pass, not a badge, or has one in it.",
    BadgeFault.ID: "That is an ID, not a badge, or has one in it.",
    BadgeFault.TWO_SCANS: "That is two scans in one: a badge that is handed out already is in it.",
    BadgeFault.NO_NUMBER: "That is not a badge number.",
}
MOST_NAMED = 5
_SCAN_AGAIN = "Scan the badge once more, on its own, or type its number."
_NUMBER = re.compile(r"[\w .:/#+-]*\w[\w .:/#+-]*")
# The fillers of a machine-readable zone, its number, state, birth and their check digits, and the
# head of a licence (ICAO 9303, AAMVA).
_ID_SIGNS = re.compile(r"<|@|ANSI |AAMVA|[A-Z0-9]{9}\d[A-Z]{3}\d{7}", re.IGNORECASE)
# A pass whose first signs the scanner lost: no badge has as many signs of its letters (RFC 9285).
_PASS_BODY = re.compile(r"[0-9A-Z $%*+./:-]{24}")
_BETWEEN = re.compile(r"[\s\-_.]+")


def judge_badge(text: str, *, out: Collection[str] = ()) -> BadgeFault | None:
    """Why a text cannot be a badge's number; `out` are the badges that are handed out here."""
    if PREFIX in text.upper() or read_short_code(text):
        return BadgeFault.PASS
    if _ID_SIGNS.search(text):
        return BadgeFault.ID
    if _PASS_BODY.search(text):
        return BadgeFault.PASS
    if not _NUMBER.fullmatch(text):
        return BadgeFault.NO_NUMBER
    if _is_twice_the_same(text) or not set(halves(text)).isdisjoint(map(str.casefold, out)):
        return BadgeFault.TWO_SCANS
    return None


def halves(text: str) -> list[str]:
    """The badges that a text would be made of, were it two scans in one.

    Both halves are of one make: `V12` is no `V1` and a `2`. Numbers of digits alone only tell by
    their length, from four on.
    """
    found: list[str] = []
    whole = text.casefold()
    for place in range(1, len(whole)):
        first, second = whole[:place].strip(), whole[place:].strip()
        if first and second and _shape(first) == _shape(second):
            of_one_make = _shape(whole) == _shape(first)
            if not of_one_make or len(first) == len(second) >= 4:
                found += (first, second)
    return found


def _is_twice_the_same(text: str) -> bool:
    words = text.split()
    if len(words) == 2 and words[0].casefold() == words[1].casefold():
        return True
    half = text[: len(text) // 2]
    return text == half * 2 and _shape(text) != _shape(half)


def _shape(text: str) -> str:
    """How a number is made: `V-07` and `X-1234` are both letters, a dash and digits."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", text))


def badge_of(gate: Gate, text: str, *, is_number: Callable[[str], bool]) -> str:
    """The badge that is handed out, in the site's own spelling.

    A badge of no letters says that none is; `is_number` tells the number of the ID that was shown.
    Raises Invalid with the fault at `badge` where it is no badge, or none of the site's.
    """
    if not text:
        return text
    numbers = read_badge_numbers(gate.badge_numbers)
    fitting = numbers.fit(text)
    # What fits where numbers are declared is no two of them.
    known_as_one = bool(numbers.kinds) and fitting is not None
    fault = judge_badge(text, out=[] if known_as_one else _out_here(gate.site_id, halves(text)))
    if fault is None and is_number(text):
        fault = BadgeFault.ID
    if fault is None and _has_short_code_in_it(text):
        fault = BadgeFault.PASS
    if fault is not None:
        raise Invalid(code=fault.value, fields={"badge": _WORDS[fault]}, next_step=_SCAN_AGAIN)
    if fitting is None:
        raise _not_of_site(gate.site_id, numbers)
    return fitting


def _not_of_site(site_id: int, numbers: BadgeNumbers) -> Invalid:
    """The refusal of a badge that is none of the site's, with what fits and what is free."""
    free = free_words(free_badges(site_id, numbers))
    return Invalid(
        code=BadgeFault.NOT_OURS.value,
        fields={"badge": f"That is no badge of this site. Its badges are {numbers.words}."},
        next_step=f"Hand out one of those. {free}".strip() if free else _SCAN_AGAIN,
    )


def free_badges(site_id: int, numbers: BadgeNumbers, *, limit: int = MOST_NAMED) -> list[str]:
    """The first badges of a site's pools that nobody has; none where it has no pool."""
    if not numbers.counts:
        return []
    here = ADMISSIONS.c.site_id == site_id
    out = db.session.scalars(select(ADMISSIONS.c.badge).where(here, IS_INSIDE))
    return list(islice(numbers.free(frozenset(out)), limit))


def free_words(free: Sequence[str]) -> str:
    """Which badges are free, as a hint at the field; nothing where none is known to be."""
    return f"Free: {', '.join(free)}." if free else ""


def taken(badge: str, holder: str) -> Invalid:
    """The refusal of a badge that somebody has."""
    return Invalid(
        code=BadgeFault.TAKEN.value,
        fields={"badge": f"{badge} is with {holder}."},
        next_step=f"Hand out another badge. If {badge} is here, {holder} has left: record that, "
        "then hand it out.",
    )


def _out_here(site_id: int, badges: Collection[str]) -> list[str]:
    """Which of these are handed out at a site; nothing is read where there is none to ask for."""
    if not badges:
        return []
    badge = ADMISSIONS.c.badge
    statement = select(badge).where(
        ADMISSIONS.c.site_id == site_id, IS_INSIDE, func.lower(badge).in_(badges)
    )
    return list(db.session.scalars(statement))


def _has_short_code_in_it(badge: str) -> bool:
    """Whether a pass of ours goes by a part of it; what only looks like a code is asked for."""
    return any(find_by_short_code(code) is not None for code in _short_codes_in(badge))


def _short_codes_in(badge: str) -> Iterator[str]:
    plain = _BETWEEN.sub("", badge)
    for start in range(len(plain) - LENGTH + 1):
        if code := read_short_code(plain[start : start + LENGTH]):
            yield code
