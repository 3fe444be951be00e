"""Which word of a name somebody is called by, and whether both sides have it (R-GATE-5).

A Vietnamese name ends in the word that its bearer is called by: Nguyễn Thị Lan and Nguyễn Thị Lan
Anh are two sisters, though all that the first is called stands in the second's name. Thị and Văn
tell a woman and a man apart, and name nobody unless they stand last. (Lê Trung Hoa, "Họ và tên
người Việt Nam", 2005; the surnames are those of all but a few in a hundred.)

A Chinese or Korean given name of two syllables is one name, however many words it is written in.
(Surnames: Ministry of Public Security of China, 2020; Statistics Korea, census of 2015.)

Muhammad in front of another name, and Abdul anywhere, call nobody: all brothers may bear them.
(Usage; Abdul by itself is but "servant": Muslims in Britain, guide, section 10.1.)
"""

import re

from accessdesk.identity.names.findings import Finding, Findings, Sign, Weight
from accessdesk.identity.names.parsing import ParsedId, Parts, join
from accessdesk.identity.names.parts import Comparison, Role, is_same
from accessdesk.identity.names.tables.words import (
    CALL_NOBODY,
    CHINESE_AND_KOREAN_SURNAMES,
    COMPOUND_BEGINNINGS,
    COMPOUND_ENDS,
    PATRONYMICS,
    VIETNAMESE_SURNAMES,
)

_MIDDLE_WORDS = frozenset(("THI", "VAN"))
# One syllable as it is spelled without accents: how it begins, its vowels, how it ends.
_SYLLABLE = re.compile(
    r"(?:NGH|NG|CH|GH|GI|KH|NH|PH|QU|TH|TR|[BCDGHKLMNPQRSTVX])?[AEIOUY]{1,3}(?:CH|NG|NH|[CMNPT])?"
)
# The same for Pinyin, Wade-Giles, Cantonese and Hokkien as they are written, and for Korean.
_SYLLABLE_CHINESE_OR_KOREAN = re.compile(
    r"(?:[CSTZ]H|T[SZ]|HS|NG|[GK]W|KK|TT|PP|SS|JJ|[B-DF-HJ-NP-TW-Z])?[AEIOUY]{1,4}(?:NG|[HKLMNPRT])?"
)


def is_vietnamese(surname: Parts, given: Parts) -> bool:
    """Whether the name on an ID seems to be Vietnamese: its words are syllables, and one tells it.

    That is its surname, or Thị or Văn behind it, as some surnames are rare.
    """
    if not surname or not given or not all(_SYLLABLE.fullmatch(part.plain) for part in given):
        return False
    if surname[0].plain in VIETNAMESE_SURNAMES:
        return True
    middle = len(given) > 1 and given[0].plain in _MIDDLE_WORDS
    return middle and all(_SYLLABLE.fullmatch(part.plain) for part in surname)


def without_common_middle(asked: Parts, shown: Parts) -> tuple[Parts, Parts]:
    """Leave Thị and Văn out of given names where both sides have it: its place is free."""
    common = _middle_words(asked) & _middle_words(shown)
    return _without(common, asked), _without(common, shown)


def _middle_words(given: Parts) -> frozenset[str]:
    """Văn is a middle word only before another; Thị is one wherever it stands."""
    before = {part.plain for part in given[:-1]} & _MIDDLE_WORDS
    return frozenset(before | ({"THI"} & {part.plain for part in given[1:]}))


def _without(words: frozenset[str], given: Parts) -> Parts:
    return tuple(part for part in given if part.plain not in words)


def about_last_word(asked: Parts, shown: Parts) -> Finding | None:
    """What to ask where the given names of a Vietnamese ID and of a request end in another word."""
    if is_same(asked[-1], shown[-1]) or is_same(join(asked), join(shown)):
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
    if _is_chinese_or_korean(surname, asked) and _is_chinese_or_korean(surname, shown):
        if not comparison.is_agreed(asked, shown, Role.GIVEN):
            return _called_name(asked, shown, "two syllables of a given name are one name")
    elif _differ_behind_what_calls_nobody(asked, shown, comparison):
        return _called_name(asked, shown, "what agrees names nobody without the word behind it")
    return None


def about_given_names_alone(surname: Parts, parts: Parts, shown: ParsedId) -> Findings:
    """What to ask where all of a request may be given names (Jean Paul | PAUL, JEAN PIERRE)."""
    if len(parts) != 2 or surname != parts[1:] or not shown.surname or len(shown.given) < 2:
        return ()
    if parts[0].plain not in COMPOUND_BEGINNINGS or parts[1].plain not in COMPOUND_ENDS:
        return ()
    words = (
        f"{join(parts).written} may be given names alone, and the given names on the ID are "
        f"{join(shown.given).written}. Ask how they are called."
    )
    return (Finding(Weight.WEAK, Sign.CALLED_NAME, words),)


def _is_chinese_or_korean(surname: Parts, given: Parts) -> bool:
    known = bool(surname) and surname[0].plain in CHINESE_AND_KOREAN_SURNAMES
    return known and all(_SYLLABLE_CHINESE_OR_KOREAN.fullmatch(part.plain) for part in given)


def _differ_behind_what_calls_nobody(asked: Parts, shown: Parts, comparison: Comparison) -> bool:
    one, other = _called(asked), _called(shown)
    if one == other == 1:
        return False
    if comparison.is_agreed(asked[one - 1 : one], shown[other - 1 : other], Role.GIVEN):
        return False
    return not comparison.is_agreed(asked[:one], shown[:other], Role.GIVEN)


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
        f"The given names on the ID are {join(shown).written}, the request says "
        f"{join(asked).written}: {because}. Ask how they are called."
    )
    return Finding(Weight.WEAK, Sign.CALLED_NAME, words)
