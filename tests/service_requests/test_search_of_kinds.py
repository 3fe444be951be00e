"""Whatever somebody wrote on a request finds it, for whoever may read it."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Text, column, select, table, update

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import Base, db, transaction
from accessdesk.estate.models import Site
from accessdesk.journal.models import JournalEntry, JournalPersonal
from accessdesk.service_requests.queries import Filter, list_requests
from accessdesk.service_requests.search import RECORDED, RECORDED_INSIDE
from tests.incidents.test_api import incident_body
from tests.people import ApiClient, access_body, api_of, make_staff, tomorrow_at
from tests.remote_hands.given import Hall, hands_body, make_hall
from tests.sources import SOURCES, tree_of

# Tables whose columns of a request hold nothing that was written about it, or what its own say.
NO_WORDS = {
    "admissions",  # Who stands inside is for the gate.
    "deliveries",  # A letter repeats what stands on the request.
    "gate_attempts",
    "hands_photos",
    "landlord_notices",
    "passes",
    "request_updates",
    "request_words",
    "visitors",
    "windows",
}
OF_VISITORS = {"name"}  # Kept with the visitor; they are found by the name that they have now.
STEPS = [{"do": "Pull the drive", "expect": "red light goes out"}, {"do": "Put in another"}]
SAID = (
    "noisy works",
    "courier lost",
    "hall is full",
    "swapped optics",
    "carrier replaced",
    "north ring",
    "still down here",
    "not of our making",
    "nobody can order",
    "still crimson",
    "controller lags",
    "bay four",
    "splendid fellow",
)
AFTERNOON = {"starts_at": tomorrow_at(14).isoformat(), "ends_at": tomorrow_at(17).isoformat()}


@dataclass
class Desk:
    """A contact, an agent and a technician who write all that can be written."""

    hall: Hall
    ann: Actor
    agent: ApiClient

    def asked(self, body: dict[str, object]) -> str:
        made = self.hall.alice.post("/requests", body)
        assert made.status_code == 201, made.json
        return f"/requests/{made.json['reference']}"

    def finds(self, actor: Actor, words: str) -> set[int]:
        with transaction(write=False):
            now = datetime.now(UTC)
            rows = list_requests(actor, Filter(words=words), now=now, before_id=None, limit=99)
            return {row.id for row in rows}


def did(by: ApiClient, path: str, **body: object) -> object:
    sent = by.post(path, body)
    assert sent.status_code in (200, 201), sent.json
    return sent.json


@pytest.fixture
def desk(app: Flask) -> Desk:
    """Requests of each kind on which everything was written that the API takes."""
    hall, ann = make_hall(app), make_staff("Ann Agent", Role.AGENT)
    with transaction():
        db.session.execute(update(Site).values(approval="manual"))
    here = Desk(hall, ann, api_of(app, ann))
    write_on_visits(here)
    write_on_incidents(here)
    write_on_work(here)
    return here


def write_on_visits(desk: Desk) -> None:
    alice, ann = desk.hall.alice, desk.agent
    path = desk.asked(access_body())
    did(ann, f"{path}/proposals", window=AFTERNOON, note="Noisy works until noon")
    did(ann, f"{path}/updates", text="They never pay", visible=False)
    did(alice, f"{path}/summary", summary="Swap the supervisor card")
    did(alice, f"{path}/cancel", reason="The courier lost it")
    did(ann, f"{desk.asked(access_body())}/reject", reason="The hall is full")


def write_on_incidents(desk: Desk) -> None:
    alice, ann = desk.hall.alice, desk.agent
    path = desk.asked(incident_body(tried="Swapped optics"))
    did(ann, f"{path}/accept")
    did(ann, f"{path}/resolve", reason="Carrier replaced")
    did(alice, f"{path}/updates", text="Still down here", not_mended=True)
    did(alice, f"{path}/severity", severity="A", impact="Nobody can order at all")
    did(ann, f"{path}/restore", text="Rerouted by the north ring")
    path = desk.asked(incident_body())
    did(ann, f"{path}/refuse", clause="other", reason="Not of our making")


def write_on_work(desk: Desk) -> None:
    alice, tom = desk.hall.alice, desk.hall.tom
    path = desk.asked(hands_body(steps=STEPS))
    did(tom, f"{path}/work/claim")
    did(tom, f"{path}/work/start")
    entries = f"{path}/work/entries"
    did(tom, entries, kind="step", step=1, text="still crimson", as_expected=False)
    question = alice.get(f"{path}/work").json["questions"][0]["id"]
    did(alice, f"{path}/questions/{question}/answer", text="Go on, the controller lags")
    did(tom, entries, kind="step", step=1, as_answered=True)
    did(tom, entries, kind="step", step=2, text="seated")
    did(tom, f"{path}/work/finish", text="The array rebuilds")
    did(alice, f"{path}/contest", missing="Bay four has no label")
    did(tom, f"{path}/work/start")
    did(tom, f"{path}/work/finish", text="Labelled now")
    did(alice, f"{path}/confirm")
    did(alice, f"{path}/rating", rating=5, text="Splendid fellow")


def columns_of_words() -> Iterator[tuple[str, str]]:
    for each in Base.metadata.sorted_tables:
        if "request_id" in each.c and each.name not in NO_WORDS:
            yield from ((each.name, said.name) for said in each.c if type(said.type) is Text)


def test_what_is_written_in_a_table_of_any_kind_finds_its_request(desk: Desk) -> None:
    for name, field in columns_of_words():
        said = column(field)
        with transaction(write=False):
            statement = select(column("request_id"), said).select_from(table(name))
            rows = db.session.execute(statement.where(said != "")).all()
        assert rows, f"nothing was written in {name}.{field}: let it be written above"
        unfound = [row for row in rows if row[0] not in desk.finds(desk.hall.alice_actor, row[1])]
        assert unfound == [], f"{name}.{field}"


def recorded() -> list[tuple[str, str, str]]:
    """What the journal keeps with requests: the event, the name of the text, and the text."""
    beside = (JournalPersonal.stream_id == JournalEntry.stream_id) & (
        JournalPersonal.seq == JournalEntry.seq
    )
    with transaction(write=False):
        rows = db.session.execute(
            select(JournalEntry.event, JournalPersonal.content)
            .join(JournalPersonal, beside)
            .where(JournalPersonal.person.startswith("request/"))
        ).all()
    return [
        (event, name, text)
        for event, content in rows
        for name, text in json.loads(content)["facts"].items()
        if text
    ]


def test_what_was_recorded_as_it_happened_finds_its_request(desk: Desk) -> None:
    """The reason of an end, of a cancellation, of a rejection, and all others."""
    texts = recorded()

    unfound = [each for each in texts if not desk.finds(desk.hall.alice_actor, each[2])]

    assert {name for _, name, _ in texts} >= {"reason", "note", "impact", "text", "before"}
    assert [text for _, _, text in unfound] == ["They never pay"]


def test_both_sides_find_what_both_may_read(desk: Desk) -> None:
    both = (desk.ann, desk.hall.alice_actor)

    found = {words: [desk.finds(actor, words) for actor in both] for words in SAID}

    assert [words for words, (ann, alice) in found.items() if ann != alice or len(ann) != 1] == []


def test_a_note_inside_the_operator_is_found_by_the_operator_alone(desk: Desk) -> None:
    """R-SEC-1: the control; what a contact may not read finds nothing for them."""
    assert desk.finds(desk.ann, "They never pay")
    assert desk.finds(desk.hall.alice_actor, "They never pay") == set()


def test_what_a_manager_thinks_of_an_emergency_is_no_word_for_the_customer() -> None:
    assert "word" in RECORDED_INSIDE - RECORDED


def names_recorded() -> set[str]:
    """The names of all texts that are recorded as something that happened to a request."""
    sources = [list(ast.walk(tree_of(path))) for path in SOURCES]
    given = [value for nodes in sources if any(map(records, nodes)) for value in given_in(nodes)]
    dicts = (node for value in given for node in ast.walk(value) if isinstance(node, ast.Dict))
    keys = (key for each in dicts for key in each.keys)
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def records(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record_on"


def given_in(nodes: list[ast.AST]) -> Iterator[ast.expr]:
    """What is given as personal, or is made to be."""
    for node in nodes:
        if isinstance(node, ast.Call) and records(node):
            yield from (word.value for word in node.keywords if word.arg == "personal")
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "personal":
            yield node.value


def test_each_name_of_a_recorded_text_says_who_may_search_it() -> None:
    """Whoever records another sort of text lists it for both sides or for the operator alone."""
    assert names_recorded() - OF_VISITORS == RECORDED | RECORDED_INSIDE
