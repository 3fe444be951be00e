"""Each example of docs/names.md comes out as the column says under which it stands."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.comparing import NameVerdict, compare_names

DOCUMENT = Path(__file__).parent.parent / "docs" / "names.md"
COLUMNS = (NameVerdict.MATCH, NameVerdict.REVIEW, NameVerdict.NO_MATCH)
CUT = "…"


def rows() -> list[list[str]]:
    """The rows of the table, without its head."""
    lines = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def examples() -> Iterator[tuple[str, NameVerdict]]:
    for _, *cells, _ in rows():
        for cell, verdict in zip(cells, COLUMNS, strict=True):
            yield cell.strip("`"), verdict


def verdict_on(example: str) -> NameVerdict:
    requested, on_id = example.split(" = ") if " = " in example else example.split(" =")
    surname, given_names = on_id.split(",")
    given_names = given_names.strip()
    name = NameOnId(
        surname.strip(),
        given_names.removesuffix(CUT).strip(),
        name_truncated=given_names.endswith(CUT),
    )
    return compare_names(requested, name).verdict


def test_every_rule_has_an_example_of_each_verdict_and_a_source() -> None:
    assert len(rows()) > 15
    assert [row[0] for row in rows() if len(row) != 5 or not all(row)] == []
    assert [text for text, _ in examples() if not re.search(r" =.*,", text)] == []


@pytest.mark.parametrize(("example", "verdict"), list(examples()))
def test_an_example_comes_out_as_it_is_told(example: str, verdict: NameVerdict) -> None:
    assert verdict_on(example) is verdict
