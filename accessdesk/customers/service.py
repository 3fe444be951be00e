"""Make customers what the estate file or an administrator says."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import update

from accessdesk.customers.models import Customer
from accessdesk.customers.rules import Phase
from accessdesk.db import Declared, claim, declare_row


def declare_customer(
    code: str, said: Mapping[str, Any], defaults: Mapping[str, Any]
) -> Declared | None:
    """Make the customer of a code what is said of it; None where it was so already."""
    return declare_row(Customer, Customer.code == code, said, defaults)


def set_phase_and_end(
    customer_id: int, before: tuple[Phase, date], after: tuple[Phase, date]
) -> bool:
    """Set a customer's phase and contract's end; False where somebody else changed them."""
    as_known = (Customer.phase == before[0], Customer.contract_ends_on == before[1])
    change = update(Customer).where(Customer.id == customer_id, *as_known)
    return claim(change.values(phase=after[0], contract_ends_on=after[1]))
