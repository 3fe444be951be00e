#!/usr/bin/env python3
"""Verify exports of an accessdesk journal, without accessdesk: this one file is all you need.

    accessdesk journal export --stream site:AMS1 > ams1.jsonl
    accessdesk journal export --stream operator > operator.jsonl
    python3 verify_journal.py ams1.jsonl operator.jsonl --checkpoints DIR --trust FINGERPRINT

An export is JSON lines: the entries of one stream in order, then {"end": …}. Each entry has a
`body`, the text that was hashed, and is bound to the one before it:

    leaf  = SHA-256(00 || body)
    hash  = SHA-256(01 || place as 8 bytes, big-endian || hash of the entry before || leaf)
    start = SHA-256(02 || name of the stream)

Personal data is not in the body, only commitment = SHA-256(salt || content); so it can be erased
and the chain still holds. A checkpoint is a signed file that says where a stream stood; only with
one can you tell that the end of a stream was cut off, or that a whole stream is gone: every stream
of which there is a checkpoint needs its export. Exit code: 0 all is as written, 1 it is not, or not
all was checked, 2 it could not be read.

It needs Python 3.9 or later, and the `cryptography` package to check signatures of checkpoints;
without that it says that it did not.
"""

# What it finds goes to standard output.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    CHECKS_SIGNATURES = True
except ImportError:
    CHECKS_SIGNATURES = False

Line = dict[str, Any]

PURPOSE = b"accessdesk journal checkpoint\n"
NEARBY = 10_000
FIELDS = {"stream", "seq", "event", "at", "actor", "subject", "body", "prev_hash", "hash"}
OPTIONAL = {"personal"}


class Bad(Exception):
    """The first entry that is not as it was written."""

    def __init__(self, seq: int, fault: str, detail: str) -> None:
        super().__init__(f"entry {seq}: {fault}: {detail}")
        self.seq = seq
        self.fault = fault


def sha256(*parts: bytes) -> bytes:
    """Hash the parts one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def hash_at(place: int, entry: Line) -> str:
    """The hash, in hexadecimal, that the entry would have at this place."""
    leaf = sha256(b"\x00", entry["body"].encode())
    return sha256(b"\x01", place.to_bytes(8, "big"), bytes.fromhex(entry["prev_hash"]), leaf).hex()


def read_lines(path: str) -> Iterator[Line]:
    """Each line of an export as an object; `-` is standard input."""
    with sys.stdin.buffer if path == "-" else open(path, "rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                value = json.loads(line.decode())
            except ValueError:
                value = None
            if not isinstance(value, dict):
                raise Bad(number, "altered", "its line is not a JSON object")
            yield value


def with_next(values: Iterable[Line]) -> Iterator[tuple[Line, Line | None]]:
    """Pair each value with the one after it."""
    source = iter(values)
    value = next(source, None)
    while value is not None:
        following = next(source, None)
        yield value, following
        value = following


def is_at(entry: Line | None, place: int) -> bool:
    """Whether a line is the entry of this place by its own account."""
    return entry is not None and entry.get("seq") == place


def check_place(entry: Line, following: Line | None, place: int) -> None:
    """Compare the entry's number and hash with the place where it stands."""
    if entry["seq"] != place:
        if is_at(following, place):
            raise Bad(place, "misplaced", f"entry {entry['seq']} stands before it")
        if entry["seq"] > place:
            raise Bad(place, "missing", f"the next one there is entry {entry['seq']}")
        raise Bad(place, "misplaced", f"entry {entry['seq']} stands in its place")
    if hash_at(place, entry) == entry["hash"]:
        return
    for other in range(max(1, place - NEARBY), place + NEARBY):
        if hash_at(other, entry) == entry["hash"]:
            raise Bad(place, "misplaced", f"entry {other} stands in its place")
    raise Bad(place, "altered", "its text or its hashes are not what was recorded")


def check_link(entry: Line, following: Line | None, place: int, before: str) -> None:
    """Compare the entry with the one before it; the next one tells which of the two is bad."""
    if entry["prev_hash"] == before:
        return
    is_followed = (
        following is None or "end" in following or following.get("prev_hash") == entry["hash"]
    )
    if place > 1 and is_followed:
        raise Bad(place - 1, "altered", f"entry {place} was written after something else")
    raise Bad(place, "altered", "it does not follow the entry before it")


def check_text(entry: Line, place: int) -> Line:
    """Compare what stands around the text with the text."""
    if set(entry) - OPTIONAL != FIELDS:
        raise Bad(place, "altered", "it lacks a field, or has one that no entry has")
    body: Line = json.loads(entry["body"])
    for name in ("stream", "event", "at", "actor", "subject"):
        if body.get(name) != entry[name]:
            raise Bad(place, "altered", f"its {name} is not what was recorded")
    return body


def check_personal(entry: Line, body: Line, place: int) -> bool:
    """Open the commitment if its content is there; returns whether it was left closed."""
    personal = entry.get("personal")
    if personal is None:
        return "commitment" in body
    salt = bytes.fromhex(personal["salt"])
    opened = sha256(salt, personal["content"].encode()).hex()
    if opened != body.get("commitment") or salt.hex() != personal["salt"]:
        raise Bad(place, "commitment-mismatch", "its personal data is not what was recorded")
    if json.loads(personal["content"])["person"] != personal["person"]:
        raise Bad(place, "commitment-mismatch", "its personal data is kept under somebody else")
    return False


def check_mark(marks: Sequence[Line], place: int, found: str) -> None:
    """Compare the hash at a place with what checkpoints say of it."""
    for checkpoint in marks:
        if checkpoint["seq"] == place and checkpoint["hash"] != found:
            detail = f"the checkpoint of {checkpoint['at']} has another hash"
            raise Bad(place, "checkpoint-mismatch", detail)


def check_end(marks: Sequence[Line], place: int, found: str, end: Line | None) -> None:
    """Compare where the lines end with where the stream ended by its own account and others'."""
    for checkpoint in marks:
        if checkpoint["seq"] > place:
            detail = f"the checkpoint of {checkpoint['at']} knows it up to {checkpoint['seq']}"
            raise Bad(place + 1, "truncated", detail)
    if end is None or end["seq"] > place:
        raise Bad(place + 1, "truncated", "the export stops before its end")
    if end["seq"] < place:
        raise Bad(end["seq"] + 1, "added", "the stream's head is before it")
    if end["hash"] != found:
        raise Bad(place, "checkpoint-mismatch", "the stream's head has another hash")


def verify_export(
    path: str, checkpoints: Sequence[Line], exported: set[str]
) -> tuple[str | None, int, int]:
    """Check one export; returns its stream, its entries and how many commitments stayed closed.

    Its stream is noted as exported, whatever is then found.
    """
    stream: str | None = None
    end: Line | None = None
    marks: list[Line] = []
    place, closed, before = 0, 0, ""
    for entry, following in with_next(read_lines(path)):
        if stream is None:
            stream = (entry.get("end") or entry)["stream"]
            exported.add(str(stream))
            before = sha256(b"\x02", str(stream).encode()).hex()
            marks = [checkpoint for checkpoint in checkpoints if checkpoint["stream"] == stream]
        if "end" in entry:
            if following is not None:
                raise ValueError("there are lines after its end")
            end = entry["end"]
            if end["stream"] != stream or len(entry) > 1:
                raise ValueError("its last line is of another stream")
            break
        check_place(entry, following, place + 1)
        check_link(entry, following, place + 1, before)
        body = check_text(entry, place + 1)
        closed += check_personal(entry, body, place + 1)
        place, before = place + 1, entry["hash"]
        check_mark(marks, place, before)
    check_end(marks, place, before, end)
    return stream, place, closed


def read_checkpoint(path: Path, trusted: Sequence[str]) -> Line:
    """Read a checkpoint file, checking its signature if that is possible here."""
    fields: Line = json.loads(path.read_text(encoding="utf-8"))
    signature = bytes.fromhex(fields.pop("signature"))
    public = bytes.fromhex(fields["public_key"])
    signer = hashlib.sha256(public).hexdigest()[:32]
    if CHECKS_SIGNATURES:
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, PURPOSE + text.encode())
        except InvalidSignature:
            raise ValueError("its signature does not fit: it was altered or forged") from None
    if trusted and signer not in trusted:
        raise ValueError(f"it is signed by {signer}, a key that is not trusted")
    return dict(fields, stream=str(fields["stream"]), signer=signer)


def read_checkpoints(folder: Path, trusted: Sequence[str]) -> list[Line]:
    """Read all checkpoints of a folder, and say what could not be checked about them."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise ValueError(f"{folder} holds no checkpoints")
    checkpoints = []
    for path in paths:
        try:
            checkpoints.append(read_checkpoint(path, trusted))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"checkpoint {path.name}: not believed: {error}") from error
    if not CHECKS_SIGNATURES:
        print("NOT CHECKED: signatures of checkpoints, the cryptography package is not installed")
    elif not trusted:
        signers = ", ".join(sorted({checkpoint["signer"] for checkpoint in checkpoints}))
        print(f"NOT CHECKED: whose key signed the checkpoints; compare, or --trust: {signers}")
    return checkpoints


def report(path: str, checkpoints: Sequence[Line], exported: set[str] | None = None) -> bool:
    """Check one export and say what was found; returns whether it is as written."""
    seen = set() if exported is None else exported
    try:
        stream, entries, closed = verify_export(path, checkpoints, seen)
    except Bad as bad:
        print(f"BAD {path}: {bad}")
        return False
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        print(f"BAD {path}: not an export that can be read: {error!r}")
        return False
    print(f"{stream}: {entries} entries hold, {closed} with personal data not shown or erased")
    return True


def report_without_export(checkpoints: Sequence[Line], exported: set[str]) -> bool:
    """Name each stream that a checkpoint knows and no export shows; returns whether there is
    none."""
    unseen = sorted({checkpoint["stream"] for checkpoint in checkpoints} - exported)
    for stream in unseen:
        print(f"NOT CHECKED: checkpoint of {stream} has no export")
    return not unseen


def main() -> int:
    """Check every export that was named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exports", nargs="+", metavar="EXPORT", help="a file, or - for stdin")
    parser.add_argument("--checkpoints", type=Path, help="folder of checkpoint files")
    parser.add_argument("--trust", action="append", default=[], help="a signing key's fingerprint")
    given = parser.parse_args()
    try:
        checkpoints: list[Line] = []
        if given.checkpoints:
            checkpoints = read_checkpoints(given.checkpoints, given.trust)
        else:
            print("NOT CHECKED: whether an end was cut off, no --checkpoints given")
        exported: set[str] = set()
        results = [report(path, checkpoints, exported) for path in given.exports]
        results.append(report_without_export(checkpoints, exported))
    except OSError as error:
        print(f"cannot read: {error}")
        return 2
    except ValueError as error:
        print(f"BAD {error}")
        return 1
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
