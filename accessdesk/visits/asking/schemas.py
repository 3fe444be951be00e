"""The shape of a request for site access in the API."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from accessdesk.service_requests.asking.numbers_schemas import NumberedBody
from accessdesk.service_requests.rules import Caller, Kind, PartyKind, Reason, Severity
from accessdesk.visits.drafts import SiteAccessDraft, VisitorDraft
from accessdesk.visits.schemas import RecurrenceBody, WindowBody
from accessdesk.web.schemas import Body, Line, NamedLine


class PartyBody(Body):
    """Who comes: a vendor or a carrier with a way to reach it, or the customer's own staff.

    `email` or `phone` is needed but for one's own; a number begins with + and the country.
    """

    kind: PartyKind
    name: NamedLine
    email: Line = ""
    phone: Line = ""


class VisitorBody(Body):
    """A visitor, named exactly as on the government ID."""

    name: NamedLine
    email: Line = ""
    phone: Line = ""

    def draft(self) -> VisitorDraft:
        """The person as the service takes them."""
        return VisitorDraft(self.name, self.email, self.phone)


class CallerBody(Body):
    """The contact on the phone, for whom an agent raises the request."""

    email: NamedLine
    phrase: Line


class SiteAccessBody(NumberedBody):
    """A request for site access."""

    kind: Literal[Kind.SITE_ACCESS]
    site: NamedLine
    severity: Severity = Severity.C
    summary: NamedLine
    reason: Reason
    devices: Annotated[list[Line], Field(default_factory=list, max_length=200)]
    party: PartyBody
    visitors: Annotated[list[VisitorBody], Field(min_length=1, max_length=50)]
    equipment_in: Annotated[list[NamedLine], Field(default_factory=list, max_length=200)]
    equipment_out: Annotated[list[NamedLine], Field(default_factory=list, max_length=200)]
    escort: StrictBool = False
    window: WindowBody
    recurrence: RecurrenceBody | None = None
    reroute_of: Line | None = None
    follows: Line | None = None
    on_behalf_of: CallerBody | None = None

    def draft(self) -> SiteAccessDraft:
        """The request as the service takes it."""
        caller = self.on_behalf_of
        return SiteAccessDraft(
            site=self.site,
            severity=self.severity,
            summary=self.summary,
            reason=self.reason,
            party_kind=self.party.kind,
            party_name=self.party.name,
            party_email=self.party.email,
            party_phone=self.party.phone,
            visitors=tuple(each.draft() for each in self.visitors),
            window=self.window.draft(),
            devices=tuple(self.devices),
            equipment_in=tuple(self.equipment_in),
            equipment_out=tuple(self.equipment_out),
            escort=self.escort,
            recurrence=self.recurrence.draft() if self.recurrence else None,
            numbers=self.numbers(),
            caller=Caller(caller.email, caller.phrase) if caller else None,
        )
