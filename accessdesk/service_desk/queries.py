"""Everything about one request in one value, for its page and the API alike."""

from dataclasses import dataclass

from accessdesk.accounts.rules import Actor
from accessdesk.estate.queries import DeviceFacts, devices_by_id
from accessdesk.scheduling.queries import WindowFacts, windows_of_request
from accessdesk.service_requests.clocks import Commitments
from accessdesk.service_requests.commitments import commitments_of
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.queries import (
    RequestRow,
    UpdateRow,
    VisitorRow,
    device_ids_of,
    row_of,
    updates_of,
    visitors_of,
)
from accessdesk.site_access.landlord import LandlordWord, is_ready, landlord_word


@dataclass(frozen=True, slots=True)
class RequestDetail:
    """A request with all that hangs on it; `sr` holds its own fields."""

    row: RequestRow
    sr: ServiceRequest
    visitors: list[VisitorRow]
    devices: list[DeviceFacts]
    windows: list[WindowFacts]
    commitments: Commitments
    updates: list[UpdateRow]
    landlord: LandlordWord | None
    ready: bool


def detail_of(actor: Actor, sr: ServiceRequest) -> RequestDetail:
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
    )
