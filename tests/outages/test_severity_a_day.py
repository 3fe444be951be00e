"""Six hours of a severity A incident: exactly the notices that the table demands, in time."""

from datetime import timedelta

import pytest

from accessdesk.db import transaction
from accessdesk.journal.queries import timeline
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.updates import add_update, log_call
from accessdesk.service_requests.waiting import waiting_for
from tests.outages.day import Day, letters
from tests.outages.given import Hit

# A day goes through services that other tests look at on both databases every day.
pytestmark = pytest.mark.parametrize(
    "app", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)

ALICE, CAROL = "alice@contact.example", "carol@contoso.example"


def kept(hit: Hit, called: str, day: Day) -> list[tuple[str, str, str]]:
    """List what became of each promise, as (time of day, promise, outcome)."""
    with transaction(write=False):
        reference = get_request(hit.ann, called, now=day.now).reference
        return [
            (f"{each.at:%H:%M}", each.facts["promise"], each.event.removeprefix("commitment."))
            for each in timeline(f"request/{reference}")
            if each.event in {"commitment.met", "commitment.missed"}
        ]


def customer_says(hit: Hit, called: str, day: Day) -> None:
    with transaction():
        sr = get_request(hit.alice, called, now=day.now)
        add_update(hit.alice, sr, "Still so.", visible=True, now=day.now)


def owes(hit: Hit, day: Day) -> list[tuple[str, str]]:
    """List what each side owes at this moment."""
    with transaction(write=False):
        found = [
            each.what
            for person in (hit.ann, hit.alice)
            for each in waiting_for(person, now=day.now, reopen_within=timedelta(0))
        ]
    return sorted((each.act.value, f"{each.due_at:%H:%M}") for each in found if each.due_at)


@pytest.mark.long
def test_six_hours_give_exactly_the_notices_that_the_table_demands(hit: Hit) -> None:
    """R-SEV-3, R-SEV-4, R-OUT-1, R-OUT-3, R-OUT-5: each side speaks at the last moment."""
    day = Day()
    hit.designate(("Carol Clark", CAROL))
    called = hit.incident()

    assert owes(hit, day) == [
        ("customer-update", "10:00"),
        ("first-response", "09:00"),
        ("operator-update", "10:00"),
    ]
    day.until(lambda: hit.open(called, at=day.now), hours=1)
    day.until(lambda: customer_says(hit, called, day), hours=2)
    day.until(lambda: hit.notify(called, day.now), hours=3)
    day.until(lambda: customer_says(hit, called, day), hours=4)
    day.until(lambda: hit.notify(called, day.now), hours=5)
    assert owes(hit, day) == [("customer-update", "14:00"), ("operator-update", "15:00")]
    day.until(lambda: hit.mend(called, day.now), hours=5, minutes=50)
    day.until(lambda: hit.resolve(called, day.now), hours=6)
    day.until(hours=12)

    assert owes(hit, day) == []
    assert letters(ALICE, CAROL) == [
        ("08:00", ALICE, "request.submitted"),
        ("08:00", ALICE, "request.accepted"),
        ("09:00", ALICE, "outage.opened"),
        ("09:00", CAROL, "outage.opened"),
        ("11:00", ALICE, "outage.updated"),
        ("11:00", CAROL, "outage.updated"),
        ("13:00", ALICE, "outage.updated"),
        ("13:00", CAROL, "outage.updated"),
        ("14:00", ALICE, "outage.resolved"),
        ("14:00", CAROL, "outage.resolved"),
    ]
    assert sorted(kept(hit, called, day)) == [
        ("09:00", "first-response", "met"),
        ("09:00", "operator-update", "met"),
        ("10:00", "customer-update", "met"),
        ("11:00", "operator-update", "met"),
        ("12:00", "customer-update", "met"),
        ("13:00", "operator-update", "met"),
        ("14:00", "operator-update", "met"),
    ]


def test_an_early_notice_and_a_call_move_the_next_one(hit: Hit) -> None:
    """R-SEV-4, R-OUT-3: a logged call counts, and is not sent as well."""
    day = Day()
    called = hit.incident()

    def call() -> None:
        with transaction():
            sr = get_request(hit.ann, called, now=day.now)
            log_call(hit.ann, sr, "The spare arrives at noon.", "Alice Adams", now=day.now)

    day.until(lambda: hit.open(called, at=day.now), minutes=30)
    day.until(lambda: hit.notify(called, day.now), hours=1)
    early = owes(hit, day)
    day.until(call, hours=2)
    called_at = owes(hit, day)
    day.until(lambda: hit.notify(called, day.now), hours=4)

    assert ("operator-update", "11:00") in early
    assert ("operator-update", "12:00") in called_at
    assert [each[0] for each in letters(ALICE)] == ["08:00", "08:00", "08:30", "09:00", "12:00"]
    assert {each[2] for each in kept(hit, called, day) if each[1] != "customer-update"} == {"met"}


def test_a_notice_that_does_not_come_is_missed_once_and_nothing_is_sent_for_it(hit: Hit) -> None:
    """R-SEV-3: one second late is missed."""
    day = Day()
    called = hit.incident()

    day.until(lambda: hit.open(called, at=day.now), hours=1, seconds=1)
    day.until(hours=6)

    assert [each for each in kept(hit, called, day) if each[1] != "customer-update"] == [
        ("09:00", "first-response", "missed"),
        ("09:00", "operator-update", "met"),
        ("11:10", "operator-update", "missed"),
    ]
    assert [each[2] for each in letters(ALICE)] == [
        "request.submitted",
        "request.accepted",
        "outage.opened",
    ]
