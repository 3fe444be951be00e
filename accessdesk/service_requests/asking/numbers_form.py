"""The two fields for a customer's own numbers, as every form that asks for something has them."""

from wtforms import Form

from accessdesk.service_requests.asking.own_numbers import NumbersDraft
from accessdesk.service_requests.rules import OwnNumbers
from accessdesk.web.fields import line


class NumbersForm(Form):
    """What the customer calls the request in its own books; both are optional."""

    customer_reference = line("Your own reference")
    purchase_order = line("Purchase order number")

    def numbers(self) -> OwnNumbers:
        """The two as a new request takes them."""
        return OwnNumbers(self.customer_reference.data or "", self.purchase_order.data or "")


class KeepNumbersForm(NumbersForm):
    """The same two, of a request that is there already."""

    def draft(self) -> NumbersDraft:
        """The two as they are to be kept; an empty field is none."""
        return NumbersDraft(self.customer_reference.data or "", self.purchase_order.data or "")
