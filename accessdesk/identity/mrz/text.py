"""Find the lines of a zone in what a scanner typed."""

import re
from collections.abc import Iterator
from itertools import accumulate, groupby

from accessdesk.identity.mrz.layouts import Zone

# Tabs, bars and record separators are what some scanners send for the end of a line.
_LINE_BREAK = re.compile(r"[\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029|]+")
_INVISIBLE = [*range(0x09), *range(0x0E, 0x1C), 0x1F, *range(0x7F, 0x85), *range(0x86, 0xA0)]
_INVISIBLE += [0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF]
# `str.upper` would also turn letters of other alphabets into A to Z.
_PLAIN = dict.fromkeys(_INVISIBLE, None) | str.maketrans(
    "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

SHAPES = ((44, 44), (30, 30, 30), (36, 36), (9, 30, 30), (30,))
_CARD_SHAPE, _FILLED_TO = (30, 30, 30), {36, 44}
# CR and LF with a lost Ctrl key arrive as the letters M and J.
_TYPED_BREAKS = ("M", "J", "MJ")
_MOST_LINES = 60
# Beyond these breaks nothing is looked at, which bounds the time for any input.
_MOST_BREAKS = 240


def split_lines(text: str) -> list[str]:
    """The lines in capitals without blanks; of equal neighbours only the first."""
    pieces = _LINE_BREAK.split(text.translate(_PLAIN), _MOST_BREAKS)[:_MOST_BREAKS]
    lines = filter(None, ("".join(piece.split()) for piece in pieces))
    return [line for line, _ in groupby(lines)][:_MOST_LINES]


def split_words(text: str) -> list[str]:
    """The words in capitals, for zones that stand between other words on one line."""
    return text.translate(_PLAIN).replace("|", " ").split(None, _MOST_LINES)[:_MOST_LINES]


def find_zones(text: str) -> Iterator[list[Zone]]:
    """The runs of characters that have the shape of a zone, as lines, likeliest first.

    Lines may be glued together, but a line is never searched for a zone inside it: a
    shift by one place can keep every check digit and damage the name, which has none.
    """
    lines = split_lines(text)
    yield list(_aligned(lines))
    yield list(_aligned(split_words(text)))
    yield list(_repeated("".join(lines)))
    yield list(_broken_by_letters(lines))
    yield list(_filled(lines))


def _aligned(lines: list[str]) -> Iterator[Zone]:
    """Find zones whose ends of lines are among the ends of lines that arrived."""
    for first in range(len(lines)):
        for shape in SHAPES:
            zone = _fit(lines, first, shape)
            # A line alone is a zone only on driving licences (ISO/IEC 18013-1).
            if zone is not None and (len(zone) > 1 or zone[0].startswith("D")):
                yield zone


def _filled(lines: list[str]) -> Iterator[Zone]:
    """Find a card's three lines that were filled to the width of another document."""
    width = _CARD_SHAPE[0]
    for first in range(len(lines) - len(_CARD_SHAPE) + 1):
        zone = lines[first : first + len(_CARD_SHAPE)]
        if {len(line) for line in zone} <= _FILLED_TO and not any(
            line[width:].strip("<") for line in zone
        ):
            yield tuple(line[:width] for line in zone)


def _fit(lines: list[str], first: int, shape: tuple[int, ...]) -> Zone | None:
    ends = tuple(accumulate(shape))
    length = 0
    for last in range(first, len(lines)):
        length += len(lines[last])
        if length not in ends:
            return None
        if length == ends[-1]:
            return _cut("".join(lines[first : last + 1]), shape)
    return None


def _cut(text: str, shape: tuple[int, ...]) -> Zone:
    ends = tuple(accumulate(shape))
    return tuple(text[end - width : end] for end, width in zip(ends, shape, strict=True))


def _repeated(text: str) -> Iterator[Zone]:
    """Find a zone that was sent more than once without a break, the last time maybe cut."""
    for shape in SHAPES:
        width = sum(shape)
        if len(text) > width and text[width:] == text[:-width]:
            yield _cut(text, shape)


def _broken_by_letters(lines: list[str]) -> Iterator[Zone]:
    """Find a zone whose line breaks arrived as letters, once or sent twice."""
    text = "".join(lines)
    half = text[: len(text) // 2]
    text = half if half + half == text else text
    breaks = {end % len(text) for end in accumulate(map(len, lines))} - {0}
    for shape in SHAPES:
        for typed in _TYPED_BREAKS:
            zone = _strip_typed_breaks(text, shape, typed, breaks)
            if zone is not None:
                yield zone


def _strip_typed_breaks(
    text: str, shape: tuple[int, ...], typed: str, breaks: set[int]
) -> Zone | None:
    """Take the letters out if they stand at the ends of lines, and only there.

    One letter too many may also be a fault inside a line, so a second sign is asked for:
    the letters at another end of a line as well, or nothing but fillers before them. Where
    real breaks arrived too, they come right behind the letters.
    """
    lines, ends, at = [], set(), 0
    for width in shape:
        lines.append(text[at : at + width])
        at += width
        if text[at : at + len(typed)] == typed:
            at += len(typed)
            ends.add(at)
    fits = at == len(text) and len(lines[-1]) == shape[-1] and breaks <= ends
    certain = len(ends) > 1 or (len(shape) == 2 and ends and lines[0].endswith("<<"))
    return tuple(lines) if fits and certain and len(ends) >= len(shape) - 1 else None
