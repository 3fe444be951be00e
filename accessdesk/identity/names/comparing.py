"""Compare the name on a request with the name on an ID, and say why (R-GATE-5).

A verdict comes from name parts: what agrees by a documented transliteration, what is a weak sign,
and what contradicts. There is no similarity score, as a score that forgives an umlaut forgives a
brother as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.findings import (
    Finding,
    Findings,
    Sign,
    Weight,
    cheapest,
    count_weak,
    is_clean,
    is_possible,
)
from accessdesk.identity.names.parsing import (
    ParsedId,
    ParsedName,
    Parts,
    is_too_long,
    parse_id,
    parse_requested,
    parts_of,
    written_of,
)
from accessdesk.identity.names.parts import is_same
from accessdesk.identity.names.placeholder import names_nobody
from accessdesk.identity.names.readings import best_reading
from accessdesk.identity.names.scripts import compare_in_its_scripts
from accessdesk.identity.names.tables.words import CHINESE_AND_KOREAN_SURNAMES

# Beside a birth name or alias, a name of more words is seldom one, and is compared without it.
_MOST_BESIDE_AN_OTHER = 5
_MOST_IN_AN_OTHER = 4
# With fewer words in one field the surname is the first or the last, and both are read.
_FEWEST_IN_ONE_FIELD = 3
_MOST_INITIALS = 4


class NameVerdict(StrEnum):
    """Whether an ID names the person on the request."""

    MATCH = "match"
    REVIEW = "review"
    NO_MATCH = "no-match"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The verdict on two names, with its reasons as sentences for the officer."""

    verdict: NameVerdict
    reasons: tuple[str, ...]


def compare_names(requested: str, on_id: NameOnId) -> NameMatch:
    """Whether the name on an ID is the name on the request, and why.

    One weak sign is for the officer to judge, two are another person. Never raises.
    """
    findings = _compare(requested, on_id)
    verdict = _verdict_on(findings)
    return NameMatch(verdict, _reasons(findings, verdict))


def _compare(requested: str, on_id: NameOnId) -> Findings:
    shown = parse_id(on_id)
    asked = parse_requested(requested, borne=shown.words)
    if not asked.parts or names_nobody(requested):
        return (_nobody("The request names nobody. The contact must name the visitor."),)
    if not shown.surname and not shown.given:
        return (_nobody("No name could be read from the ID. Type it as printed."),)
    if is_too_long(requested, asked.parts, on_id, shown.surname + shown.given):
        words = "A name this long is not compared by the desk: compare it with the printed name."
        return (Finding(Weight.WEAK, Sign.LENGTH, words),)
    findings = compare_in_its_scripts(asked, shown)
    if shown.has_one_name_twice and not is_clean(findings):
        findings = cheapest((findings, compare_in_its_scripts(asked, replace(shown, given=()))))
    if is_possible(findings):
        return findings
    return (
        _compare_other_names(asked, shown)
        or _compare_in_one_field(asked, shown)
        or _compare_initials_apart(asked, shown)
        or findings
    )


def _nobody(words: str) -> Finding:
    return Finding(Weight.CONTRADICTION, Sign.NOBODY, words)


def _compare_other_names(asked: ParsedName, shown: ParsedId) -> Findings | None:
    """Try the birth name or alias that the request mentions beside the name, and the ID has."""
    on_id = shown.surname + shown.given
    for other in asked.asides:
        if len(other) > _MOST_IN_AN_OTHER:
            continue
        if not any(is_same(part, shown_part) for part in other for shown_part in on_id):
            continue
        for parts in _with_other_name(asked.parts, other):
            if is_clean(best_reading(parts, asked, shown)):
                mentioned = written_of(other)
                words = (
                    f"The ID agrees only with the other name on the request, {mentioned}. "
                    "Ask which name they bear now."
                )
                return (Finding(Weight.WEAK, Sign.OTHER_NAME, words),)
    return None


def _compare_in_one_field(asked: ParsedName, shown: ParsedId) -> Findings | None:
    """Read a Chinese or Korean name that an ID prints in one field, its surname in any usual place.

    Singapore's cards have it first, or behind a Western name. All words of the request must be on
    the ID; and as the field does not say which is the surname, it is a question at best.
    """
    field = shown.surname or shown.given
    if (shown.surname and shown.given) or len(field) < _FEWEST_IN_ONE_FIELD:
        return None
    if not all(any(is_same(part, other) for other in field) for part in asked.parts):
        return None
    for place in (0, 1, len(field) - 1):
        surname = field[place : place + 1]
        if surname[0].plain not in CHINESE_AND_KOREAN_SURNAMES:
            continue
        given = field[:place] + field[place + 1 :]
        found = best_reading(asked.parts, asked, replace(shown, surname=surname, given=given))
        if is_possible(found):
            words = "The ID has all names in one field. Ask which of them is the surname."
            return (*found, Finding(Weight.QUESTION, Sign.ONE_NAME, words))
    return None


def _compare_initials_apart(asked: ParsedName, shown: ParsedId) -> Findings | None:
    """Read capitals in one word as initials, where the ID has names for them (HM, KA)."""
    names, turned = shown.surname + shown.given, shown.given + shown.surname
    for place, part in enumerate(asked.parts):
        if not 1 < len(part.plain) <= _MOST_INITIALS or not part.written.isupper():
            continue
        if part.plain not in _initials(names) and part.plain not in _initials(turned):
            continue
        apart = parts_of([f"{letter}." for letter in part.plain])
        parts = asked.parts[:place] + apart + asked.parts[place + 1 :]
        found = best_reading(parts, asked, shown)
        if is_possible(found):
            return found
    return None


def _initials(parts: Parts) -> str:
    return "".join(part.plain[:1] for part in parts)


def _with_other_name(parts: Parts, other: Parts) -> Iterator[Parts]:
    if len(other) > 1:
        yield other
    if len(parts) > _MOST_BESIDE_AN_OTHER:
        return
    for cut in range(1, len(parts)):
        yield parts[:cut] + other
        yield other + parts[cut:]


def _verdict_on(findings: Findings) -> NameVerdict:
    if not is_possible(findings):
        return NameVerdict.NO_MATCH
    return NameVerdict.MATCH if is_clean(findings) else NameVerdict.REVIEW


def _reasons(findings: Findings, verdict: NameVerdict) -> tuple[str, ...]:
    ordered = sorted(findings, key=lambda finding: -finding.weight)
    if verdict is not NameVerdict.MATCH:
        ordered = [finding for finding in ordered if finding.weight is not Weight.NOTE]
    words = list(dict.fromkeys(finding.words for finding in ordered))
    if verdict is NameVerdict.NO_MATCH and count_weak(findings) > 1:
        words.append("More than one thing differs, which is too much for one person.")
    return tuple(words) or ("The name on the ID is the name on the request.",)
