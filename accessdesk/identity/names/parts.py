"""Compare two parts of names: the same, a weak sign, or another name."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from accessdesk.identity.names.apart import (
    are_far_apart,
    are_of_a_length,
    begin_otherwise,
    differ_in_y,
    may_agree,
    may_have_an_umlaut,
)
from accessdesk.identity.names.findings import Finding, Sign, Weight
from accessdesk.identity.names.parsing import Part, Parts, join
from accessdesk.identity.names.schemes import (
    ABOUT_UE,
    JAPANESE,
    KOREAN,
    NONE,
    Schemes,
    is_long_vowel,
    is_of_another_ue,
    schemes_between,
    schemes_of_articles,
    schemes_of_chinese,
)
from accessdesk.identity.names.spelling import (
    is_gendered_form,
    is_one_slip,
)
from accessdesk.identity.names.tables.schemes import EAST_SLAVIC, GREEK, OF_ISLAM
from accessdesk.identity.names.tables.words import CHINESE_AND_KOREAN_SURNAMES
from accessdesk.identity.names.transliteration import can_be_spelled
from accessdesk.identity.names.variants import (
    is_abbreviation,
    is_arabic_variant,
    is_compound_of,
    is_everyday_greek,
    is_korean_variant,
    is_of_another_language,
    is_short_form,
    is_variant,
)

# A cut that leaves fewer letters than this names nobody by itself.
ENOUGH_LETTERS = 3
_ENOUGH_LETTERS_UNFLAGGED = 4
# Names shorter than this fit into every document, so nothing had to be cut.
_LONG_NAME = 22
_FRENCH_LICENCE_FIELD = 8


class Role(StrEnum):
    """Which part of a name is compared; each has its own excuses."""

    SURNAME = "surname"
    GIVEN = "given name"


@dataclass(frozen=True)
class Comparison:
    """The comparison of one name with one ID; it remembers what it compared.

    `truncated` and `length` tell whether, and how likely, the name on the ID was cut, and
    `initials` of which habit an initial among the given names is.
    """

    truncated: bool
    length: int
    initials: Schemes = NONE
    _known: dict[tuple[Role, Parts, Parts], Finding | None] = field(default_factory=dict)
    _joined: dict[Parts, Part] = field(default_factory=dict)
    aligned: dict[tuple[Parts, Parts], Any] = field(default_factory=dict)

    def relate(self, asked: Parts, shown: Parts, role: Role) -> Finding | None:
        """How words of the request relate to words on the ID; None is another name.

        Several words on a side are read as one, as blanks and hyphens are no part of a name.
        """
        known = (role, asked, shown)
        if known not in self._known:
            self._known[known] = self._relate(asked, shown, role)
        return self._known[known]

    def agree(self, asked: Parts, shown: Parts, role: Role) -> Finding | None:
        """What to note where words of the request are those on the ID, with nothing to ask."""
        if len(asked) + len(shown) > 2 and not may_agree(asked, shown):
            return None
        finding = self.relate(asked, shown, role)
        return finding if finding is not None and finding.weight is Weight.NOTE else None

    def _relate(self, asked: Parts, shown: Parts, role: Role) -> Finding | None:
        joined = len(asked) + len(shown) > 2
        if joined and role is Role.GIVEN and are_far_apart(asked, shown):
            return None
        one, other = self._join(asked), self._join(shown)
        if same := _same(one, other, role):
            return same
        if not joined and (cut := _cut(one, other, role, self)):
            return cut
        if not joined and role is Role.GIVEN and (said := _said_otherwise(one, other)):
            return said
        if spelled := _spelled_otherwise(one, other, role):
            return spelled
        if joined:
            return _begun(one, other) if role is Role.GIVEN else None
        return _named_otherwise(one, other, role, self)

    def _join(self, parts: Parts) -> Part:
        if parts not in self._joined:
            self._joined[parts] = join(parts)
        return self._joined[parts]


def is_same(asked: Part, shown: Part) -> bool:
    """Whether two parts agree letter by letter in some documented transliteration."""
    if asked.is_fixed and shown.is_fixed:
        return asked.plain == shown.plain
    if asked.lengths[0] > shown.lengths[1] or shown.lengths[0] > asked.lengths[1]:
        return False
    fewer, more = sorted((asked, shown), key=lambda part: len(part.spelled))
    return any(can_be_spelled(more.letters, text) for text in fewer.spelled)


def are_the_same_in_another_order(asked: Parts, shown: Parts) -> bool:
    """Whether both sides have the very same words, and not in the same order."""
    if len(asked) != len(shown) or len(asked) < 2:
        return False
    left = list(shown)
    for part in asked:
        same = next((other for other in left if is_same(part, other)), None)
        if same is None:
            return False
        left.remove(same)
    return not all(map(is_same, asked, shown))


def _same(asked: Part, shown: Part, role: Role) -> Finding | None:
    if begin_otherwise(asked, shown):
        return None
    if is_same(asked, shown):
        return _agreement(asked, shown, role)
    if may_have_an_umlaut(asked, shown):
        words = (
            f"The {role.value} on the ID is {shown.written}, the request says {asked.written}: an "
            "umlaut written in two ways, or another name. Compare it with the printed name."
        )
        return Finding(Weight.QUESTION, Sign.UMLAUT, words)
    return None


def _agreement(asked: Part, shown: Part, role: Role) -> Finding:
    if asked.written.upper() == shown.written.upper():
        words = f"The {role.value} {shown.written} is on the ID as requested."
        return Finding(Weight.NOTE, Sign.AGREES, words)
    plain = asked.plain == shown.plain and asked.written.isascii() and shown.written.isascii()
    how = "except for spaces and punctuation" if plain else "after transliteration"
    sign = Sign.SPACING if plain else Sign.TRANSLITERATED
    words = (
        f"The {role.value} on the ID is {shown.written}, the request says {asked.written}: "
        f"the same {how}."
    )
    return Finding(Weight.NOTE, sign, words)


def _cut(asked: Part, shown: Part, role: Role, context: Comparison) -> Finding | None:
    if not _starts_with(asked, shown.plain):
        return None
    begins = f"The {role.value} on the ID, {shown.written}, is the beginning of {asked.written}"
    if context.truncated:
        if len(shown.plain) >= ENOUGH_LETTERS and _may_fill_a_field(shown, context):
            words = f"{begins}: the ID says that it was cut."
            return Finding(Weight.NOTE, Sign.TRUNCATED, words)
        words = f"{begins}, but the cut leaves the person open. Read the printed name."
        return Finding(Weight.WEAK, Sign.CUT, words)
    if len(shown.plain) >= _ENOUGH_LETTERS_UNFLAGGED and context.length >= _LONG_NAME:
        words = f"{begins}, and nothing on the ID says that it was cut. Read the printed name."
        return Finding(Weight.WEAK, Sign.UNFLAGGED_CUT, words)
    return None


def _may_fill_a_field(shown: Part, context: Comparison) -> bool:
    """Whether a name could have been cut here: short names fit, so Roberts is not Robertson.

    The French driving licence cuts surnames at eight letters.
    """
    return context.length >= _LONG_NAME or len(shown.plain) == _FRENCH_LICENCE_FIELD


def _said_otherwise(asked: Part, shown: Part) -> Finding | None:
    """What to ask where a table knows two given names as one, by a habit of the whole name.

    Before slips and variants: with a surname's G and H it is one habit (Gorbach, Horbach).
    """
    if is_of_another_language(asked.key, shown.key):
        because, schemes = "one name, in two languages of which a passport has one", EAST_SLAVIC
    elif is_everyday_greek(asked.key, shown.key):
        because, schemes = "one is how the other is said every day", GREEK
    else:
        return None
    words = f"The given name on the ID is {shown.written}, the request says {asked.written}"
    return Finding(Weight.WEAK, Sign.ROMANISATION, f"{words}: {because}.", schemes)


def _spelled_otherwise(asked: Part, shown: Part, role: Role) -> Finding | None:
    differ = f"The {role.value} on the ID is {shown.written}, the request says {asked.written}"
    if is_long_vowel(asked.schemes, shown.schemes):
        words = f"{differ}: it may be the same name, with its long vowel written otherwise."
        return Finding(Weight.WEAK, Sign.LONG_VOWEL, words, frozenset((JAPANESE,)))
    schemes = _schemes_between(asked, shown, role)
    if schemes or _has_same_key(asked, shown):
        words = f"{differ}: it may be another spelling of the same name in A to Z."
        return Finding(Weight.WEAK, Sign.ROMANISATION if schemes else Sign.VARIANT, words, schemes)
    shortest = 4 if role is Role.SURNAME else 3
    if any(
        is_one_slip(one, other, shortest=shortest)
        for one in asked.spelled[:4]
        for other in shown.spelled[:4]
    ):
        words = f"{differ}: one letter differs. A slip, or another person?"
        return Finding(Weight.WEAK, Sign.SLIP, words)
    return None


def _schemes_between(asked: Part, shown: Part, role: Role) -> Schemes:
    if is_of_another_ue(asked.schemes, shown.schemes):
        return frozenset((ABOUT_UE,))
    if role is Role.SURNAME and (articles := schemes_of_articles(asked.plain, shown.plain)):
        return articles
    if role is Role.SURNAME and is_korean_variant(asked.plain, shown.plain):
        return KOREAN
    if are_of_a_length(asked, shown) or differ_in_y(asked.plain, shown.plain):
        if is_arabic_variant(asked.plain, shown.plain):
            return OF_ISLAM
        return schemes_between(asked.schemes, shown.schemes)
    if role is Role.SURNAME and {asked.plain, shown.plain} <= CHINESE_AND_KOREAN_SURNAMES:
        return schemes_of_chinese(asked.schemes, shown.schemes)
    return NONE


def _has_same_key(asked: Part, shown: Part) -> bool:
    if asked.schemes.steady != shown.schemes.steady or not are_of_a_length(asked, shown):
        return False
    return asked.key == shown.key


def _named_otherwise(asked: Part, shown: Part, role: Role, context: Comparison) -> Finding | None:
    differ = f"The {role.value} on the ID is {shown.written}, the request says {asked.written}"
    if _is_initial_of(asked, shown) or _is_initial_of(shown, asked):
        words = f"{differ}: only the initial agrees."
        habit = context.initials if role is Role.GIVEN else NONE
        return Finding(Weight.WEAK, Sign.INITIAL, words, habit)
    plain = (asked.plain, shown.plain)
    if is_variant(*plain):
        words = f"{differ}: two spellings of a name, perhaps of one person."
        return Finding(Weight.WEAK, Sign.VARIANT, words)
    if is_abbreviation(*plain):
        words = f"{differ}: one is how the other is abbreviated."
        return Finding(Weight.WEAK, Sign.ABBREVIATION, words)
    if role is Role.GIVEN and is_short_form(*plain, (asked.key, shown.key)):
        words = f"{differ}: one is a short form of the other."
        return Finding(Weight.WEAK, Sign.NICKNAME, words)
    if role is Role.GIVEN and (begun := _begun(asked, shown)):
        return begun
    if role is Role.GIVEN and is_compound_of(asked.plain, shown.plain):
        words = f"{differ}: one has another name joined to it."
        return Finding(Weight.WEAK, Sign.COMPOUND, words)
    if role is Role.SURNAME and is_gendered_form(asked.plain, shown.plain):
        words = f"{differ}: a man's and a woman's form of one surname."
        return Finding(Weight.WEAK, Sign.GENDERED, words)
    return None


def _begun(asked: Part, shown: Part) -> Finding | None:
    """What to ask where one of two given names begins the other, whichever side has it."""
    if not _begins(asked, shown):
        return None
    words = (
        f"The given name on the ID is {shown.written}, the request says {asked.written}: one is "
        "the beginning of the other, cut short or another name."
    )
    return Finding(Weight.WEAK, Sign.UNFLAGGED_CUT, words)


def _begins(asked: Part, shown: Part) -> bool:
    short, long = sorted((asked, shown), key=lambda part: len(part.plain))
    return len(short.plain) >= _ENOUGH_LETTERS_UNFLAGGED and _starts_with(long, short.plain)


def _starts_with(part: Part, text: str) -> bool:
    """Whether some documented spelling of a part begins with the text."""
    return any(spelled.startswith(text) for spelled in part.spelled)


def _is_initial_of(initial: Part, name: Part) -> bool:
    return initial.is_initial and any(
        _starts_with(name, letter) for letter in initial.spelled if letter
    )
