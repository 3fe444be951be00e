"""A site with a contact who raises visits, and a simulated clock to tell of them by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.rules import Actor, Role
from accessdesk.config import Settings
from accessdesk.db import db, transaction
from accessdesk.notifications.models import Delivery
from accessdesk.passes.keys import make_first_key
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import get_request
from accessdesk.service_requests.rules import PartyKind, Reason, Severity
from accessdesk.visits.asking import service as site_access
from accessdesk.visits.drafts import SiteAccessDraft, VisitorDraft, WindowDraft
from tests.conftest import SECRET
from tests.notifications.servers import HookServer, MailServer, hook_server, mail_server
from tests.people import make_contact, make_customer, make_site, make_staff

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
STARTS_AT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
JUERGEN = VisitorDraft(name="Jürgen Müller", email="jm@fiberworks.example")
MARIE = VisitorDraft(name="Marie Curie", email="")


def window_at(starts_at: datetime) -> WindowDraft:
    return WindowDraft(
        starts_at=starts_at.isoformat(), ends_at=(starts_at + timedelta(hours=3)).isoformat()
    )


def draft(**fields: Any) -> SiteAccessDraft:
    """Make a complete request for a visit of two, one of whom has an e-mail address."""
    values: dict[str, Any] = {
        "site": "AMS1",
        "severity": Severity.C,
        "summary": "Replace line card",
        "reason": Reason.MAINTENANCE,
        "party_kind": PartyKind.VENDOR,
        "party_email": "noc@fiberworks.example",
        "party_name": "Fiberworks BV",
        "visitors": (JUERGEN, MARIE),
        "window": window_at(STARTS_AT),
    }
    return SiteAccessDraft(**(values | fields))


@dataclass
class Desk:
    """A site, the contact who raises requests for it, and an agent who may see them."""

    site_id: int
    customer_id: int
    alice: Actor
    agent: Actor

    def submit(self, *, at: datetime = NOW, **fields: Any) -> str:
        """Raise a visit; returns its reference."""
        with transaction():
            return site_access.submit(self.alice, draft(**fields), now=at).reference

    def change(self, change: Callable[..., object], called: str, *args: Any, **named: Any) -> None:
        """Let the contact do something to a request, in a transaction of its own."""
        actor = named.pop("actor", self.alice)
        at = named.pop("at", NOW)
        with transaction():
            sr = get_request(actor, called, now=at)
            change(actor, sr, *args, now=at, **named)

    def number_of(self, called: str) -> str:
        with transaction(write=False) as session:
            chosen = select(ServiceRequest.number).where(ServiceRequest.reference == called)
            return str(session.scalar(chosen))


@pytest.fixture
def make_desk(app: Flask) -> Callable[..., Desk]:
    def make(**site: Any) -> Desk:
        with transaction():
            make_first_key(secret=SECRET, now=NOW)
        site_id = make_site(**site)
        customer_id = make_customer()
        return Desk(
            site_id,
            customer_id,
            make_contact("Alice Adams", customer_id),
            make_staff("Greta Green", Role.AGENT),
        )

    return make


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()


@dataclass
class Clock:
    """A clock that only a test moves."""

    now: datetime = LATER

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def set_settings(monkeypatch: pytest.MonkeyPatch, app: Flask, **fields: Any) -> None:
    settings: Settings = app.extensions["accessdesk_settings"]
    changed = settings.model_copy(update=fields)
    monkeypatch.setitem(app.extensions, "accessdesk_settings", changed)


@pytest.fixture
def mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server() as server:
        set_settings(monkeypatch, app, smtp_url=server.url)
        yield server


@pytest.fixture
def hook(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[HookServer]:
    """A web server on loopback, which is allowed for once."""
    with hook_server() as server:
        set_settings(monkeypatch, app, webhook_networks=("127.0.0.0/8",))
        yield server


def deliveries() -> list[Delivery]:
    """List every delivery there is, in the order in which they were planned."""
    with transaction(write=False) as session:
        found = list(session.scalars(select(Delivery).order_by(Delivery.seq, Delivery.id)))
        session.expunge_all()
    db.session.remove()
    return found


def told() -> list[tuple[str, str]]:
    """List who is told of what: the event and the kind of recipient."""
    return [(each.event.value, each.recipient.kind.value) for each in deliveries()]
