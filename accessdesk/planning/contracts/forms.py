"""The form of a customer's terms: it checks shape, nothing else."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from accessdesk.accounts.queries import PersonFacts
from accessdesk.customers.queries import CustomerFacts
from accessdesk.customers.rules import Phase
from accessdesk.planning.contracts.terms import ORDER, TermsDraft
from accessdesk.planning.contracts.wording import PHASE_WORD
from accessdesk.web.fields import choices_of, line
from accessdesk.web.time_fields import DayField


class TermsForm(Form):
    """A customer's phase, cohort and contract, and why they are changed."""

    phase = RadioField(
        "Phase",
        [InputRequired("Choose the phase.")],
        choices=choices_of((each.value, PHASE_WORD[each]) for each in ORDER),
    )
    cohort = SelectMultipleField(
        "Cohort of the pilot",
        [Optional()],
        choices=[],
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    contract_ends_on = DayField("Last day of the contract", [InputRequired("Give the last day.")])
    reason = line("Why?", "Say why: it is kept with your name.")

    def offer(self, contacts: Sequence[PersonFacts]) -> "TermsForm":
        """Let these contacts be chosen for the cohort."""
        pairs = ((each.email, f"{each.name} ({each.email})") for each in contacts)
        self.cohort.choices = choices_of(pairs)
        return self

    def draft(self, known: CustomerFacts | None = None) -> TermsDraft:
        """The terms as the service takes them; `known` stands for what is wrong here."""
        ends_on: Any = self.contract_ends_on.data
        phase = self.phase.data
        if known and self.phase.errors:
            phase = known.phase
        if known and self.contract_ends_on.errors:
            ends_on = known.contract_ends_on
        return TermsDraft(
            phase=Phase(phase),
            contract_ends_on=ends_on,
            cohort=tuple(self.cohort.data or ()),
            reason=self.reason.data or "",
        )
