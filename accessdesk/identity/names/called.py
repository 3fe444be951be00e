"""Which word of a name somebody is called by, and whether both sides have it (R-GATE-5).

A Vietnamese name ends in the word that its bearer is called by: Nguyễn Thị Lan and Nguyễn Thị Lan
Anh are two sisters, though all that the first is called stands in the second's name. Thị and Văn
tell a woman and a man apart, and name nobody unless they stand last. (Lê Trung Hoa, "Họ và tên
người Việt Nam", 2005; the surnames are those of all but a few in a hundred.)

A Chinese or Korean given name of two syllables is one name, however many words it is written in.
(Surnames: Ministry of Public Security of China, 2020; Statistics Korea, census of 2015.) As no list
has all surnames, a name whose words are syllables, surname and all, is read so whoever bears it.

Muhammad in front of another name, and Abdul anywhere, call nobody: all brothers may bear them.
(Usage; Abdul by itself is but "servant": Muslims in Britain, guide, section 10.1.)
"""

import re

from accessdesk.identity.names.findings import Finding, Findings, Sign, Weight
from accessdesk.identity.names.parsing import ParsedId, Part, Parts, join, written_of
from accessdesk.identity.names.parts import Comparison, Role, is_same
from accessdesk.identity.names.tables.syllables import SYLLABLES
from accessdesk.identity.names.tables.words import (
    CALL_NOBODY,
    CHINESE_AND_KOREAN_SURNAMES,
    COMPOUND_BEGINNINGS,
    COMPOUND_ENDS,
    PATRONYMICS,
    SURNAMES_OF_TWO_SYLLABLES,
    VIETNAMESE_SURNAMES,
)

_MIDDLE_WORDS = frozenset(("THI", "VAN"))
# The word of a woman's name that Văn is without its accents.
_NO_MIDDLE_WORD = "VÂN"
# Any syllable of Chinese or Korean, however it is written, where the surname tells the language.
_LOOSE_SYLLABLE = re.compile(
    r"(?:[CSTZ]H|T[SZ]|HS|NG|[GK]W|KK|TT|PP|SS|JJ|[B-DF-HJ-NP-TW-Z])?[AEIOUY]{1,4}"
    r"(?:NG|CK|TT|[HKLMNPRTW])?"
)


def is_vietnamese(surname: Parts, asked: Parts, shown: Parts) -> bool:
    """Whether a name seems to be Vietnamese: on one side it begins so, and its surname tells it.

    The surname is the one on the ID. As some are rare, Thị or Văn behind it tells it too.
    """
    return bool(surname) and (_tells(surname, asked) or _tells(surname, shown))


def _tells(surname: Parts, given: Parts) -> bool:
    if not given or not _is_vietnamese(given[0]):
        return False
    if surname[0].plain in VIETNAMESE_SURNAMES:
        return True
    if surname[0].plain in CHINESE_AND_KOREAN_SURNAMES:
        return False
    middle = len(given) > 1 and given[0].plain in _MIDDLE_WORDS
    return middle and all(map(_is_vietnamese, surname))


def _is_vietnamese(part: Part) -> bool:
    return SYLLABLES["vietnamese"].fullmatch(part.plain) is not None


def without_middle_words(asked: Parts, shown: Parts) -> tuple[Parts, Parts]:
    """Leave Thị and Văn out of given names where both sides have it: its place is free."""
    free = _middle_words(asked) & _middle_words(shown)
    shorter = _without(free, asked), _without(free, shown)
    return shorter if all(shorter) else (asked, shown)


def has_middle_word(given: Parts) -> bool:
    """Whether Thị or Văn stands in given names."""
    return any(part.plain in _MIDDLE_WORDS for part in given)


def _middle_words(given: Parts) -> frozenset[str]:
    """Văn is a middle word only before another; Thị is one wherever it stands."""
    before = {part.plain for part in given[:-1] if part.written.upper() != _NO_MIDDLE_WORD}
    return frozenset(before & _MIDDLE_WORDS | ({"THI"} & {part.plain for part in given[1:]}))


def _without(words: frozenset[str], given: Parts) -> Parts:
    return tuple(part for part in given if part.plain not in words)


def about_missing_middle_words(surname: Parts, asked: Parts, shown: Parts) -> Finding | None:
    """What to note where both sides have the called name, and one lacks words before it.

    A name that may be a Chinese one is none of these: its two syllables are one name.
    """
    short, long = sorted((asked, shown), key=len)
    if len(short) == len(long) or surname[0].plain in CHINESE_AND_KOREAN_SURNAMES:
        return None
    if has_middle_word(long + short) or not all(map(_is_vietnamese, long + short)):
        return None
    left = iter(long)
    there = all(any(is_same(part, other) for other in left) for part in short)
    if not there or not is_same(short[-1], long[-1]):
        return None
    words = (
        f"The called name {shown[-1].written} is on the ID as requested. A word before it is on "
        "one side only."
    )
    return Finding(Weight.NOTE, Sign.CALLED_NAME, words)


def further_names_behind(surname: Parts, asked: Parts, shown: Parts) -> Parts:
    """The further names behind two syllables on an ID, where a request has none but such.

    Hong Kong's cards print them there (CHAN, TAI MAN DAVID), other papers before the syllables.
    """
    if len(shown) < 3 or not surname or surname[0].plain not in CHINESE_AND_KOREAN_SURNAMES:
        return ()
    if any(map(_is_loose_syllable, asked + shown[-1:])):
        return ()
    behind = tuple(part for part in shown if not _is_loose_syllable(part))
    syllables = shown[: -len(behind)]
    return behind if len(syllables) > 1 and all(map(_is_loose_syllable, syllables)) else ()


def about_last_word(asked: Parts, shown: Parts, *, in_full: bool) -> Finding | None:
    """What to ask where the given names of a Vietnamese ID and of a request end in another word.

    `in_full` tells that one side has Thị or Văn: then all is one name. Without, a word of no such
    syllable is a further one (Kevin).
    """
    if not in_full:
        asked, shown = (tuple(filter(_is_vietnamese, given)) for given in (asked, shown))
    if not asked or not shown or is_same(asked[-1], shown[-1]) or is_same(join(asked), join(shown)):
        return None
    return _called_name(
        asked,
        shown,
        "a Vietnamese name ends in the word that somebody is called by, and it differs",
    )


def about_called_name(
    surname: Parts, asked: Parts, shown: Parts, comparison: Comparison
) -> Finding | None:
    """What to ask where given names agree, but perhaps not in what somebody is called.

    The surname is the one on the ID. Names that agree in every word leave nothing to ask.
    """
    if len(asked) == len(shown) and all(map(is_same, asked, shown)):
        return None
    if _differ_in_syllables(surname, asked, shown, comparison):
        return _called_name(asked, shown, "two syllables of a given name are one name")
    if differ_behind_what_calls_nobody(asked, shown, comparison):
        return _called_name(asked, shown, "what agrees names nobody without the word behind it")
    return None


def _differ_in_syllables(
    surname: Parts, asked: Parts, shown: Parts, comparison: Comparison
) -> bool:
    """Whether one side lacks a syllable of a given name; a Western name beside them is no part."""
    if not surname:
        return False
    if surname[0].plain in CHINESE_AND_KOREAN_SURNAMES:
        one, other = (
            tuple(part for part in given if _is_loose_syllable(part)) for given in (asked, shown)
        )
        return bool(one and other) and not comparison.agree(one, other, Role.GIVEN)
    if is_same(asked[0], shown[0]) and is_same(asked[-1], shown[-1]):
        return False
    return _are_syllables(surname) and _has_a_syllable_too_many(asked, shown)


def _is_loose_syllable(part: Part) -> bool:
    return _LOOSE_SYLLABLE.fullmatch(part.plain) is not None or bool(_ways_to_write(part))


def _are_syllables(surname: Parts) -> bool:
    if len(surname) > 1 and surname[0].is_particle:
        return False
    return all(part.plain in SURNAMES_OF_TWO_SYLLABLES or _ways_to_write(part) for part in surname)


def _has_a_syllable_too_many(asked: Parts, shown: Parts) -> bool:
    """Whether a word of both sides and one of a single side are syllables by one way of writing."""
    both = [part for part in shown if any(is_same(other, part) for other in asked)]
    lone = [part for part in shown if part not in both]
    lone += [part for part in asked if not any(is_same(part, other) for other in shown)]
    return any(_ways_to_write(part) & _ways_to_write(other) for part in both for other in lone)


def _ways_to_write(part: Part) -> frozenset[str]:
    """The ways of writing by which a word is one syllable; a letter is none."""
    if len(part.plain) < 2:
        return frozenset()
    return frozenset(way for way, rule in SYLLABLES.items() if rule.fullmatch(part.plain))


def about_given_names_alone(surname: Parts, parts: Parts, shown: ParsedId) -> Findings:
    """What to ask where all of a request may be given names (Jean Paul | PAUL, JEAN PIERRE)."""
    if len(parts) != 2 or surname != parts[1:] or not shown.surname or len(shown.given) < 2:
        return ()
    if parts[0].plain not in COMPOUND_BEGINNINGS or parts[1].plain not in COMPOUND_ENDS:
        return ()
    words = (
        f"{written_of(parts)} may be given names alone, and the given names on the ID are "
        f"{written_of(shown.given)}. Ask how they are called."
    )
    return (Finding(Weight.WEAK, Sign.CALLED_NAME, words),)


def differ_behind_what_calls_nobody(asked: Parts, shown: Parts, comparison: Comparison) -> bool:
    """Whether names agree in no more than what nobody is called by."""
    one, other = _called(asked), _called(shown)
    if one == other == 1:
        return False
    if comparison.agree(asked[one - 1 : one], shown[other - 1 : other], Role.GIVEN):
        return False
    return not comparison.agree(asked[:one], shown[:other], Role.GIVEN)


def _called(given: Parts) -> int:
    """Count the words up to the first that somebody is called by; a father's name is none.

    An article between (Abd el Kader) is no name either.
    """
    for count, part in enumerate(given, 1):
        following = given[count : count + 1]
        last = not following or following[0].plain in PATRONYMICS
        if last or not (part.plain in CALL_NOBODY or (count > 1 and part.is_particle)):
            return count
    return len(given)


def _called_name(asked: Parts, shown: Parts, because: str) -> Finding:
    words = (
        f"The given names on the ID are {written_of(shown)}, the request says "
        f"{written_of(asked)}: {because}. Ask how they are called."
    )
    return Finding(Weight.WEAK, Sign.CALLED_NAME, words)
