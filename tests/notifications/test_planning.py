"""Deliveries are planned from the journal, once, whoever plans and whenever they die."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from accessdesk.db import db, transaction
from accessdesk.journal.queries import TimelineEntry, heads
from accessdesk.notifications.delivering import planning
from accessdesk.notifications.delivering.planning import plan
from accessdesk.notifications.models import Preference
from accessdesk.notifications.rules import TOLD_WITHIN, Topic
from accessdesk.service_requests.rules import Severity
from accessdesk.service_requests.updates import add_update, change_severity
from accessdesk.visits.changing import changes
from tests.notifications.conftest import (
    JUERGEN,
    LATER,
    STARTS_AT,
    Desk,
    deliveries,
    told,
    window_at,
)

LANES = 8


def test_nothing_is_planned_in_the_transaction_of_the_event(desk: Desk) -> None:
    desk.submit()

    assert deliveries() == []


def test_a_scheduled_visit_is_told_to_the_contact_and_to_visitors_with_an_address(
    desk: Desk,
) -> None:
    desk.submit()

    plan(now=LATER)

    assert told() == [("request.scheduled", "user"), ("request.scheduled", "visitor")]


def test_planning_twice_plans_once(desk: Desk) -> None:
    desk.submit()
    plan(now=LATER)

    assert plan(now=LATER) == 0
    assert len(told()) == 2


def test_a_visit_that_awaits_approval_is_no_news_to_its_visitors(
    make_desk: Callable[..., Desk],
) -> None:
    """R-ACC-10; they hear of it when it is approved."""
    desk = make_desk(approval="manual")
    called = desk.submit()
    plan(now=LATER)
    before = told()
    desk.change(changes.approve, called, actor=desk.agent)

    plan(now=LATER)

    assert before == [("request.held", "user")]
    assert told()[1:] == [("request.approved", "user"), ("request.approved", "visitor")]


def test_who_never_heard_of_a_visit_is_not_told_that_it_is_off(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk(approval="manual", kind="leased", landlord_email="desk@landlord.example")
    called = desk.submit()
    desk.change(changes.cancel, called, "Not needed any more")

    plan(now=LATER)

    assert told() == [("request.held", "user"), ("request.cancelled", "user")]


def test_everybody_who_heard_of_a_visit_is_told_that_it_is_off(
    make_desk: Callable[..., Desk],
) -> None:
    """R-SA-4: the landlord too; both events are read in one batch."""
    desk = make_desk(kind="leased", landlord_email="desk@landlord.example")
    called = desk.submit()
    desk.change(changes.cancel, called, "Not needed any more")

    plan(now=LATER)

    assert [who for event, who in told() if event == "request.cancelled"] == [
        "user",
        "visitor",
        "landlord",
    ]


def test_a_moved_visit_is_told_to_the_same_people(desk: Desk) -> None:
    called = desk.submit()
    desk.change(changes.reschedule, called, window_at(STARTS_AT + timedelta(days=1)))

    plan(now=LATER)

    assert Counter(told())["request.rescheduled", "visitor"] == 1


def test_an_internal_note_is_nobodys_news(desk: Desk) -> None:
    """R-SEV-4: a note is not an update."""
    called = desk.submit()
    desk.change(add_update, called, "Ask the vendor", visible=False, actor=desk.agent)
    desk.change(add_update, called, "We are on it", visible=True, actor=desk.agent)

    plan(now=LATER)

    assert told().count(("request.updated", "user")) == 1


def test_a_contact_hears_of_arrivals_only_by_choice_but_of_severity_always(desk: Desk) -> None:
    with transaction() as session:
        session.add(Preference(user_id=desk.alice.user_id, topic=Topic.SEVERITY, wanted=False))
    called = desk.submit()
    desk.change(change_severity, called, Severity.B, "A link is down")

    plan(now=LATER)

    assert ("request.severity-changed", "user") in told()


def test_an_entry_that_is_old_is_read_and_not_told(desk: Desk) -> None:
    desk.submit()

    plan(now=LATER + TOLD_WITHIN)

    assert told() == []
    assert plan(now=LATER) == 0


def entries_there_are() -> int:
    with transaction(write=False):
        return sum(head.seq for head in heads())


def _race(app: Flask) -> int:
    """Let eight planners start at once; returns how often an entry was planned in all."""
    start = Barrier(LANES)

    def lane(_: int) -> int:
        with app.app_context():
            start.wait()
            try:
                return plan(now=LATER)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(LANES) as threads:
        return sum(threads.map(lane, range(LANES)))


def _hold_until_all_have_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every planner wait until all have read the same entries."""
    everybody_has_read = Barrier(LANES)
    read = planning.entries_after

    def read_then_wait(stream: str, after: int, limit: int) -> list[TimelineEntry]:
        entries = read(stream, after, limit)
        if entries:
            everybody_has_read.wait(timeout=20)
        return entries

    monkeypatch.setattr(planning, "entries_after", read_then_wait)


def test_eight_planners_plan_each_entry_once(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        desk.submit(visitors=(JUERGEN,))
    _hold_until_all_have_read(monkeypatch)

    planned = _race(app)

    assert planned == entries_there_are()
    assert len(told()) == 8


def test_the_control_without_the_claim_plans_eight_times(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race above would notice a missing claim; the rows are still unique by constraint."""
    for _ in range(4):
        desk.submit(visitors=(JUERGEN,))
    _hold_until_all_have_read(monkeypatch)
    monkeypatch.setattr(planning, "claim_entries", lambda *_: True)

    planned = _race(app)

    assert planned == entries_there_are() * LANES
    assert len(told()) == 8
