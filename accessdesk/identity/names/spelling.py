"""Whether two words may be spellings of one name: romanisations, variants, gendered surnames.

Nothing here makes a match: a spelling that no table documents is a question for the officer.
"""

import itertools
import re

from rapidfuzz.distance import OSA

# Spellings between which the romanisation schemes of Cyrillic, Greek, Arabic and Chinese names
# choose, folded in this order into one key. The key is used only to ask, never to admit.
# 4 and 5 keep CH and the soft C apart from the hard one until it has become K.
_FOLD_TEXT = """
SHCH>SH SCHTSCH>SH SZCZ>SH SHT>SH TSCH>CH TCH>CH CZ>CH SCH>SH SZ>SH DZH>J DJ>J ZH>Z KH>H GH>G PH>F
TH>T DH>D SH>S TZ>TS TC>TS X>KS CK>K Q>K CH>4 CE>5E CI>5I CY>5Y C>K 4>C 5>C W>V YO>I Y>I J>I E>I
O>U AI>I
"""
# Of these, the differences between whole schemes for Cyrillic: who has one has the others as well.
_SCHEME_FOLD_TEXT = """
SHCH>SH SCHTSCH>SH SHT>SH TSCH>CH TCH>CH SCH>SH ZH>Z KH>H TZ>TS TC>TS W>V YO>I Y>I J>I E>I OU>U
"""
_FOLDS = tuple(fold.partition(">")[::2] for fold in _FOLD_TEXT.split())
_SCHEME_FOLDS = tuple(fold.partition(">")[::2] for fold in _SCHEME_FOLD_TEXT.split())

# Vowel pairs that may stand for Å, Ä, Ö and Ü where the writer had no such key.
_VOWEL_PAIRS = re.compile("AA|AE|OE|UE")
# Where AE, OE and UE can hardly be anything but Ä, Ö and Ü: between consonants, and not in the
# ending of Michael, Noel or Samuel, nor at the end of a short word (Joe, Sue, Rae).
_UMLAUTS = re.compile(r"(?<![AEIOUYQ])([AOU])E(?=[^AEIOUYL]|L.|(?<=.{5})$)")

_VARIANTS = """
MOHAMMED MUHAMMAD MOHAMED MOHAMMAD MUHAMMED MOHD MUHAMAD MOHAMAD MEHMET MAHOMED MOHAMMOD MUHAMED
HUSSEIN HOSSEIN HUSSAIN HUSAIN HUSEYIN HOUSSEIN HUSAYN HOSSAIN
AHMED AHMAD AHMET
YUSUF YOUSSEF YOUSEF YUSEF YOUSUF JUSUF YUSSUF
ABDALLAH ABDULLAH ABDULLA ABDALLA
ABDULRAHMAN ABDELRAHMAN ABDURRAHMAN ABDERRAHMANE ABDURAHMAN ABDALRAHMAN
OTHMAN OSMAN USMAN UTHMAN
OMAR UMAR OMER
ALI ALY
AISHA AYSHA AYESHA AICHA AYSE
FATIMA FATMA FATEMEH FATIMAH
MUSTAFA MOSTAFA MOUSTAPHA MUSTAPHA
IBRAHIM EBRAHIM BRAHIM
KHADIJA KHADIJAH HATICE
JOHN JON
GEOFFREY JEFFREY JEFFERY GEOFFERY
CATHERINE KATHERINE KATHARINE CATHARINE KATHRYN CATHRYN KATRIN CATRIN KATARINA KATERINA
STEPHEN STEVEN STEPHAN STEFAN STEVAN
PHILIP PHILLIP FILIP PHILIPP PHILIPPE
SEAN SHAUN SHAWN SHANE
MARK MARC MARCUS MARKUS
ERIC ERIK ERICH
CARL KARL
ELIZABETH ELISABETH ELISABET
ANN ANNE ANNA ANA
ALAN ALLAN ALLEN
BRIAN BRYAN BRION
NEIL NEAL NIALL
STUART STEWART
LAURENCE LAWRENCE LORENZ
GRAHAM GRAEME
NICHOLAS NICOLAS NIKOLAS NIKOLAOS NICKOLAS
ALEXANDER ALEKSANDR ALEXANDRE ALEKSANDER OLEKSANDR ALEXANDR
ALEXANDRA ALEKSANDRA OLEKSANDRA
MIKHAIL MICHAIL MIHAIL MYKHAILO
VLADIMIR VOLODYMYR WLADIMIR
DMITRY DMITRI DMITRII DIMITRI DMYTRO DIMITRIJ
EVGENY YEVGENY EVGENII EUGENE YEVHEN
GEORGIOS GIORGOS YORGOS GEORGE
IOANNIS GIANNIS YANNIS
DIMITRIOS DIMITRIS
KONSTANTINOS KOSTAS CONSTANTINE CONSTANTINOS
LEE LI YI RHEE
PARK PAK BAK
KIM GIM
CHOI CHOE
JUNG JEONG CHUNG CHONG
ZHANG CHANG CHEUNG TEO
WANG WONG
CHEN CHAN TAN
ZHOU CHOU CHOW
HUANG WONG HWANG
LIU LAU LOW
XU HSU TSUI
XIE HSIEH TSE
CAI TSAI CHOI
ZHENG CHENG
NGUYEN NGUEN
SARA SARAH
THERESA TERESA THERESE
MATTHEW MATHEW MATHIEU
MICHELLE MICHELE
SOFIA SOPHIA SOFIE SOPHIE
LOUIS LEWIS LUIS
JACOB JAKOB
JOSEPH JOSEF JOZEF
THOMAS TOMAS
CHRISTOPHER KRISTOFFER CHRISTOFFER KRISTOPHER
"""
_GROUPS_OF: dict[str, set[int]] = {}
for _number, _line in enumerate(_VARIANTS.strip().splitlines()):
    for _word in _line.split():
        _GROUPS_OF.setdefault(_word, set()).add(_number)

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
    for spelling, key in _FOLDS:
        word = word.replace(spelling, key)
    single = "".join(letter for letter, _ in itertools.groupby(word))
    return single.removesuffix("H") or single


def romanisation_scheme_key(word: str) -> str:
    """Fold less: only what sets one scheme for Cyrillic apart from another."""
    for spelling, key in _SCHEME_FOLDS:
        word = word.replace(spelling, key)
    return re.sub("I+", "I", word)


def is_variant(one: str, other: str) -> bool:
    """Whether two words are known spellings of one name (Geoffrey, Jeffrey)."""
    return not _GROUPS_OF.get(one, set()).isdisjoint(_GROUPS_OF.get(other, set()))


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
