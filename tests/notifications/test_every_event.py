"""Every event that is somebody's news has words, and a letter can be written of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from accessdesk.db import transaction
from accessdesk.journal.rules import Event
from accessdesk.notifications.delivering.planning import plan
from accessdesk.notifications.models import Delivery
from accessdesk.notifications.rules import (
    CHOSEN_AT_FIRST,
    NOTICES,
    OBLIGED,
    Audience,
    RecipientKind,
    Topic,
    notice_of,
    wants,
)
from accessdesk.notifications.wording import TO_CONTACT
from tests.notifications.conftest import LATER, Clock, Desk, deliveries
from tests.notifications.post import sweep
from tests.remote_hands.given import make_hall


def test_every_event_that_is_told_has_words_for_the_contact() -> None:
    assert set(TO_CONTACT) == set(NOTICES)
    assert all(Audience.CONTACT in notice.told for notice in NOTICES.values())


@pytest.mark.parametrize("topic", Topic)
@pytest.mark.parametrize("choice", [None, True, False])
def test_what_is_owed_cannot_be_declined_and_the_rest_can(
    topic: Topic, choice: bool | None
) -> None:
    chosen = {} if choice is None else {topic: choice}
    first = topic in CHOSEN_AT_FIRST if choice is None else choice

    assert wants(topic, chosen) is (topic in OBLIGED or first)


@pytest.mark.parametrize(
    ("event", "facts", "told"),
    [
        (Event.REQUEST_SUBMITTED, {"kind": "site-access"}, False),
        (Event.REQUEST_SUBMITTED, {"kind": "incident"}, True),
        (Event.REQUEST_HELD, {}, True),
        (Event.REQUEST_HELD, {"from_window": 3}, False),
        (Event.REQUEST_UPDATED, {"visible": True, "by": "operator"}, True),
        (Event.REQUEST_UPDATED, {"visible": False, "by": "operator"}, False),
        (Event.REQUEST_UPDATED, {"visible": True, "by": "customer"}, False),
        (Event.PASS_ISSUED, {}, False),
        ("an event of a later version", {}, False),
    ],
)
def test_what_is_news(event: str, facts: dict[str, Any], told: bool) -> None:
    """R-SEV-4: an internal note is no update."""
    assert (notice_of(event, facts) is not None) is told


@pytest.fixture
def planned(desk: Desk) -> list[Delivery]:
    desk.submit()
    plan(now=LATER)
    return deliveries()


@pytest.mark.long
def test_a_letter_can_be_written_of_every_event(
    app: Flask, planned: list[Delivery], clock: Clock
) -> None:
    failed = []
    for event in NOTICES:
        with transaction() as session:
            session.execute(
                update(Delivery).values(event=event, state="due-to-send", due_at=clock.now)
            )

        sweep(clock)

        asks = event in {Event.WORK_QUESTION_ASKED, Event.WINDOW_PROPOSED}  # Nobody asked.
        failed += [
            (each.event, each.problem)
            for each in deliveries()
            if each.state
            != ("dropped" if asks and each.recipient.kind is RecipientKind.USER else "kept")
        ]
    assert len(planned) == 2
    assert failed == []


def test_a_question_from_the_aisle_is_asked_in_the_letter_while_it_waits(
    app: Flask, clock: Clock
) -> None:
    """R-RH-6, R-ACC-12: the work has stopped until it is answered; then nobody is asked."""
    hall = make_hall(app)
    for number in (answered := hall.ask(), waiting := hall.ask()):
        hall.begin(number)
        question = {"kind": "question", "text": f"The lamp of {number} is red. Go on?"}
        hall.tom.post(f"/requests/{number}/work/entries", question)
    asked = hall.alice.get(f"/requests/{answered}").json["waiting_for"][0]["item"]
    hall.alice.post(f"/requests/{answered}/questions/{asked}/answer", {"text": "Go on"})
    clock.now = datetime.now(UTC)

    sweep(clock)

    letters = [each for each in deliveries() if each.event == Event.WORK_QUESTION_ASKED]
    assert [each.state for each in letters] == ["dropped", "kept"]
    assert "Waits for you: Answer the technician" in letters[1].body
    assert f"The lamp of {waiting} is red. Go on?" in letters[1].body
