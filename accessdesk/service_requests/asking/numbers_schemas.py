"""The shapes of a customer's own numbers in the API."""

from accessdesk.service_requests.asking.own_numbers import NumbersDraft
from accessdesk.service_requests.rules import OwnNumbers
from accessdesk.web.schemas import Body, Line


class NumberedBody(Body):
    """A new request with what the customer calls it: its own reference, its purchase order."""

    customer_reference: Line = ""
    purchase_order: Line = ""

    def numbers(self) -> OwnNumbers:
        """The two as a new request takes them."""
        return OwnNumbers(self.customer_reference, self.purchase_order)


class NumbersBody(Body):
    """The customer's own numbers of a request; what is left out stays, an empty text is none."""

    customer_reference: Line | None = None
    purchase_order: Line | None = None

    def draft(self) -> NumbersDraft:
        """What is to be kept of the two."""
        return NumbersDraft(self.customer_reference, self.purchase_order)
