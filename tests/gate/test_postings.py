"""A posting through a day ends with that day at the gate's own site."""

from datetime import UTC, date, datetime

import pytest

from accessdesk.db import transaction
from accessdesk.errors import NotFound
from accessdesk.gate.departures import depart
from accessdesk.gate.queries import get_desk_site
from tests.gate.test_service import admit

LAST_DAY = date(2026, 12, 1)
LAST_MINUTE = datetime(2026, 12, 1, 22, 59, tzinfo=UTC)  # 23:59 in Amsterdam.
MIDNIGHT = datetime(2026, 12, 1, 23, tzinfo=UTC)


def test_an_officer_lets_people_out_through_their_last_day(make_officer, make_visit):
    olu = make_officer(until_on=LAST_DAY)
    visit = make_visit()
    stay = admit(olu, visit.code).admission_id

    with pytest.raises(NotFound), transaction():
        depart(olu, "AMS1", stay, badge_returned=True, now=MIDNIGHT)
    with transaction():
        closed = depart(olu, "AMS1", stay, badge_returned=True, now=LAST_MINUTE)

    assert closed.left_at == LAST_MINUTE


def test_an_officer_is_at_the_desk_through_their_last_day(make_officer, make_visit):
    olu = make_officer(until_on=LAST_DAY)

    with pytest.raises(NotFound), transaction(write=False):
        get_desk_site(olu, "AMS1", now=MIDNIGHT)
    with transaction(write=False):
        desk = get_desk_site(olu, "AMS1", now=LAST_MINUTE)

    assert desk.code == "AMS1"
