"""Judge a stream's entries, read in order: pure, one entry at a time, whatever their number."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from accessdesk.journal.rules import (
    Event,
    commitment,
    entry_hash,
    genesis_hash,
    leaf_hash,
    link_hash,
)

NEARBY = 10_000
"""How many places to each side are tried to say where a misplaced entry belongs."""


class Fault(StrEnum):
    """What is wrong with an entry."""

    ALTERED = "altered"
    MISSING = "missing"
    MISPLACED = "misplaced"
    ADDED = "added"
    TRUNCATED = "truncated"
    COMMITMENT = "commitment-mismatch"
    CHECKPOINT = "checkpoint-mismatch"
    PERSONAL_LOST = "personal-lost"


@dataclass(frozen=True)
class StoredPersonal:
    """Personal content as found beside an entry, before anything about it is believed."""

    person: str
    salt: bytes
    content: bytes


@dataclass(frozen=True)
class StoredEntry:
    """An entry as found, before anything about it is believed."""

    stream: str
    seq: int
    event: str
    at: str
    actor: str
    subject: str
    body: bytes
    prev_hash: bytes
    hash: bytes
    personal: StoredPersonal | None = None


@dataclass(frozen=True)
class Mark:
    """Where a stream stood once, as somebody else remembers it; `source` says who."""

    seq: int
    hash: bytes
    source: str


@dataclass(frozen=True)
class BadEntry:
    """The first entry that is not as it was written, and why."""

    stream: str
    seq: int
    fault: Fault
    detail: str

    def __str__(self) -> str:
        return f"{self.stream} entry {self.seq}: {self.fault}: {self.detail}"


@dataclass(frozen=True)
class Verdict:
    """What was found in a stream; `bad` is None when it is as it was written.

    `erased` counts commitments without their content, the first of them at `first_erased`;
    `erasures` counts, by stream, what the entries read here say was erased.
    """

    stream: str
    entries: int
    hash: bytes
    bad: BadEntry | None = None
    erased: int = 0
    first_erased: int = 0
    erasures: Mapping[str, int] = field(default_factory=dict)


@dataclass
class _Reading:
    """How far the stream has been read, and what was counted on the way."""

    stream: str
    seq: int
    hash: bytes
    erased: int = 0
    first_erased: int = 0
    erasures: Counter[str] = field(default_factory=Counter)

    def bad(self, fault: Fault, detail: str, seq: int | None = None) -> BadEntry:
        return BadEntry(self.stream, self.seq + 1 if seq is None else seq, fault, detail)

    def verdict(self, bad: BadEntry | None) -> Verdict:
        counted = (self.erased, self.first_erased, dict(self.erasures))
        return Verdict(self.stream, self.seq, self.hash, bad, *counted)


def verify_chain(
    stream: str,
    entries: Iterable[StoredEntry],
    *,
    marks: Sequence[Mark] = (),
    head: Mark | None = None,
) -> Verdict:
    """Read a whole stream and name the first entry that is not as it was written (R-SEC-2).

    `marks` are checkpoints, which the stream must contain; `head` is where it must end.
    """
    reading = _Reading(stream, 0, genesis_hash(stream))
    known = sorted(marks if head is None else [*marks, head], key=lambda mark: mark.seq)
    for entry, following in _with_following(entries):
        bad = _misplaced(reading, entry, following) or _rewritten(reading, entry, following)
        bad = bad or _contradicted(reading, entry)
        if bad:
            return reading.verdict(bad)
        if head is not None and entry.seq > head.seq:
            detail = f"{head.source} ends at entry {head.seq}"
            return reading.verdict(reading.bad(Fault.ADDED, detail))
        reading.seq, reading.hash = entry.seq, entry.hash
        while known and known[0].seq <= reading.seq:
            mark = known.pop(0)
            if mark.seq == reading.seq and mark.hash != reading.hash:
                return reading.verdict(_unlike(reading, mark))
    return reading.verdict(_cut_short(reading, known))


def _with_following(
    entries: Iterable[StoredEntry],
) -> Iterator[tuple[StoredEntry, StoredEntry | None]]:
    """Pair each entry with the next, since only both can say which of two neighbours is bad."""
    source = iter(entries)
    entry = next(source, None)
    while entry is not None:
        following = next(source, None)
        yield entry, following
        entry = following


def _misplaced(
    reading: _Reading, entry: StoredEntry, following: StoredEntry | None
) -> BadEntry | None:
    expected = reading.seq + 1
    if entry.seq != expected:
        if following is not None and following.seq == expected:
            return reading.bad(Fault.MISPLACED, f"entry {entry.seq} stands before it")
        if isinstance(entry.seq, int) and entry.seq > expected:
            return reading.bad(Fault.MISSING, f"the next one there is entry {entry.seq}")
        return reading.bad(Fault.MISPLACED, f"entry {entry.seq} stands in its place")
    if entry_hash(expected, entry.prev_hash, entry.body) == entry.hash:
        return None
    place = _place_of(entry)
    if place:
        return reading.bad(Fault.MISPLACED, f"entry {place} stands in its place")
    return reading.bad(Fault.ALTERED, "its text or its hashes are not what was recorded")


def _place_of(entry: StoredEntry) -> int | None:
    leaf = leaf_hash(entry.body)
    nearby = range(max(1, entry.seq - NEARBY), entry.seq + NEARBY)
    places = (seq for seq in nearby if link_hash(seq, entry.prev_hash, leaf) == entry.hash)
    return next(places, None)


def _rewritten(
    reading: _Reading, entry: StoredEntry, following: StoredEntry | None
) -> BadEntry | None:
    """Find an entry whose hash was made anew, so that it fits itself but not its neighbour."""
    if entry.prev_hash == reading.hash:
        return None
    is_followed = following is None or following.prev_hash == entry.hash
    if reading.seq and is_followed:
        detail = f"entry {entry.seq} was written after something else"
        return reading.bad(Fault.ALTERED, detail, seq=reading.seq)
    return reading.bad(Fault.ALTERED, "it does not follow the entry before it")


def _contradicted(reading: _Reading, entry: StoredEntry) -> BadEntry | None:
    """Compare what stands around the text, which no hash covers, with the text."""
    body = _json_object(entry.body)
    for name in ("stream", "event", "at", "actor", "subject"):
        if body.get(name) != getattr(entry, name):
            return reading.bad(Fault.ALTERED, f"its {name} is not what was recorded")
    if entry.event == Event.PERSONAL_ERASED:
        reading.erasures.update(_erasures(body))
    return _commitment_fault(reading, entry, body.get("commitment"))


def _json_object(content: bytes) -> dict[str, Any]:
    """Read an object; what is none, as a forger might leave behind, says nothing."""
    try:
        value = json.loads(content)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _erasures(body: dict[str, Any]) -> dict[str, int]:
    facts = body.get("facts")
    erased = facts.get("erased") if isinstance(facts, dict) else None
    if not isinstance(erased, dict):
        return {}
    return {stream: count for stream, count in erased.items() if isinstance(count, int)}


def _commitment_fault(
    reading: _Reading, entry: StoredEntry, committed: str | None
) -> BadEntry | None:
    personal = entry.personal
    if personal is None:
        if committed:
            reading.erased += 1
            reading.first_erased = reading.first_erased or entry.seq
        return None
    if commitment(personal.salt, personal.content).hex() != committed:
        return reading.bad(Fault.COMMITMENT, "its personal data is not what was recorded")
    if _json_object(personal.content).get("person") != personal.person:
        return reading.bad(Fault.COMMITMENT, "its personal data is kept under somebody else")
    return None


def _unlike(reading: _Reading, mark: Mark) -> BadEntry:
    detail = f"{mark.source} has another hash: this entry or one before it was written anew"
    return reading.bad(Fault.CHECKPOINT, detail, seq=reading.seq)


def _cut_short(reading: _Reading, left: Sequence[Mark]) -> BadEntry | None:
    """Judge the marks beyond the end; those at 0 hold for every stream."""
    for mark in left:
        if mark.seq > reading.seq:
            return reading.bad(Fault.TRUNCATED, f"{mark.source} knows it up to entry {mark.seq}")
    return None


def unexplained_losses(verdicts: Sequence[Verdict]) -> list[BadEntry]:
    """Find streams that lost more, or less, personal data than the journal says was erased."""
    recorded: Counter[str] = Counter()
    for verdict in verdicts:
        recorded.update(verdict.erasures)
    return [
        BadEntry(
            verdict.stream,
            verdict.first_erased,
            Fault.PERSONAL_LOST,
            f"{verdict.erased} entries from here on lack their personal data,"
            f" but {recorded[verdict.stream]} were erased on record",
        )
        for verdict in verdicts
        if verdict.erased != recorded[verdict.stream]
    ]
