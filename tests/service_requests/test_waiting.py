"""What waits is looked for on those requests alone on which it can be (R-ACC-12)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Select

from accessdesk.accounts.rules import Actor, Role
from accessdesk.db import db, transaction
from accessdesk.service_requests import waiting
from accessdesk.service_requests.rules import Awaited, Kind, Status, Waiter
from accessdesk.service_requests.waiting import Among, Source, Waits, waiting_for, waiting_on
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
WITHIN = timedelta(hours=1)
HELD, BOOKED = frozenset({Status.AWAITING_APPROVAL}), frozenset({Status.SCHEDULED})


@pytest.fixture
def ann(app: Flask) -> Actor:
    """An agent, and one booked visit."""
    customer = make_customer()
    make_site()
    made = api_of(app, make_contact("Alice Adams", customer)).post("/requests", access_body())
    assert made.status_code == 201, made.json
    return make_staff("Ann Agent", Role.AGENT)


class Looked:
    """What finds one thing on every request that it is shown, and keeps how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, among: Among) -> Iterator[Waits]:
        self.times += 1
        return (
            Waits(request_id, Awaited.END, "End it", NOW) for request_id in _ids(among.requests)
        )


def _ids(requests: Select[int]) -> list[int]:
    return list(db.session.scalars(requests))


@pytest.mark.parametrize(
    ("kind", "statuses", "there"),
    [
        (None, None, True),
        (Kind.SITE_ACCESS, None, True),
        (Kind.SITE_ACCESS, BOOKED, True),
        (Kind.SITE_ACCESS, HELD, False),
        (Kind.INCIDENT, BOOKED, False),
        (None, HELD, False),
    ],
)
def test_a_home_and_a_request_say_the_same_of_each_kind_and_status(
    ann: Actor,
    monkeypatch: pytest.MonkeyPatch,
    kind: Kind | None,
    statuses: frozenset[Status] | None,
    there: bool,
) -> None:
    monkeypatch.setattr(waiting, "_SOURCES", [Source(Waiter.DESK, Looked(), kind, statuses)])

    with transaction(write=False):
        at_home = waiting_for(ann, now=NOW, reopen_within=WITHIN)
        on_it = waiting_on(ann, [1], now=NOW, reopen_within=WITHIN)[1]

    assert (bool(at_home), bool(on_it)) == (there, there)


@pytest.mark.parametrize(("statuses", "times"), [(HELD, 0), (BOOKED, 1)])
def test_a_request_is_not_asked_for_what_cannot_wait_on_it(
    ann: Actor, monkeypatch: pytest.MonkeyPatch, statuses: frozenset[Status], times: int
) -> None:
    find = Looked()
    monkeypatch.setattr(waiting, "_SOURCES", [Source(Waiter.DESK, find, statuses=statuses)])

    with transaction(write=False):
        waiting_on(ann, [1], now=NOW, reopen_within=WITHIN)

    assert find.times == times
