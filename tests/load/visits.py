"""Book many visits at once, each with one visitor and one pass, and post the officers."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import insert

from accessdesk.accounts.rules import Role, Scope
from accessdesk.accounts.service import create_token
from accessdesk.db import db, transaction
from accessdesk.passes.queries import details_of_request
from accessdesk.passes.service import PassWindow, codes_of, issue
from accessdesk.scheduling.models import BookedWindow, WindowState
from accessdesk.service_requests.models import ServiceRequest, Visitor
from accessdesk.service_requests.rules import Kind, PartyKind, Reason, Severity, Status
from tests.conftest import SECRET
from tests.people import make_contact, make_customer, make_site, make_staff

SYLLABLES = ("ba", "da", "fa", "ga", "la", "ma", "na", "pa", "ra", "va")
Bearer = tuple[str, str]


@dataclass(frozen=True)
class Gate:
    """A site with an officer's token and the codes of passes that open it now."""

    site: str
    token: str
    codes: list[str]
    short_codes: list[str]
    bearers: dict[str, Bearer]

    def bearer_of(self, code: str) -> Bearer:
        """The given name and the surname of whoever has the pass with this code."""
        return self.bearers[code]


def named(nth: int) -> Bearer:
    """Name a visitor unlike all others: of two whose names are near the second is asked about."""
    return _spelt("Ba", 654_435_761 * (nth + 1)), _spelt("Ka", 920_419_823 * (nth + 1))


def _spelt(first: str, number: int) -> str:
    return first + "".join(SYLLABLES[int(digit)] for digit in str(number % 10**9))


def make_gate(app: Flask, passes: int) -> Gate:
    """Make a site where this many visitors, each with a pass, are expected now."""
    site_id, customer_id = make_site(visitor_capacity=0), make_customer()
    contact = make_contact("Alice Adams", customer_id)
    officer = make_staff("Olu Gate", Role.OFFICER)
    now = datetime.now(UTC)
    with transaction():
        token = create_token(officer.user_id, "desk", Scope.FULL, actor=officer.ref, now=now)
        visit = _book(site_id, customer_id, contact.user_id, passes, now)
        rows = [
            {"request_id": visit.request_id, "position": n, "name": " ".join(named(n))}
            for n in range(passes)
        ]
        visitors = db.session.scalars(insert(Visitor).returning(Visitor.id), rows).all()
        issue(visit, visitors, actor="system", now=now)
        passes_made = details_of_request(visit.request_id)
        codes = codes_of(passes_made, issuer="Contoso", secrets=(SECRET,), now=now)
    db.session.remove()
    short_codes = [each.short_code for each in passes_made]
    bearers = {
        code: named(visitors.index(each.visitor_id))
        for each in passes_made
        for code in (each.short_code, codes[each.id])
    }
    return Gate("AMS1", token, list(codes.values()), short_codes, bearers)


def _book(
    site_id: int, customer_id: int, contact_id: int, visitors: int, now: datetime
) -> PassWindow:
    request = ServiceRequest(
        reference="D-0001",
        number="SR-26-00001",
        kind=Kind.SITE_ACCESS,
        customer_id=customer_id,
        site_id=site_id,
        contact_id=contact_id,
        raised_by_id=contact_id,
        status=Status.SCHEDULED,
        severity=Severity.C,
        summary="Replace line cards",
        reason=Reason.MAINTENANCE,
        party_kind=PartyKind.VENDOR,
        party_name="Fiberworks BV",
        received_at=now,
    )
    db.session.add(request)
    db.session.flush()
    window = BookedWindow(
        request_id=request.id,
        site_id=site_id,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=6),
        zone="Europe/Amsterdam",
        visitors=visitors,
        state=WindowState.BOOKED,
    )
    db.session.add(window)
    db.session.flush()
    return PassWindow(request.id, request.reference, site_id, "AMS1", window.id)
