"""The API of customers' terms, for the administrator (R-ONB-5)."""

from flask import Response
from flask_openapi import APIBlueprint

from accessdesk.accounts.queries import contacts_of
from accessdesk.accounts.rules import Permission
from accessdesk.customers.queries import CustomerFacts, all_customers
from accessdesk.planning.contracts.queries import (
    changes_of,
    door_words,
    get_customer_to_change,
    terms_of,
)
from accessdesk.planning.contracts.schemas import (
    CustomerAnswer,
    CustomerList,
    CustomerPath,
    CustomerRow,
    TermsBody,
    TermsChangeAnswer,
)
from accessdesk.planning.contracts.service import change_terms as change
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import reply

api = APIBlueprint("contracts_api", __name__, url_prefix="/api/v1", abp_security=BEARER)


@api.get("/customers", responses={200: CustomerList})
@requires(Permission.MANAGE_CUSTOMERS)
def index() -> Response:
    """List all customers with their phase and the last day of their contract."""
    rows = [CustomerRow.model_validate(each) for each in all_customers()]
    return reply(CustomerList(customers=rows))


@api.get("/customers/<customer>", responses={200: CustomerAnswer})
@requires(Permission.MANAGE_CUSTOMERS)
def show(path: CustomerPath) -> Response:
    """Give a customer's terms, who can ask today, and what was changed."""
    return reply(_answer(get_customer_to_change(path.customer)))


@api.post("/customers/<customer>", responses={200: CustomerAnswer})
@requires(Permission.MANAGE_CUSTOMERS)
def change_terms(path: CustomerPath, body: TermsBody) -> Response:
    """Set phase, cohort and end; 409 `visits-touched` while a visit it shuts out is undecided."""
    customer, now = get_customer_to_change(path.customer), current_moment()
    change(current_actor(), customer, body.draft(), body.decisions(), now=now)
    return reply(_answer(get_customer_to_change(path.customer)))


def _answer(customer: CustomerFacts) -> CustomerAnswer:
    cohort = terms_of(customer).cohort
    return CustomerAnswer(
        code=customer.code,
        name=customer.name,
        plan=customer.plan,
        phase=customer.phase,
        contract_ends_on=customer.contract_ends_on,
        cohort=[each.email for each in contacts_of(customer.id) if each.id in cohort],
        door=door_words(customer, now=current_moment()),
        changes=[TermsChangeAnswer.model_validate(each) for each in changes_of(customer)],
    )
