"""Every decision of the set is the right one: what is read, whom it names, whether it is an ID."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accessdesk.identity.document import Document, NameOnId, Unreadable
from accessdesk.identity.judging.issuer_names import find_issuer
from accessdesk.identity.judging.issuers import normal_issuer
from accessdesk.identity.judging.judgement import IdProfile, Outcome, judge_document
from accessdesk.identity.judging.presented import kind_of, present_scanned
from accessdesk.identity.names.comparing import compare_names
from accessdesk.identity.reading import read_document

Case = dict[str, Any]
LINES = (Path(__file__).parent / "data" / "decisions.jsonl").read_text("utf-8").splitlines()
CASES: list[Case] = [json.loads(line) for line in LINES]
TRIED = ("read", "identity", "compare", "issuer")


def decided(case: Case) -> dict[str, Any]:
    """What comes out of one case, in the words of the set."""
    given = case["input"]
    match case["kind"]:
        case "compare":
            return {"verdict": verdict_on(given["requested"], NameOnId(**given["on_id"]))}
        case "issuer":
            return {"issuer": issuer_typed(given["typed"])}
        case _:
            return read(given)


def verdict_on(requested: str, on_id: NameOnId) -> str:
    return compare_names(requested, on_id).verdict.value


def issuer_typed(text: str) -> str:
    return normal_issuer(find_issuer(text) or text)


def read(given: dict[str, Any]) -> dict[str, Any]:
    on = date.fromisoformat(given["on"])
    document = read_document(given["raw"], on=on)
    if isinstance(document, Unreadable):
        return {"error": document.error.value, "surname": None, "accepted": False}
    found = {"error": None, **facts_of(document, on)}
    if "requested" in given:
        found["verdict"] = verdict_on(given["requested"], document.name)
    return found


def facts_of(document: Document, on: date) -> dict[str, Any]:
    presented = present_scanned(document, original=True)
    judgement = judge_document(presented, IdProfile(allow_specimens=True), today=on)
    return {
        "kind": kind_of(document).value,
        "surname": document.surname,
        "given_names": document.given_names,
        "issuer": document.issuer,
        "born_on": document.born_on and document.born_on.isoformat(),
        "expired": document.expired,
        "name_truncated": document.name_truncated,
        "accepted": judgement.outcome is Outcome.ACCEPTED,
    }


def fits(expected: object, found: object) -> bool:
    """Whether what came out is what is right, or one of several that are; * is whatever it is."""
    if isinstance(expected, list):
        return found in expected or "*" in expected
    return found == expected


def test_the_set_is_whole() -> None:
    assert len(CASES) == 265
    assert Counter(case["kind"] for case in CASES).keys() == set(TRIED)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_decision_is_the_right_one(case: Case) -> None:
    found = decided(case)

    wrong = {
        what: (expected, found.get(what))
        for what, expected in case["expected"].items()
        if not fits(expected, found.get(what))
    }

    assert wrong == {}, case["note"]
