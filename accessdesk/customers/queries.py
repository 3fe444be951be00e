"""Reads of customers and their authorised contacts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from accessdesk.accounts.queries import PersonFacts, find_person
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
    telephone: str


_CUSTOMER = select(
    Customer.id,
    Customer.code,
    Customer.name,
    Customer.plan,
    Customer.phase,
    Customer.contract_ends_on,
)


def get_customer(customer_id: int) -> CustomerFacts:
    """The customer that something else refers to."""
    row = db.session.execute(_CUSTOMER.where(Customer.id == customer_id)).one()
    return CustomerFacts(*row)


def all_customers() -> list[CustomerFacts]:
    """List every customer, by code."""
    rows = db.session.execute(_CUSTOMER.order_by(Customer.code))
    return [CustomerFacts(*row) for row in rows]


def customers_by_id(ids: Collection[int]) -> dict[int, CustomerFacts]:
    """The customers that something else refers to."""
    rows = db.session.execute(_CUSTOMER.where(Customer.id.in_(ids)))
    return {row.id: CustomerFacts(*row) for row in rows}


def _contact(person: PersonFacts, customer: CustomerFacts) -> ContactFacts:
    known = person.id, person.name, person.email
    return ContactFacts(*known, customer.id, customer.name, person.telephone)


def find_contact(email: str) -> ContactFacts | None:
    """Find an authorised contact by e-mail; for the operator's desk only."""
    person = find_person(email)
    if person is None or person.role is not Role.CONTACT or person.customer_id is None:
        return None
    return _contact(person, get_customer(person.customer_id))
