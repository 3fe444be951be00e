"""The catalogue, the states of work, and the guard of two identifiers."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.errors import Conflict, Invalid
from accessdesk.remote_hands.catalogue import CATALOGUE, Task, read_details, step_of
from accessdesk.remote_hands.rules import (
    OVER,
    TRANSITIONS,
    Act,
    Identified,
    Identifiers,
    TooFew,
    WorkState,
    WrongDevice,
    judge_identifiers,
    next_state,
)
from tests.remote_hands.given import COMPLETE

DEVICE = Identifiers(tag="CT-0001", serial="SN93X", name="db-7")


@pytest.mark.parametrize("task", Task)
def test_each_task_takes_its_own_fields_and_asks_for_each_of_them(task: Task) -> None:
    """R-RH-2."""
    complete = COMPLETE[task]

    details = read_details(task, complete)

    assert step_of(task, details.model_dump())[0]
    for missing in complete:
        with pytest.raises(Invalid) as refused:
            read_details(task, {key: complete[key] for key in complete if key != missing})
        assert f"details.{missing}" in refused.value.fields


@pytest.mark.parametrize(
    ("task", "change"),
    [
        (Task.REPLACE_DRIVE, {"new_serial": "z1"}),
        (Task.INSTALL_DEVICE, {"unit_to": 13}),
        (Task.INSTALL_DEVICE, {"unit_from": 0}),
        (Task.POWER_CYCLE, {"feed": "C"}),
        (Task.POWER_CYCLE, {"expect": "  "}),
        (Task.OTHER, {"bay": "3"}),
        (Task.OTHER, {"description": "a\x07b"}),
    ],
)
def test_details_that_make_no_sense_are_refused_at_their_field(
    task: Task, change: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        read_details(task, COMPLETE[task] | change)

    assert list(refused.value.fields) == [f"details.{field}" for field in change]


def test_cutting_off_takes_two_identifiers() -> None:
    """R-RH-3."""
    destructive = {task for task, entry in CATALOGUE.items() if entry.destructive}

    assert destructive == {Task.REMOVE_DEVICE, Task.DISCONNECT_DEVICE, Task.POWER_CYCLE}


@pytest.mark.parametrize(
    ("read", "verdict"),
    [
        (["CT-0001", "SN93X"], Identified(("tag", "serial"))),
        (["sn 93x", "DB7"], Identified(("serial", "name"))),
        (["CT-0001", "SN93Y"], WrongDevice("SN93Y")),
        (["SN93X", "CT-0001", "db-8"], WrongDevice("db-8")),
        (["CT-0001", "ct 0001"], TooFew(("tag",))),
        (["CT-0001", " "], TooFew(("tag",))),
        ([], TooFew(())),
    ],
)
def test_two_different_identifiers_have_to_belong_to_the_device(
    read: list[str], verdict: object
) -> None:
    """R-RH-3."""
    assert judge_identifiers(DEVICE, read) == verdict


def test_an_identifier_that_a_device_lacks_matches_nothing() -> None:
    device = Identifiers(tag="CT-0001", serial="", name="")

    assert judge_identifiers(device, ["CT-0001", "-"]) == WrongDevice("-")


@given(st.lists(st.text(max_size=12), max_size=4))
def test_no_device_is_identified_by_anything_but_its_own_marks(read: list[str]) -> None:
    own = {"ct0001", "sn93x", "db7"}

    verdict = judge_identifiers(DEVICE, read)

    marks = {"".join(c for c in each if c not in " \t\n-_.:/").casefold() for each in read}
    if isinstance(verdict, Identified):
        assert len(marks & own) >= 2


@pytest.mark.parametrize(("state", "act"), list(product(WorkState, Act)))
def test_every_state_takes_each_act_as_the_table_says(state: WorkState, act: Act) -> None:
    expected = TRANSITIONS.get((state, act))

    if expected is None:
        with pytest.raises(Conflict):
            next_state(state, act)
    else:
        assert next_state(state, act) is expected


def test_unfinished_work_can_always_be_called_off() -> None:
    assert {state for state, act in TRANSITIONS if act is Act.CANCEL} == set(WorkState) - OVER
