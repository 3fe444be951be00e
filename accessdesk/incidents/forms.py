"""Forms of incidents: they check shape; the rules check that one is complete."""

from typing import ClassVar

from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from accessdesk.incidents.drafts import IncidentDraft
from accessdesk.incidents.rules import CLAUSES, Category, Clause
from accessdesk.service_requests.asking.callers import CallerForm
from accessdesk.service_requests.asking.numbers_form import NumbersForm
from accessdesk.service_requests.asking.where import MOST_DEVICES, DevicesField, WhereForm
from accessdesk.service_requests.rules import CUSTOMER_SEVERITIES, Severity
from accessdesk.service_requests.wording import severity_choices
from accessdesk.web.fields import choices_of, chosen, line
from accessdesk.web.forms import Judged
from accessdesk.web.preview import LookedAt

MOST_TEXT = Length(max=5000, message="At most 5000 characters.")
CATEGORIES = {
    Category.SERVICE: "The service itself",
    Category.NETWORK: "The datacenter’s network",
    Category.HARDWARE: "The datacenter’s hardware",
    Category.ON_PREMISES_SOFTWARE: "On-premises software",
    Category.THIRD_PARTY_SOFTWARE: "Somebody else’s software",
    Category.PROCEDURES: "The datacenter’s procedures",
    Category.ARCHITECTURE: "The datacenter’s architecture",
    Category.PROCESS_ERROR: "A process or configuration error",
}


class IncidentForm(CallerForm, WhereForm, NumbersForm):
    """An escalation: what it does to the business, and what was tried (R-ACC-4)."""

    TO_THE_DESK: ClassVar = {
        "impact": "What does it do to the customer’s business?",
        "tried": "What has the customer’s desk tried already?",
    }

    site = SelectField("Site", [Optional()], validate_choice=False)
    devices = DevicesField("Which devices is it about?", [Optional(), Length(max=MOST_DEVICES)])
    summary = line("In one line", "Say in one line what is wrong.")
    category = SelectField(
        "What is it about?",
        choices=choices_of((each.value, CATEGORIES[each]) for each in Category),
    )
    impact = TextAreaField(
        "What does it do to your business?",
        [InputRequired("Say what it does to the business."), MOST_TEXT],
    )
    tried = TextAreaField(
        "What has your desk tried already?",
        [InputRequired("Say what has been tried already."), MOST_TEXT],
    )
    severity = SelectField(
        "How bad is it?",
        choices=choices_of(severity_choices(CUSTOMER_SEVERITIES)),
        default=Severity.C.value,
    )
    affects_availability = BooleanField("It may affect availability")
    severity_reason = line("Why not severity A?")

    def draft(self, *, by_phone: bool) -> IncidentDraft:
        """The incident as the service takes it."""
        return IncidentDraft(
            severity=chosen(self.severity, Severity.C),
            summary=(self.summary.data or "").strip(),
            impact=self.impact.data or "",
            tried=self.tried.data or "",
            category=chosen(self.category, Category.SERVICE),
            site=self.site.data or "",
            devices=tuple(self.devices.data or ()),
            affects_availability=bool(self.affects_availability.data),
            severity_reason=self.severity_reason.data or "",
            numbers=self.numbers(),
            caller=self.caller() if by_phone else None,
        )


def _clause_words(clause: Clause) -> str:
    return CLAUSES[clause].clause.capitalize()


class RefusalForm(Judged, LookedAt):
    """Why an incident is refused."""

    FAULTS_AT: ClassVar = {"text": "reason"}  # Of the letter that is made of it.

    clause = SelectField(
        "Clause", choices=choices_of((each.value, _clause_words(each)) for each in Clause)
    )
    reason = TextAreaField("Reason, in your words", [Optional(), MOST_TEXT])
