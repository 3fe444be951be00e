"""The pages of customers' terms: who can ask for something, since when, and until when."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accessdesk.accounts.queries import contacts_of
from accessdesk.accounts.rules import Permission
from accessdesk.customers.queries import CustomerFacts, all_customers
from accessdesk.errors import Invalid
from accessdesk.planning.contracts.forms import TermsForm
from accessdesk.planning.contracts.queries import (
    changes_of,
    door_words,
    get_customer_to_change,
    terms_of,
)
from accessdesk.planning.contracts.service import change_terms, judge_terms, touched_by_terms
from accessdesk.planning.contracts.wording import PHASE_MEANS, PHASE_WORD
from accessdesk.planning.deciding import read_decisions, undecided
from accessdesk.planning.policy_changes import Decisions
from accessdesk.planning.touched import TouchedBooking
from accessdesk.web.access import current_actor, current_moment, requires
from accessdesk.web.forms import attempt, say_done

bp = Blueprint("contracts", __name__)


@bp.get("/customers")
@requires(Permission.MANAGE_CUSTOMERS)
def index() -> ResponseReturnValue:
    """List all customers: how far each has come, and who can ask for something today."""
    now = current_moment()
    rows = [(each, door_words(each, now=now)) for each in all_customers()]
    return render_template("planning/customers.html", rows=rows, phase_word=PHASE_WORD)


@bp.get("/customers/<customer>")
@requires(Permission.MANAGE_CUSTOMERS)
def show(customer: str) -> ResponseReturnValue:
    """Show a customer's terms, the form to change them, and what was changed."""
    found = get_customer_to_change(customer)
    terms, contacts = terms_of(found), contacts_of(found.id)
    data = {
        "phase": found.phase.value,
        "contract_ends_on": found.contract_ends_on,
        "cohort": [each.email for each in contacts if each.id in terms.cohort],
    }
    return _page(found, TermsForm(data=data))


def _page(
    customer: CustomerFacts,
    form: TermsForm,
    touched: Sequence[TouchedBooking] = (),
    decided: Decisions | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "planning/customer.html",
        customer=customer,
        form=form.offer(contacts_of(customer.id)),
        door=door_words(customer, now=current_moment()),
        phase_means=PHASE_MEANS,
        touched=touched,
        decided=decided or Decisions(),
        changes=changes_of(customer),
    )
    return page, status


@bp.post("/customers/<customer>")
@requires(Permission.MANAGE_CUSTOMERS)
def change(customer: str) -> ResponseReturnValue:
    """Set a customer's terms, or ask what becomes of the visits that they do not allow."""
    found, form = get_customer_to_change(customer), TermsForm(request.form)
    decided = replace(read_decisions(request.form), reason=form.reason.data or "")

    def use_case() -> None:
        change_terms(current_actor(), found, form.draft(), decided, now=current_moment())

    def judge() -> None:
        judge_terms(found, form.draft(found), now=current_moment(), unread=True)

    tried = attempt(form, lambda: undecided(use_case), judge=judge)
    if tried.refused:
        return _page(found, form, _touched(found, form, decided), decided, tried.status)
    if tried.result:
        return _page(found, form, tried.result, decided, 409)
    return say_done(f"Saved: the terms of {found.name}.", ".show", customer=found.code)


def _touched(
    customer: CustomerFacts, form: TermsForm, decided: Decisions
) -> Sequence[TouchedBooking]:
    """The visits to decide about again, where something was decided and something else is wrong."""
    if form.contract_ends_on.data is None or not form.phase.data or not decided.any:
        return ()
    try:
        return touched_by_terms(customer, form.draft(), now=current_moment())
    except (Invalid, ValueError):  # The form says so already.
        return ()
