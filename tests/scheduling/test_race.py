"""Two requests that together exceed a capacity cannot both be booked, however they race."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from accessdesk.db import db, transaction
from accessdesk.estate.queries import get_site
from accessdesk.scheduling import diary, service
from accessdesk.scheduling.capacity import Booking, Peak, peak_load
from accessdesk.scheduling.service import Reservation, WindowRefused, book
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.rules import Severity
from tests.people import make_contact, make_customer, make_site
from tests.scheduling.booked import bookings_of, make_requests
from tests.scheduling.times import utc, window

NOW = utc("2026-11-30 12:00")
MORNING = window("2026-12-01 08:00", "2026-12-01 12:00")
DAY = window("2026-12-01 00:00", "2026-12-02 00:00")
LANES = 16


@pytest.fixture
def site_id(app: Flask) -> int:
    return make_site(visitor_capacity=5, escort_capacity=3)


def race(
    app: Flask,
    site_id: int,
    wish: Callable[[int], tuple[Window, int, int]],
    lanes: int = LANES,
) -> int:
    """Let many threads each book one window at the same moment; returns how many got theirs."""
    customer = make_customer()
    contact = make_contact("Alice Adams", customer).user_id
    requests = make_requests(lanes, site_id=site_id, customer_id=customer, contact_id=contact)
    start = Barrier(lanes)

    def lane(number: int) -> bool:
        span, visitors, escorts = wish(number)
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    places = Places(Severity.C, visitors, escorts)
                    reservation = Reservation(get_site("AMS1"), requests[number], customer, places)
                    book(reservation, span, now=NOW)
            except WindowRefused:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(lanes) as threads:
        return sum(threads.map(lane, range(lanes)))


def test_sixteen_who_ask_for_the_last_five_places_get_five(app: Flask, site_id: int) -> None:
    """R-WIN-5."""
    booked = race(app, site_id, lambda _: (MORNING, 1, 0))

    assert booked == 5
    assert peak_load(bookings_of(site_id), DAY).visitors == 5


def test_sixteen_who_ask_for_the_last_three_escorts_get_three(app: Flask, site_id: int) -> None:
    """R-WIN-5 for escorts; there is room for five visitors."""
    booked = race(app, site_id, lambda _: (MORNING, 1, 1))

    assert booked == 3
    assert peak_load(bookings_of(site_id), DAY).escorts == 3


def test_no_instant_is_overbooked_when_windows_overlap_in_part(app: Flask, site_id: int) -> None:
    """R-WIN-5: capacity holds over every instant of a window, not at its start alone."""

    def wish(number: int) -> tuple[Window, int, int]:
        shift = timedelta(minutes=37 * (number % 8))
        span = Window(MORNING.starts_at + shift, MORNING.ends_at + shift)
        return span, 1 + number % 3, number % 2

    booked = race(app, site_id, wish)

    peak = peak_load(bookings_of(site_id), DAY)
    assert booked >= 2
    assert peak.visitors <= 5
    assert peak.escorts <= 3


def test_the_control_without_the_lock_overbooks_where_writers_run_side_by_side(
    app: Flask, site_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race above would notice a missing lock: on PostgreSQL all eight get the five places.

    SQLite has one writer, and BEGIN IMMEDIATE makes it wait before it reads; there the control
    cannot overbook, and the test says so by holding it to the capacity.
    """
    monkeypatch.setattr(service, "lock_site", lambda _site_id: None)
    if db.engine.dialect.name == "postgresql":
        everybody_has_read = Barrier(8)

        def read_then_wait(bookings: list[Booking], span: Window) -> Peak:
            peak = peak_load(bookings, span)
            everybody_has_read.wait(timeout=20)
            return peak

        monkeypatch.setattr(diary, "peak_load", read_then_wait)

    booked = race(app, site_id, lambda _: (MORNING, 1, 0), lanes=8)

    expected = 8 if db.engine.dialect.name == "postgresql" else 5
    assert booked == expected
    assert peak_load(bookings_of(site_id), DAY).visitors == expected
