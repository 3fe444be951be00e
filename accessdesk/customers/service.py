"""Make customers what the estate file says."""

from collections.abc import Mapping
from typing import Any

from accessdesk.customers.models import Customer
from accessdesk.db import Declared, declare_row


def declare_customer(
    code: str, said: Mapping[str, Any], defaults: Mapping[str, Any]
) -> Declared | None:
    """Make the customer of a code what is said of it; None where it was so already."""
    return declare_row(Customer, Customer.code == code, said, defaults)
