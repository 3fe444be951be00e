"""Whether two words may be spellings of one name: romanisations, gendered surnames, a slip.

Nothing here makes a match: a spelling that no table documents is a question for the officer.
"""

import itertools
import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

# Spellings between which the romanisation schemes of Cyrillic, Greek, Arabic and Chinese names
# choose, folded in this order into one key. The key is used only to ask, never to admit.
# 4 and 5 keep CH and the soft C apart from the hard one until it has become K.
_FOLD_TEXT = """
SHCH>SH SCHTSCH>SH SZCZ>SH SHT>SH TSCH>CH TCH>CH CZ>CH SCH>SH SZ>SH DZH>J DJ>J ZH>Z KH>H GH>G PH>F
TH>T DH>D SH>S TZ>TS TC>TS X>KS CK>K Q>K CH>4 CE>5E CI>5I CY>5Y C>K 4>C 5>C W>V YO>I Y>I J>I E>I
O>U AI>I
"""
# Of these, the differences between whole schemes: who has one in a name has the others as well.
# Cyrillic: ICAO 9303, GOST R 52535 and BGN/PCGN, and everyday English (Alexey, Maxim, Fyodor).
_CYRILLIC_FOLD_TEXT = """
SHCH>SH SCHTSCH>SH SHT>SH TSCH>CH TCH>CH SCH>SH ZH>Z KH>H X>KS TZ>TS TC>TS W>V YO>I Y>I J>I E>I
OU>U
"""
# Arabic: the English habit and the French one, with or without the signs for long and double. Its
# short vowels are written as they are heard, E for any of them.
_ARABIC_FOLD_TEXT = """
OU>U OO>U EE>I AA>A CH>SH DJ>J DH>D GH>G KH>K TH>T Q>K AY>I AI>I EI>I Y>I O>U INE>IN
"""
_ABDUL = re.compile("^ABD[AEIO]L")  # Before most of God's names, and written with any vowel.
_VOWEL, _SHORT_VOWELS = re.compile("[AEIOU]"), frozenset("AEIU")


def _folds(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (fold.partition(">") for fold in text.split())
    return tuple((spelling, key) for spelling, _, key in pairs)


_FOLDS = _folds(_FOLD_TEXT)
_CYRILLIC_FOLDS, _ARABIC_FOLDS = _folds(_CYRILLIC_FOLD_TEXT), _folds(_ARABIC_FOLD_TEXT)

# The Ü of Chinese as systems write it (LV), as passports do since 2021 (LYU), and did before (LU).
_CHINESE_UE = re.compile(r"([LN])(?:YU|V|U)E?")
# The moras of Japanese in Hepburn's romanisation, with a long vowel's H or second letter.
_JAPANESE = re.compile(
    r"(?:(?:([KSTPGDBZJMNR])\1?|SS?H|TCH|CH|TS|[KGNHBPMRJ]Y|[HFWY])?(?:[AIUE]|O+U?)+H?|(?<!H)[NM])+"
)
_LONG = re.compile(r"O(?:H(?![AIUEOY])|[OU])|UU")

# Vowel pairs that may stand for Å, Ä, Ö and Ü where the writer had no such key.
_VOWEL_PAIRS = re.compile("AA|AE|OE|UE")
# Where AE, OE and UE can hardly be anything but Ä, Ö and Ü: between consonants, and not in the
# ending of Michael, Noel or Samuel, nor at the end of a short word (Joe, Sue, Rae).
_UMLAUTS = re.compile(r"(?<![AEIOUYQ])([AOU])E(?=[^AEIOUYL]|L.|(?<=.{5})$)")

# Endings of one surname as men and women of a family bear it.
_GENDERED_ENDINGS: tuple[tuple[str, str], ...] = (
    ("", "OVA"),
    ("A", "OVA"),
    ("EK", "KOVA"),
    ("EC", "COVA"),
    ("EL", "LOVA"),
    ("SKII", "SKAIA"),
    ("SKIY", "SKAYA"),
    ("SKY", "SKAYA"),
    ("SKY", "SKA"),
    ("SKI", "SKA"),
    ("SKYI", "SKA"),
    ("YI", "A"),
    ("II", "AIA"),
    ("OS", "OU"),
    ("AS", "IENE"),
    ("AS", "AITE"),
    ("IS", "YTE"),
    ("IS", "IENE"),
    ("US", "IENE"),
    ("US", "UTE"),
)
_SHORTEST_STEM = 3
_SHORTEST_SLIP = 4


def romanisation_key(word: str) -> str:
    """Fold a word of A to Z so that usual romanisations of one name give one key."""
    single = _single(_fold(word, _FOLDS))
    return single.removesuffix("H") or single


def _fold(word: str, folds: tuple[tuple[str, str], ...]) -> str:
    for spelling, key in folds:
        word = word.replace(spelling, key)
    return word


def _single(word: str) -> str:
    return "".join(letter for letter, _ in itertools.groupby(word))


@dataclass(frozen=True, slots=True)
class SchemeKeys:
    """A word folded by what sets whole schemes of romanisation apart."""

    cyrillic: str
    ukrainian: str
    arabic: str
    consonants: str

    def may_be_one(self, other: "SchemeKeys") -> bool:
        """Whether two words differ as whole schemes do: for Cyrillic, or for Arabic."""
        if self.cyrillic == other.cyrillic or self.ukrainian == other.ukrainian:
            return True
        if self.arabic == other.arabic:
            return True
        if len(self.arabic) != len(other.arabic):
            return False
        # A vowel alone is no habit of writing: Ellen is not Allen.
        alike = all(map(_may_be_one_vowel, self.arabic, other.arabic))
        return alike and self.consonants != other.consonants


def _may_be_one_vowel(one: str, other: str) -> bool:
    return one == other or ("E" in (one, other) and {one, other} <= _SHORT_VOWELS)


def scheme_keys(word: str) -> SchemeKeys:
    """Fold a word of A to Z by each family of schemes.

    The Ukrainian key folds the G of Russian into the H of Ukrainian, too (Grigory, Hryhorii).
    """
    word = _ABDUL.sub("ABDUL", word)
    cyrillic = re.sub("I+", "I", _fold(word, _CYRILLIC_FOLDS))
    arabic = _single(_fold(word, _ARABIC_FOLDS))
    return SchemeKeys(
        cyrillic=cyrillic,
        ukrainian=_single(cyrillic.replace("G", "H")),
        arabic=arabic.removesuffix("H") or arabic,
        consonants=_VOWEL.sub("*", word),
    )


def is_of_another_ue(one: str, other: str) -> bool:
    """Whether two words are one by how the Ü of Chinese is written (LV, LYU, LU)."""
    if _CHINESE_UE.search(one) is None:
        return False
    return _CHINESE_UE.sub(r"\1U", one) == _CHINESE_UE.sub(r"\1U", other)


def is_long_vowel(one: str, other: str) -> bool:
    """Whether two words are one by how Japanese writes a long O or U (OH, OU, OO, UU)."""
    if _short(one) != _short(other):
        return False
    return _JAPANESE.fullmatch(one) is not None and _JAPANESE.fullmatch(other) is not None


def _short(word: str) -> str:
    return _LONG.sub(lambda found: found.group()[0], word)


def is_same_umlaut(one: str, other: str) -> bool:
    """Whether two words are one by ICAO's two spellings of Ä, Ö and Ü (MUELLER, MULLER).

    No misread letter makes this difference: a zone that lost a letter has the wrong length.
    """
    return one[:1] == other[:1] and _UMLAUTS.sub(r"\1", one) == _UMLAUTS.sub(r"\1", other)


def may_be_same_umlaut(one: str, other: str) -> bool:
    """Whether two words differ only in vowel pairs that may stand for one letter."""
    if one[:1] != other[:1] or min(len(one), len(other)) < _SHORTEST_SLIP:
        return False
    return _VOWEL_PAIRS.sub(_first_letter, one) == _VOWEL_PAIRS.sub(_first_letter, other)


def _first_letter(pair: re.Match[str]) -> str:
    return pair.group()[0]


def is_one_slip(one: str, other: str, *, shortest: int) -> bool:
    """Whether one letter more, less, other or swapped turns one word into the other.

    `shortest` is the length that the shorter word must have: in short words a slip is another name.
    """
    if abs(len(one) - len(other)) > 1:
        return False
    if max(len(one), len(other)) < _SHORTEST_SLIP or min(len(one), len(other)) < shortest:
        return False
    return bool(OSA.distance(one, other, score_cutoff=1) == 1)


def is_gendered_form(one: str, other: str) -> bool:
    """Whether two surnames are the forms of one that men and women bear (Novák, Nováková)."""
    if one[:_SHORTEST_STEM] != other[:_SHORTEST_STEM]:
        return False
    return _is_female_form(one, other) or _is_female_form(other, one)


def _is_female_form(male: str, female: str) -> bool:
    return any(
        female.endswith(hers)
        and male.endswith(his)
        and len(female) - len(hers) >= _SHORTEST_STEM
        and male.removesuffix(his) == female.removesuffix(hers)
        for his, hers in _GENDERED_ENDINGS
    )
