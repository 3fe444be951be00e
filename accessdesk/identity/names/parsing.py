"""Take a name apart: what names a person, and what stands around it (titles, suffixes, aliases)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.schemes import SchemeKeys
from accessdesk.identity.names.spelling import romanisation_key, umlaut_keys, vowel_pair_keys
from accessdesk.identity.names.tables.words import (
    ALSO_WORDS,
    BORN_WORDS,
    NO_NAME_GIVEN,
    NO_NAME_ON_ID,
    PARTICLES,
    SUFFIXES,
)
from accessdesk.identity.names.text import MOST_CHARACTERS, bare, clean, hyphenated_in, words_of
from accessdesk.identity.names.titles import (
    strip_suffix,
    strip_suffix_of_whole,
    strip_titles,
    take_suffix_behind_surname,
    without_credentials,
)
from accessdesk.identity.names.transliteration import (
    Letters,
    Script,
    letters_of,
    merge,
    resolve_look_alikes,
    scripts_of,
    spellings,
)

# What issuers put for a name that there is not: any number of these.
_CROSSED_OUT = re.compile("X{3,}")
# More words are seldom a name of one person, and comparing them would cost time at the desk.
_MOST_PARTS = 10
# Of a word with many spellings so many are compared beyond what is the same by the tables.
_MOST_COMPARED = 4
# A request mentions a birth name and an alias; what else stands in brackets is no name.
_MOST_ASIDES = 2

_ASIDES = re.compile(
    r"\(([^)]*)\)|\[([^\]]*)\]|\{([^}]*)\}|[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]"
    r"|(?<=\s)['‘’‚]([^'‘’]{2,})['‘’](?=\s|$)"
)


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
        self.plain = "".join([options[0] for options in letters])
        self.is_fixed = len(letters) == 1 and len(letters[0]) == 1

    @cached_property
    def spelled(self) -> list[str]:
        """The documented spellings in A to Z, the recommended one first, up to a number."""
        return [self.plain] if self.is_fixed else spellings(self.letters)

    @cached_property
    def lengths(self) -> tuple[int, int]:
        """How short and how long the part can be spelled."""
        of_letters = [[len(option) for option in options] for options in self.letters]
        return sum(map(min, of_letters)), sum(map(max, of_letters))

    @cached_property
    def key(self) -> str:
        """The key that usual romanisations of this part share."""
        return romanisation_key(self.plain)

    @cached_property
    def schemes(self) -> SchemeKeys:
        """The keys that spellings by whole schemes share."""
        return SchemeKeys(self.plain)

    @cached_property
    def umlaut_keys(self) -> frozenset[str]:
        """The keys that ICAO's spellings of Ä, Ö and Ü share."""
        return umlaut_keys(self.spelled[:_MOST_COMPARED])

    @cached_property
    def vowel_pair_keys(self) -> frozenset[str]:
        """The keys that spellings share whose vowel pairs may be one letter."""
        return vowel_pair_keys(self.spelled[:_MOST_COMPARED])

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
    hyphenated: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class ParsedId:
    """The parts of the name on an ID."""

    surname: Parts
    given: Parts
    suffix: str | None
    truncated: bool
    hyphenated: frozenset[tuple[str, str]] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        """The words that are names on this ID, whatever they mean elsewhere (Ii, Né)."""
        return frozenset(part.plain for part in self.surname + self.given)

    @property
    def has_one_name_twice(self) -> bool:
        """Whether a single name was printed in both fields."""
        surname, given = ([part.plain for part in parts] for parts in (self.surname, self.given))
        return surname == given

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
        written_of(parts),
        merge([part.letters for part in parts]),
        parts[0].scripts.union(*[part.scripts for part in parts]),
    )


def written_of(parts: Sequence[Part]) -> str:
    """Several parts as they are written, for words to the officer."""
    return " ".join([part.written for part in parts])


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
    return too_many or max(map(len, texts)) > MOST_CHARACTERS


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
    main = without_credentials(_ASIDES.sub(" ", cleaned), borne)
    if not words_of(main):
        main, asides = " ".join(asides), []
    main, before = take_suffix_behind_surname(main, borne) if "," in main else (main, None)
    words, suffix = strip_suffix_of_whole(strip_titles(words_of(main), borne), borne)
    words, other = _split_other_name(words, borne)
    parts = parts_of([word for word in words if bare(word) not in {"FNU", "LNU"}])
    mentioned = [words_of(aside) for aside in asides[:_MOST_ASIDES]] + [other]
    return ParsedName(
        parts,
        suffix or before,
        tuple(found for found in map(parts_of, mentioned) if found),
        _capital_block(parts),
        frozenset(_hyphenated_in(main, borne)),
    )


def _hyphenated_in(text: str, borne: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The pairs of words that are one name; what parts two names of the ID may be no hyphen."""
    for one, other, surely in hyphenated_in(text):
        if surely or not (_is_borne(one, borne) and _is_borne(other, borne)):
            yield one, other


def _is_borne(word: str, borne: frozenset[str]) -> bool:
    part = part_of(word)
    return part is not None and not borne.isdisjoint(part.spelled)


def parse_id(name: NameOnId) -> ParsedId:
    """Take the name on an ID apart, dropping what stands for an unknown name."""
    surname, in_surname = strip_suffix(_named(name.surname))
    given, in_given = strip_suffix(_named(name.given_names))
    suffix = SUFFIXES.get(bare(name.suffix or "")) or in_given or in_surname
    return ParsedId(
        parts_of(strip_titles(surname)),
        parts_of(strip_titles(given)),
        suffix,
        bool(name.name_truncated),
        frozenset(_hyphenated_in(clean(name.given_names), frozenset()) if given[1:] else ()),
    )


def _named(text: str | None) -> list[str]:
    words = words_of(clean(text))
    if [bare(word) for word in words] == NO_NAME_GIVEN:
        return []
    return [word for word in words if not _is_no_name(bare(word))]


def _is_no_name(word: str) -> bool:
    return word in NO_NAME_ON_ID or _CROSSED_OUT.fullmatch(word) is not None


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
    # A letter has no other case: J MARIA CASTILLO is all in capitals.
    others = [part for index, part in enumerate(parts) if index not in capitals]
    if not capitals or all(part.written.isupper() for part in others):
        return None
    first, last = capitals[0], capitals[-1]
    if last - first + 1 != len(capitals) or (first != 0 and last != len(parts) - 1):
        return None
    while first and parts[first - 1].is_particle:
        first -= 1
    return slice(first, last + 1)
