"""Scheduled visits with passes, and the officers who work the gates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.models import User, UserGrant
from accessdesk.accounts.queries import actor_of_user
from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.customers.models import Customer
from accessdesk.customers.rules import Phase, Plan
from accessdesk.db import db, transaction
from accessdesk.estate.models import Site
from accessdesk.passes import service as passes
from accessdesk.passes.queries import details_of_request
from accessdesk.scheduling.models import BookedWindow, WindowState
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.rules import Kind, PartyKind, Reason, Severity, Status
from tests.conftest import SECRET
from tests.gate.given import ENDS_AT, STARTS_AT
from tests.people import PASSWORD_HASH

ZONES = {"AMS1": "Europe/Amsterdam", "LHR2": "Europe/London"}


@dataclass(frozen=True)
class Booked:
    """A visit with a pass for each visitor, in the order of their names."""

    request_id: int
    reference: str
    window_id: int
    visitors: list[int]
    passes: list[int]
    codes: list[str]
    short_codes: list[str]

    @property
    def code(self) -> str:
        return self.codes[0]


def get_site(code: str, **policy: Any) -> Site:
    site = db.session.scalar(select(Site).where(Site.code == code))
    if site is None:
        site = Site(code=code, name=f"Site {code}", zone=ZONES[code], **policy)
        db.session.add(site)
        db.session.flush()
    for name, value in policy.items():
        setattr(site, name, value)
    return site


def get_customer(code: str) -> Customer:
    customer = db.session.scalar(select(Customer).where(Customer.code == code))
    if customer is None:
        customer = Customer(
            code=code,
            name=code.title(),
            plan=Plan.DEDICATED,
            phase=Phase.OPERATE,
            contract_ends_on=date(2031, 12, 31),
        )
        db.session.add(customer)
        db.session.flush()
    return customer


def add_user(name: str, role: Role, **more: Any) -> User:
    email = f"{name.lower().replace(' ', '.')}@desk.example"
    user = User(
        email=email,
        name=name,
        role=role,
        password_hash=PASSWORD_HASH,
        created_at=STARTS_AT,
        **more,
    )
    db.session.add(user)
    db.session.flush()
    return user


@pytest.fixture
def make_officer(app: Flask) -> Callable[..., Actor]:
    """Post an officer at the sites of the given codes."""

    def make(*sites: str, name: str = "Olu Gate", until_on: date | None = None) -> Actor:
        with transaction() as session:
            officer = add_user(name, Role.OFFICER)
            for code in sites or ("AMS1",):
                site_id = get_site(code).id
                grant = UserGrant(
                    user_id=officer.id, right=Right.POSTED, site_id=site_id, until_on=until_on
                )
                session.add(grant)
            session.flush()
            actor = actor_of_user(officer.id)
            assert actor is not None
            return actor

    return make


@pytest.fixture
def officer(make_officer: Callable[..., Actor]) -> Actor:
    return make_officer()


def add_request(site: Site, status: Status, customer: str, escort: bool) -> ServiceRequest:
    count = len(db.session.scalars(select(ServiceRequest.id)).all()) + 1
    owner = get_customer(customer)
    contact = add_user(f"Ada Byron {count}", Role.CONTACT, customer_id=owner.id)
    request = ServiceRequest(
        reference=f"D-{count:04}",
        number=f"R-2026-{count:06}",
        kind=Kind.SITE_ACCESS,
        customer_id=owner.id,
        site_id=site.id,
        contact_id=contact.id,
        raised_by_id=contact.id,
        status=status,
        severity=Severity.C,
        summary="Replace line card",
        reason=Reason.MAINTENANCE,
        party_kind=PartyKind.VENDOR,
        party_name="Fiberworks BV",
        escort=escort,
        received_at=STARTS_AT,
    )
    db.session.add(request)
    db.session.flush()
    return request


@pytest.fixture
def make_visit(app: Flask) -> Callable[..., Booked]:
    """Book a visit for people of the given names, and issue their passes."""

    def make(
        *names: str,
        site: str = "AMS1",
        starts_at: datetime = STARTS_AT,
        ends_at: datetime = ENDS_AT,
        status: Status = Status.SCHEDULED,
        customer: str = "contoso",
        escort: bool = False,
        **policy: Any,
    ) -> Booked:
        with transaction() as session:
            place = get_site(site, **policy)
            request = add_request(place, status, customer, escort)
            people = [
                Visitor(request_id=request.id, position=nth, name=name)
                for nth, name in enumerate(names or ("Jürgen Müller",))
            ]
            window = BookedWindow(
                request_id=request.id,
                site_id=place.id,
                starts_at=starts_at,
                ends_at=ends_at,
                zone=place.zone,
                visitors=len(people),
                state=WindowState.BOOKED,
            )
            session.add_all([*people, window])
            session.flush()
            visitors = [person.id for person in people]
            return issue_passes(request, place, window.id, visitors)

    return make


HOUR = timedelta(hours=1)


@pytest.fixture
def visit_now(make_visit: Callable[..., Booked]) -> Callable[..., Booked]:
    """Book a visit whose window has been open for an hour."""

    def make(*names: str, since: timedelta = -HOUR, until: timedelta = HOUR, **more: Any) -> Booked:
        now = datetime.now(UTC)
        return make_visit(*names, starts_at=now + since, ends_at=now + until, **more)

    return make


def issue_passes(
    request: ServiceRequest, site: Site, window_id: int, visitors: list[int]
) -> Booked:
    visit = passes.PassWindow(request.id, request.reference, site.id, site.code, window_id)
    issued = passes.issue(visit, visitors, actor="system", now=STARTS_AT)
    codes = passes.codes_of(
        details_of_request(request.id), issuer="Contoso", secrets=[SECRET], now=STARTS_AT
    )
    by_visitor = {each.visitor_id: each for each in issued}
    ordered = [by_visitor[visitor] for visitor in visitors]
    return Booked(
        request_id=request.id,
        reference=request.reference,
        window_id=window_id,
        visitors=visitors,
        passes=[each.id for each in ordered],
        codes=[codes[each.id] for each in ordered],
        short_codes=[each.short_code for each in ordered],
    )
