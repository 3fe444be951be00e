"""Make the people, customers and sites that tests are about, valid unless a test says otherwise."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accessdesk.accounts.models import User, UserGrant
from accessdesk.accounts.queries import actor_of_user
from accessdesk.accounts.rules import Actor, Right, Role, Scope
from accessdesk.accounts.service import create_token
from accessdesk.customers.models import Customer
from accessdesk.customers.rules import Phase, Plan
from accessdesk.db import db, transaction
from accessdesk.estate.models import Device, Rack, Site

# A hash says itself what it costs to check; the one that is given to people is slow on purpose.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse battery"
PASSWORD_HASH = CHEAP.hash(PASSWORD)
PHRASE = "the heron lands at noon"
PHRASE_HASH = CHEAP.hash(PHRASE)
CONTACT_RIGHTS = tuple(right for right in Right if right is not Right.POSTED)


def make_site(code: str = "AMS1", **fields: Any) -> int:
    """Make a site in Amsterdam with room for twelve and no notice."""
    defaults: dict[str, Any] = {
        "name": "Amsterdam 1",
        "zone": "Europe/Amsterdam",
        "visitor_capacity": 12,
    }
    with transaction() as session:
        site = Site(code=code, **(defaults | fields))
        session.add(site)
        session.flush()
        return site.id


def make_customer(code: str = "contoso", **fields: Any) -> int:
    defaults: dict[str, Any] = {
        "name": f"{code.title()} Ltd",
        "plan": Plan.DEDICATED,
        "phase": Phase.OPERATE,
        "contract_ends_on": date(2039, 12, 31),
    }
    with transaction() as session:
        customer = Customer(code=code, **(defaults | fields))
        session.add(customer)
        session.flush()
        return customer.id


def make_device(customer_id: int, site_id: int, tag: str = "CT-0001", **fields: Any) -> int:
    with transaction() as session:
        rack = Rack(site_id=site_id, name=f"R-{tag}", room="R1", cage="C3")
        session.add(rack)
        session.flush()
        device = Device(
            customer_id=customer_id, site_id=site_id, tag=tag, rack_id=rack.id, **fields
        )
        session.add(device)
        session.flush()
        return device.id


def make_user(
    name: str,
    role: Role,
    *,
    customer_id: int | None = None,
    rights: Iterable[Right] = (),
    site_ids: Iterable[int | None] = (None,),
    until_on: date | None = None,
) -> Actor:
    """Make a person who can sign in with PASSWORD; returns them as an actor."""
    with transaction() as session:
        user = User(
            email=f"{name.split()[0].lower()}@{role.value}.example",
            name=name,
            role=role,
            customer_id=customer_id,
            password_hash=PASSWORD_HASH,
            phrase_hash=PHRASE_HASH,
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        session.add(user)
        session.flush()
        for right in rights:
            for site_id in site_ids:
                session.add(
                    UserGrant(user_id=user.id, right=right, site_id=site_id, until_on=until_on)
                )
        session.flush()
        actor = actor_of_user(user.id)
    assert actor is not None
    return actor


def make_contact(name: str, customer_id: int, **fields: Any) -> Actor:
    fields.setdefault("rights", CONTACT_RIGHTS)
    return make_user(name, Role.CONTACT, customer_id=customer_id, **fields)


def make_staff(name: str, role: Role, **fields: Any) -> Actor:
    return make_user(name, role, rights=(Right.POSTED,), **fields)


@dataclass
class ApiClient:
    """A program that uses the API on behalf of one person."""

    client: FlaskClient
    token: str

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers())

    def post(self, path: str, body: Any = None, key: str | None = None) -> TestResponse:
        headers = self.headers() | {"Idempotency-Key": key or secrets.token_hex(8)}
        return self.client.post(f"/api/v1{path}", json=body or {}, headers=headers)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def api_of(app: Flask, actor: Actor, scope: Scope = Scope.FULL) -> ApiClient:
    """A client with a token of this person's."""
    with transaction():
        token = create_token(
            actor.user_id, "test", scope, actor=actor.ref, now=datetime(2026, 1, 1, tzinfo=UTC)
        )
    db.session.remove()
    return ApiClient(app.test_client(), token)


# One day for a whole run, also of one that begins before midnight and ends after it.
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)


def tomorrow_at(hour: int, minute: int = 0) -> datetime:
    """A moment in UTC of the day after the one on which the tests began."""
    return datetime.combine(TOMORROW, time(hour, minute, tzinfo=UTC))


def access_body(**fields: Any) -> dict[str, Any]:
    """Make the body of a complete request for site access, for tomorrow from 9 to 12 UTC."""
    return {
        "kind": "site-access",
        "site": "AMS1",
        "severity": "C",
        "summary": "Replace line card",
        "reason": "maintenance",
        "devices": [],
        "party": {"kind": "vendor", "name": "Fiberworks BV", "email": "noc@fiberworks.example"},
        "visitors": [{"name": "Jürgen Müller", "email": "jm@fiberworks.example"}],
        "window": {
            "starts_at": tomorrow_at(9).isoformat(),
            "ends_at": tomorrow_at(12).isoformat(),
        },
    } | fields
