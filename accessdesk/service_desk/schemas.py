"""The shapes of requests in the API."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from accessdesk.incidents.schemas import IncidentBody
from accessdesk.remote_hands.schemas import RemoteHandsBody
from accessdesk.service_desk.queries import RequestDetail
from accessdesk.service_requests.queries import RequestRow
from accessdesk.service_requests.rules import Caller, Kind, PartyKind, Reason, Severity, Status
from accessdesk.site_access.drafts import SiteAccessDraft, VisitorDraft
from accessdesk.site_access.schemas import (
    BookedWindowAnswer,
    RecurrenceAnswer,
    RecurrenceBody,
    WindowBody,
)
from accessdesk.site_access.states import NoticeState
from accessdesk.web.schemas import Answer, Body, Line, Moment, NamedLine, Text, WindowAnswer


class PartyBody(Body):
    """Who comes: a vendor, a carrier, or the customer's own staff."""

    kind: PartyKind
    name: NamedLine
    email: Line = ""
    phone: Line = ""


class VisitorBody(Body):
    """A visitor, named exactly as on the government ID."""

    name: NamedLine
    email: Line = ""


class CallerBody(Body):
    """The contact on the phone, for whom an agent raises the request."""

    email: NamedLine
    phrase: Line


class SiteAccessBody(Body):
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
    escort: bool = False
    window: WindowBody
    recurrence: RecurrenceBody | None = None
    reroute_of: Line | None = None
    on_behalf_of: CallerBody | None = None

    def draft(self) -> SiteAccessDraft:
        """Give the request as the service takes it."""
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
            visitors=tuple(VisitorDraft(each.name, each.email) for each in self.visitors),
            window=self.window.draft(),
            devices=tuple(self.devices),
            equipment_in=tuple(self.equipment_in),
            equipment_out=tuple(self.equipment_out),
            escort=self.escort,
            recurrence=self.recurrence.draft() if self.recurrence else None,
            caller=Caller(caller.email, caller.phrase) if caller else None,
        )


class NewRequestBody(RootModel[SiteAccessBody | RemoteHandsBody | IncidentBody]):
    """A request of any kind; `kind` says which."""

    root: Annotated[SiteAccessBody | RemoteHandsBody | IncidentBody, Field(discriminator="kind")]


class ReasonBody(Body):
    """Why something is done."""

    reason: Text


class RescheduleBody(Body):
    """The window to move to."""

    window: WindowBody


class NameBody(Body):
    """A visitor's name as it is on the ID."""

    name: NamedLine


class VisitorAnswer(Answer):
    """A visitor of a request."""

    id: int
    name: str
    email: str


class PartyAnswer(Answer):
    """Whom questions about the work go to (R-SA-3)."""

    kind: PartyKind
    name: str
    email: str
    phone: str


class CommitmentsAnswer(Answer):
    """When each promise falls due; null where none is owed."""

    first_response_due: Moment | None
    operator_update_due: Moment | None
    customer_update_due: Moment | None


class LandlordAnswer(Answer):
    """What the landlord of a leased site knows of the visit as it stands (R-SA-4)."""

    state: NoticeState
    told_at: Moment | None
    acknowledged_at: Moment | None
    acknowledged_by: str


class RequestAnswer(Answer):
    """A request, whole; `ready` once the visit is on and a landlord, if any, was told."""

    reference: str
    number: str | None
    kind: Kind
    status: Status
    severity: Severity
    summary: str
    reason: Reason | None
    impact: str
    customer: str
    site: str | None
    contact: str
    received_at: Moment
    first_response_at: Moment | None
    ended_at: Moment | None
    ended_reason: str
    party: PartyAnswer | None
    visitors: list[VisitorAnswer]
    devices: list[str]
    equipment_in: list[str]
    equipment_out: list[str]
    escort: bool
    window: BookedWindowAnswer | None
    windows: list[BookedWindowAnswer]
    recurrence: RecurrenceAnswer | None
    commitments: CommitmentsAnswer
    landlord: LandlordAnswer | None
    ready: bool
    links: dict[str, str]

    @classmethod
    def of(cls, detail: RequestDetail, links: dict[str, str]) -> "RequestAnswer":
        """Make the answer of all that is known about a request."""
        sr, row = detail.sr, detail.row
        windows = [BookedWindowAnswer.model_validate(window) for window in detail.windows]
        recurrence = sr.details.get("recurrence")
        party = (
            PartyAnswer(
                kind=sr.party_kind,
                name=sr.party_name,
                email=sr.party_email,
                phone=sr.party_phone,
            )
            if sr.party_kind
            else None
        )
        return cls(
            reference=sr.reference,
            number=sr.number,
            kind=sr.kind,
            status=sr.status,
            severity=sr.severity,
            summary=sr.summary,
            reason=sr.reason,
            impact=sr.impact,
            customer=row.customer,
            site=row.site_code,
            contact=row.contact,
            received_at=sr.received_at,
            first_response_at=sr.first_response_at,
            ended_at=sr.ended_at,
            ended_reason=sr.ended_reason,
            party=party,
            visitors=[VisitorAnswer.model_validate(each) for each in detail.visitors],
            devices=[device.tag for device in detail.devices],
            equipment_in=sr.equipment_in,
            equipment_out=sr.equipment_out,
            escort=sr.escort,
            window=windows[0] if windows else None,
            windows=windows,
            recurrence=RecurrenceAnswer.model_validate(recurrence) if recurrence else None,
            commitments=CommitmentsAnswer.model_validate(detail.commitments),
            landlord=LandlordAnswer.model_validate(detail.landlord) if detail.landlord else None,
            ready=detail.ready,
            links=links,
        )


class RequestSummary(Answer):
    """A request as lists show it."""

    reference: str
    number: str | None
    kind: Kind
    status: Status
    severity: Severity
    summary: str
    customer: str
    site: str | None
    received_at: Moment

    @classmethod
    def of(cls, row: RequestRow) -> "RequestSummary":
        """Make the line of a row."""
        return cls(
            reference=row.reference,
            number=row.number,
            kind=row.kind,
            status=row.status,
            severity=row.severity,
            summary=row.summary,
            customer=row.customer,
            site=row.site_code,
            received_at=row.received_at,
        )


class RequestList(Answer):
    """A page of requests; `next` is the `after` of the page that follows, if there is one."""

    requests: list[RequestSummary]
    next: str | None


class PassAnswer(Answer):
    """A pass; `code` is the text of its QR."""

    id: int
    visitor: str
    code: str
    short_code: str
    state: str
    window: WindowAnswer
    links: dict[str, str]


class PassList(RootModel[list[PassAnswer]]):
    """The passes of a request that open the gate."""


class OpeningAnswer(Answer):
    """A window that can be booked."""

    starts_at: Moment
    ends_at: Moment


class OpeningList(Answer):
    """Windows that can be booked, earliest first."""

    openings: list[OpeningAnswer]
