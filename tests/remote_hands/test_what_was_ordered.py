"""What the task itself orders is always done, and everybody who reads the request reads it."""

from typing import Any

import pytest
from flask import Flask

from accessdesk.remote_hands.catalogue import Task, read_details, step_of
from tests.remote_hands.given import COMPLETE, Hall, hands_body
from tests.web.page_client import sign_in, words_of

CHECK, SEND = {"do": "Check the label"}, {"do": "Send a photograph"}


def body_of(task: Task, **fields: Any) -> dict[str, Any]:
    return hands_body(task=task.value, details=COMPLETE[task], **fields)


def ordered_by(task: Task) -> tuple[str, str]:
    return step_of(task, read_details(task, COMPLETE[task]).model_dump())


def steps_of(hall: Hall, number: str) -> list[tuple[str, str]]:
    work = hall.alice.get(f"/requests/{number}/work").json
    return [(each["do"], each["expect"]) for each in work["steps"]]


@pytest.mark.parametrize(
    ("where", "place"), [({}, 2), ({"task_after": 0}, 0), ({"task_after": 1}, 1)]
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
    number = hall.ask(body_of(task, steps=[CHECK]))
    hall.begin(number, "CT-0001", "SN93X")
    tom = sign_in(app, hall.tom_actor)
    tom.get(f"/work/{number}")

    at_it = words_of(tom.follow(tom.send(f"/work/{number}/step", step="1", seen="expected")))
    tom.follow(tom.send(f"/work/{number}/step", step="2", seen="expected", text="as said"))

    assert f"Step 2 of 2 {do}" in at_it
    assert expect in at_it
    assert "All steps are done" in words_of(tom.get(f"/work/{number}"))


def test_a_place_beyond_the_steps_is_refused(hall: Hall) -> None:
    refused = hall.alice.post("/requests", hands_body(steps=[CHECK], task_after=2))

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["errors"]] == ["task_after"]


def test_the_last_of_the_most_steps_can_be_marked(hall: Hall) -> None:
    number = hall.ask(hands_body(steps=[CHECK] * 30))
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
