"""Which badges a site has, written as patterns (`V###`) and pools (`V001-V060`); pure.

A pattern is compared sign by sign. Nothing here is a regular expression of somebody's own, which
could take minutes on a text of forty signs.
"""

import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import count

LONGEST = 200
TRIES = 10
_DASHES = "-\N{EN DASH}"
_SIGNS = frozenset(" ._:/#+-")
_DIGITS = frozenset("0123456789")
_EXAMPLES = "Write a pattern such as V###, or a pool such as V001-V060."


@dataclass(frozen=True, slots=True)
class Pattern:
    """Badges of one make: each `#` is any digit, and every other sign is itself."""

    text: str

    def fit(self, badge: str) -> str | None:
        """A badge in the site's spelling, or None where it is none of these; case is free."""
        if len(badge) != len(self.text):
            return None
        pairs = list(zip(self.text, badge, strict=True))
        if all(own in _DIGITS if sign == "#" else _same(sign, own) for sign, own in pairs):
            return "".join(own if sign == "#" else sign for sign, own in pairs)
        return None

    @property
    def words(self) -> str:
        """What fits, as it is told."""
        return f"{self.text} (each # is a digit)" if "#" in self.text else self.text

    @property
    def count(self) -> int:
        """How many badges fit."""
        return int(10 ** self.text.count("#"))

    def examples(self) -> Iterator[str]:
        """Some badges of it, with each digit in turn at each `#`."""
        for start in range(TRIES):
            digits = (str((start + place) % 10) for place in count())
            yield "".join(next(digits) if sign == "#" else sign for sign in self.text)


@dataclass(frozen=True, slots=True)
class Pool:
    """Badges that are counted through: what stands before their number, the first, and the last.

    `width` is how many digits each number has, or 0 where none begins with a nought.
    """

    head: str
    first: int
    last: int
    width: int

    def fit(self, badge: str) -> str | None:
        """A badge in the site's spelling, or None where it is none of these; case is free."""
        number = badge[len(self.head) :]
        if not _same(badge[: len(self.head)], self.head) or not _is_number(number):
            return None
        written = self._write(int(number))
        return written if self.first <= int(number) <= self.last and _same(written, badge) else None

    @property
    def words(self) -> str:
        """What fits, as it is told."""
        return f"{self._write(self.first)} to {self._write(self.last)}"

    @property
    def count(self) -> int:
        """How many badges it has."""
        return self.last - self.first + 1

    def badges(self) -> Iterator[str]:
        """Every badge of it, in order."""
        return map(self._write, range(self.first, self.last + 1))

    def examples(self) -> Iterator[str]:
        """Some badges of it, from the first to the last."""
        span = self.last - self.first
        return (self._write(self.first + span * step // (TRIES - 1)) for step in range(TRIES))

    def _write(self, number: int) -> str:
        return f"{self.head}{number:0{self.width}}"


@dataclass(frozen=True, slots=True)
class BadgeNumbers:
    """All that a site's badges may be called; with no kinds, anything that is a number."""

    kinds: tuple[Pattern | Pool, ...] = ()

    def fit(self, badge: str) -> str | None:
        """A badge in the site's spelling, or None where it is none of the site's.

        Where nothing is declared, capitals are it: `b7` and a wide `Ｂ７` are one badge.
        """
        if not self.kinds:
            return " ".join(unicodedata.normalize("NFKC", badge).upper().split())
        return next(filter(None, (kind.fit(badge) for kind in self.kinds)), None)

    @property
    def words(self) -> str:
        """What fits, as it is told: `V001 to V060, or C## (each # is a digit)`."""
        return ", or ".join(kind.words for kind in self.kinds)

    @property
    def counts(self) -> bool:
        """Whether there is a pool, whose badges are known one by one."""
        return any(isinstance(kind, Pool) for kind in self.kinds)

    def free(self, out: Container[str]) -> Iterator[str]:
        """The badges of the pools that are not among those handed out, in order."""
        for kind in self.kinds:
            if isinstance(kind, Pool):
                yield from (badge for badge in kind.badges() if badge not in out)


def read_badge_numbers(text: str) -> BadgeNumbers:
    """Read patterns and pools, with commas between; raises ValueError with words for the field."""
    if len(text) > LONGEST:
        message = f"Write at most {LONGEST} characters."
        raise ValueError(message)
    entries = [entry.strip() for entry in text.replace("\n", ",").split(",")]
    return BadgeNumbers(tuple(_kind(entry) for entry in entries if entry))


def _kind(entry: str) -> Pattern | Pool:
    if not all(sign.isalnum() or sign in _SIGNS or sign in _DASHES for sign in entry):
        raise ValueError(f"“{entry}” has a sign that is on no badge. {_EXAMPLES}")
    if "#" in entry:
        return Pattern(entry)
    ends = list(_ends(entry))
    found = next(filter(None, (_pool(first, last) for first, last in ends)), None)
    if found is None and ends:
        raise ValueError(f"“{entry}” does not count from one badge to another. {_EXAMPLES}")
    return found or Pattern(entry)


def _ends(entry: str) -> Iterator[tuple[str, str]]:
    """What may be the first and the last badge of a pool: both end in a number."""
    for place, sign in enumerate(entry):
        first, last = entry[:place].strip(), entry[place + 1 :].strip()
        if sign in _DASHES and _parted(first)[1] and _parted(last)[1]:
            yield first, last


def _pool(first: str, last: str) -> Pool | None:
    """The pool from one badge to another, or None where they are not two of one make."""
    (head, low), (other, high) = _parted(first), _parted(last)
    if not (low and high) or not _same(head, other) or int(low) > int(high):
        return None
    same_width = len(low) == len(high)
    if not same_width and low.startswith("0"):
        return None
    return Pool(head, int(low), int(high), len(low) if same_width else 0)


def _parted(badge: str) -> tuple[str, str]:
    head = badge.rstrip("0123456789")
    return head, badge[len(head) :]


def _is_number(text: str) -> bool:
    return bool(text) and _DIGITS.issuperset(text)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
