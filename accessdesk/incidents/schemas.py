"""The shapes of incidents in the API."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from accessdesk.incidents.drafts import IncidentDraft
from accessdesk.incidents.queries import IncidentDetail
from accessdesk.incidents.rules import Category, Clause
from accessdesk.service_requests.asking.numbers_schemas import NumberedBody
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Caller, Kind, Severity, Status
from accessdesk.web.schemas import Answer, Body, GivenMoment, Line, NamedLine, Text


class IncidentCallerBody(Body):
    """The contact on the phone, for whom an agent escalates."""

    email: NamedLine
    phrase: Line


class IncidentBody(NumberedBody):
    """An incident; without `impact` and `tried` it is incomplete."""

    kind: Literal[Kind.INCIDENT]
    severity: Severity = Severity.C
    summary: NamedLine
    impact: Text = ""
    tried: Text = ""
    category: Category = Category.SERVICE
    site: Line | None = None
    devices: Annotated[list[Line], Field(default_factory=list, max_length=200)]
    affects_availability: StrictBool = False
    severity_reason: Text = ""
    on_behalf_of: IncidentCallerBody | None = None
    reroute_of: None = None
    follows: Line | None = None

    def draft(self) -> IncidentDraft:
        """The incident as the service takes it."""
        caller = self.on_behalf_of
        return IncidentDraft(
            severity=self.severity,
            summary=self.summary,
            impact=self.impact,
            tried=self.tried,
            category=self.category,
            site=self.site or "",
            devices=tuple(self.devices),
            affects_availability=self.affects_availability,
            severity_reason=self.severity_reason,
            numbers=self.numbers(),
            caller=Caller(caller.email, caller.phrase) if caller else None,
        )


class RefusalBody(Body):
    """Why an incident is refused; `other` needs a reason."""

    clause: Clause
    reason: Text = ""
    through: GivenMoment | None = None


class WordBody(Body):
    """What was done, or why it ends."""

    text: Text
    through: GivenMoment | None = None


class LinkedAnswer(Answer):
    """The other request of a reroute."""

    called: str
    kind: Kind
    summary: str


class IncidentAnswer(Answer):
    """An incident; `reroute` holds the ready drafts where the clause is `hardware`."""

    reference: str
    number: str | None
    kind: Kind
    status: Status
    severity: Severity
    summary: str
    impact: str
    category: Category
    tried: str
    clause: Clause | None
    reason: str
    letter: str
    linked: list[LinkedAnswer]
    reroute: dict[str, Any] | None

    @classmethod
    def whole(
        cls, sr: RequestFacts, detail: IncidentDetail, reroute: dict[str, Any] | None
    ) -> "IncidentAnswer":
        """Make the answer of all that is known about an incident."""
        return cls(
            reference=sr.reference,
            number=sr.number,
            kind=sr.kind,
            status=sr.status,
            severity=sr.severity,
            summary=sr.summary,
            impact=sr.impact,
            category=detail.category,
            tried=detail.tried,
            clause=detail.clause,
            reason=detail.reason,
            letter=detail.letter,
            linked=[LinkedAnswer.model_validate(each) for each in detail.linked],
            reroute=reroute,
        )
