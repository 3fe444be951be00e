"""Compare the given names of a request with the given names on an ID."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from accessdesk.identity.names.apart import may_agree
from accessdesk.identity.names.findings import Choice, Finding, Findings, Sign, Weight
from accessdesk.identity.names.parsing import ParsedId, ParsedName, Part, Parts, join, written_of
from accessdesk.identity.names.parts import (
    Comparison,
    Role,
    are_the_same_in_another_order,
    is_same,
)

_MOST_JOINED = 3
_Reading = tuple[Findings, Parts, Parts]


def compare_given_names(asked: Parts, shown: Parts, comparison: Comparison) -> Findings:
    """What two rows of given names have in common; the first one matters most."""
    if whole := comparison.agree(asked, shown, Role.GIVEN):
        return (whole,)
    if are_the_same_in_another_order(asked, shown):
        return (_order(asked, shown),)
    choice = Choice()
    for certain, readings in (
        ((), _readings(asked, shown, comparison)),
        ((_goes_by(asked, shown),), _readings_by_another_name(asked, shown, comparison)),
    ):
        while choice.may_be(certain) and (reading := next(readings, None)) is not None:
            sure, asked_rest, shown_rest = reading
            if choice.may_be(sure):
                choice.offer((*sure, *_compare_middle_names(asked_rest, shown_rest, comparison)))
    return choice.chosen or (_another_given_name(asked, shown),)


def _order(asked: Sequence[Part], shown: Sequence[Part]) -> Finding:
    words = (
        f"The given names on the ID are {written_of(shown)}, the request says {written_of(asked)}: "
        "they stand in another order. Ask which name comes first."
    )
    return Finding(Weight.WEAK, Sign.ORDER, words)


def _readings(asked: Parts, shown: Parts, comparison: Comparison) -> Iterator[_Reading]:
    """What the first names have in common in each reading, and the names that it leaves."""
    for used, seen in _head_sizes(len(asked), len(shown)):
        finding = comparison.relate(asked[:used], shown[:seen], Role.GIVEN)
        if finding is not None:
            yield (finding,), asked[used:], shown[seen:]
    if initials := _initials_in_one_word(asked, shown):
        yield initials, (), ()


def _head_sizes(asked: int, shown: int) -> Iterator[tuple[int, int]]:
    yield 1, 1
    for size in range(2, min(asked, _MOST_JOINED) + 1):
        yield size, 1
    for size in range(2, min(shown, _MOST_JOINED) + 1):
        yield 1, size


def _readings_by_another_name(
    asked: Parts, shown: Parts, comparison: Comparison
) -> Iterator[_Reading]:
    """Read the first name of one side as a later one of the other (goes by the middle name)."""
    goes_by = _goes_by(asked, shown)
    for index in range(1, len(shown)):
        finding = comparison.relate(asked[:1], shown[index : index + 1], Role.GIVEN)
        if finding is not None:
            yield (finding, goes_by), asked[1:], shown[:index] + shown[index + 1 :]
    for index in range(1, len(asked)):
        finding = comparison.relate(asked[index : index + 1], shown[:1], Role.GIVEN)
        if finding is not None:
            yield (finding, goes_by), asked[:index] + asked[index + 1 :], shown[1:]


def _goes_by(asked: Parts, shown: Parts) -> Finding:
    words = (
        f"The ID's first given name is {shown[0].written}, the request's is {asked[0].written}: "
        "perhaps a person who goes by another of the names."
    )
    return Finding(Weight.WEAK, Sign.OTHER_GIVEN, words)


def _compare_middle_names(asked: Parts, shown: Parts, comparison: Comparison) -> Findings:
    """Compare what follows the first name; a side that has no more names says nothing."""
    if not asked or not shown:
        return ()
    if may_agree(asked, shown) and is_same(join(asked), join(shown)):
        return ()
    asked_left, shown_left, found, places = list(asked), list(shown), [], list[int]()
    for part in asked:
        pair = _best_partner(part, shown_left, comparison)
        if pair is None:
            continue
        other, finding = pair
        asked_left.remove(part)
        shown_left.remove(other)
        places.append(shown.index(other))
        # A middle initial that agrees is as good as the name (Michael J. Sample).
        if finding.weight is not Weight.NOTE and finding.sign not in {Sign.INITIAL, Sign.CUT}:
            found.append(finding)
    if places != sorted(places):
        found.append(_order(asked, shown))
    if asked_left and shown_left:
        found.append(_other_middle_names(asked_left, shown_left))
    return tuple(found)


def _best_partner(
    part: Part, others: list[Part], comparison: Comparison
) -> tuple[Part, Finding] | None:
    pairs = [(other, comparison.relate((part,), (other,), Role.GIVEN)) for other in others]
    related = [(other, finding) for other, finding in pairs if finding is not None]
    return min(related, key=lambda pair: pair[1].weight) if related else None


def _other_middle_names(asked: list[Part], shown: list[Part]) -> Finding:
    words = (
        f"The ID has the further given name {written_of(shown)}, "
        f"the request has {written_of(asked)}."
    )
    return Finding(Weight.WEAK, Sign.MIDDLE, words)


def _initials_in_one_word(asked: Parts, shown: Parts) -> Findings | None:
    """Read two capitals as initials (JP for John Paul)."""
    for short, names in ((asked, shown), (shown, asked)):
        word = short[0]
        if len(short) != 1 or not 2 <= len(word.plain) <= 3 or not word.written.isupper():
            continue
        if "".join(name.plain[:1] for name in names) == word.plain and len(names) > 1:
            words = f"The given name {word.written} agrees with {written_of(names)} by initials."
            return (Finding(Weight.WEAK, Sign.INITIAL, words),)
    return None


def _another_given_name(asked: Parts, shown: Parts) -> Finding:
    words = (
        f"The given name on the ID is {written_of(shown)}, the request says "
        f"{written_of(asked)}. These are different names."
    )
    return Finding(Weight.CONTRADICTION, Sign.GIVEN_NAME, words)


def about_half_a_name(parts: Parts, asked: ParsedName, shown: ParsedId) -> Findings:
    """What to ask where one side's given names have half of what the other hyphenates."""
    if asked.hyphenated and not shown.truncated:
        for one, other in hyphenated_among(parts, asked.hyphenated):
            if _is_half_missing(one, other, shown.given):
                return (only_half_agrees(one, other),)
    for one, other in hyphenated_among(shown.given, shown.hyphenated) if shown.hyphenated else ():
        if _is_half_missing(one, other, parts):
            return (only_half_agrees(one, other, on_id=True),)
    return ()


def hyphenated_among(
    parts: Parts, hyphenated: frozenset[tuple[str, str]]
) -> Iterator[tuple[Part, Part]]:
    """The neighbours among some words that a hyphen holds together."""
    for one, other in pairwise(parts):
        if (one.written, other.written) in hyphenated:
            yield one, other


def only_half_agrees(one: Part, other: Part, *, on_id: bool = False) -> Finding:
    """What to ask where one side has half of what the other hyphenates."""
    here, there = ("ID", "request") if on_id else ("request", "ID")
    words = (
        f"{one.written}-{other.written} on the {here} is one name, and the {there} has only a part "
        "of it. Ask which name they bear."
    )
    return Finding(Weight.WEAK, Sign.HYPHEN, words)


def _is_half_missing(one: Part, other: Part, parts: Parts) -> bool:
    """Whether some words have one word of two, and nothing of the other."""
    words = {spelled for part in parts for spelled in part.spelled}
    there = [
        any(spelled in words or spelled[:1] in words for spelled in part.spelled)
        for part in (one, other)
    ]
    return sorted(there) == [False, True]
