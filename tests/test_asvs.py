"""docs/security.md has each requirement of the OWASP ASVS, levels 1 and 2, once, with its test."""

import re

import pytest

from tests.sources import ROOT

# How many of each section of version 5.0.0 are of level 1 or 2; those of level 3 come last there.
SECTIONS = {
    "V1": (2, 9, 11, 3, 2),
    "V2": (3, 3, 4, 1),
    "V3": (0, 2, 4, 6, 5, 0, 2),
    "V4": (3, 1, 2, 4),
    "V5": (1, 3, 2, 3),
    "V6": (3, 12, 4, 4, 5, 3, 0, 4),
    "V7": (3, 4, 2, 5, 2, 2),
    "V8": (2, 3, 1, 1),
    "V9": (3, 4),
    "V10": (2, 2, 4, 11, 5, 2, 3),
    "V11": (2, 3, 3, 4, 1, 1, 0),
    "V12": (3, 2, 4),
    "V13": (1, 5, 2, 5),
    "V14": (2, 4, 3),
    "V15": (3, 3, 7, 0),
    "V16": (1, 5, 4, 3, 3),
    "V17": (1, 4, 2),
}
# What comes with the keys of people: a second factor, a reset, an idle session's end.
OPEN = {"V6.3.3", "V6.4.3", "V6.4.4", "V7.3.1", *(f"V6.5.{number}" for number in range(1, 6))}
ROW = re.compile(r"^\| (V\d[^|]*) \| (held|not here|open) \| (.+) \|$", re.MULTILINE)


def rows() -> list[tuple[list[str], str, str]]:
    text = (ROOT / "docs/security.md").read_text("utf-8")
    return [(ids_of(cell), state, where) for cell, state, where in ROW.findall(text)]


def ids_of(cell: str) -> list[str]:
    """The requirements that a cell names: one, several, or all from one to another of a section."""
    found = []
    for part in cell.split(", "):
        first, _, last = part.partition("–")
        section, _, number = first.rpartition(".")
        end = int((last or first).rpartition(".")[2])
        found += [f"{section}.{each}" for each in range(int(number), end + 1)]
    return found


def test_each_requirement_stands_there_once() -> None:
    asked = [
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, start=1)
        for number in range(1, count + 1)
    ]

    named = [each for ids, _, _ in rows() for each in ids]

    assert len(asked) == 253
    assert sorted(named) == sorted(asked)


def test_each_test_that_is_named_is_there() -> None:
    named = {name for _, _, where in rows() for name in re.findall(r"`(tests/[^`]+)`", where)}

    assert {name for name in named if not (ROOT / name).is_file()} == set()


@pytest.mark.parametrize("state", ["not here", "open"])
def test_what_does_not_apply_or_is_not_done_says_why(state: str) -> None:
    assert all(len(where) > 10 for _, said, where in rows() if said == state)


def test_nothing_is_open_but_what_the_keys_of_people_bring() -> None:
    assert {each for ids, state, _ in rows() if state == "open" for each in ids} == OPEN
