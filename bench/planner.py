"""Measure the planner: openings and the week as a site grows, and booking under contention."""

import argparse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Barrier
from time import perf_counter

import psycopg
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import insert, text

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Role
from accessdesk.app import create_app
from accessdesk.config import Settings
from accessdesk.customers.models import Customer
from accessdesk.customers.rules import Phase, Plan
from accessdesk.db import db, transaction
from accessdesk.estate.models import Site
from accessdesk.estate.queries import get_site
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.openings import Wish
from accessdesk.scheduling.queries import bookings_at, openings, policy_of
from accessdesk.scheduling.service import Reservation, book
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.week import week_load, week_span
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.rules import Kind, Severity, Status
from bench.stored import database
from bench.tables import percentile, print_table, verdict
from tests.conftest import SECRET

SIZES = (1_000, 10_000, 100_000)
A_DAY = 40  # Visits a day: a larger site's table is a longer history of the same days.
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
LAST_DAY = NOW.replace(hour=6) + timedelta(days=14)
LANES, EACH = 8, 25

_LOCK = "UPDATE sites SET booking_revision = booking_revision + 1 WHERE id = %s"
_READ = """SELECT starts_at, ends_at, visitors, escorts FROM windows WHERE site_id = %s
AND state != 'released' AND starts_at < %s AND starts_at > %s AND ends_at > %s"""
_WRITE = """INSERT INTO windows (request_id, site_id, starts_at, ends_at, zone, visitors, escorts,
state, emergency, broken, occurrence, sequence, changed_at)
VALUES (%s, %s, %s, %s, 'Europe/Amsterdam', 1, 0, 'booked', false, '{}', 1, 0, %s) RETURNING id"""


def run(_options: argparse.Namespace | None = None) -> list[list[str]]:
    """Print how openings, the week and booking fare; returns the rows that were printed."""
    with database() as url, TemporaryDirectory() as folder:
        app = create_app(
            Settings(database_url=url, data_dir=Path(folder), secret_key=SecretStr(SECRET))
        )
        with app.app_context():
            db.create_all()
            request_id = _people()
            grown = [_grow(request_id, size) for size in SIZES]
        rows = [*_sizes(grown), *_contention(app, url, request_id)]
        with app.app_context():
            db.engine.dispose()
    print_table("planner", ["what", "figure", "beside", "ratio", "target"], rows)
    return rows


def _people() -> int:
    """Make one site and one request for which everything is booked."""
    with transaction() as session:
        site = Site(code="AMS1", name="Amsterdam 1", zone="Europe/Amsterdam", visitor_capacity=9)
        customer = Customer(
            code="contoso",
            name="Contoso Ltd",
            plan=Plan.DEDICATED,
            phase=Phase.OPERATE,
            contract_ends_on=NOW.date(),
        )
        session.add_all([site, customer])
        session.flush()
        contact = User(
            email="ada@contoso.example",
            name="Ada Byron",
            role=Role.CONTACT,
            customer_id=customer.id,
            created_at=NOW,
        )
        session.add(contact)
        session.flush()
        sr = ServiceRequest(
            reference="D-1",
            kind=Kind.SITE_ACCESS,
            customer_id=customer.id,
            site_id=site.id,
            contact_id=contact.id,
            raised_by_id=contact.id,
            status=Status.SCHEDULED,
            severity=Severity.C,
            summary="Replace line card",
            received_at=NOW,
        )
        session.add(sr)
        session.flush()
        return sr.id


def _grow(request_id: int, size: int) -> tuple[float, float]:
    """Let the site have that many bookings; returns the medians of openings and week, in ms."""
    with transaction() as session:
        session.execute(text("TRUNCATE windows CASCADE"))
        session.execute(insert(BookedWindow), [_row(request_id, nth) for nth in range(size)])
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE windows"))
    return _median(_ask_openings), _median(_ask_week)


def _row(request_id: int, nth: int) -> dict[str, object]:
    day, place = divmod(nth, A_DAY)
    starts_at = LAST_DAY - timedelta(days=day) + timedelta(minutes=15 * place)
    return {
        "request_id": request_id,
        "site_id": 1,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "zone": "Europe/Amsterdam",
        "visitors": 1,
        "state": WindowState.BOOKED,
    }


def _median(ask: Callable[[], object], times: int = 30) -> float:
    took = []
    for _ in range(times):
        begun = perf_counter()
        with transaction(write=False):
            ask()
        took.append(perf_counter() - begun)
    return median(took) * 1000


def _ask_openings() -> object:
    """Ask for ten windows of two hours for two people; busy hours are in the way."""
    site = get_site("AMS1")
    wish = Wish(timedelta(hours=2), Places(Severity.C, visitors=2, escorts=0))
    span = Window(NOW, NOW + timedelta(days=14))
    return openings(site, None, wish, span=span, now=NOW, limit=10)


def _ask_week() -> object:
    site = get_site("AMS1")
    start = NOW.date()
    bookings = bookings_at(site.id)(week_span(start, site.zone))
    return week_load(policy_of(site, now=NOW), bookings, start)


def _sizes(grown: list[tuple[float, float]]) -> list[list[str]]:
    rows = []
    for name, figures in zip(("openings", "week"), zip(*grown, strict=True), strict=True):
        for size, figure in zip(SIZES, figures, strict=True):
            ratio = figure / figures[0]
            rows.append(
                [
                    f"{name} at {size:,} bookings",
                    f"{figure:.1f} ms",
                    f"{figures[0]:.1f} ms at {SIZES[0]:,}",
                    f"{ratio:.2f}",
                    f"< 2: {verdict(ratio, 2)}",
                ]
            )
    return rows


def _contention(app: Flask, url: str, request_id: int) -> list[list[str]]:
    """Book with eight at once on one site, beside the same statements without the application."""

    def ours(at: datetime) -> None:
        with app.app_context(), transaction():
            places = Places(Severity.C, visitors=1, escorts=0)
            reservation = Reservation(get_site("AMS1"), request_id, places)
            book(reservation, Window(at, at + timedelta(hours=2)), now=NOW)

    booked = _race(lambda: ours, 20)
    floor = _race(lambda: _bare(url, request_id), 40)
    rows = []
    for share, name in ((0.5, "median"), (0.95, "95 of 100")):
        mine, bare = percentile(booked, share) * 1000, percentile(floor, share) * 1000
        rows.append(
            [
                f"booking, {LANES} at once, {name}",
                f"{mine:.1f} ms",
                f"{bare:.1f} ms bare transaction",
                f"{mine / bare:.2f}",
                "",
            ]
        )
    return rows


def _bare(url: str, request_id: int) -> Callable[[datetime], None]:
    connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)

    def write(at: datetime) -> None:
        ends = at + timedelta(hours=2)
        with connection.transaction():
            connection.execute(_LOCK, (1,), prepare=True)
            connection.execute(_READ, (1, ends, at - timedelta(days=31), at), prepare=True)
            connection.execute(_WRITE, (request_id, 1, at, ends, NOW), prepare=True)

    return write


def _race(make: Callable[[], Callable[[datetime], None]], day: int) -> list[float]:
    """Let each lane write its bookings, three hours apart; returns what each took in seconds."""
    start = Barrier(LANES)

    def lane(number: int) -> list[float]:
        write, took = make(), []
        start.wait()
        for nth in range(EACH):
            at = NOW + timedelta(days=day, hours=3 * nth, minutes=number)
            begun = perf_counter()
            write(at)
            took.append(perf_counter() - begun)
        return took

    with ThreadPoolExecutor(LANES) as lanes:
        return [each for took in lanes.map(lane, range(LANES)) for each in took]


if __name__ == "__main__":
    run()
