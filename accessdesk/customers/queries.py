"""Reads of customers and their authorised contacts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from accessdesk.accounts.models import User
from accessdesk.accounts.rules import Role
from accessdesk.customers.models import Customer
from accessdesk.customers.rules import Phase, Plan
from accessdesk.db import db


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """A customer as other packages need it."""

    id: int
    code: str
    name: str
    plan: Plan
    phase: Phase
    contract_ends_on: date


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """An authorised contact, for an agent who takes a call."""

    user_id: int
    name: str
    email: str
    customer_id: int
    customer: str


_CUSTOMER = select(
    Customer.id,
    Customer.code,
    Customer.name,
    Customer.plan,
    Customer.phase,
    Customer.contract_ends_on,
)

_CONTACT = (
    select(User.id, User.name, User.email, Customer.id, Customer.name)
    .join(Customer, Customer.id == User.customer_id)
    .where(User.role == Role.CONTACT, User.removed_at.is_(None))
)


def get_customer(customer_id: int) -> CustomerFacts:
    """The customer that something else refers to."""
    row = db.session.execute(_CUSTOMER.where(Customer.id == customer_id)).one()
    return CustomerFacts(*row)


def customers_by_id(ids: Collection[int]) -> dict[int, CustomerFacts]:
    """The customers that something else refers to."""
    rows = db.session.execute(_CUSTOMER.where(Customer.id.in_(ids)))
    return {row.id: CustomerFacts(*row) for row in rows}


def contacts() -> list[ContactFacts]:
    """List every authorised contact, by customer and name; for the operator's desk only."""
    statement = _CONTACT.order_by(Customer.name, User.name)
    return [ContactFacts(*row) for row in db.session.execute(statement)]


def find_contact(email: str) -> ContactFacts | None:
    """Find an authorised contact by e-mail; for the operator's desk only."""
    row = db.session.execute(_CONTACT.where(User.email == email.strip().lower())).first()
    return ContactFacts(*row) if row else None
