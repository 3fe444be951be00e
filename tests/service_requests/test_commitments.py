"""Stored due times, and the facts that the journal keeps of them (R-SEV-3 to R-SEV-9)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import db, transaction
from accessdesk.errors import Invalid, NotAllowed
from accessdesk.journal.models import JournalEntry
from accessdesk.service_requests.models import Commitment, ServiceRequest
from accessdesk.service_requests.promises import commitments
from accessdesk.service_requests.promises.clocks import Outcome, Promise
from accessdesk.service_requests.rules import Action, Awaited, Kind, Severity
from accessdesk.service_requests.service import Received, advance, receive
from accessdesk.service_requests.updates import add_update, agree_next_word, change_severity
from accessdesk.service_requests.waiting import waiting_for
from tests.people import make_contact, make_customer, make_site, make_staff

START = datetime(2026, 12, 1, 8, tzinfo=UTC)


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@dataclass
class Desk:
    """A customer's contact, an agent, and one request between them."""

    alice: Actor
    ann: Actor
    site_id: int
    request_id: int = 0

    def receive(self, severity: Severity = Severity.A, hours: float = 0) -> int:
        new = Received(
            kind=Kind.INCIDENT,
            severity=severity,
            summary="Link down",
            site_id=self.site_id,
            site_code="AMS1",
            impact="No orders",
        )
        with transaction():
            self.request_id = receive(self.alice, self.alice, new, now=after(hours)).id
        return self.request_id

    def sr(self) -> ServiceRequest:
        found = db.session.get(ServiceRequest, self.request_id)
        assert found is not None
        return found

    def say(self, who: Actor, hours: float, *, visible: bool = True) -> None:
        with transaction():
            add_update(who, self.sr(), "A word", visible=visible, now=after(hours))

    def change(self, severity: Severity, hours: float) -> None:
        with transaction():
            change_severity(self.ann, self.sr(), severity, f"At {hours}", now=after(hours))

    def agree(self, due: float, *, at: float) -> None:
        with transaction():
            agree_next_word(self.ann, self.sr(), after(due), now=after(at))

    def sweep(self, hours: float) -> int:
        with transaction():
            return commitments.sweep(now=after(hours))


def rows(promise: Promise) -> list[tuple[datetime, Outcome]]:
    found = db.session.execute(
        select(Commitment.due_at, Commitment.outcome)
        .where(Commitment.promise == promise)
        .order_by(Commitment.id)
    )
    seen = [(due_at, outcome) for due_at, outcome in found]
    db.session.remove()
    return seen


def events(name: str) -> int:
    found = select(JournalEntry).where(JournalEntry.event == f"commitment.{name}")
    return len(db.session.scalars(found).all())


@pytest.fixture
def desk(app: Flask) -> Desk:
    site_id = make_site()
    alice = make_contact("Alice Adams", make_customer())
    return Desk(alice, make_staff("Ann Agent", Role.AGENT), site_id)


def test_the_operators_word_keeps_two_promises_and_starts_the_next(desk: Desk) -> None:
    """R-SEV-3, R-SEV-4."""
    desk.receive()

    desk.say(desk.ann, 1)

    assert rows(Promise.FIRST_RESPONSE) == [(after(1), Outcome.MET)]
    assert rows(Promise.OPERATOR_UPDATE) == [(after(2), Outcome.MET), (after(3), Outcome.OPEN)]
    assert rows(Promise.CUSTOMER_UPDATE) == [(after(2), Outcome.OPEN)]
    assert events("met") == 2


def test_an_internal_note_keeps_nothing(desk: Desk) -> None:
    """R-SEV-4."""
    desk.receive()

    desk.say(desk.ann, 1, visible=False)

    assert rows(Promise.FIRST_RESPONSE) == [(after(1), Outcome.OPEN)]


def test_a_late_word_is_recorded_as_missed_once(desk: Desk) -> None:
    desk.receive(Severity.C)
    swept = [desk.sweep(hours) for hours in (1, 1.5, 2)]

    desk.say(desk.ann, 3)

    # At one hour it is coming due, and only a moment later it is missed.
    assert swept == [1, 1, 0]
    assert rows(Promise.FIRST_RESPONSE) == [(after(1), Outcome.MISSED)]
    assert (events("coming-due"), events("missed")) == (1, 1)


def test_lowering_the_severity_does_not_heal_what_was_missed(desk: Desk) -> None:
    """R-SEV-5."""
    desk.receive()
    desk.say(desk.ann, 1)

    desk.change(Severity.B, 5)

    assert rows(Promise.OPERATOR_UPDATE)[1:] == [
        (after(3), Outcome.MISSED),
        (after(25), Outcome.OPEN),
    ]
    assert events("missed") == 2  # The customer's, due after two hours, was missed as well.


def test_raising_the_severity_breaks_nothing_in_the_past(desk: Desk) -> None:
    """R-SEV-5: what would have been due is due at once."""
    desk.receive(Severity.B)
    desk.say(desk.ann, 1)

    desk.change(Severity.A, 9)

    assert rows(Promise.OPERATOR_UPDATE)[-1] == (after(9), Outcome.OPEN)
    assert rows(Promise.CUSTOMER_UPDATE) == [(after(9), Outcome.OPEN)]
    assert events("missed") == 0


def test_the_end_stops_the_clocks_and_reopening_starts_them(desk: Desk) -> None:
    desk.receive()
    desk.say(desk.ann, 1)

    for action, hours in ((Action.ACCEPT, 1.1), (Action.RESOLVE, 1.2)):
        with transaction():
            advance(desk.sr(), action, actor=desk.ann.ref, now=after(hours))
    stopped = rows(Promise.OPERATOR_UPDATE)[-1]
    with transaction():
        advance(desk.sr(), Action.REOPEN, actor="x", now=after(10))

    assert stopped == (after(3), Outcome.CALLED_OFF)
    assert rows(Promise.OPERATOR_UPDATE)[-1] == (after(12), Outcome.OPEN)
    assert rows(Promise.FIRST_RESPONSE) == [(after(1), Outcome.MET)]


def test_each_side_has_its_own_list_worst_and_soonest_first(desk: Desk) -> None:
    """R-SEV-9."""
    for severity, hours in ((Severity.C, 0), (Severity.A, 2), (Severity.A, 1), (Severity.B, 0)):
        desk.receive(severity, hours)

    operators, customers = (
        [
            (each.request.severity, each.what.act, each.what.due_at)
            for each in waiting_for(person, now=after(3), reopen_within=timedelta(0))
        ]
        for person in (desk.ann, desk.alice)
    )

    assert [(level, due) for level, act, due in operators if act is not Awaited.DECISION] == [
        (Severity.A, after(2)),
        (Severity.A, after(3)),
        (Severity.A, after(3)),
        (Severity.A, after(4)),
        (Severity.B, after(1)),
        (Severity.C, after(1)),
    ]
    assert customers == [
        (Severity.A, Awaited.CUSTOMER_UPDATE, after(3)),
        (Severity.A, Awaited.CUSTOMER_UPDATE, after(4)),
    ]


def test_at_severity_d_the_next_word_is_owed_when_it_was_agreed(desk: Desk) -> None:
    """R-SEV, the row of D; an agreement in place of another breaks nothing."""
    desk.receive()
    desk.change(Severity.D, 0.5)
    desk.say(desk.ann, 1)

    desk.agree(30, at=1)
    desk.agree(50, at=2)
    assert desk.sweep(49) == 1  # It is coming due.
    desk.say(desk.ann, 50)

    assert rows(Promise.OPERATOR_UPDATE)[-2:] == [
        (after(30), Outcome.CALLED_OFF),
        (after(50), Outcome.MET),
    ]


def test_a_word_that_was_agreed_and_not_given_is_missed(desk: Desk) -> None:
    desk.receive()
    desk.change(Severity.D, 0.5)
    desk.agree(30, at=1)

    assert desk.sweep(31) == 1
    assert events("missed") == 1


def test_a_statement_of_impact_leaves_the_agreed_day_and_another_level_ends_it(desk: Desk) -> None:
    """R-SEV-5."""
    desk.receive()
    desk.change(Severity.D, 0.5)
    desk.agree(30, at=1)

    desk.change(Severity.D, 2)
    kept = rows(Promise.OPERATOR_UPDATE)[-1]
    desk.change(Severity.B, 3)

    assert kept == (after(30), Outcome.OPEN)
    assert rows(Promise.OPERATOR_UPDATE)[-2:] == [
        (after(30), Outcome.CALLED_OFF),
        (after(24), Outcome.OPEN),
    ]


@pytest.mark.parametrize(("level", "hours"), [(Severity.C, 30), (Severity.D, 0.9)])
def test_no_day_is_agreed_at_another_level_or_in_the_past(
    desk: Desk, level: Severity, hours: float
) -> None:
    desk.receive()
    desk.change(level, 0.5)

    with pytest.raises(Invalid) as refused:
        desk.agree(hours, at=1)

    assert set(refused.value.fields) == {"next_word_on"}


def test_a_contact_promises_nothing_for_the_operator(desk: Desk) -> None:
    desk.receive()
    desk.change(Severity.D, 0.5)

    with pytest.raises(NotAllowed), transaction():
        agree_next_word(desk.alice, desk.sr(), after(30), now=after(1))
