"""No input breaks, stalls or fools the readers.

`ACCESSDESK_FUZZ` gives the number of inputs per reader for the long tests.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import process_time

import pytest

from accessdesk.identity import Document, DocumentKind, Unreadable, read_document
from tests.identity.mutations import ZONE_CHARACTERS, mutate, noise
from tests.identity.zones import (
    ON,
    Holder,
    dutch_licence,
    french_id,
    french_licence,
    lines,
    td1,
    td2,
    td3,
    visa,
)

LONG = int(os.environ.get("ACCESSDESK_FUZZ", "100000"))
SHORT = 2000
GOAL = 0.005
# On a busy machine single calls take longer than they need; a hang takes forever.
HANG = 0.25
DOCUMENTS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "documents.jsonl").read_text().splitlines()
]
LICENCES = [d["raw"] for d in DOCUMENTS if d["kind"] == "AAMVA"]
ZONES = [d["raw"] for d in DOCUMENTS if d["kind"] != "AAMVA"]

# Each zone with the places, counted in the joined lines, where a digit guards a character.
GUARDED: list[tuple[tuple[str, ...], list[int]]] = [
    (td1(Holder(code="I<")), [*range(5, 37), *range(38, 45), *range(48, 60)]),
    (td1(Holder(code="I<", number="592211692174")), [*range(5, 37), *range(38, 45)]),
    (td2(Holder(code="I<")), [*range(36, 46), *range(49, 56), *range(57, 72)]),
    (td2(Holder(code="I<", number="59221169217")), [*range(36, 46), *range(57, 72)]),
    (td3(Holder(optional="ZE184226B")), [*range(44, 54), *range(57, 64), *range(65, 88)]),
    (visa(Holder(code="V<"), 44), [*range(44, 54), *range(57, 64), *range(65, 72)]),
    (visa(Holder(code="V<"), 36), [*range(36, 46), *range(49, 56), *range(57, 64)]),
    (french_id("LE<GUENNEC", "YANN", "151129654321", "791003"), [*range(72)]),
    ((french_licence("18AB12345", "330219", "BLANC"),), [*range(30)]),
    ((dutch_licence("5094962111"),), [*range(30)]),
]


def inputs(seeds: list[str], count: int) -> Iterator[str]:
    random = Random(20260601)
    for number in range(count):
        yield noise(random) if number % 5 == 0 else mutate(random, random.choice(seeds))


def read_all(seeds: list[str], count: int) -> list[float]:
    """Read every input; returns how long each took, in seconds of this process."""
    seconds = []
    for raw in inputs(seeds, count):
        start = process_time()
        outcome = read_document(raw, on=ON)
        seconds.append(process_time() - start)
        assert isinstance(outcome, Document | Unreadable), repr(raw)
    return seconds


def assert_fast(seconds: list[float]) -> None:
    ordered = sorted(seconds)
    assert ordered[int(len(ordered) * 0.999)] < GOAL
    assert ordered[-1] < HANG


def forge(random: Random) -> tuple[tuple[str, ...], str]:
    """Change one guarded character to one that its digit can tell from it.

    Digits count modulo 10, so `A`, `K`, `U`, `0` and the filler are alike to them.
    """
    zone, places = random.choice(GUARDED)
    text = "".join(zone)
    at = random.choice(places)
    new = random.choice([c for c in ZONE_CHARACTERS if (value(c) - value(text[at])) % 10])
    return zone, text[:at] + new + text[at + 1 :]


def value(character: str) -> int:
    return 0 if character == "<" else int(character, 36)


def accepted_forgeries(count: int) -> list[str]:
    random = Random(9303)
    forged = (forge(random) for _ in range(count))
    return [
        text
        for zone, text in forged
        if isinstance(outcome := read_document(text, on=ON), Document)
        and outcome != read_document(lines(zone), on=ON)
    ]


@pytest.mark.timed
@pytest.mark.parametrize("seeds", [ZONES, LICENCES], ids=["zones", "licences"])
def test_mutated_and_random_scans_neither_break_nor_stall_a_reader(seeds):
    assert_fast(read_all(seeds, SHORT))


@pytest.mark.timed
@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seeds", [ZONES, LICENCES], ids=["zones", "licences"])
def test_a_great_many_scans_neither_break_nor_stall_a_reader(seeds):
    assert_fast(read_all(seeds, LONG))


def test_the_zones_to_forge_are_valid():
    kinds = {read_document(lines(zone), on=ON).kind for zone, _ in GUARDED}

    assert kinds == set(DocumentKind) - {DocumentKind.AAMVA, DocumentKind.CHE_DL}


def test_no_forged_character_is_accepted():
    assert accepted_forgeries(SHORT) == []


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_none_of_a_great_many_forged_characters_is_accepted():
    assert accepted_forgeries(LONG) == []


@pytest.mark.timed
@pytest.mark.parametrize(
    "raw",
    [
        "\nA" * 4096,
        "A<<1\n" * 1638,
        " \n" * 4096,
        "A;;;" * 2048,
        "...A" * 2048,
        "<" * 8192,
        "M" * 8192,
        "A" * 8191 + "*",
        "A\u200b" * 4096,
        "D1FRA" * 1638,
        ("A<" * 15 + "\n" + "B" * 30 + "\n") * 130,
        "@\n" * 4096,
        "ANSI " * 1638,
        "ANSI 636000" * 740,
        "DAQ" * 2730,
        "DAQ1\n" * 1638,
        "DBB01011990" * 740,
        "\\x1e" * 2048,
        '@"' * 4096,
    ],
    ids=lambda raw: repr(raw[:12]),
)
def test_the_worst_that_can_be_thought_of_takes_under_five_milliseconds(raw):
    def seconds() -> float:
        start = process_time()
        read_document(raw, on=ON)
        return process_time() - start

    # The best of several, since the machine may be busy with something else.
    assert min(seconds() for _ in range(5)) < GOAL
