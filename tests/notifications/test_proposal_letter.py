"""The letter about another window is about that window, and says what it stands instead of."""

from datetime import UTC, datetime

from flask import Flask

from accessdesk.accounts.rules import Role
from accessdesk.journal.rules import Event
from tests.notifications.conftest import Clock, deliveries
from tests.notifications.post import sweep
from tests.people import (
    access_body,
    api_of,
    make_contact,
    make_customer,
    make_site,
    make_staff,
    tomorrow_at,
)

AFTERNOON = {"starts_at": tomorrow_at(14).isoformat(), "ends_at": tomorrow_at(17).isoformat()}


def test_the_offered_window_stands_in_subject_and_under_when(app: Flask, clock: Clock) -> None:
    make_site(zone="UTC", approval="manual", lead_days=30)
    alice = api_of(app, make_contact("Alice Adams", make_customer()))
    ann = api_of(app, make_staff("Ann Agent", Role.AGENT))
    path = f"/requests/{alice.post('/requests', access_body()).json['reference']}"
    ann.post(f"{path}/proposals", {"window": AFTERNOON})

    clock.now = datetime.now(UTC)
    sweep(clock)

    (letter,) = [each for each in deliveries() if each.event is Event.WINDOW_PROPOSED]
    lines = dict(line.split(": ", 1) for line in letter.body.splitlines() if ": " in line)
    assert "14:00–17:00" in letter.subject
    assert "14:00–17:00" in lines["When"]
    assert "09:00–12:00" in lines["Instead of"]
