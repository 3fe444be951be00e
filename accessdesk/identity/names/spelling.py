"""Whether two words may be spellings of one name: umlauts, gendered surnames, a slip.

Nothing here makes a match: a spelling that no table documents is a question for the officer.
"""

import itertools
import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

# Spellings between which the romanisation schemes of Cyrillic, Greek, Arabic and Chinese names
# choose, folded in this order into one key. The key is used only to ask, never to admit.
# 4 and 5 keep CH and the soft C apart from the hard one until it has become K.
_FOLD_TEXT = """
SHCH>SH SCHTSCH>SH SZCZ>SH SHT>SH TSCH>CH TCH>CH CZ>CH SCH>SH SZ>SH DZH>J DJ>J ZH>Z KH>H GH>G PH>F
TH>T DH>D SH>S TZ>TS TC>TS X>KS CK>K Q>K CH>4 CE>5E CI>5I CY>5Y C>K 4>C 5>C W>V YO>I Y>I J>I E>I
O>U AI>I
"""


def _folds(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (fold.partition(">") for fold in text.split())
    return tuple((spelling, key) for spelling, _, key in pairs)


_FOLDS = _folds(_FOLD_TEXT)

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
_FIRST_GROUP = r"\1"
_SHORTEST_STEM = 3
_SHORTEST_SLIP = 4


def romanisation_key(word: str) -> str:
    """Fold a word of A to Z so that usual romanisations of one name give one key."""
    for spelling, key in _FOLDS:
        word = word.replace(spelling, key)
    single = "".join(letter for letter, _ in itertools.groupby(word))
    return single.removesuffix("H") or single


def umlaut_keys(spellings: Iterable[str]) -> frozenset[str]:
    """What words in A to Z have in common that may be two of ICAO's spellings of Ä, Ö and Ü."""
    return frozenset(f"{word[:1]} {_UMLAUTS.sub(_FIRST_GROUP, word)}" for word in spellings)


def vowel_pair_keys(spellings: Iterable[str]) -> frozenset[str]:
    """What words have in common that differ in vowel pairs alone, which may be one letter."""
    return frozenset(
        f"{word[:1]} {_VOWEL_PAIRS.sub(_first_letter, word)}"
        for word in spellings
        if len(word) >= _SHORTEST_SLIP
    )


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
