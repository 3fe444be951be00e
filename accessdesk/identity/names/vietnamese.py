"""Which word of a Vietnamese name somebody is called by, and whether both sides have it (R-GATE-5).

A Vietnamese name ends in the word that its bearer is called by: Nguyễn Thị Lan and Nguyễn Thị Lan
Anh are two sisters, though all that the first is called stands in the second's name. Thị and Văn
tell a woman and a man apart, and name nobody unless they stand last. (Lê Trung Hoa, "Họ và tên
người Việt Nam", 2005; the surnames are those of all but a few in a hundred.)
"""

import re

from accessdesk.identity.names.findings import Finding, Sign, Weight
from accessdesk.identity.names.parsing import Parts, join
from accessdesk.identity.names.parts import is_same
from accessdesk.identity.names.tables.words import VIETNAMESE_SURNAMES

_MIDDLE_WORDS = frozenset(("THI", "VAN"))
# One syllable as it is spelled without accents: how it begins, its vowels, how it ends.
_SYLLABLE = re.compile(
    r"(?:NGH|NG|CH|GH|GI|KH|NH|PH|QU|TH|TR|[BCDGHKLMNPQRSTVX])?[AEIOUY]{1,3}(?:CH|NG|NH|[CMNPT])?"
)


def is_vietnamese(surname: Parts, given: Parts) -> bool:
    """Whether the name on an ID seems to be Vietnamese: its surname, and syllables behind it."""
    if not surname or not given or surname[0].plain not in VIETNAMESE_SURNAMES:
        return False
    return all(_SYLLABLE.fullmatch(part.plain) for part in given)


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


def about_called_name(asked: Parts, shown: Parts) -> Finding | None:
    """What to ask where the given names of a Vietnamese ID and of a request end in another word."""
    if _end_in_one_word(asked, shown):
        return None
    words = (
        f"The given names on the ID are {join(shown).written}, the request says "
        f"{join(asked).written}: a Vietnamese name ends in the word that somebody is called by, "
        "and it differs. Ask how they are called."
    )
    return Finding(Weight.WEAK, Sign.CALLED_NAME, words)


def _end_in_one_word(asked: Parts, shown: Parts) -> bool:
    """Whether the last words agree, or all do, however they are written together."""
    return is_same(asked[-1], shown[-1]) or is_same(join(asked), join(shown))
