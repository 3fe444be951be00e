"""A booked visit of a few people, ready for passes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Role
from accessdesk.customers.models import Customer
from accessdesk.customers.rules import Phase, Plan
from accessdesk.db import db, transaction
from accessdesk.estate.models import Site
from accessdesk.passes.service import PassWindow
from accessdesk.scheduling.models import BookedWindow, WindowState
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.rules import Kind, PartyKind, Reason, Severity, Status
from tests.passes.facts import START

NOW = START - timedelta(days=3)


@dataclass(frozen=True)
class Booked:
    """A visit, and the ids of the people on it."""

    visit: PassWindow
    visitors: list[int]


@pytest.fixture
def make_visit(app: Flask) -> Callable[..., Booked]:
    """Book a visit to AMS1 for people of the given names."""

    def make(*names: str, starts_at: datetime = START, company: str = "Fiberworks BV") -> Booked:
        with transaction() as session:
            site, request = _request(company)
            people = [
                Visitor(request_id=request.id, position=place, name=name)
                for place, name in enumerate(names or ("Jürgen Müller",))
            ]
            window = make_window(request.id, site.id, starts_at)
            session.add_all([*people, window])
            session.flush()
            visit = PassWindow(request.id, str(request.number), site.id, site.code, window.id)
            return Booked(visit, [person.id for person in people])

    return make


def make_window(request_id: int, site_id: int, starts_at: datetime) -> BookedWindow:
    return BookedWindow(
        request_id=request_id,
        site_id=site_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        zone="Europe/Amsterdam",
        visitors=1,
        state=WindowState.BOOKED,
    )


def _request(company: str) -> tuple[Site, ServiceRequest]:
    count = db.session.query(ServiceRequest).count()
    site = db.session.query(Site).first() or Site(
        code="AMS1",
        name="Amsterdam 1",
        zone="Europe/Amsterdam",
        address="Cessnalaan 1, Schiphol-Rijk",
        arrival="Gate B, ring for Fiberworks",
    )
    customer = Customer(
        code=f"c{count}",
        name="Contoso Ltd",
        plan=Plan.DEDICATED,
        phase=Phase.OPERATE,
        contract_ends_on=date(2031, 12, 31),
    )
    db.session.add_all([site, customer])
    db.session.flush()
    contact = User(
        email=f"ada{count}@contoso.example",
        name="Ada Byron",
        role=Role.CONTACT,
        customer_id=customer.id,
        created_at=NOW,
    )
    db.session.add(contact)
    db.session.flush()
    request = ServiceRequest(
        reference=f"D-{count}",
        number=f"R-2026-{count:06}",
        kind=Kind.SITE_ACCESS,
        customer_id=customer.id,
        site_id=site.id,
        contact_id=contact.id,
        raised_by_id=contact.id,
        status=Status.SCHEDULED,
        severity=Severity.C,
        summary="Replace line card",
        reason=Reason.MAINTENANCE,
        party_kind=PartyKind.VENDOR,
        party_name=company,
        received_at=NOW,
    )
    db.session.add(request)
    db.session.flush()
    return site, request
