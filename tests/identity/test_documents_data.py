"""Every document of the two data folders is read right, or refused as it should be."""

import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accessdesk.identity import Document, Unreadable, read_document

OWN = Path(__file__).parent / "data" / "documents.jsonl"
PUBLIC = Path(__file__).parents[2] / ".." / "shared" / "data" / "public" / "documents.jsonl"

Case = dict[str, Any]


def load(path: Path) -> list[Case]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module", params=["own", "public"])
def cases(request: pytest.FixtureRequest) -> list[Case]:
    if request.param == "own":
        return load(OWN)
    if not PUBLIC.exists() and not os.environ.get("CI"):
        pytest.skip("The public documents lie outside the repository and are not here.")
    return load(PUBLIC)


def read(case: Case) -> Document | Unreadable:
    return read_document(case["raw"], on=date.fromisoformat(case["as_of"]))


def may_be_read(case: Case) -> bool:
    return case["expect"]["error"] is None or None in case.get("accept_errors", [])


def allowed_errors(case: Case) -> set[str | None]:
    return {case["expect"]["error"], *case.get("accept_errors", [])}


def wrong_fields(document: Document, expected: Case) -> dict[str, tuple[object, object]]:
    """Each field that differs, what was read first."""
    given = {
        "surname": document.surname or None,
        "given_names": document.given_names or None,
        "document_number": compact(document.document_number),
        "expiry": document.expires_on and document.expires_on.isoformat(),
        "birth": document.born_on and document.born_on.isoformat(),
        "issuer": document.issuer,
        "valid_check_digits": document.valid_check_digits,
        "name_truncated": document.name_truncated,
        "expired": document.expired,
        "suffix": document.suffix,
    }
    wanted = {key: expected.get(key) for key in given}
    wanted["document_number"] = compact(wanted["document_number"])
    return {key: (given[key], wanted[key]) for key in given if given[key] != wanted[key]}


def compact(number: str | None) -> str:
    return (number or "").replace("-", "").replace(" ", "")


def ids(cases: Iterable[Case]) -> list[str]:
    return [case["id"] for case in cases]


def test_no_document_gives_wrong_data(cases):
    wrong = {
        case["id"]: differences
        for case in cases
        if may_be_read(case)
        and isinstance(document := read(case), Document)
        and case["expect"]["error"] is None
        and (differences := wrong_fields(document, case["expect"]))
    }

    assert wrong == {}


def test_no_fault_is_accepted(cases):
    accepted = [c for c in cases if not may_be_read(c) and isinstance(read(c), Document)]

    assert ids(accepted) == []


def test_every_clean_document_is_read(cases):
    clean = [c for c in cases if c["expect"]["error"] is None and not c.get("accept_errors")]

    unread = [c for c in clean if isinstance(read(c), Unreadable)]

    assert clean
    assert ids(unread) == []


def test_refusals_carry_the_right_code(cases):
    """At least 95 in 100 of the documents that are refused."""
    refusals = {c["id"]: (c, o) for c in cases if isinstance(o := read(c), Unreadable)}

    wrong = {
        key: (outcome.error.value, allowed_errors(case))
        for key, (case, outcome) in refusals.items()
        if outcome.error.value not in allowed_errors(case)
    }

    assert refusals
    assert len(wrong) <= 0.05 * len(refusals), wrong
