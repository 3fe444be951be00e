"""Which schemes of writing in A to Z set two words apart: one habit through a name (R-GATE-5).

Nothing here makes a match. A scheme is a question for the officer, and it is asked once, however
many words of a name show it.
"""

import itertools
import re
from collections.abc import Iterator
from functools import cached_property

from accessdesk.identity.names.tables.schemes import (
    EAST_SLAVIC,
    FOLDS,
    FURTHER_FOLDS,
    KOREAN_FOLDS,
    KUNREI,
    SHORT_VOWELS,
    THAI,
    WADE_GILES_FINALS,
    WADE_GILES_INITIALS,
    WADE_GILES_SYLLABLES,
    Folds,
)
from accessdesk.identity.names.tables.words import ARABIC_ARTICLES

Schemes = frozenset[str]
NONE: Schemes = frozenset()

JAPANESE, SOMALI, ABOUT_UE = "japanese", "somali", "chinese-ue"
ARABIC: Schemes = frozenset(("arabic",))
KOREAN: Schemes = frozenset(("korean",))
# Who writes a surname's words as initials writes a given name before it so too (H.M.C. Bandara).
INITIALS: Schemes = frozenset(("initials",))
# The side that writes Pinyin is the same in every word of a name.
_PINYIN_ASKED, _PINYIN_SHOWN = "pinyin-on-request", "pinyin-on-id"

_NAME_AND_PATRONYMIC = 2
_JOINED_ARTICLES = {"AL", "EL"}
# Shorter words are names in which no article stands (Ellen, Alma).
_SHORTEST_JOINED = 6

# Most schemes leave R, L, N or M, and B, P or F where they are: other words are soon told apart.
_STEADY = str.maketrans("MPF", "NBB", "ACDEGHIJKOQSTUVWXYZ")
_STEADY_IN_THAI = str.maketrans("LV", "NW", "ACEHIJORU")
_FIRST = str.maketrans("FWACDEGHIJKOQSTUXYZ", "PV" + "*" * 17)
_DOUBLED = re.compile(r"(.)\1+")
_ABDUL = re.compile("^ABD[AEIO]L")  # Before most of God's names, and written with any vowel.
_VOWEL = re.compile("[AEIOU]")

# The Ü of Chinese as systems write it (LV), as passports do since 2021 (LYU), and did before (LU).
_ONLY_UE = ("LV", "NV", "LYU", "NYU", "LUE", "NUE")
_CHINESE_UE = re.compile(r"([LN])(?:YU|V|U)E?")
# One mora of Japanese, one syllable of Korean: a word of theirs is nothing else. They are taken off
# one by one, so that the time a word takes grows with its length and no faster.
_MORA = re.compile(
    r"(?:TT?CH|TT?S|SS?H|CH|DZ|KK|SS|TT|PP|GG|DD|BB|ZZ|JJ|MM|NN|RR|[KGNHBPMRJSZTD]Y"
    r"|[KSTPGDBZJMNRHFWY])?[AIUEO](?:H(?![AIUEOY]))?|[NM](?![AIUEOY])"
)
_LONG = re.compile(r"O(?:H(?![AIUEOY])|[OU])|UU")
_THAI_ENDS = re.compile("[AOU]RN|OR$|L$")
_KOREAN_SYLLABLE = re.compile(
    r"(?:CH|SH|KK|TT|PP|SS|JJ|[BCDGHJKLMNPRSTWY])?[AEIOUYW]{1,4}(?:NG|[KLMNPTH])?"
)
_PINYIN = re.compile(
    r"(ZH|CH|SH|[BPMFDTNLGKHJQXRZCSYW]?)((?:I?ANG|UANG|ENG|I?ONG|ING)(?![AEIOU])"
    r"|(?:I?AN|UAN|EN|IN|UN|ER)(?![AEIOU])|I?AO|IA|IE|IU|UAI?|UO|UI|UE|AI|EI|OU|[AOEIU])"
)
# What no word of theirs ends in spares the reading of its syllables.
_JAPANESE_ENDS, _KOREAN_ENDS, _PINYIN_ENDS = "AEIOUHMN", "AEIOUYWGHKLMNPT", "AEIOUGNR"
_SOMALI_MARKS = re.compile(r"X|C(?!H)|AA|EE|II|OO|UU|DH")
_ALL_VOWELS = re.compile(r"(?<!^)[AEIOUY]+|^[AEIOU]+")


class SchemeKeys:
    """One word as each scheme would have it; what is not asked for costs nothing."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.steady = word[:1].translate(_FIRST) + _single(word.translate(_STEADY))
        self._keys: dict[str, str] = {}

    def key(self, scheme: str, folds: Folds) -> str:
        """The key that all spellings by a scheme share."""
        if scheme not in self._keys:
            self._keys[scheme] = _single(_fold(self._whole, folds))
        return self._keys[scheme]

    @cached_property
    def _whole(self) -> str:
        word = self.word
        return f"^{_ABDUL.sub('ABDUL', word) if word.startswith('ABD') else word}$"

    @cached_property
    def short(self) -> str:
        """A word of Japanese with its long vowels written short; of any other word, nothing."""
        if self.word[-1:] not in _JAPANESE_ENDS or _MORA.sub("", self.word):
            return ""
        return _LONG.sub(lambda found: found.group()[0], self.word)

    @cached_property
    def japanese(self) -> str:
        """A word of Japanese in Kunrei, its long vowels short; of any other word, nothing."""
        return _fold(self.short, KUNREI)

    @cached_property
    def korean(self) -> str:
        """The key of what Koreans write for one name, or nothing where it is none of theirs."""
        if self.word[-1:] not in _KOREAN_ENDS or _KOREAN_SYLLABLE.sub("", self.word):
            return ""
        return self.key("korean", KOREAN_FOLDS)

    @cached_property
    def steady_in_korean(self) -> str:
        """What is steady where R and L are one."""
        return _single(self.steady[1:].replace("R", "L"))

    @cached_property
    def steady_in_thai(self) -> str:
        """What no spelling of Thai changes, with L as N and V as W."""
        return _single(self.word.translate(_STEADY_IN_THAI))

    @cached_property
    def has_thai_ends(self) -> bool:
        """Whether the word has an R or a last L that Thai does not say."""
        return _THAI_ENDS.search(self.word) is not None

    @cached_property
    def has_ue(self) -> bool:
        """Whether the word has what can only be the Ü of Chinese, if it is a Chinese word."""
        return any(letters in self.word for letters in _ONLY_UE)

    @cached_property
    def plain_u(self) -> str:
        """The word with the Ü of Chinese, however it is written, as U."""
        return _CHINESE_UE.sub(r"\1U", self.word)

    @cached_property
    def wade_giles(self) -> str:
        """The word in Wade and Giles's spelling where it is one of Pinyin, or nothing."""
        return _in_wade_giles(self.word) if self.word[-1:] in _PINYIN_ENDS else ""


def habit_of_initials(initials: int, words: int) -> Schemes:
    """Of which habit the initials of a request are, where so many of its words are such.

    Surname with the initials of name and patronymic is how Russian lists write (Zaytsev A. M.).
    """
    if initials == words:
        return NONE
    return INITIALS | EAST_SLAVIC if initials == _NAME_AND_PATRONYMIC else INITIALS


def schemes_between(asked: SchemeKeys, shown: SchemeKeys) -> Schemes:
    """The schemes that write one name in these two ways; none, where they are two names."""
    found = set(schemes_of_chinese(asked, shown))
    if asked.japanese and asked.japanese == shown.japanese:
        found.add(JAPANESE)
    if asked.steady_in_korean == shown.steady_in_korean and asked.korean:
        found.update(("korean",) if asked.korean == shown.korean else ())
    if asked.steady == shown.steady:
        found.update(_schemes_of_sounds(asked, shown))
    elif _are_greek(asked, shown):
        found.add("greek")
    elif not (asked.has_thai_ends or shown.has_thai_ends):
        return frozenset(found)
    if asked.steady_in_thai != shown.steady_in_thai:
        return frozenset(found)
    if asked.key("thai", THAI) == shown.key("thai", THAI):
        found.add("thai")
    return frozenset(found)


def _are_greek(asked: SchemeKeys, shown: SchemeKeys) -> bool:
    """Whether words differ as Greek does that writes MP for B, NT for D or GK for G."""
    both = f"{asked.word} {shown.word}"
    if "MP" not in both and "NT" not in both and "GK" not in both:
        return False
    folds = FOLDS["greek"]
    return asked.key("greek", folds) == shown.key("greek", folds)


def _schemes_of_sounds(asked: SchemeKeys, shown: SchemeKeys) -> Iterator[str]:
    for scheme, folds in FOLDS.items():
        one, other = asked.key(scheme, folds), shown.key(scheme, folds)
        if one == other:
            yield scheme
        if scheme in FURTHER_FOLDS:
            further, more = FURTHER_FOLDS[scheme]
            if one == other or _single(_fold(one, more)) == _single(_fold(other, more)):
                yield further
    if _differ_in_short_vowels(asked, shown):
        yield "arabic"
    if _are_somali(asked.word, shown.word):
        yield SOMALI


def schemes_of_chinese(asked: SchemeKeys, shown: SchemeKeys) -> Schemes:
    """Whether one side is the Pinyin of what the other has in Wade and Giles's spelling."""
    found = set()
    if asked.wade_giles and asked.wade_giles == shown.word.replace("SSU", "SZU"):
        found.add(_PINYIN_ASKED)
    if shown.wade_giles and shown.wade_giles == asked.word.replace("SSU", "SZU"):
        found.add(_PINYIN_SHOWN)
    return frozenset(found)


def schemes_of_articles(asked: str, shown: str) -> Schemes:
    """Whether two surnames differ in the article: AL, EL as in Egypt, or as it is said (ASH)."""
    if asked in ARABIC_ARTICLES and shown in ARABIC_ARTICLES:
        return ARABIC
    if {asked[:2], shown[:2]} != _JOINED_ARTICLES or min(len(asked), len(shown)) < _SHORTEST_JOINED:
        return NONE
    one, other = asked[2:], shown[2:]
    if one == other:
        return ARABIC
    return ARABIC & schemes_between(SchemeKeys(one), SchemeKeys(other))


def is_of_another_ue(one: SchemeKeys, other: SchemeKeys) -> bool:
    """Whether two words are one by how the Ü of Chinese is written (LV, LYU, LU)."""
    if one.word[:1] != other.word[:1]:
        return False
    return (one.has_ue or other.has_ue) and one.plain_u == other.plain_u


def is_long_vowel(one: SchemeKeys, other: SchemeKeys) -> bool:
    """Whether two words are one by how Japanese writes a long O or U (OH, OU, OO, UU)."""
    return one.word[:1] == other.word[:1] and one.short == other.short != ""


def _fold(word: str, folds: Folds) -> str:
    for spelling, key in folds:
        word = word.replace(spelling, key)
    return word


def _single(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _differ_in_short_vowels(asked: SchemeKeys, shown: SchemeKeys) -> bool:
    """Whether Arabic names differ in a scheme, and in vowels besides (Samir Nur, SAMEER NOUR)."""
    one, other = asked.key("arabic", FOLDS["arabic"]), shown.key("arabic", FOLDS["arabic"])
    if len(one) != len(other) or not all(map(_may_be_one_vowel, one, other)):
        return False
    # A vowel alone is no habit of writing, as Ellen is not Allen; but an E for an I is one.
    if one.replace("E", "I") == other.replace("E", "I"):
        return True
    return _VOWEL.sub("*", asked.word) != _VOWEL.sub("*", shown.word)


def _may_be_one_vowel(one: str, other: str) -> bool:
    return one == other or ("E" in (one, other) and {one, other} <= SHORT_VOWELS)


def _are_somali(asked: str, shown: str) -> bool:
    """Whether one word has what only the alphabet of Somali writes so: X for H, C for a pause."""
    if not _SOMALI_MARKS.search(asked) and not _SOMALI_MARKS.search(shown):
        return False
    return _somali_key(asked) == _somali_key(shown)


def _somali_key(word: str) -> str:
    word = re.sub("C(?!H)", "", word.replace("X", "H"))
    word = word.replace("KH", "H").replace("DH", "D").replace("Q", "K").replace("GH", "K")
    return _single(_ALL_VOWELS.sub("*", word)).removesuffix("H")


def _in_wade_giles(word: str) -> str:
    syllables = _PINYIN.findall(word)
    if sum(len(initial) + len(final) for initial, final in syllables) != len(word):
        return ""
    return "".join(itertools.starmap(_syllable, syllables))


def _syllable(initial: str, final: str) -> str:
    whole = WADE_GILES_SYLLABLES.get(initial + final)
    if whole is not None:
        return whole
    start = WADE_GILES_INITIALS.get(initial, initial)
    return start + WADE_GILES_FINALS.get(final, final)
