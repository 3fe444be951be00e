"""Everything about one request in one value, for its page and the API alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, url_for

from accessdesk.accounts.queries import PersonFacts
from accessdesk.accounts.rules import Actor
from accessdesk.estate.queries import DeviceFacts, devices_by_id
from accessdesk.scheduling.queries import WindowFacts, windows_of_request
from accessdesk.service_requests.promises.clocks import Commitments
from accessdesk.service_requests.promises.commitments import commitments_of
from accessdesk.service_requests.promises.owner import owner_of
from accessdesk.service_requests.queries import RequestRow, device_ids_of, row_of
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import (
    Awaited,
    Kind,
    PartyKind,
    Reason,
    Severity,
    Status,
    Waiter,
)
from accessdesk.service_requests.said import UpdateRow, updates_of
from accessdesk.service_requests.visitors import VisitorRow, visitors_of
from accessdesk.service_requests.waiting import Waiting, waiting_on
from accessdesk.visits.around.landlord import LandlordWord, is_ready, landlord_word
from accessdesk.visits.schemas import BookedWindowAnswer, RecurrenceAnswer
from accessdesk.visits.states import NoticeState
from accessdesk.web.access import current_moment, current_settings
from accessdesk.web.schemas import Answer, Moment, reply


@dataclass(frozen=True, slots=True)
class RequestDetail:
    """A request with all that hangs on it; `sr` holds its own fields."""

    row: RequestRow
    sr: RequestFacts
    visitors: list[VisitorRow]
    devices: list[DeviceFacts]
    windows: list[WindowFacts]
    commitments: Commitments
    updates: list[UpdateRow]
    landlord: LandlordWord | None
    ready: bool
    owner: PersonFacts | None


def detail_of(actor: Actor, sr: RequestFacts) -> RequestDetail:
    """Gather a request that `get_request` let the actor have."""
    landlord = landlord_word(sr)
    return RequestDetail(
        row=row_of(sr.id),
        sr=sr,
        visitors=visitors_of(sr.id),
        devices=devices_by_id(device_ids_of(sr.id)),
        windows=windows_of_request(sr.id),
        commitments=commitments_of(sr),
        updates=updates_of(actor, sr.id),
        landlord=landlord,
        ready=is_ready(sr, landlord),
        owner=owner_of(sr),
    )


class VisitorAnswer(Answer):
    """A visitor of a request."""

    id: int
    name: str
    email: str
    phone: str


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
    """What the landlord of a leased site knows of the visit as it stands (R-SA-4).

    `why` is why they do not know of it, where no e-mail reaches them.
    """

    state: NoticeState
    told_at: Moment | None
    acknowledged_at: Moment | None
    acknowledged_by: str
    why: str


class WaitingAnswer(Answer):
    """Something that has to be done for the request to go on; `yours` where you may do it.

    `item` is the question, proposal, visitor, window or message that it is about; of passes to be
    handed over, `visitors` are all whose pass it is; of the customer's words, `through` is the
    time of the last, by which a call says that it was read.
    """

    act: Awaited
    whose: Waiter
    yours: bool
    words: str
    text: str
    since: Moment
    due_at: Moment | None
    item: int | None
    visitors: list[int]
    through: Moment | None

    @classmethod
    def of(cls, waiting: Waiting) -> "WaitingAnswer":
        """Make the line of one thing that waits."""
        what = waiting.what
        return cls(
            act=what.act,
            whose=waiting.waiter,
            yours=waiting.yours,
            words=what.words,
            text=what.text,
            since=what.since,
            due_at=what.due_at,
            item=what.item,
            visitors=list(what.visitors),
            through=what.through,
        )


class RequestAnswer(Answer):
    """A request, whole; `ready` once the visit is on and a landlord, if any, was told.

    `customer_reference` and `purchase_order` are what the customer's own books call it.
    `waiting_for` is what you and the customer's desk have to do; `owner` keeps the customer
    informed, and `resolver` is the group that does the work.
    """

    reference: str
    number: str | None
    kind: Kind
    status: Status
    severity: Severity
    summary: str
    reason: Reason | None
    impact: str
    customer_reference: str
    purchase_order: str
    customer: str
    site: str | None
    contact: str
    contact_telephone: str
    owner: str | None
    resolver: str
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
    waiting_for: list[WaitingAnswer]
    links: dict[str, str]

    @classmethod
    def of(
        cls, detail: RequestDetail, waiting: Sequence[Waiting], links: dict[str, str]
    ) -> "RequestAnswer":
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
            customer_reference=sr.customer_reference,
            purchase_order=sr.purchase_order,
            customer=row.customer,
            site=row.site_code,
            contact=row.contact,
            contact_telephone=row.contact_telephone,
            owner=detail.owner.name if detail.owner else None,
            resolver=sr.resolver,
            received_at=sr.received_at,
            first_response_at=sr.first_response_at,
            ended_at=sr.ended_at,
            ended_reason=sr.ended_reason,
            party=party,
            visitors=[VisitorAnswer.model_validate(each) for each in detail.visitors],
            devices=[device.tag for device in detail.devices],
            equipment_in=list(sr.equipment_in),
            equipment_out=list(sr.equipment_out),
            escort=sr.escort,
            window=windows[0] if windows else None,
            windows=windows,
            recurrence=RecurrenceAnswer.model_validate(recurrence) if recurrence else None,
            commitments=CommitmentsAnswer.model_validate(detail.commitments),
            landlord=LandlordAnswer.model_validate(detail.landlord) if detail.landlord else None,
            ready=detail.ready,
            waiting_for=[WaitingAnswer.of(each) for each in waiting],
            links=links,
        )


def request_answer(actor: Actor, sr: RequestFacts, status: int = 200) -> Response:
    """Answer with a request, whole; of a new one its address stands in the header."""
    links = {
        "self": url_for("requests_api.show", called=sr.called),
        "passes": url_for("passes_api.of_request", called=sr.called),
        "page": f"/requests/{sr.called}",
    }
    location = links["self"] if status == 201 else None
    waiting = waiting_on(
        actor, [sr.id], now=current_moment(), reopen_within=current_settings().reopen_within
    )
    answer = RequestAnswer.of(detail_of(actor, sr), waiting[sr.id], links)
    return reply(answer, status, location)
