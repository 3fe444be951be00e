"""Every event that is somebody's news has words, and a letter can be written of it."""

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
    Recipient,
    RecipientKind,
    Topic,
    notice_of,
    wants,
)
from accessdesk.notifications.wording import TO_CONTACT
from accessdesk.remote_hands.log import NewEntry, write
from accessdesk.remote_hands.rules import EntryKind
from tests.notifications.conftest import LATER, Clock, Desk, deliveries
from tests.notifications.post import sweep


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

        failed += [(each.event, each.problem) for each in deliveries() if each.state != "kept"]
    assert len(planned) == 2
    assert failed == []


def test_a_question_from_the_aisle_is_asked_in_the_letter(desk: Desk, clock: Clock) -> None:
    """R-RH-6: the work has stopped until it is answered."""
    called = desk.submit()
    desk.change(
        write,
        called,
        NewEntry(EntryKind.QUESTION, "The lamp is red. Go on?", Event.WORK_QUESTION_ASKED),
        actor=desk.agent,
    )

    sweep(clock)

    asked = [each for each in deliveries() if each.event == Event.WORK_QUESTION_ASKED]
    assert [each.recipient for each in asked] == [Recipient(RecipientKind.USER, desk.alice.user_id)]
    assert "The lamp is red. Go on?" in asked[0].body
