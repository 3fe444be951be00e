"""A request is found by what anybody remembers of it, typed as they would type it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import db, do_last, transaction
from accessdesk.journal.rules import Event
from accessdesk.service_requests.models import RequestWords
from accessdesk.service_requests.queries import Filter, get_request, list_requests
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.search import keep_words_of
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_device,
    make_site,
    make_staff,
)
from tests.service_desk.test_pages import statements

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


@dataclass
class Asked:
    """A visit that was asked for, by a contact and before the eyes of an agent."""

    app: Flask
    alice: Actor
    ann: Actor
    reference: str

    def found_by(self, actor: Actor, words: str) -> bool:
        with transaction(write=False):
            rows = list_requests(actor, Filter(words=words), now=NOW, before_id=None, limit=9)
        return [row.reference for row in rows] == [self.reference]

    def say(self, actor: Actor, text: str, **fields: Any) -> None:
        sent = api_of(self.app, actor).post(
            f"/requests/{self.reference}/updates", {"text": text, **fields}
        )
        assert sent.status_code == 200, sent.json


@pytest.fixture
def asked(app: Flask) -> Asked:
    customer = make_customer()
    make_device(customer, make_site(), "CT-0417")
    alice = make_contact("Alice Adams", customer)
    body = access_body(
        summary="Ersatz für Lüfter",
        party={"kind": "vendor", "name": "Fibré Works", "email": "f@fibre.example"},
        visitors=[{"name": "Jürgen Müller"}, {"name": "Đặng Văn Lâm"}],
        devices=["CT-0417"],
    )
    made = api_of(app, alice).post("/requests", body)
    assert made.status_code == 201, made.json
    return Asked(app, alice, make_staff("Ann Agent", Role.AGENT), made.json["reference"])


FINDING = [
    "muller",
    "MÜLLER",
    "jurgen muller",
    "muller jurgen",
    "dang van lam",
    "fibre",
    "lufter",
    "ct-0417",
]


def test_accents_case_and_order_are_free(asked: Asked) -> None:
    assert [words for words in FINDING if not asked.found_by(asked.alice, words)] == []


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Jürgen Müller", "Mueller"),
        ("Jurgen Mueller", "Müller"),
        ("Jurgen Mueller", "Mu\N{COMBINING DIAERESIS}ller"),
        ("JUERGEN MUELLER", "jurgen muller"),
        ("Jörg Strauß", "joerg strauss"),
        ("Jorg Strauss", "Jörg Strauß"),
        ("Søren Ødegård", "soeren oedegaard"),
        ("Soeren Oedegaard", "Søren Ødegård"),
        ("Soeren Aas", "soren aas"),
        ("Åse Århus", "aarhus aase"),
    ],
)
def test_a_letter_that_a_keyboard_lacks_may_be_written_out_on_either_side(
    app: Flask, asked: Asked, written: str, typed: str
) -> None:
    asked.say(asked.alice, f"Ask for {written}.")

    assert asked.found_by(asked.alice, typed)


def test_a_number_or_reference_is_found_without_its_hyphens(asked: Asked) -> None:
    with transaction(write=False):
        number = get_request(asked.ann, asked.reference, now=NOW).number
    assert number

    for typed in (number, number.replace("-", "").lower(), asked.reference.replace("-", "")):
        assert asked.found_by(asked.ann, typed), typed
    assert not asked.found_by(asked.ann, f"{number.replace('-', '')}9")


def test_what_does_not_stand_there_finds_nothing(asked: Asked) -> None:
    without = ["muller berlin", "%", "_", "mueller%"]

    assert [words for words in without if asked.found_by(asked.alice, words)] == []


def test_an_update_is_found_and_a_note_by_the_operator_alone(asked: Asked) -> None:
    """R-SEC-1: a search tells nobody what they may not read."""
    asked.say(asked.ann, "The crâne arrives at noon.")
    asked.say(asked.ann, "They never pay.", visible=False)

    assert asked.found_by(asked.alice, "crane")
    assert asked.found_by(asked.ann, "never pay")
    assert not asked.found_by(asked.alice, "never pay")


def test_another_customer_finds_none_of_it(asked: Asked) -> None:
    bob = make_contact("Bob Brown", make_customer("fabrikam"))

    assert not asked.found_by(bob, "muller")


def test_a_visitor_is_found_by_the_name_that_they_were_given_later(asked: Asked) -> None:
    api = api_of(asked.app, asked.alice)
    visitor = api.get(f"/requests/{asked.reference}").json["visitors"][0]["id"]

    corrected = api.post(
        f"/requests/{asked.reference}/visitors/{visitor}", {"name": "Jürgen Möller"}
    )
    assert corrected.status_code == 200, corrected.json

    assert asked.found_by(asked.alice, "moller")


def test_an_act_that_records_much_writes_the_words_once(app: Flask, asked: Asked) -> None:
    with statements() as seen, transaction():
        sr = get_request(asked.ann, asked.reference, now=NOW)
        for _ in range(3):
            record_on(sr, Event.REQUEST_READ, actor=asked.ann.ref, now=NOW)

    assert len([each for each in seen if "INTO request_words" in each]) == 1


def test_a_request_that_was_undone_leaves_no_words(app: Flask, asked: Asked) -> None:
    with transaction():
        keep_words_of(2**40)

    with transaction(write=False):
        assert db.session.scalars(select(RequestWords.request_id)).all() == [1]


def test_what_was_only_tried_leaves_nothing_for_the_next_transaction(asked: Asked) -> None:
    done: list[str] = []
    with transaction(keep=False):
        do_last("tried", lambda: done.append("tried"))
    with suppress(RuntimeError), transaction():
        do_last("failed", lambda: done.append("failed"))
        raise RuntimeError
    with transaction():
        do_last("kept", lambda: done.append("kept"))

    assert done == ["kept"]
