"""A customer's phase, cohort and contract: changed with a reason, and never without a word."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accessdesk.accounts.queries import actor_of_user
from accessdesk.accounts.rules import Actor, Role
from accessdesk.clock import now as utc_now
from accessdesk.customers.models import Customer
from accessdesk.customers.queries import CustomerFacts, get_customer
from accessdesk.customers.rules import Phase
from accessdesk.customers.service import set_phase_and_end
from accessdesk.db import transaction
from accessdesk.errors import Invalid
from accessdesk.journal.models import JournalEntry
from accessdesk.journal.rules import Event
from accessdesk.planning.contracts.queries import changes_of, get_customer_to_change, terms_of
from accessdesk.planning.contracts.service import change_terms
from accessdesk.planning.contracts.terms import Terms, TermsDraft, faults_of_change
from accessdesk.planning.policies import VisitsTouched
from accessdesk.planning.policy_changes import Decisions
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.rules import Status
from tests.people import access_body, api_of, make_contact, make_customer, make_site, make_staff

ENDS_ON = date(2039, 12, 31)
NOBODY: frozenset[int] = frozenset()


def terms(phase: Phase, cohort: frozenset[int] = NOBODY, ends_on: date = ENDS_ON) -> Terms:
    return Terms(phase, ends_on, cohort)


@pytest.mark.parametrize(
    ("before", "after", "faults"),
    [
        (terms(Phase.DEPLOYMENT), terms(Phase.PILOT, frozenset({1})), set()),
        (terms(Phase.PILOT, frozenset({1})), terms(Phase.OPERATE), set()),
        (terms(Phase.OPERATE), terms(Phase.DEPLOYMENT), set()),
        (terms(Phase.DEPLOYMENT), terms(Phase.DEPLOYMENT, frozenset({1})), set()),
        (terms(Phase.OPERATE), terms(Phase.OPERATE, ends_on=date(2020, 1, 1)), set()),
        (terms(Phase.DEPLOYMENT), terms(Phase.OPERATE), {"phase"}),
        (terms(Phase.DEPLOYMENT), terms(Phase.PILOT), {"cohort"}),
        (terms(Phase.OPERATE), terms(Phase.OPERATE), {"phase"}),
    ],
)
def test_a_customer_moves_in_order_and_a_pilot_has_a_cohort(
    before: Terms, after: Terms, faults: set[str]
) -> None:
    """R-ONB-1, R-ONB-4."""
    on = date(2021, 3, 1)
    assert faults_of_change(before, after, "The board said so", today=on).keys() == faults
    assert faults_of_change(before, after, " ", today=on).keys() >= {"reason"}


@pytest.mark.parametrize("ends_on", [date.min, date(2011, 1, 1), date(2016, 1, 1)])
def test_a_contract_does_not_end_long_ago(ends_on: date) -> None:
    """R-ONB-5: it is a slip; an end that is so already is left alone."""
    before, after = terms(Phase.OPERATE), terms(Phase.OPERATE, ends_on=ends_on)
    so_already = terms(Phase.PILOT, frozenset({1}), ends_on=ends_on)

    faults = faults_of_change(before, after, "It ended", today=date(2021, 3, 1))
    kept = faults_of_change(after, so_already, "It ended", today=date(2021, 3, 1))

    assert "long ago" in faults["contract_ends_on"]
    assert kept == {}


@pytest.fixture
def ines(app: Flask) -> Actor:
    return make_staff("Ines Admin", Role.ADMIN)


@pytest.fixture
def customer(app: Flask) -> CustomerFacts:
    make_site()
    number = make_customer()
    with transaction(write=False):
        return get_customer(number)


def change(
    ines: Actor, customer: CustomerFacts, decided: Decisions | None = None, **fields: Any
) -> None:
    values: dict[str, Any] = {
        "phase": Phase.OPERATE,
        "contract_ends_on": ENDS_ON,
        "cohort": None,
        "reason": "Agreed with their board",
    }
    with transaction():
        draft = TermsDraft(**values | fields)
        change_terms(ines, customer, draft, decided or Decisions(), now=utc_now())


def as_they_are(customer: CustomerFacts) -> CustomerFacts:
    with transaction(write=False):
        return get_customer_to_change(customer.code)


def test_a_change_is_kept_with_its_reason_and_by_whom(ines: Actor, customer: CustomerFacts) -> None:
    alice = make_contact("Alice Adams", customer.id)

    change(ines, customer, phase=Phase.PILOT, cohort=(alice.email.upper(),))

    found = as_they_are(customer)
    with transaction(write=False) as session:
        [said] = changes_of(found)
        known = actor_of_user(alice.user_id)
        wanted = select(JournalEntry.body).where(
            JournalEntry.event == Event.CUSTOMER_TERMS_CHANGED.value
        )
        [body] = session.scalars(wanted).all()
    assert found.phase is Phase.PILOT
    assert known is not None
    assert known.in_pilot
    assert said.by == "Ines Admin"
    assert said.words == "phase Operate → Pilot; cohort nobody → Alice Adams"
    assert said.reason == "Agreed with their board"
    assert "board" not in body


def test_a_cohort_that_is_not_mentioned_stays_and_one_that_is_empty_goes(
    ines: Actor, customer: CustomerFacts
) -> None:
    alice = make_contact("Alice Adams", customer.id)
    change(ines, customer, phase=Phase.PILOT, cohort=(alice.email,))

    change(ines, as_they_are(customer), phase=Phase.OPERATE)
    with transaction(write=False):
        stayed = terms_of(customer).cohort
    change(ines, as_they_are(customer), cohort=())

    with transaction(write=False):
        assert terms_of(customer).cohort == frozenset()
    assert stayed == {alice.user_id}


def test_another_customer_s_contact_is_not_there_to_be_named(
    ines: Actor, customer: CustomerFacts
) -> None:
    """R-SEC-1: theirs and one whom nobody knows look alike."""
    bob = make_contact("Bob Brown", make_customer("fabrikam"))
    said = []
    for email in (bob.email, "nobody@contact.example"):
        with pytest.raises(Invalid) as refused:
            change(ines, customer, phase=Phase.PILOT, cohort=(email,))
        said.append(refused.value.fields["cohort"].replace(email, "…"))

    with transaction(write=False):
        assert said[0] == said[1]
        assert terms_of(customer).cohort == frozenset()


def test_who_was_not_read_as_they_are_is_not_changed(app: Flask, customer: CustomerFacts) -> None:
    """The claim: of two administrators at one moment the second is told."""
    first = (Phase.OPERATE, ENDS_ON)
    with transaction():
        won = set_phase_and_end(customer.id, first, (Phase.PILOT, ENDS_ON))
        lost = set_phase_and_end(customer.id, first, (Phase.DEPLOYMENT, ENDS_ON))

    assert (won, lost) == (True, False)
    assert as_they_are(customer).phase is Phase.PILOT


@pytest.fixture
def window(app: Flask, customer: CustomerFacts) -> int:
    """A visit that is booked for tomorrow."""
    alice = api_of(app, make_contact("Alice Adams", customer.id))
    made = alice.post("/requests", access_body()).json
    return int(made["window"]["id"])


def today() -> date:
    now: datetime = utc_now()
    return now.date() - timedelta(days=1)


def test_an_end_before_a_booked_visit_asks_what_becomes_of_it(
    ines: Actor, customer: CustomerFacts, window: int
) -> None:
    """R-ONB-5, R-WIN-3."""
    with pytest.raises(VisitsTouched) as touched:
        change(ines, customer, contract_ends_on=today())

    assert [each.window_id for each in touched.value.touched] == [window]
    assert "The contract is over at" in touched.value.touched[0].words[0]
    assert as_they_are(customer).contract_ends_on == ENDS_ON


@pytest.mark.parametrize(
    ("what", "status"), [("keep", Status.SCHEDULED), ("cancel", Status.CANCELLED)]
)
def test_a_visit_beyond_the_end_is_kept_or_cancelled_as_was_said(
    ines: Actor, customer: CustomerFacts, window: int, what: str, status: Status
) -> None:
    decided = Decisions(**{what: [window]}, reason="The contract ends")

    change(ines, customer, decided, contract_ends_on=today(), reason="The contract ends")

    with transaction(write=False) as session:
        assert session.scalars(select(ServiceRequest.status)).all() == [status]
        assert session.scalars(select(Customer.contract_ends_on)).all() == [today()]


def test_a_visit_beyond_the_end_is_not_both_kept_and_cancelled(
    ines: Actor, customer: CustomerFacts, window: int
) -> None:
    torn = Decisions(keep=[window], cancel=[window], reason="The contract ends")

    with pytest.raises(Invalid) as refused:
        change(ines, customer, torn, contract_ends_on=today())

    assert f"window {window}." in refused.value.fields["cancel"]
    assert as_they_are(customer).contract_ends_on == ENDS_ON
    with transaction(write=False) as session:
        assert session.scalars(select(ServiceRequest.status)).all() == [Status.SCHEDULED]


@pytest.fixture
def shut_out(customer: CustomerFacts, window: int) -> dict[str, dict[str, Any]]:
    """Terms whose phase does not allow the visit that Alice has booked."""
    bob = make_contact("Bob Brown", customer.id)
    return {
        "deployment": {"phase": Phase.DEPLOYMENT},
        "pilot": {"phase": Phase.PILOT, "cohort": (bob.email,)},
    }


@pytest.mark.parametrize("phase", ["deployment", "pilot"])
def test_a_phase_that_allows_no_booked_visit_asks_what_becomes_of_it(
    ines: Actor,
    customer: CustomerFacts,
    window: int,
    shut_out: dict[str, dict[str, Any]],
    phase: str,
) -> None:
    """R-ONB-5, R-WIN-3."""
    with pytest.raises(VisitsTouched) as touched:
        change(ines, customer, **shut_out[phase])
    undecided = as_they_are(customer).phase
    change(ines, customer, Decisions(cancel=[window], reason="Back"), **shut_out[phase])

    assert [each.window_id for each in touched.value.touched] == [window]
    assert "In " in touched.value.touched[0].words[0]
    assert undecided is Phase.OPERATE
    with transaction(write=False) as session:
        assert session.scalars(select(ServiceRequest.status)).all() == [Status.CANCELLED]


def test_a_visit_of_the_cohort_is_not_asked_about(
    ines: Actor, customer: CustomerFacts, window: int
) -> None:
    """R-ONB-4: nor is one that a phase did not allow before either."""
    change(ines, customer, phase=Phase.PILOT, cohort=("alice@contact.example",))
    kept = Decisions(keep=[window])
    change(ines, as_they_are(customer), kept, phase=Phase.DEPLOYMENT, cohort=())

    change(ines, as_they_are(customer), phase=Phase.DEPLOYMENT, contract_ends_on=date(2038, 1, 1))

    assert as_they_are(customer).phase is Phase.DEPLOYMENT
