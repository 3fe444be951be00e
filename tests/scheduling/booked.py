"""Requests to book windows for, and what was booked in the end."""

from datetime import UTC, datetime
from itertools import count

from sqlalchemy import select

from accessdesk.db import db, transaction
from accessdesk.scheduling.capacity import Booking
from accessdesk.scheduling.models import BookedWindow
from accessdesk.scheduling.states import WindowState
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.rules import Kind, Severity, Status

_NUMBERS = count(1)


def make_requests(how_many: int, *, site_id: int, customer_id: int, contact_id: int) -> list[int]:
    """Make scheduled requests without a window; returns their ids."""
    with transaction() as session:
        rows = [
            ServiceRequest(
                reference=f"T-{next(_NUMBERS)}",
                kind=Kind.SITE_ACCESS,
                customer_id=customer_id,
                site_id=site_id,
                contact_id=contact_id,
                raised_by_id=contact_id,
                status=Status.SCHEDULED,
                severity=Severity.C,
                summary="Replace line card",
                received_at=datetime(2026, 11, 1, tzinfo=UTC),
            )
            for _ in range(how_many)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def make_window(request_id: int, site_id: int, span: Window, **fields: object) -> int:
    """Put a booked window straight into the table, whatever the site's policy says."""
    with transaction() as session:
        values = {"zone": "Europe/Amsterdam", "visitors": 1, "state": WindowState.BOOKED}
        row = BookedWindow(
            request_id=request_id,
            site_id=site_id,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            **(values | fields),
        )
        session.add(row)
        session.flush()
        return row.id


def bookings_of(site_id: int) -> list[Booking]:
    """List every place that is taken at a site."""
    with transaction(write=False):
        statement = select(
            BookedWindow.starts_at,
            BookedWindow.ends_at,
            BookedWindow.visitors,
            BookedWindow.escorts,
        ).where(BookedWindow.site_id == site_id, BookedWindow.state != WindowState.RELEASED)
        return [Booking(*row) for row in db.session.execute(statement)]
