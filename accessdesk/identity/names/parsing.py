"""Take a name apart: what names a person, and what stands around it (titles, suffixes, aliases)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.spelling import romanisation_key
from accessdesk.identity.names.transliteration import (
    Letters,
    Script,
    letters_of,
    merge,
    resolve_look_alikes,
    scripts_of,
    spellings,
    without_accents,
)
from accessdesk.identity.names.words import (
    ALSO_WORDS,
    BORN_WORDS,
    DEGREES,
    NO_NAME_ON_ID,
    NUMERALS,
    PARTICLES,
    SUFFIXES,
    SUFFIXES_IN_TEXT,
    TITLES,
    TITLES_WITH_DOT,
)

# Longer texts are seldom a name of one person, and comparing them would cost time at the desk.
_MOST_CHARACTERS = 200
_MOST_PARTS = 10

_ASIDES = re.compile(
    r"\(([^)]*)\)|\[([^\]]*)\]|\{([^}]*)\}|[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]"
    r"|(?<=\s)['‘’‚]([^'‘’]{2,})['‘’](?=\s|$)"
)
_SEPARATORS = re.compile(r"[\s,;/\\|<>+&=_*:‐-―−·・-]+")
_APOSTROPHES = re.compile(r"['‘’ʼʹʻ`´ʿʾ＇]")


class Part:
    """One word of a name: as written, and with its documented spellings in A to Z.

    Two parts are equal only as one object; whether they agree is for `names_parts` to say.
    """

    def __init__(
        self,
        written: str,
        letters: Letters,
        scripts: frozenset[Script],
        *,
        documented: bool = True,
        look_alike: bool = False,
    ) -> None:
        self.written = written
        self.letters = letters
        self.scripts = scripts
        self.documented = documented
        self.look_alike = look_alike
        self.spelled = spellings(letters)
        self.plain = self.spelled[0]
        self.is_fixed = len(self.spelled) == 1
        self._key: str | None = None

    @property
    def key(self) -> str:
        """The key that usual romanisations of this part share."""
        if self._key is None:
            self._key = romanisation_key(self.plain)
        return self._key

    @property
    def is_initial(self) -> bool:
        """Whether the part is a single letter that stands for a name."""
        return len(self.plain) == 1 and Script.OTHER not in self.scripts

    @property
    def is_particle(self) -> bool:
        """Whether the part is a particle such as van, de or al."""
        return self.plain in PARTICLES


Parts = tuple[Part, ...]


@dataclass(frozen=True)
class ParsedName:
    """The parts of a requested name, its suffix, and other names that it mentions."""

    parts: Parts
    suffix: str | None = None
    asides: tuple[Parts, ...] = ()
    capital_surname: slice | None = None


@dataclass(frozen=True)
class ParsedId:
    """The parts of the name on an ID."""

    surname: Parts
    given: Parts
    suffix: str | None
    truncated: bool

    @property
    def words(self) -> frozenset[str]:
        """The words that are names on this ID, whatever they mean elsewhere (Ii, Né)."""
        return frozenset(part.plain for part in self.surname + self.given)

    @property
    def length(self) -> int:
        """Count the places that the name takes in a machine-readable zone."""
        parts = self.surname + self.given
        return sum(len(part.plain) for part in parts) + len(parts)


def join(parts: Sequence[Part]) -> Part:
    """Read several parts as one word, as spacing and hyphens are no part of a name."""
    if len(parts) == 1:
        return parts[0]
    return Part(
        " ".join([part.written for part in parts]),
        merge([part.letters for part in parts]),
        parts[0].scripts.union(*[part.scripts for part in parts]),
    )


def clean(text: str | None) -> str:
    """Normalise compatibility forms and drop what cannot be seen."""
    if text and text.isascii() and text.isprintable():
        return text[:_MOST_CHARACTERS]
    folded = unicodedata.normalize("NFKC", (text or "")[:_MOST_CHARACTERS])
    return "".join(
        " " if unicodedata.category(letter) == "Cc" else letter
        for letter in folded
        if unicodedata.category(letter) not in {"Cf", "Cs", "Co", "Cn"}
    )


def words_of(text: str) -> list[str]:
    """Split a cleaned text into words; apostrophes fall away, hyphens separate."""
    return [
        word
        for word in _SEPARATORS.split(_APOSTROPHES.sub("", text))
        if any(sign.isalnum() for sign in word)
    ]


def part_of(word: str) -> Part | None:
    """Read one word, or None where it holds no letter."""
    resolved = resolve_look_alikes(word)
    letters, documented = letters_of(resolved or word)
    if not letters:
        return None
    written = word.strip(".")
    scripts = frozenset(scripts_of(resolved or word))
    strange = resolved is not None or len(scripts) > 1 or any(map(str.isdigit, word))
    return Part(written, letters, scripts, documented=documented, look_alike=strange)


def is_too_long(requested: str, asked: Parts, on_id: NameOnId, shown: Parts) -> bool:
    """Whether a name has more words or letters than are compared."""
    texts = (requested, on_id.surname or "", on_id.given_names or "")
    too_many = max(len(asked), len(shown)) > _MOST_PARTS
    return too_many or max(map(len, texts)) > _MOST_CHARACTERS


def parts_of(words: Sequence[str]) -> Parts:
    """Read words, splitting initials that stand together (J.P.)."""
    split = [piece for word in words for piece in _split_initials(word)]
    found = (part_of(word) for word in split)
    return tuple(part for part in found if part is not None)


def _split_initials(word: str) -> list[str]:
    pieces = [piece for piece in word.split(".") if piece]
    if len(pieces) > 1:
        return [piece + "." for piece in pieces]
    return [word]


def parse_requested(text: str, *, borne: frozenset[str] = frozenset()) -> ParsedName:
    """Take the free text of a request apart.

    `borne` are the words that the ID shows as names: none of them is a title, a suffix or a mark.
    """
    cleaned = clean(text)
    asides = ["".join(found) for found in _ASIDES.findall(cleaned)]
    main = _ASIDES.sub(" ", cleaned)
    if not words_of(main):
        main, asides = " ".join(asides), []
    words, suffix = _strip_suffix_of_whole(_strip_titles(words_of(main), borne), borne)
    words, other = _split_other_name(words, borne)
    parts = parts_of([word for word in words if bare(word) not in {"FNU", "LNU"}])
    mentioned = [words_of(aside) for aside in asides] + [other]
    return ParsedName(
        parts,
        suffix,
        tuple(found for found in map(parts_of, mentioned) if found),
        _capital_block(parts),
    )


def parse_id(name: NameOnId) -> ParsedId:
    """Take the name on an ID apart, dropping what stands for an unknown name."""
    surname, in_surname = _strip_suffix(_named(name.surname))
    given, in_given = _strip_suffix(_named(name.given_names))
    suffix = SUFFIXES.get(bare(name.suffix or "")) or in_given or in_surname
    return ParsedId(
        parts_of(_strip_titles(surname)),
        parts_of(_strip_titles(given)),
        suffix,
        bool(name.name_truncated),
    )


def _named(text: str | None) -> list[str]:
    return [word for word in words_of(clean(text)) if bare(word) not in NO_NAME_ON_ID]


def bare(word: str) -> str:
    """A word in capitals without dots, to look it up among titles and the like."""
    upper = word.replace(".", "").upper()
    return upper if upper.isascii() else without_accents(upper)


def _strip_titles(words: list[str], borne: frozenset[str] = frozenset()) -> list[str]:
    while len(words) > 1 and _is_title(words[0]) and bare(words[0]) not in borne:
        words = words[1:]
    while len(words) > 2 and bare(words[-1]) in DEGREES and words[-1].upper() != words[-1].title():
        if not _looks_like_degree(words[-1]) or bare(words[-1]) in borne:
            break
        words = words[:-1]
    return words


def strips_title(text: str) -> bool:
    """Whether a title or degree would be dropped from a name."""
    words, _ = _strip_suffix(words_of(clean(text)))
    return _strip_titles(words) != words


def _is_title(word: str) -> bool:
    return bare(word) in TITLES or (word.endswith(".") and bare(word) in TITLES_WITH_DOT)


def _looks_like_degree(word: str) -> bool:
    return "." in word or sum(letter.isupper() for letter in word) >= 2


def _strip_suffix_of_whole(words: list[str], borne: frozenset[str]) -> tuple[list[str], str | None]:
    """Split a suffix off a whole name, unless it is a name itself, as Ii is a surname."""
    lone = len(words) == 2 and bare(words[-1]) in NUMERALS
    if words and (lone or bare(words[-1]) in borne):
        return words, None
    return _strip_suffix(words)


def _strip_suffix(words: list[str]) -> tuple[list[str], str | None]:
    if len(words) > 1 and bare(words[-1]) in SUFFIXES_IN_TEXT:
        return words[:-1], SUFFIXES[bare(words[-1])]
    if len(words) > 2 and words[-1] in {"V", "VI"}:
        return words[:-1], SUFFIXES[words[-1]]
    return words, None


def _split_other_name(words: list[str], borne: frozenset[str]) -> tuple[list[str], list[str]]:
    """Split off a former or other name (geb., née, aka) that follows a whole name."""
    for position in range(1, len(words) - 1):
        word = bare(words[position])
        if word in borne:
            continue
        if (word in BORN_WORDS and position > 1) or word in ALSO_WORDS:
            return words[:position], words[position + 1 :]
    return words, []


def _capital_block(parts: Parts) -> slice | None:
    """Find the surname that is set in capitals among other words (French order)."""
    capitals = [
        index
        for index, part in enumerate(parts)
        if len(part.written) > 1 and part.written.isupper() and part.written.lower() != part.written
    ]
    if not capitals or len(capitals) == len(parts):
        return None
    first, last = capitals[0], capitals[-1]
    if last - first + 1 != len(capitals) or (first != 0 and last != len(parts) - 1):
        return None
    while first and parts[first - 1].is_particle:
        first -= 1
    return slice(first, last + 1)
