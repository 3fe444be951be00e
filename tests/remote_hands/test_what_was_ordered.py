"""What the task itself orders is always done, and everybody who reads the request reads it."""

from typing import Any

import pytest
from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.remote_hands.catalogue import CATALOGUE, Task, read_details, step_of
from tests.people import make_staff
from tests.remote_hands.given import COMPLETE, Hall, hands_body, power_body
from tests.web.page_client import Browser, sign_in, words_of

CHECK, SEND = {"do": "Check the label"}, {"do": "Send a photograph"}


def body_of(task: Task, **fields: Any) -> dict[str, Any]:
    return hands_body(task=task.value, details=COMPLETE[task], **fields)


def ordered_by(task: Task) -> tuple[str, str]:
    return step_of(task, read_details(task, COMPLETE[task]).model_dump())


def steps_of(hall: Hall, number: str) -> list[tuple[str, str]]:
    work = hall.alice.get(f"/requests/{number}/work").json
    return [(each["do"], each["expect"]) for each in work["steps"]]


@pytest.mark.parametrize(
    ("where", "place"), [({"task_after": 2}, 2), ({"task_after": 0}, 0), ({"task_after": 1}, 1)]
)
@pytest.mark.parametrize("task", Task)
def test_what_the_task_orders_is_a_step_whatever_else_is_written(
    hall: Hall, task: Task, where: dict[str, int], place: int
) -> None:
    """R-RH-2, R-RH-6."""
    own = [(CHECK["do"], ""), (SEND["do"], "")]

    number = hall.ask(body_of(task, steps=[CHECK, SEND], **where))

    assert steps_of(hall, number) == [*own[:place], ordered_by(task), *own[place:]]


@pytest.mark.parametrize("task", Task)
def test_the_technician_reads_and_marks_what_the_task_orders(
    app: Flask, hall: Hall, task: Task
) -> None:
    """R-RH-2, R-RH-4."""
    do, expect = ordered_by(task)
    number = hall.ask(body_of(task, steps=[CHECK], task_after=1))
    hall.begin(number, "CT-0001", "SN93X")
    tom = sign_in(app, hall.tom_actor)
    tom.get(f"/work/{number}")

    at_it = words_of(tom.follow(tom.send(f"/work/{number}/step", step="1", seen="expected")))
    tom.follow(tom.send(f"/work/{number}/step", step="2", seen="expected", text="as said"))

    assert f"Step 2 of 2 {do}" in at_it
    assert expect in at_it
    assert "All steps are done" in words_of(tom.get(f"/work/{number}"))


def test_a_program_that_writes_the_steps_writes_all_of_them(hall: Hall) -> None:
    number = hall.ask(hands_body(steps=[CHECK, SEND]))

    assert steps_of(hall, number) == [(CHECK["do"], ""), (SEND["do"], "")]


def test_a_place_beyond_the_steps_is_refused(hall: Hall) -> None:
    refused = hall.alice.post("/requests", hands_body(steps=[CHECK], task_after=2))

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["task_after"]


def test_the_last_of_the_most_steps_can_be_marked(hall: Hall) -> None:
    number = hall.ask(hands_body(steps=[CHECK] * 30, task_after=30))
    hall.begin(number)

    marked = [
        hall.tom.post(f"/requests/{number}/work/entries", {"kind": "step", "step": place})
        for place in range(1, 32)
    ]

    assert {each.status_code for each in marked} == {marked[0].status_code}
    assert all(each["done_at"] for each in marked[-1].json["steps"])


@pytest.mark.parametrize(("chosen", "place"), [("", 2), ("0", 0), ("1", 0), ("2", 1), ("3", 2)])
def test_the_form_says_where_the_task_comes_among_the_steps(
    app: Flask, hall: Hall, chosen: str, place: int
) -> None:
    """A row that is left empty counts for nothing."""
    alice = sign_in(app, hall.alice_actor)
    form = alice.get("/requests/new/remote-hands?task=power-cycle")
    typed = {
        "task": "power-cycle",
        "site": "AMS1",
        "devices": "CT-0001",
        "summary": "Power-cycle db-7",
        "details_feed": "both",
        "details_expect": "green light",
        "needs_login": "no",
        "severity": "C",
        "do_2": CHECK["do"],
        "do_3": SEND["do"],
        "task_after": chosen,
    }

    alice.follow(alice.send("/requests/new/remote-hands", **typed))

    number = hall.tom.get("/work").json["work"][0]["number"]
    assert steps_of(hall, number)[place] == ("Power-cycle the device: feed both.", "green light")
    assert "is a step of its own" in words_of(form)


REASON = "Redundant pair"


@pytest.fixture(params=["contact", "agent"])
def reader(request: pytest.FixtureRequest, app: Flask, hall: Hall) -> Browser:
    """Whoever may read the request without doing its work."""
    if request.param == "contact":
        return sign_in(app, hall.alice_actor)
    return sign_in(app, make_staff("Ann Agent", Role.AGENT))


def is_all_read(words: str) -> bool:
    """Whether the page says what was ordered: the task, its fields, its steps, why less than A."""
    return all(
        each in words
        for each in (
            "What was ordered Task Power-cycle a device",
            "Which feed both",
            "What to expect afterwards green light within 5 minutes",
            f"May be affected; not A because: {REASON}",
            "Check the label Power-cycle the device: feed both. "
            "Expect to see: green light within 5 minutes.",
        )
    )


def ask_for_a_power_cycle(hall: Hall) -> str:
    why = {"affects_availability": True, "severity_reason": REASON}
    return hall.ask(power_body(steps=[CHECK], task_after=1, **why))


@pytest.mark.parametrize("page", ["", "/work"])
def test_what_was_ordered_is_read_from_the_first_minute_to_after_the_end(
    hall: Hall, reader: Browser, page: str
) -> None:
    """R-RH-5, R-SEV-7."""
    number = ask_for_a_power_cycle(hall)
    path, work = f"/requests/{number}{page}", f"/requests/{number}/work"

    at_first = words_of(reader.get(path))
    hall.begin(number, "CT-0001", "SN93X")
    asked = hall.tom.post(f"{work}/entries", {"kind": "question", "text": "Now?"}).json
    while_asked = words_of(reader.get(path))
    question = asked["questions"][0]["id"]
    hall.alice.post(f"/requests/{number}/questions/{question}/answer", {"text": "Now"})
    for step in (1, 2):
        hall.tom.post(f"{work}/entries", {"kind": "step", "step": step, "as_expected": True})
    hall.tom.post(f"{work}/finish", {"text": "It is up", "result": "partly"})
    hall.alice.post(f"/requests/{number}/confirm")
    after_the_end = words_of(reader.get(path))

    assert "Now?" in while_asked
    assert [is_all_read(each.replace(" ✓ Met", "")) for each in (at_first, while_asked)] == [
        True
    ] * 2
    assert is_all_read(after_the_end.replace(" ✓ Met", ""))


@pytest.mark.parametrize("task", Task)
def test_each_field_is_read_by_the_contact_as_by_the_technician(
    app: Flask, hall: Hall, task: Task
) -> None:
    """R-RH-2."""
    number = hall.ask(body_of(task))
    read = [f"{title} {value}" for title, value in CATALOGUE[task].said(COMPLETE[task]).items()]
    alice, tom = sign_in(app, hall.alice_actor), sign_in(app, hall.tom_actor)

    pages = [
        words_of(alice.get(f"/requests/{number}")),
        words_of(alice.get(f"/requests/{number}/work")),
        words_of(tom.get(f"/work/{number}")),
    ]

    assert len(read) == len(COMPLETE[task])
    assert [[each for each in read if each not in words] for words in pages] == [[], [], []]


def test_the_technician_reads_why_less_than_a_will_do(app: Flask, hall: Hall) -> None:
    """R-SEV-7."""
    number = ask_for_a_power_cycle(hall)

    words = words_of(sign_in(app, hall.tom_actor).get(f"/work/{number}"))

    assert f"May be affected; not A because: {REASON}" in words


def test_the_work_shows_a_technician_no_mark_that_is_to_be_read_from_the_device(
    app: Flask, hall: Hall
) -> None:
    """R-RH-3."""
    number = ask_for_a_power_cycle(hall)
    alice, tom = sign_in(app, hall.alice_actor), sign_in(app, hall.tom_actor)

    pages = [alice.get(f"/requests/{number}/work").text, tom.get(f"/requests/{number}/work").text]

    assert ["CT-0001" in each for each in pages] == [True, False]
