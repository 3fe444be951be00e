"""Record what an estate file changed of customers' terms, beside what people changed."""

from collections.abc import Mapping
from datetime import datetime

from accessdesk.customers.queries import all_customers
from accessdesk.db import db
from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record
from accessdesk.planning.contracts.queries import subject_of, terms_of
from accessdesk.planning.contracts.terms import Terms, facts_of


def terms_in_force() -> dict[int, Terms]:
    """The terms of every customer there is, by id."""
    return {each.id: terms_of(each) for each in all_customers()}


def record_declared_terms(before: Mapping[int, Terms], *, actor: str, now: datetime) -> None:
    """Record the terms of each customer whose were others before; who is new had none."""
    db.session.flush()
    for customer_id, after in terms_in_force().items():
        was = before.get(customer_id, after)
        if was != after:
            record(
                Event.CUSTOMER_TERMS_CHANGED,
                stream=OPERATOR_STREAM,
                subject=subject_of(customer_id),
                at=now,
                actor=actor,
                facts={"declared": True, **facts_of(after), "before": facts_of(was)},
            )
