"""The shapes of requests in the API."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, RootModel

from accessdesk.incidents.schemas import IncidentBody
from accessdesk.remote_hands.schemas import RemoteHandsBody
from accessdesk.service_requests.queries import RequestRow
from accessdesk.service_requests.rules import Kind, Severity, Status
from accessdesk.service_requests.waiting import Waiting
from accessdesk.visits.answers import WaitingAnswer
from accessdesk.visits.asking.schemas import SiteAccessBody
from accessdesk.web.schemas import Answer, Moment


class NewRequestBody(RootModel[SiteAccessBody | RemoteHandsBody | IncidentBody]):
    """A request of any kind; `kind` says which."""

    root: Annotated[SiteAccessBody | RemoteHandsBody | IncidentBody, Field(discriminator="kind")]


class AgainAnswer(RootModel[dict[str, Any]]):
    """The body of `POST /requests` that asks for the same again."""


class RequestSummary(Answer):
    """A request as lists show it, with what you and the customer's desk have to do on it."""

    reference: str
    number: str | None
    kind: Kind
    status: Status
    severity: Severity
    summary: str
    customer_reference: str
    purchase_order: str
    customer: str
    site: str | None
    received_at: Moment
    waiting_for: list[WaitingAnswer]

    @classmethod
    def of(cls, row: RequestRow, waiting: Sequence[Waiting]) -> "RequestSummary":
        """Make the line of a row."""
        return cls(
            reference=row.reference,
            number=row.number,
            kind=row.kind,
            status=row.status,
            severity=row.severity,
            summary=row.summary,
            customer_reference=row.customer_reference,
            purchase_order=row.purchase_order,
            customer=row.customer,
            site=row.site_code,
            received_at=row.received_at,
            waiting_for=[WaitingAnswer.of(each) for each in waiting],
        )


class RequestList(Answer):
    """A page of requests; `next` is the `after` of the page that follows, if there is one."""

    requests: list[RequestSummary]
    next: str | None
