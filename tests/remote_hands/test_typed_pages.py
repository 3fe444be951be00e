"""What is typed on the pages of remote hands is not cut off, lost, or taken for something else."""

import io
import re
from html import escape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.people import make_contact, make_customer
from tests.remote_hands.given import Hall, hands_body, power_body
from tests.web.page_client import Browser, sign_in, words_of

TOO_LONG = "Bay 3, third from below, is the one that blinks. " * 110
STEPS = [{"do": "One", "expect": "a green light"}, {"do": "Two"}]


@pytest.fixture
def number(hall: Hall) -> str:
    """A request whose work is under way."""
    number = hall.ask(hands_body(steps=STEPS))
    hall.begin(number)
    return number


@pytest.fixture
def tom(app: Flask, hall: Hall, number: str) -> Browser:
    tom = sign_in(app, hall.tom_actor)
    tom.get(f"/work/{number}")
    return tom


@pytest.fixture
def alice(app: Flask, hall: Hall) -> Browser:
    return sign_in(app, hall.alice_actor)


def finished(hall: Hall) -> str:
    number = hall.ask()
    hall.begin(number)
    hall.tom.post(f"/requests/{number}/work/entries", {"kind": "step", "step": 1})
    hall.tom.post(f"/requests/{number}/work/finish", {"text": "The array rebuilds"})
    return number


def entries(hall: Hall, number: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = hall.alice.get(f"/requests/{number}/work").json["entries"]
    return found


def refused_at_its_field(answer: TestResponse, field: str, words: str) -> bool:
    """Whether the words stand at the field, and in the summary that leads to it."""
    at_field = re.search(rf'id="{field}-error">.*?</span> ([^<]*)</p>', answer.text)
    linked = re.search(f'<a href="#{field}">[^<]*[:?] {re.escape(str(escape(words)))}', answer.text)
    refused = answer.status_code == 422 and linked is not None
    return refused and at_field is not None and words in at_field[1]


LONG = {
    "step": ("observed", {"step": "1", "text": TOO_LONG, "seen": "expected"}),
    "log": ("log-text", {"kind": "note", "text": TOO_LONG}),
    "finish": ("finish-text", {"result": "partly", "text": TOO_LONG}),
    "photos": ("photo-note", {"note": "Bay 3 " * 40}),
}


@pytest.mark.parametrize("act", LONG)
def test_a_text_of_the_technician_that_is_too_long_is_refused_whole(
    hall: Hall, tom: Browser, number: str, act: str
) -> None:
    field, typed = LONG[act]
    before = entries(hall, number)

    refused = tom.send(f"/work/{number}/{act}", **typed)

    assert refused_at_its_field(refused, field, "At most ")
    assert typed.get("text", typed.get("note")) in refused.text
    assert entries(hall, number) == before


def test_a_question_is_answered_whole_or_not_at_all(
    hall: Hall, tom: Browser, alice: Browser, number: str
) -> None:
    tom.follow(tom.send(f"/work/{number}/log", kind="question", text="Which bay?"))
    asked = alice.get(f"/requests/{number}/work")
    path = re.search(r"/requests/[^\"]+/questions/(\d+)", asked.text)
    assert path

    long = alice.send(path[0], text=TOO_LONG)
    empty = alice.send(path[0], text="  ")

    field = f"answer-{path[1]}"
    assert refused_at_its_field(long, field, "At most 5000 characters.")
    assert TOO_LONG in long.text
    assert refused_at_its_field(empty, field, "Write your answer; the technician waits for it.")
    assert hall.alice.get(f"/requests/{number}/work").json["state"] == "waiting-for-answer"


def test_what_is_missing_is_said_whole_or_not_at_all(hall: Hall, alice: Browser) -> None:
    number = finished(hall)
    alice.get(f"/requests/{number}/work")

    long = alice.send(f"/requests/{number}/work/contest", missing=TOO_LONG)
    empty = alice.send(f"/requests/{number}/work/contest", missing="")

    assert refused_at_its_field(long, "missing", "At most 5000 characters.")
    assert TOO_LONG in long.text
    assert refused_at_its_field(empty, "missing", "Say what is missing, so that it can be done.")


def test_an_unknown_rating_confirms_nothing(hall: Hall, alice: Browser) -> None:
    number = finished(hall)
    alice.get(f"/requests/{number}/work")

    for rating in ("0", "6", "best", "5.0", "٥"):
        refused = alice.send(f"/requests/{number}/work/confirm", rating=rating)

        assert refused.status_code == 422, rating
        assert "Choose from 1 to 5, or leave it out." in words_of(refused), rating
        assert hall.alice.get(f"/requests/{number}/work").json["state"] == "finished", rating


def test_work_is_confirmed_without_a_rating(hall: Hall, alice: Browser) -> None:
    number = finished(hall)
    alice.get(f"/requests/{number}/work")

    alice.follow(alice.fill(f"/requests/{number}/work/confirm"))

    work = hall.alice.get(f"/requests/{number}/work").json
    assert (work["state"], work["rating"]) == ("confirmed", None)


UNKNOWN = {
    "result": ("finish", {"result": "perfect"}, "Choose what came of it"),
    "no result": ("finish", {}, "Choose what came of it"),
    "kind": ("log", {"kind": "gossip"}, "Choose what this is"),
    "no kind": ("log", {}, "Choose what this is"),
    "a step is no note": ("log", {"kind": "step"}, "Choose what this is"),
    "seen": ("step", {"step": "1", "seen": "perhaps"}, "Choose whether it is as expected."),
    "nothing seen": ("step", {"step": "1"}, "Choose whether it is as expected."),
    "step": ("step", {"step": "one", "seen": "expected"}, "There is no such step."),
    "no such step": ("step", {"step": "99", "seen": "expected"}, "There is no such step."),
    "line": ("log", {"kind": "correction", "corrects": "x"}, "Choose the line that is wrong."),
    "no line": ("log", {"kind": "correction"}, "Choose the line that is wrong."),
    "technician": ("log", {"kind": "hand-over", "to": "who@x.example"}, "No technician of this"),
}


def test_what_is_unknown_is_refused_in_words_and_the_text_stays(
    hall: Hall, tom: Browser, number: str
) -> None:
    before = entries(hall, number)

    for case, (act, sent, words) in UNKNOWN.items():
        refused = tom.send(f"/work/{number}/{act}", text="Bay 3 is open", **sent)

        assert refused.status_code == 422, case
        assert words in words_of(refused), case
        assert "Bay 3 is open" in words_of(refused), case
        assert entries(hall, number) == before, case


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("note", "Write something."),
        ("part", "Write something."),
        ("question", "Write your question."),
        ("hand-over", "Say where the work stands, for whoever goes on."),
    ],
)
def test_words_that_are_missing_are_asked_for_at_their_field(
    tom: Browser, number: str, kind: str, words: str
) -> None:
    refused = tom.send(f"/work/{number}/log", kind=kind, text=" ")

    assert refused_at_its_field(refused, "log-text", words)


def test_a_pause_needs_no_words(hall: Hall, tom: Browser, number: str) -> None:
    tom.follow(tom.send(f"/work/{number}/log", kind="pause", text=""))

    assert hall.alice.get(f"/requests/{number}/work").json["state"] == "paused"


def test_a_line_is_corrected_on_the_page_by_one_that_names_it(
    hall: Hall, tom: Browser, number: str
) -> None:
    """R-RH-4."""
    tom.follow(tom.send(f"/work/{number}/log", kind="part", text="Drive Z1F-NWE"))
    wrong = entries(hall, number)[-1]["id"]

    right = {"kind": "correction", "corrects": str(wrong), "text": "Drive Z1F-NEW"}
    tom.follow(tom.fill(f"/work/{number}/log", **right))

    assert [(each["text"], each["corrects_id"]) for each in entries(hall, number)[-2:]] == [
        ("Drive Z1F-NWE", None),
        ("Drive Z1F-NEW", wrong),
    ]


def test_marks_that_are_too_few_stand_there_still(app: Flask, hall: Hall) -> None:
    """R-RH-3."""
    number = hall.ask(power_body())
    tom = sign_in(app, hall.tom_actor)
    tom.get("/work")
    tom.follow(tom.send(f"/work/{number}/claim"))

    refused = tom.fill(f"/work/{number}/start", **{"identifiers-1": "sn93x"})

    words = "Scan or type two of them before you touch anything."
    assert refused.status_code == 422
    assert f'<a href="#identifiers">Marks on the device: {words}</a>' in refused.text
    assert tom.form(f"/work/{number}/start")["identifiers-1"] == ["sn93x"]


def test_a_note_to_a_photograph_that_was_refused_stands_there_still(
    tom: Browser, number: str
) -> None:
    none = tom.send(f"/work/{number}/photos", note="Bay 3")
    text = tom.send(f"/work/{number}/photos", note="Bay 3", photo="not a file")
    broken = tom.send(f"/work/{number}/photos", note="Bay 3", photo=(io.BytesIO(b"x"), "x.jpg"))

    assert refused_at_its_field(none, "photo", "Choose a photograph first.")
    assert refused_at_its_field(text, "photo", "Choose a photograph first.")
    assert refused_at_its_field(broken, "photo", "This is not a JPEG, PNG or WebP picture.")
    assert tom.form(f"/work/{number}/photos")["note"] == ["Bay 3"]


def test_words_for_work_that_somebody_took_over_are_given_back(
    hall: Hall, tom: Browser, number: str
) -> None:
    hall.tom.post(f"/requests/{number}/work/hand-over", {"note": "Off home"})
    hall.tess.post(f"/requests/{number}/work/claim")

    late = tom.send(f"/work/{number}/log", kind="note", text="Key is at the desk")
    long = tom.send(f"/work/{number}/log", kind="note", text=TOO_LONG)

    assert late.status_code == 409
    assert "You do not hold this work." in words_of(late)
    assert "Key is at the desk" in words_of(late)
    assert long.status_code == 422
    assert "At most 5000 characters." in words_of(long)
    assert TOO_LONG.strip() in words_of(long)


def test_a_step_that_was_sent_twice_does_not_lend_its_words_to_the_next(
    tom: Browser, number: str
) -> None:
    seen = {"step": "1", "seen": "expected", "text": "It is green"}
    tom.follow(tom.send(f"/work/{number}/step", **seen))

    again = tom.send(f"/work/{number}/step", **seen)

    assert again.status_code == 409
    assert "The steps are done in their order, each once." in words_of(again)
    assert tom.form(f"/work/{number}/step")["step"] == ["2"]
    assert tom.form(f"/work/{number}/step")["text"] == [""]
    assert '<blockquote class="typed">It is green</blockquote>' in again.text


def test_an_end_that_leaves_steps_is_refused_where_the_words_are(tom: Browser, number: str) -> None:
    refused = tom.send(f"/work/{number}/finish", result="done", text="All is well")

    assert refused.status_code == 409
    assert "There are steps left." in words_of(refused)
    assert tom.form(f"/work/{number}/finish")["text"] == ["All is well"]


def test_an_answer_that_comes_second_is_given_back(
    hall: Hall, tom: Browser, alice: Browser, number: str
) -> None:
    tom.follow(tom.send(f"/work/{number}/log", kind="question", text="Which bay?"))
    page = alice.get(f"/requests/{number}/work")
    path = re.search(r"/requests/[^\"]+/questions/\d+", page.text)
    assert path
    hall.alice.post(f"/api/v1{path[0]}/answer".removeprefix("/api/v1"), {"text": "Bay 3"})

    second = alice.send(path[0], text="No, bay 4")

    assert second.status_code == 409
    assert "Somebody has answered this question already." in words_of(second)
    assert "No, bay 4" in words_of(second)


def test_work_that_somebody_else_took_says_so_on_its_page(hall: Hall, app: Flask) -> None:
    number = hall.ask()
    tom = sign_in(app, hall.tom_actor)
    tom.get("/work")
    hall.tess.post(f"/requests/{number}/work/claim")

    late = tom.send(f"/work/{number}/claim")

    assert late.status_code == 409
    assert "This work is taken Tess Tech has this work." in words_of(late)
    assert "Tess Tech has this." in words_of(late)


def test_a_browser_is_told_no_limit_at_which_it_would_cut_off_what_is_pasted(
    hall: Hall, tom: Browser, alice: Browser
) -> None:
    done = finished(hall)

    pages = [tom.page, alice.get(f"/requests/{done}/work").text]

    assert [page for page in pages if "maxlength" in page] == []


def test_another_customers_work_takes_no_answer(app: Flask, hall: Hall, number: str) -> None:
    """R-SEC-1."""
    bob = sign_in(app, make_contact("Bob Brown", make_customer("fabrikam")))

    answers = [
        bob.send(f"/requests/{number}/work/confirm"),
        bob.send(f"/requests/{number}/work/contest", missing=TOO_LONG),
        bob.send(f"/requests/{number}/questions/1", text=""),
    ]

    assert {answer.status_code for answer in answers} == {404}
