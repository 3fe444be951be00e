"""What a code at a gate stands for, as plain values: pure, from whatever they were read.

The desk reads them from the database (`on_file`). Nothing here knows of it, so that a desk without
a connection can make the same case from what it carries with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accessdesk.gate.entry.facts import EntryFacts, PassOnFile
from accessdesk.passes.rules import PassState
from accessdesk.passes.token import Fault
from accessdesk.service_requests.rules import Status


@dataclass(frozen=True, slots=True)
class Gate:
    """The site at whose gate a code was scanned, and what it asks of those who come.

    `inside` are counted only where the site may hold a limited number; `capacity` is 0 elsewhere.
    """

    site_id: int
    code: str
    zone: str
    early_minutes: int
    late_minutes: int
    id_profile: Mapping[str, Any]
    capacity: int = 0
    inside: int = 0
    badge_numbers: str = ""

    @property
    def is_full(self) -> bool:
        """Whether as many are inside as the site may hold."""
        return 0 < self.capacity <= self.inside


@dataclass(frozen=True, slots=True)
class Destination:
    """The site that a pass is for, which need not be the one where it is shown."""

    code: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class PassWindow:
    """The window in which a pass lets its visitor in."""

    id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PassRequest:
    """The request that a pass was issued for; `party` is empty where the customer's own come.

    `us_person` says that the customer's plan lets no others in. `colleagues` are the keys of those
    of the same company who are inside on another request, by their stay; `company_key` is the
    company in the one spelling that they are found by.
    """

    id: int
    reference: str
    called: str
    status: Status
    escort: bool
    party: str
    customer: str
    us_person: bool = False
    company_key: str = ""
    colleagues: Mapping[int, frozenset[str]] = field(default_factory=dict, repr=False)

    @property
    def company(self) -> str:
        """Whose people come: the vendor's or carrier's, or else the customer's own."""
        return self.party or self.customer


@dataclass(frozen=True, slots=True)
class OpenStay:
    """A stay that nobody has closed: since when, let in at which desk, with which badge."""

    entered_at: datetime
    desk: str
    badge: str


@dataclass(frozen=True, slots=True)
class PassBearer:
    """The visitor whom a pass names; `removed` says that they are no longer on the request.

    `stay` is the one by which they are inside, or None. `keys` are those of the name; who
    `has_twin` is not the first of that name on the request.
    """

    id: int
    name: str = field(repr=False)
    removed: bool
    stay: OpenStay | None = None
    keys: str = field(default="", repr=False)
    has_twin: bool = False


@dataclass(frozen=True, slots=True)
class Permit:
    """A pass of ours with all that is known of it: who may come, where, when and why."""

    pass_id: int
    short_code: str
    state: PassState
    destination: Destination
    window: PassWindow
    request: PassRequest
    bearer: PassBearer

    @property
    def facts(self) -> PassOnFile:
        """What of it decides; no name and no id is in it."""
        return PassOnFile(
            site=self.destination.code,
            state=self.state,
            request_status=self.request.status,
            visitor_removed=self.bearer.removed,
            inside=self.bearer.stay is not None,
            starts_at=self.window.starts_at,
            ends_at=self.window.ends_at,
            escort_needed=self.request.escort,
            us_person_needed=self.request.us_person,
        )


@dataclass(frozen=True, slots=True)
class EntryCase:
    """Somebody at a gate with a code: which gate, and the pass that the code stands for.

    `permit` is None where the code is no pass of ours; `fault` then says why.
    """

    gate: Gate
    permit: Permit | None
    fault: Fault | None

    def facts(
        self,
        *,
        escort_present: bool | None = None,
        us_person: bool | None = None,
        badge_given: bool | None = None,
    ) -> EntryFacts:
        """The facts that the pass is judged by, and what the officer said."""
        return EntryFacts(
            site=self.gate.code,
            zone=self.gate.zone,
            early_minutes=self.gate.early_minutes,
            late_minutes=self.gate.late_minutes,
            id_profile=self.gate.id_profile,
            fault=self.fault,
            pass_on_file=None if self.permit is None else self.permit.facts,
            site_full=self.gate.is_full,
            escort_present=escort_present,
            us_person=us_person,
            badge_given=badge_given,
        )
