"""Compare the surname of a request with the surname on an ID."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accessdesk.identity.names.apart import may_be_one_word
from accessdesk.identity.names.findings import Choice, Finding, Findings, Sign, Weight, count_weak
from accessdesk.identity.names.parsing import ParsedId, Part, Parts, written_of
from accessdesk.identity.names.parts import (
    Comparison,
    Role,
    are_the_same_in_another_order,
)
from accessdesk.identity.names.tables.words import ARABIC_ARTICLES, PATRONYMICS

# So many words of one side may be one word of the other (Vandermuellen, van der Muellen).
_MOST_JOINED = 4
# Longer surnames are only compared in the order in which they stand.
_MOST_TURNED = 4
# So many letters more may be another spelling of the same words.
_MOST_LETTERS_MORE = 4
# So many letters more may be another spelling of the same words, or "daughter of".
_MOST_LETTERS_TO_SPARE = 5
# More unexplained surname parts than this are the name of somebody else.
_MOST_EXTRA = 2
_PAIR_COSTS = {Weight.NOTE: 0, Weight.QUESTION: 1, Weight.WEAK: 10}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Parts of both sides that belong together, or parts of one side that stand alone."""

    asked: Parts
    shown: Parts
    finding: Finding | None

    @property
    def cost(self) -> int:
        """Rank a pairing among others of the same names; it never decides a verdict."""
        if self.finding is not None:
            # Two spellings of one article are better than an article too many on each side.
            particles = all(part.is_particle for part in self.asked + self.shown)
            return min(_PAIR_COSTS[self.finding.weight], 7 if particles else 10)
        return sum(4 if part.is_particle else 8 for part in self.asked + self.shown)


# What the pairs cost together, and the pairs.
_Row = tuple[int, tuple[_Pair, ...]]


def compare_surnames(asked: Parts, shown: Parts, comparison: Comparison) -> Findings:
    """What the surname parts of a request and of an ID have in common.

    Their order is part of the name: García López and López García are cousins (R-GATE-5).
    """
    joined = len(asked) + len(shown) > 2
    relate = comparison.agree if joined else comparison.relate
    if whole := relate(asked, shown, Role.SURNAME):
        return (whole,)
    if initials := _initials_of_all(asked, shown, comparison):
        return (initials,)
    if are_the_same_in_another_order(asked, shown):
        return (_order(asked, shown),)
    if not joined or not _have_anything_in_common(asked, shown, comparison):
        return (_another_surname(asked, shown),)
    choice = Choice()
    for turned, order in _turn(asked, shown):
        if choice.may_be(order):
            choice.offer((*_judge(_align(turned, shown, comparison)[1], asked, shown), *order))
    return choice.chosen


def compare_surnames_briefly(asked: Parts, shown: Parts, comparison: Comparison) -> Findings:
    """Whether surnames may have something in common, for a name that differs anyhow."""
    whole = comparison.relate(asked, shown, Role.SURNAME)
    if whole is not None:
        return (whole,)
    if _have_anything_in_common(asked, shown, comparison):
        return ()
    return (_another_surname(asked, shown),)


def tell_surnames_apart(asked: Parts, shown: Parts) -> Finding:
    """What to ask where one of two surnames has a word too many, whichever that is."""
    words = f"{_both(asked, shown)}. Ask which surnames they bear."
    return Finding(Weight.WEAK, Sign.SURNAME_PART, words)


def leaves_a_word_over(surname: Parts, shown: ParsedId, by_given: Findings) -> bool:
    """Whether surnames cannot agree in all words where the given names have a weak sign already.

    Two weak signs are another person, so their costly comparison would change no verdict.
    """
    initials = all(part.is_initial for part in surname)
    if shown.truncated or initials or not shown.surname or not count_weak(by_given):
        return False
    one, other = (sum(len(part.plain) for part in parts) for parts in (surname, shown.surname))
    return abs(one - other) > _MOST_LETTERS_TO_SPARE


def _have_anything_in_common(asked: Parts, shown: Parts, comparison: Comparison) -> bool:
    """Spare the alignment where no word relates to another, nor begins or ends it."""
    if _begins_with_article(asked) and _begins_with_article(shown):
        return True
    for part in asked:
        for other in shown:
            one, two = part.plain, other.plain
            if one.startswith(two) or two.startswith(one) or one.endswith(two):
                return True
            if two.endswith(one) or comparison.relate((part,), (other,), Role.SURNAME):
                return True
    return False


def _begins_with_article(parts: Parts) -> bool:
    """Whether Arabic's article stands first, by itself or written to the word (ELMASRI)."""
    return parts[0].plain[:2] in ARABIC_ARTICLES


def _turn(asked: Parts, shown: Parts) -> Iterator[tuple[Parts, Findings]]:
    """The parts in their order, and beginning with each other one, which is a weak sign."""
    yield asked, ()
    if len(shown) == 1 or len(asked) > _MOST_TURNED or not _are_as_long(asked, shown):
        return
    for start in range(1, len(asked)):
        yield asked[start:] + asked[:start], (_order(asked, shown),)


def _are_as_long(asked: Parts, shown: Parts) -> bool:
    """Whether no word can be left over: with one, another order would be one sign too many."""
    one, other = (sum(len(part.plain) for part in parts) for parts in (asked, shown))
    return abs(one - other) <= _MOST_LETTERS_MORE


def _align(asked: Parts, shown: Parts, comparison: Comparison) -> _Row:
    """Pair the parts in order, with the fewest and weakest differences.

    What ends alike in several readings of a name is paired once.
    """
    known: dict[tuple[Parts, Parts], _Row] = comparison.aligned
    if (asked, shown) not in known:
        known[asked, shown] = _cheapest_row(asked, shown, comparison)
    return known[asked, shown]


def _cheapest_row(asked: Parts, shown: Parts, comparison: Comparison) -> _Row:
    best: _Row | None = None
    for pair in _next_pairs(asked, shown, comparison):
        cost = pair.cost
        if best is not None and cost >= best[0]:
            continue
        rest_cost, rest = _align(asked[len(pair.asked) :], shown[len(pair.shown) :], comparison)
        if best is None or cost + rest_cost < best[0]:
            best = (cost + rest_cost, (pair, *rest))
    return best or (0, ())


def _next_pairs(asked: Parts, shown: Parts, comparison: Comparison) -> Iterator[_Pair]:
    for used, seen in _group_sizes(asked, shown):
        finding = comparison.relate(asked[:used], shown[:seen], Role.SURNAME)
        if finding is not None:
            yield _Pair(asked[:used], shown[:seen], finding)
    if asked:
        yield _Pair(asked[:1], (), None)
    if shown:
        yield _Pair((), shown[:1], None)


def _group_sizes(asked: Parts, shown: Parts) -> Iterator[tuple[int, int]]:
    if not asked or not shown:
        return
    yield 1, 1
    for size in range(2, min(len(asked), _MOST_JOINED) + 1):
        if may_be_one_word(asked[:size], shown[0]):
            yield size, 1
    for size in range(2, min(len(shown), _MOST_JOINED) + 1):
        if may_be_one_word(shown[:size], asked[0]):
            yield 1, size


def _judge(pairs: tuple[_Pair, ...], asked: Parts, shown: Parts) -> Findings:
    found = tuple(pair.finding for pair in pairs if pair.finding is not None)
    extra = [pair.asked[0] for pair in pairs if pair.finding is None and pair.asked]
    missing = [pair.shown[0] for pair in pairs if pair.finding is None and pair.shown]
    if (not extra and not missing) or _is_only_an_initial(asked, shown, found):
        return found
    real_extra = [part for part in extra if not part.is_particle]
    real_missing = [part for part in missing if not part.is_particle]
    if len(real_extra) > _MOST_EXTRA or not _share_a_real_part(pairs):
        return (_another_surname(asked, shown),)
    if real_extra and real_missing:
        if not _only_the_last_differ(pairs, real_extra, real_missing):
            return (_another_surname(asked, shown),)
        return (*found, _second_surname(asked, shown))
    if real_extra or real_missing:
        return (*found, _surname_part(asked, shown, real_extra or real_missing))
    return (*found, _particle(asked, shown, extra + missing))


def _is_only_an_initial(asked: Parts, shown: Parts, found: Findings) -> bool:
    """Whether an initial stands for the whole surname (Jan V. for Jan de Vries)."""
    lone = len(asked) == 1 or len(shown) == 1
    return lone and any(finding.sign is Sign.INITIAL for finding in found)


def _share_a_real_part(pairs: tuple[_Pair, ...]) -> bool:
    """Whether more than particles agree: de Boer and de Vries have only those in common."""
    return any(
        pair.finding is not None and not all(part.is_particle for part in pair.shown)
        for pair in pairs
    )


def _only_the_last_differ(
    pairs: tuple[_Pair, ...], extra: Sequence[Part], missing: Sequence[Part]
) -> bool:
    """Whether the first surnames agree, and one other word on each side stands behind them."""
    if len(extra) > 1 or len(missing) > 1:
        return False
    agreed = [pair.finding is not None for pair in pairs if not _only_particles(pair)]
    return agreed == [True] * (len(agreed) - 2) + [False, False] and agreed[0]


def _only_particles(pair: _Pair) -> bool:
    return all(part.is_particle for part in pair.asked + pair.shown)


def _initials_of_all(asked: Parts, shown: Parts, comparison: Comparison) -> Finding | None:
    """Read two initials and more as those of just as many surnames (H. M. Bandara)."""
    if not 1 < len(asked) == len(shown):
        return None
    pairs = list(zip(asked, shown, strict=True))
    if not any(all(part.is_initial for part in side) for side in (asked, shown)):
        return None
    if any(one.plain[:1] != other.plain[:1] for one, other in pairs):
        return None
    words = f"{_both(asked, shown)}: only the initials agree."
    return Finding(Weight.WEAK, Sign.INITIAL, words, comparison.initials)


def _order(asked: Parts, shown: Parts) -> Finding:
    words = f"{_both(asked, shown)}: the words stand in another order. Ask which name comes first."
    return Finding(Weight.WEAK, Sign.ORDER, words)


def _second_surname(asked: Parts, shown: Parts) -> Finding:
    words = f"{_both(asked, shown)}: the first agrees, the second does not. Ask for both surnames."
    return Finding(Weight.WEAK, Sign.SURNAME_PART, words)


def _another_surname(asked: Parts, shown: Parts) -> Finding:
    words = f"{_both(asked, shown)}. These are different surnames."
    return Finding(Weight.CONTRADICTION, Sign.SURNAME, words)


def _surname_part(asked: Parts, shown: Parts, lone: list[Part]) -> Finding:
    names = written_of(lone)
    words = f"{_both(asked, shown)}: {names} is on one side only. Ask which surnames they bear."
    return Finding(Weight.WEAK, Sign.SURNAME_PART, words)


def _particle(asked: Parts, shown: Parts, lone: list[Part]) -> Finding:
    """What to ask about a particle; issuers leave out son of and daughter of: a mere question."""
    words = f"{_both(asked, shown)}: they differ in a particle."
    left_out = all(part.plain in PATRONYMICS for part in lone)
    return Finding(Weight.QUESTION if left_out else Weight.WEAK, Sign.PARTICLE, words)


def _both(asked: Parts, shown: Parts) -> str:
    return f"The surname on the ID is {written_of(shown)}, the request says {written_of(asked)}"
