"""A right through a day ends with that day at the site, wherever the site is (R-ACC-1)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.db import db, transaction
from accessdesk.errors import NotAllowed
from accessdesk.estate.queries import holds_right, sites_with
from accessdesk.estate.rules import local_day
from accessdesk.gate.queries import sites_of
from accessdesk.service_requests.queries import Filter, list_requests
from accessdesk.service_requests.rules import Kind, Severity
from accessdesk.service_requests.service import Received, check_right, receive
from tests.people import api_of, make_contact, make_customer, make_site, make_staff
from tests.service_desk.test_pages import statements

LAST_DAY = date(2026, 12, 31)
EARLIER = datetime(2026, 12, 1, 12, tzinfo=UTC)
EVENING_IN_LOS_ANGELES = datetime(2027, 1, 1, 2, tzinfo=UTC)  # 18:00 on 31 December there.
MORNING_IN_TOKYO = datetime(2026, 12, 31, 20, tzinfo=UTC)  # 05:00 on 1 January there.
MOMENTS = pytest.mark.parametrize(
    ("now", "held"),
    [
        (EARLIER, ["LAX1", "NRT1"]),
        (MORNING_IN_TOKYO, ["LAX1"]),
        (EVENING_IN_LOS_ANGELES, ["LAX1"]),
        (datetime(2027, 1, 1, 8, tzinfo=UTC), []),
    ],
)


@dataclass
class Coasts:
    """A site on either side of the Pacific, and the customer who is at both."""

    lax: int
    nrt: int
    customer: int

    def contact(self, *site_ids: int | None) -> Actor:
        return make_contact(
            "Alice Adams", self.customer, site_ids=site_ids or self.both, until_on=LAST_DAY
        )

    @property
    def both(self) -> tuple[int, int]:
        return self.lax, self.nrt


@pytest.fixture
def coasts(app: Flask) -> Coasts:
    return Coasts(
        make_site("LAX1", zone="America/Los_Angeles"),
        make_site("NRT1", zone="Asia/Tokyo"),
        make_customer(),
    )


@MOMENTS
@pytest.mark.parametrize("everywhere", [False, True])
def test_a_right_is_offered_through_its_last_day_at_each_site(
    coasts: Coasts, now: datetime, held: list[str], everywhere: bool
) -> None:
    alice = coasts.contact(*([None] if everywhere else []))

    with transaction(write=False):
        offered = [site.code for site in sites_with(alice, Right.SITE_ACCESS, now=now)]
        somewhere = holds_right(alice, Right.CONTACTS, None, now=now)

    assert offered == held
    assert somewhere is bool(held)


@MOMENTS
def test_a_request_is_taken_in_through_the_last_day_at_its_site(
    coasts: Coasts, now: datetime, held: list[str]
) -> None:
    alice = coasts.contact()

    taken = []
    with transaction(write=False):
        for code, site_id in (("LAX1", coasts.lax), ("NRT1", coasts.nrt)):
            try:
                check_right(alice, Right.SITE_ACCESS, site_id, now=now)
            except NotAllowed:
                continue
            taken.append(code)

    assert taken == held


@MOMENTS
@pytest.mark.parametrize("role", [Role.CONTACT, Role.AGENT, Role.TECHNICIAN])
def test_requests_are_seen_through_the_last_day_at_their_site(
    coasts: Coasts, now: datetime, held: list[str], role: Role
) -> None:
    alice = coasts.contact()
    with transaction():
        for code, site_id in (("NRT1", coasts.nrt), ("LAX1", coasts.lax)):
            new = Received(Kind.REMOTE_HANDS, Severity.C, code, site_id=site_id, site_code=code)
            receive(alice, alice, new, now=EARLIER)
    reader = alice
    if role is not Role.CONTACT:
        reader = make_staff("Sam Staff", role, site_ids=coasts.both, until_on=LAST_DAY)

    with transaction(write=False):
        rows = list_requests(reader, Filter(), now=now, before_id=None, limit=10)

    assert [row.site_code for row in rows] == held


@MOMENTS
def test_an_officer_is_at_the_gate_through_the_last_day_at_each_site(
    coasts: Coasts, now: datetime, held: list[str]
) -> None:
    olu = make_staff("Olu Gate", Role.OFFICER, site_ids=coasts.both, until_on=LAST_DAY)

    with transaction(write=False):
        desks = [site.code for site in sites_of(olu, now=now)]

    assert desks == held


def test_a_sites_journal_is_read_through_the_last_day_there(app: Flask) -> None:
    """The two zones never have the same day, so that this holds at any hour."""
    west = make_site("WST1", zone="Etc/GMT+12")
    east = make_site("EST1", zone="Pacific/Kiritimati")
    alice = make_contact("Alice Adams", make_customer())
    with transaction():
        for code, site_id in (("WST1", west), ("EST1", east)):
            new = Received(Kind.REMOTE_HANDS, Severity.C, code, site_id=site_id, site_code=code)
            receive(alice, alice, new, now=EARLIER)
    db.session.remove()
    today_in_the_west = local_day(datetime.now(UTC), "Etc/GMT+12")
    max_ = make_staff(
        "Max Manager", Role.MANAGER, site_ids=(west, east), until_on=today_in_the_west
    )
    audit = api_of(app, max_)

    answers = [audit.get(f"/journal/site:{code}").status_code for code in ("WST1", "EST1")]

    assert answers == [200, 404]


def test_nothing_is_asked_of_the_database_where_no_right_is_about_to_end(app: Flask) -> None:
    alice = make_contact("Alice Adams", make_customer(), until_on=LAST_DAY)
    db.session.remove()

    with statements() as asked:
        held = holds_right(alice, Right.SITE_ACCESS, 1, now=EARLIER)

    assert held
    assert asked == []
