"""Part one read of an AAMVA bar code into its data elements, by separators and element ids.

Source: AAMVA DL/ID Card Design Standard, annex D.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from accessdesk.identity.aamva.names import NAME_ELEMENTS
from accessdesk.identity.aamva.text import Read

# Between elements stands LF and after a subfile CR; a tab or a bar stands in for them, as
# no element may hold either.
_SEPARATORS = re.compile(r"[\n\r\t|\x0b\x0c\x1c-\x1f\u2028\u2029]+")
_ELEMENT = re.compile(r"(?:D[A-D]|PA)[A-Z]")
_BEGUN_ELEMENT = re.compile(r"[DPZ][A-D]?")
_DESIGNATOR = re.compile(r"(Z[A-Z])\d{8}")
_DESIGNATORS = re.compile(r"\d{0,6}(?:(?:DL|ID|EN|Z[A-Z])\d{8})*(?:DL|ID|EN)?")
_FIRST_ELEMENT = re.compile(r"(?:DL|ID|EN)(?=D[A-D][A-Z])")
_SUBFILE_TYPES = frozenset({"DL", "ID", "EN"})
_MOST_SUBFILES = 4
# A lone M is a CR that was typed with the Control key lost.
_NOTHING = frozenset({"", "M"})

FREE_TEXT = frozenset({*NAME_ELEMENTS, "DAQ"})
TRUNCATION = ("DDE", "DDF", "DDG")
USED = (*sorted(FREE_TEXT), *TRUNCATION, "DBA", "DBB")


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of one read, and what its form tells of its soundness.

    `torn`: text without an element id follows a value that is used. `closed`: a separator
    or the jurisdiction's own subfile ends the read. `ended`: a cut could not have shortened
    a value that is used. `whole`: the subfiles that the header names are all there.
    `contradictory`: an element that is used came with two values. `own_subfile`: the
    jurisdiction's own subfile is named, whose name begins with Z.
    """

    values: dict[str, str]
    version: int | None
    contradictory: bool
    torn: bool
    closed: bool
    ended: bool
    whole: bool
    own_subfile: bool


def part(read: Read) -> Elements:
    """Part a read into elements; offsets, lengths and the number of entries say nothing."""
    first, *others = (token.strip() for token in _SEPARATORS.split(read.body))
    declared = set(_DESIGNATOR.findall(first)[:_MOST_SUBFILES])
    tokens = [_without_designators(first), *(t for t in others if t not in _NOTHING)]
    closed = _SEPARATORS.match(read.body[-1:]) is not None
    tokens = _part_glued_subfile(tokens, declared, typed_m=read.typed_m)
    if read.typed_m and not closed and tokens[-1].endswith("M"):
        tokens, closed = [*tokens[:-1], tokens[-1].removesuffix("M")], True
    values, contradictory = _collect(tokens)
    return Elements(
        values=values,
        version=read.version,
        contradictory=contradictory,
        torn=_is_torn(tokens, closed=closed),
        closed=closed or tokens[-1].startswith("Z"),
        ended=closed or _is_closed_by_itself(tokens[-1]),
        whole=all(any(token.startswith(kind) for token in tokens) for kind in declared),
        own_subfile=bool(declared),
    )


def _without_designators(token: str) -> str:
    match = _DESIGNATORS.match(token)
    rest = token[match.end() :] if match else token
    if _ELEMENT.match(rest) or rest == "":
        return rest
    # Alberta has letters where the offset should be, and a cut header begins anywhere.
    first = _FIRST_ELEMENT.search(token)
    return token[first.end() :] if first else rest


def _part_glued_subfile(tokens: list[str], declared: set[str], *, typed_m: bool) -> list[str]:
    """Part the jurisdiction's subfile from the value before it, where CR was lost or is M.

    Its type and the id of its first element stand side by side there: `ZVZVA`.
    """
    for kind in sorted(declared):
        if any(token == kind or token.startswith(kind * 2) for token in tokens):
            continue
        for index, token in enumerate(tokens):
            at = token.find(kind * 2)
            if at > 0:
                heads = [_without_m(token[:at], typed_m=typed_m)]
                heads = [head for head in heads if head not in _NOTHING]
                tokens = [*tokens[:index], *heads, token[at:], *tokens[index + 1 :]]
                break
    return tokens


def _without_m(token: str, *, typed_m: bool) -> str:
    """Drop an M that stands for CR; where it may be a letter of the value, mark the doubt."""
    if not token.endswith("M"):
        return token
    doubtful = token[:3] in FREE_TEXT and not typed_m
    return token + "\0" if doubtful else token.removesuffix("M")


def _collect(tokens: list[str]) -> tuple[dict[str, str], bool]:
    values: dict[str, str] = {}
    contradictory = False
    for token in tokens:
        if not _ELEMENT.match(token):
            continue
        element, value = token[:3], token[3:].strip()
        if values.get(element) and value and values[element] != value and element in USED:
            contradictory = True
        values[element] = values.get(element) or value
    return values, contradictory


def _is_torn(tokens: list[str], *, closed: bool) -> bool:
    if any("\0" in token for token in tokens):
        return True
    if not closed and _BEGUN_ELEMENT.fullmatch(tokens[-1]):
        tokens = tokens[:-1]
    return any(
        before[:3] in FREE_TEXT and not _begins_something(after)
        for before, after in pairwise(tokens)
    )


def _begins_something(token: str) -> bool:
    return bool(_ELEMENT.match(token)) or token.startswith("Z") or token in _SUBFILE_TYPES


def _is_closed_by_itself(token: str) -> bool:
    """Whether a cut inside this last token would take away nothing that is used."""
    element, value = token[:3], token[3:]
    if element in FREE_TEXT or (element in USED and not value):
        return False
    return token.startswith("Z") or len(element) == len("DBA")
