"""Read a requested name in each way that its words allow, and keep the reading that fits best.

Free text does not say which words are the surname: Smith John, John Smith and Nguyen Thi Lan are
all usual. A reading takes some words for the surname and the others for the given names.
"""

from collections.abc import Iterator

from accessdesk.identity.names.called import (
    about_called_name,
    about_given_names_alone,
    about_last_word,
    about_missing_middle_words,
    further_names_behind,
    has_middle_word,
    is_vietnamese,
    without_middle_words,
)
from accessdesk.identity.names.fathers import about_fathers
from accessdesk.identity.names.findings import (
    Choice,
    Finding,
    Findings,
    Sign,
    Weight,
    cost_of,
    is_clean,
    is_possible,
)
from accessdesk.identity.names.given import (
    about_half_a_name,
    compare_given_names,
    hyphenated_among,
    only_half_agrees,
)
from accessdesk.identity.names.parsing import ParsedId, ParsedName, Part, Parts, written_of
from accessdesk.identity.names.parts import Comparison, Role, is_same
from accessdesk.identity.names.schemes import habit_of_initials
from accessdesk.identity.names.surname import (
    compare_surnames,
    compare_surnames_briefly,
    leaves_a_word_over,
    tell_surnames_apart,
)
from accessdesk.identity.names.tables.words import IBERIAN_SURNAMES, PATRONYMICS

Split = tuple[Parts, Parts]

_SIKH_NAMES = frozenset(("SINGH", "KAUR"))


def best_reading(parts: Parts, asked: ParsedName, shown: ParsedId) -> Findings:
    """Compare the parts with an ID in every plausible reading; returns the best one's findings."""
    about_all = (*_about_suffixes(asked.suffix, shown.suffix), *_about_letters(parts, shown))
    habit = habit_of_initials(sum(part.is_initial for part in parts), len(parts))
    comparison = Comparison(shown.truncated, shown.length, habit)

    def begin(split: Split) -> tuple[Split, Findings, Findings]:
        sure = (*_about_cut(parts, split[0], asked), *about_all)
        return split, _given_names_of(split, shown, comparison), sure

    def finish(split: Split, by_given: Findings, sure: Findings) -> Findings:
        found = (*_whole_name_of(split, by_given, shown, comparison), *sure)
        return _ask_where_all_agrees(found, split, parts, asked, shown, comparison)

    if asked.capital_surname is not None and len(parts) == len(asked.parts):
        block = asked.capital_surname
        split = (parts[block], parts[: block.start] + parts[block.stop :])
        marked = finish(split, _given_names_of(split, shown, comparison), about_all)
        if is_possible(marked):
            return marked
    # Usually the surname has as many words as on the ID.
    length = len(shown.surname)
    usual, *others = sorted(_splits(parts, shown), key=lambda each: len(each[0]) != length)
    choice = Choice()
    choice.offer(finish(*begin(usual)))
    if choice.may_be(()):
        for reading in sorted(map(begin, others), key=lambda each: cost_of(each[1] + each[2])[:4]):
            if choice.may_be(reading[1] + reading[2]):
                choice.offer(finish(*reading))
    return choice.chosen


def _ask_where_all_agrees(
    found: Findings,
    split: Split,
    parts: Parts,
    asked: ParsedName,
    shown: ParsedId,
    comparison: Comparison,
) -> Findings:
    """Add what a word that only one side has may tell, though it is free as a middle name."""
    if not is_clean(found):
        return found
    return (
        *found,
        *about_half_a_name(parts, asked, shown),
        *_about_sikh_name(parts, shown),
        *_about_surname_among_names(split[1], shown.given),
        *about_given_names_alone(split[0], parts, shown),
        *about_fathers(parts, shown, comparison),
    )


def _splits(parts: Parts, shown: ParsedId) -> Iterator[Split]:
    """List the ways to take words for surname and given names, the usual ones first."""
    count = len(parts)
    for cut in range(count - 1, -1, -1):
        if not (cut > 1 and _belongs_to_surname(parts[cut - 2], parts[cut - 1], shown)):
            yield parts[cut:], parts[:cut]
    for cut in range(1, count):
        yield parts[:cut], parts[cut:]
    # A surname amid given names is read so only where no name is left over, on either side: a
    # word that the ID has not must make no name stronger.
    block = len(shown.surname)
    if block > 0 and count == block + len(shown.given):
        for start in range(1, count - block):
            given = parts[:start] + parts[start + block :]
            if _are_all_among(given, shown.given):
                yield parts[start : start + block], given
    # All that somebody is called, and not their surname: then no given name may be left out.
    if count == 1 or not shown.surname or count == len(shown.given):
        yield (), parts


def _are_all_among(asked: Parts, shown: Parts) -> bool:
    """Whether an ID's given names have all words of some others, or their initials."""
    return all(part.is_initial or any(is_same(part, other) for other in shown) for part in asked)


def _belongs_to_surname(before: Part, part: Part, shown: ParsedId) -> bool:
    """Whether a word before a surname is its particle (ibn Khalid), not a given name."""
    if not part.is_particle or part.is_initial:
        return False
    names = [name.plain for name in shown.given]
    return part.plain not in names and before.plain + part.plain not in "".join(names)


def _given_names_of(split: Split, shown: ParsedId, comparison: Comparison) -> Findings:
    """What the given names alone tell; the words of a name that has one field are not parted."""
    surname, given = split
    if not surname and not shown.surname:
        return ()
    return _compare_given(given, shown, comparison)


def _whole_name_of(
    split: Split, by_given: Findings, shown: ParsedId, comparison: Comparison
) -> Findings:
    """Add what the surname tells to what is known of the given names."""
    surname, given = split
    if not surname and not shown.surname:
        return _compare_single(given, shown, comparison)
    if not _contradict(by_given):
        if leaves_a_word_over(surname, shown, by_given):
            return (tell_surnames_apart(surname, shown.surname), *by_given)
        return (*_compare_role("surname", surname, shown.surname, comparison), *by_given)
    # The verdict is clear, and the costly part is spared: only the reason is still of interest.
    if surname and shown.surname:
        return (*compare_surnames_briefly(surname, shown.surname, comparison), *by_given)
    return by_given


def _compare_single(parts: Parts, shown: ParsedId, comparison: Comparison) -> Findings:
    """Compare with a name that fills one field: whichever it is, no word of it is a middle name."""
    by_given = _compare_given(parts, shown, comparison)
    if not is_clean(by_given) or comparison.agree(parts, shown.given, Role.GIVEN):
        return by_given
    return compare_surnames(parts, shown.given, comparison)


def _compare_given(given: Parts, shown: ParsedId, comparison: Comparison) -> Findings:
    if not given or not shown.given or not is_vietnamese(shown.surname, given, shown.given):
        on_id = further_names_behind(shown.surname, given, shown.given) or shown.given
        found = _compare_role("given name", given, on_id, comparison)
        if given and shown.given and is_clean(found):
            called = about_called_name(shown.surname, given, shown.given, comparison)
            found = (called,) if called else found
        return (*found, *_about_particle(given, shown.given))
    asked, on_id = without_middle_words(given, shown.given)
    if note := about_missing_middle_words(shown.surname, asked, on_id):
        return (note,)
    found = _compare_role("given name", asked, on_id, comparison)
    in_full = has_middle_word(given + shown.given)
    called = about_last_word(asked, on_id, in_full=in_full) if is_clean(found) else None
    return (called,) if called else found


def _about_particle(given: Parts, shown: Parts) -> Findings:
    """What to ask where a particle stands among the words that are taken for given names."""
    on_id = "".join(part.plain for part in shown)
    strange = [part for part in given[1:] if _begins_surname(part) and part.plain not in on_id]
    if not strange:
        return ()
    words = (
        f"{written_of(given)} on the request has the particle {strange[0].written}: what follows "
        "it is hardly a given name. Ask which surnames they bear."
    )
    return (Finding(Weight.WEAK, Sign.PARTICLE, words),)


def _about_surname_among_names(given: Parts, shown: Parts) -> Findings:
    """What to ask where a word taken for a given name is a usual surname that the ID lacks."""
    on_id = {part.plain for part in shown}
    for part in given[1:]:
        if part.plain in IBERIAN_SURNAMES and part.plain not in on_id:
            words = (
                f"{part.written} on the request is a usual surname, and the ID does not have it. "
                "Ask which surnames they bear."
            )
            return (Finding(Weight.WEAK, Sign.SURNAME_PART, words),)
    return ()


def _begins_surname(part: Part) -> bool:
    """Whether a particle leads to a surname; son of and daughter of lead to the father's name."""
    return part.is_particle and not part.is_initial and part.plain not in PATRONYMICS


def _about_cut(parts: Parts, surname: Parts, asked: ParsedName) -> Findings:
    """What to ask where a reading parts a hyphenated name between surname and given names."""
    for one, other in hyphenated_among(parts, asked.hyphenated) if asked.hyphenated else ():
        if (one in surname) != (other in surname):
            return (only_half_agrees(one, other),)
    return ()


def _contradict(findings: Findings) -> bool:
    return any(finding.weight is Weight.CONTRADICTION for finding in findings)


def _compare_role(role: str, asked: Parts, shown: Parts, comparison: Comparison) -> Findings:
    if not asked and not shown:
        return ()
    if not asked or not shown:
        return (_one_name(role, asked, shown),)
    compare = compare_surnames if role == "surname" else compare_given_names
    return compare(asked, shown, comparison)


def _one_name(role: str, asked: Parts, shown: Parts) -> Finding:
    if asked:
        words = f"The ID has nothing for the {role} {written_of(asked)} on the request."
    else:
        words = f"The request has nothing for the {role} {written_of(shown)} on the ID."
    return Finding(Weight.WEAK, Sign.ONE_NAME, words)


def _about_sikh_name(asked: Parts, shown: ParsedId) -> Findings:
    """What to ask where one side has Kaur, a woman's name, and the other Singh, a man's, alone."""
    on_request, on_id = {part.plain for part in asked} & _SIKH_NAMES, shown.words & _SIKH_NAMES
    if not on_request or not on_id or on_request == on_id:
        return ()
    words = "One side has the name Kaur, and the other Singh: sister and brother are two people."
    return (Finding(Weight.WEAK, Sign.MIDDLE, words),)


def _about_suffixes(asked: str | None, shown: str | None) -> Findings:
    if asked == shown:
        return ()
    if asked and shown:
        words = "The suffixes (junior, senior, III) differ: father and son are two people."
        return (Finding(Weight.CONTRADICTION, Sign.SUFFIX, words),)
    if shown:
        words = (
            "The ID has a suffix (junior, senior, III) and the request has none: ask whether it is "
            "the father or the son who is expected."
        )
        return (Finding(Weight.QUESTION, Sign.SUFFIX, words),)
    words = "Only the request has a suffix (junior, senior, III), which IDs often leave out."
    return (Finding(Weight.NOTE, Sign.SUFFIX, words),)


def _about_letters(asked: Parts, shown: ParsedId) -> Findings:
    found = []
    parts = asked + shown.surname + shown.given
    for part in parts:
        if part.look_alike:
            words = f"{part.written} has a letter or digit that only looks like the usual one."
            found.append(Finding(Weight.WEAK, Sign.LOOK_ALIKE, words))
        if not part.documented:
            words = f"{part.written} has letters with no documented spelling in A to Z."
            found.append(Finding(Weight.WEAK, Sign.SCRIPT, words))
    return tuple(found)
