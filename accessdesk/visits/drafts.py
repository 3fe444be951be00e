"""A request for site access as somebody states it, before anything is checked against the site."""

from dataclasses import dataclass, field
from datetime import datetime

from accessdesk.scheduling.local_time import Which
from accessdesk.scheduling.reading import read_bounds, read_window
from accessdesk.scheduling.windows import Places, Window
from accessdesk.service_requests.rules import (
    NO_NUMBERS,
    Caller,
    Named,
    OwnNumbers,
    PartyKind,
    Reason,
    Severity,
)
from accessdesk.telephone import read_telephone


@dataclass(frozen=True, slots=True)
class VisitorDraft:
    """A person who is to come, named exactly as on the government ID."""

    name: str
    email: str = ""
    phone: str = ""

    @property
    def named(self) -> Named:
        """The person as they are kept: without what was typed around, the number as it is read."""
        return Named(self.name.strip(), self.email.strip(), read_telephone(self.phone))


@dataclass(frozen=True, slots=True)
class ReachDraft:
    """How a visitor is to be reached; None leaves an address or a number as it is."""

    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class DetailsDraft:
    """What else a visit is to say: why they come, what they carry, and whether with an escort."""

    reason: Reason
    equipment_in: tuple[str, ...] = ()
    equipment_out: tuple[str, ...] = ()
    escort: bool = False


@dataclass(frozen=True, slots=True)
class WindowDraft:
    """A window as it was written; without an offset it is the site's local time."""

    starts_at: str
    ends_at: str
    starts_which: Which | None = None
    ends_which: Which | None = None

    def read(self, zone: str) -> Window:
        """The window that is meant; raises Invalid at the field of a time that cannot be read."""
        return read_window(
            self.starts_at,
            self.ends_at,
            zone,
            starts_which=self.starts_which,
            ends_which=self.ends_which,
        )

    def read_so_far(self, zone: str) -> tuple[datetime | None, datetime | None]:
        """Both ends as far as they are written; raises Invalid as for a whole window."""
        return read_bounds(
            self.starts_at,
            self.ends_at,
            zone,
            starts_which=self.starts_which,
            ends_which=self.ends_which,
        )


@dataclass(frozen=True, slots=True)
class RecurrenceDraft:
    """A rule by which a visit recurs (RFC 5545), and the days or times that it leaves out."""

    rule: str
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """When a visit is to be, how often, and what it would take; nobody has asked for it yet."""

    window: WindowDraft
    places: Places
    recurrence: RecurrenceDraft | None = None


@dataclass(frozen=True, slots=True)
class SiteAccessDraft:
    """All that the gate and the landlord will ever need (R-ACC-7, R-SA-2)."""

    site: str
    severity: Severity
    summary: str
    reason: Reason
    party_kind: PartyKind
    party_name: str
    visitors: tuple[VisitorDraft, ...]
    window: WindowDraft
    party_email: str = ""
    party_phone: str = ""
    devices: tuple[str, ...] = ()
    equipment_in: tuple[str, ...] = ()
    equipment_out: tuple[str, ...] = ()
    escort: bool = False
    recurrence: RecurrenceDraft | None = None
    numbers: OwnNumbers = NO_NUMBERS
    caller: Caller | None = field(default=None, repr=False)
