"""What was written to people loses its words after a while, and stays on record."""

from datetime import timedelta

from accessdesk.db import transaction
from accessdesk.notifications.service import forget
from tests.notifications.conftest import Clock, Desk, deliveries
from tests.notifications.post import sweep


def test_old_messages_lose_their_words_and_stay_on_record(desk: Desk, clock: Clock) -> None:
    """R-SEC-3."""
    desk.submit()
    sweep(clock)

    with transaction():
        emptied = forget(before=clock.now + timedelta(seconds=1))

    assert emptied == 2
    assert [(each.body, each.address, each.state) for each in deliveries()] == [
        ("", "", "kept")
    ] * 2
