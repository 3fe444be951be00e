"""Weigh what comparing two names brought up: notes, questions, weak signs, contradictions."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Weight(IntEnum):
    """How much a finding counts."""

    NOTE = 0
    # Asks the officer, but never adds up to a refusal.
    QUESTION = 1
    WEAK = 2
    CONTRADICTION = 3


class Sign(StrEnum):
    """What was found."""

    AGREES = "agrees"
    TRANSLITERATED = "transliterated"
    SPACING = "spacing"
    TRUNCATED = "truncated"
    UMLAUT = "umlaut"
    SUFFIX = "suffix"
    SLIP = "slip"
    ROMANISATION = "romanisation"
    VARIANT = "variant"
    NICKNAME = "nickname"
    COMPOUND = "compound"
    GENDERED = "gendered"
    INITIAL = "initial"
    CUT = "cut"
    UNFLAGGED_CUT = "unflagged-cut"
    PARTICLE = "particle"
    SURNAME_PART = "surname-part"
    ORDER = "order"
    HYPHEN = "hyphen"
    CALLED_NAME = "called-name"
    LONG_VOWEL = "long-vowel"
    ABBREVIATION = "abbreviation"
    SURNAME = "surname"
    GIVEN_NAME = "given-name"
    MIDDLE = "middle"
    OTHER_GIVEN = "other-given"
    ONE_NAME = "one-name"
    LOOK_ALIKE = "look-alike"
    SCRIPT = "script"
    OTHER_NAME = "other-name"
    LENGTH = "length"
    NOBODY = "nobody"


# One cause that shows in several words: the writer's romanisation scheme, or keyboard.
_COUNTED_ONCE = frozenset(
    {Sign.ROMANISATION, Sign.LONG_VOWEL, Sign.LOOK_ALIKE, Sign.SCRIPT, Sign.CUT}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an officer should know about two names, in words."""

    weight: Weight
    sign: Sign
    words: str


Findings = tuple[Finding, ...]
Cost = tuple[int, int, int, int]


def cost_of(findings: Iterable[Finding]) -> Cost:
    """Rank a reading of two names: how impossible it is, then weak signs, questions and notes.

    Of two readings that fail, the one in which the surname agrees tells the officer more.
    """
    listed = list(findings)
    weak = count_weak(listed)
    contradictions = [f for f in listed if f.weight is Weight.CONTRADICTION]
    impossible = sum(1 + (f.sign is Sign.SURNAME) for f in contradictions) or int(weak > 1)
    questions = sum(f.weight is Weight.QUESTION for f in listed)
    notes = sum(f.weight is Weight.NOTE for f in listed)
    return impossible, weak, questions, notes


def count_weak(findings: Iterable[Finding]) -> int:
    """Count the weak signs; one cause in several words counts once."""
    weak = [finding.sign for finding in findings if finding.weight is Weight.WEAK]
    once = _COUNTED_ONCE & set(weak)
    return len(once) + sum(sign not in _COUNTED_ONCE for sign in weak)


def cheapest(readings: Iterable[Findings]) -> Findings:
    """Choose the reading that needs the fewest excuses."""
    return min(readings, key=cost_of)


def cheapest_until_clean(readings: Iterable[Findings]) -> Findings:
    """Choose the reading that needs the fewest excuses, and look no further than one without."""
    seen: list[Findings] = []
    for reading in readings:
        seen.append(reading)
        if is_clean(reading):
            return reading
    return cheapest(seen)


def is_possible(findings: Iterable[Finding]) -> bool:
    """Whether the findings leave open that it is the same person: one weak sign at most."""
    return cost_of(findings)[0] == 0


def is_clean(findings: Iterable[Finding]) -> bool:
    """Whether nothing but notes was found."""
    return cost_of(findings)[:3] == (0, 0, 0)
