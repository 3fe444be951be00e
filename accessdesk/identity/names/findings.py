"""Weigh what comparing two names brought up: notes, questions, weak signs, contradictions."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from accessdesk.identity.names.schemes import NONE, Schemes


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


# One cause that shows in several words: the writer's keyboard, or the document's field.
_COUNTED_ONCE = frozenset({Sign.LOOK_ALIKE, Sign.SCRIPT, Sign.CUT})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an officer should know about two names, in words.

    `schemes` are those of writing in A to Z of which any one alone explains it.
    """

    weight: Weight
    sign: Sign
    words: str
    schemes: Schemes = NONE


Findings = tuple[Finding, ...]
Cost = tuple[int, int, int, int, int]


def cost_of(findings: Iterable[Finding]) -> Cost:
    """Rank a reading of two names: how impossible it is, then weak signs, questions and notes.

    Of as many weak signs, those of a scheme are better, as other words may be explained by it too.
    Of two readings that fail, the one in which the surname agrees tells the officer more.
    """
    listed = list(findings)
    weak = count_weak(listed)
    weights = [finding.weight for finding in listed]
    impossible = int(weak > 1)
    if Weight.CONTRADICTION in weights:
        impossible = sum(
            1 + (finding.sign is Sign.SURNAME)
            for finding in listed
            if finding.weight is Weight.CONTRADICTION
        )
    lone = weak and sum(f.weight is Weight.WEAK and not f.schemes for f in listed)
    return impossible, weak, lone, weights.count(Weight.QUESTION), weights.count(Weight.NOTE)


def count_weak(findings: Iterable[Finding]) -> int:
    """Count the weak signs; one cause in several words counts once."""
    weak = [finding for finding in findings if finding.weight is Weight.WEAK]
    if len(weak) < 2:
        return len(weak)
    once = {finding.sign for finding in weak if finding.sign in _COUNTED_ONCE}
    habits = [finding.schemes for finding in weak if finding.schemes]
    others = sum(not finding.schemes and finding.sign not in _COUNTED_ONCE for finding in weak)
    return others + len(once) + _count_habits(habits)


def _count_habits(habits: list[Schemes]) -> int:
    """Count one where one scheme explains all; a name that needs two follows none."""
    if not habits:
        return 0
    return 1 if frozenset.intersection(*habits) else 2


def cheapest(readings: Iterable[Findings]) -> Findings:
    """Choose the reading that needs the fewest excuses."""
    return min(readings, key=cost_of)


class Choice:
    """The reading that needs the fewest excuses of those offered; of equal ones the first.

    A finding more never makes a reading cheaper, so one that is sure of findings as dear as the
    chosen reading need not be looked at further. Notes ask nothing, and make none dearer there.
    """

    def __init__(self) -> None:
        self.chosen: Findings = ()
        self._cost: Cost | None = None

    def may_be(self, sure: Findings) -> bool:
        """Whether a reading that has these findings, and perhaps others, may be chosen yet."""
        return self._cost is None or cost_of(sure)[:4] < self._cost[:4]

    def offer(self, reading: Findings) -> None:
        """Choose a reading where it is cheaper than those before."""
        cost = cost_of(reading)
        if self._cost is None or cost < self._cost:
            self.chosen, self._cost = reading, cost


def is_possible(findings: Iterable[Finding]) -> bool:
    """Whether the findings leave open that it is the same person: one weak sign at most."""
    return cost_of(findings)[0] == 0


def is_clean(findings: Iterable[Finding]) -> bool:
    """Whether nothing but notes was found."""
    return cost_of(findings)[:4] == (0, 0, 0, 0)
