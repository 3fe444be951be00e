"""Look at an ID and compare it with the visitor, letting go of all that may not be kept.

Raw text, number and birth date never leave this module (R-GATE-8): what comes out is what decides,
the name for the comparison, and of the number what the site's ID profile says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accessdesk.gate.entry.facts import ShownId
from accessdesk.identity.document import NameOnId, Unreadable
from accessdesk.identity.judging.judgement import number_digest, number_to_keep, read_profile
from accessdesk.identity.judging.presented import (
    IdKind,
    PresentedId,
    TypedDocument,
    present_scanned,
    present_typed,
)
from accessdesk.identity.names.comparing import compare_names
from accessdesk.identity.reading import read_document


@dataclass(frozen=True, slots=True)
class ScannedId:
    """What a scanner gave; `original` is the officer's word on it, None while none is given."""

    raw: str = field(repr=False)
    original: bool | None


@dataclass(frozen=True, slots=True)
class TypedId:
    """What the officer typed from a document, and their word as above."""

    document: TypedDocument = field(repr=False)
    original: bool | None


# What is only a copy or a picture is refused as that, whatever it says: nothing of it is read.
COPY = TypedId(TypedDocument(IdKind.COPY, "", "", "", None), original=False)

PresentedDocument = ScannedId | TypedId


@dataclass(frozen=True, slots=True)
class SeenId:
    """What is left of an ID once it was looked at.

    `number_mark` tells a badge that is the ID's own number, and is kept nowhere.
    """

    document: PresentedId | Unreadable
    name: NameOnId | None = field(repr=False)
    number_kept: str | None = field(repr=False)
    number_mark: str = field(default="", repr=False)


def look_at(
    document: PresentedDocument | SeenId,
    id_profile: Mapping[str, Any],
    *,
    on: date,
    key: bytes,
) -> SeenId:
    """Read an ID by the site's local date `on`; `key` is what a digest of its number hides under.

    Never raises for what was scanned: what cannot be read is seen as unreadable.
    """
    match document:
        case SeenId():
            return document
        case TypedId(document=typed, original=original):
            return SeenId(present_typed(typed, original=original), typed.name, None)
        case ScannedId(raw=raw, original=original):
            return _read(raw, id_profile, original=original, on=on, key=key)


def _read(
    raw: str, id_profile: Mapping[str, Any], *, original: bool | None, on: date, key: bytes
) -> SeenId:
    read = read_document(raw, on=on)
    if isinstance(read, Unreadable):
        return SeenId(read, None, None)
    kept = number_to_keep(read.document_number, read_profile(id_profile), key=key)
    mark = number_digest(read.document_number, key=key)
    return SeenId(present_scanned(read, original=original), read.name, kept, mark)


def compare(seen: SeenId, visitor_name: str) -> tuple[ShownId, tuple[str, ...]]:
    """Compare the ID's name with the one on the request, as it stands now (R-GATE-5)."""
    if seen.name is None:
        return ShownId(seen.document, None), ()
    match = compare_names(visitor_name, seen.name)
    return ShownId(seen.document, match.verdict), match.reasons
