"""The shapes of a customer's terms in the API."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from accessdesk.customers.rules import Phase, Plan
from accessdesk.planning.contracts.terms import TermsDraft
from accessdesk.planning.policy_changes import Decisions
from accessdesk.web.schemas import Answer, Body, Line, Moment, NamedLine

Ids = Annotated[list[int], Field(max_length=1000)]


class CustomerPath(BaseModel):
    """A customer, by the code that the estate file gives it."""

    customer: str


class TermsBody(Body):
    """What a customer's terms are to be, and why; the cohort by e-mail, left out it stays.

    `keep` and `cancel` say of each visit that lies beyond a new end, or that the new phase does not
    allow, by the id of its window, what becomes of it; contacts of those that are
    cancelled read the reason.
    """

    phase: Phase
    contract_ends_on: date
    cohort: Annotated[list[Line], Field(max_length=1000)] | None = None
    reason: NamedLine
    keep: Ids = Field(default_factory=list)
    cancel: Ids = Field(default_factory=list)

    def draft(self) -> TermsDraft:
        """The terms as the service takes them."""
        cohort = None if self.cohort is None else tuple(self.cohort)
        return TermsDraft(self.phase, self.contract_ends_on, cohort, self.reason)

    def decisions(self) -> Decisions:
        """What becomes of the visits that the change touches."""
        return Decisions(keep=self.keep, cancel=self.cancel, reason=self.reason)


class TermsChangeAnswer(Answer):
    """One change of a customer's terms, in words."""

    at: Moment
    by: str
    words: str
    reason: str


class CustomerAnswer(Answer):
    """A customer and its terms; `door` says who of it can ask for something today."""

    code: str
    name: str
    plan: Plan
    phase: Phase
    contract_ends_on: date
    cohort: list[str]
    door: str
    changes: list[TermsChangeAnswer]


class CustomerRow(Answer):
    """A customer as the list has it."""

    code: str
    name: str
    plan: Plan
    phase: Phase
    contract_ends_on: date


class CustomerList(Answer):
    """All customers, by code."""

    customers: list[CustomerRow]
