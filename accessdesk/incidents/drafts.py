"""An incident as somebody states it."""

from dataclasses import dataclass, field

from accessdesk.incidents.rules import Category
from accessdesk.service_requests.rules import NO_NUMBERS, Caller, OwnNumbers, Severity


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """An escalation, complete with its impact and what was tried (R-ACC-4)."""

    severity: Severity
    summary: str
    impact: str
    tried: str
    category: Category
    site: str = ""
    devices: tuple[str, ...] = ()
    affects_availability: bool = False
    severity_reason: str = ""
    numbers: OwnNumbers = NO_NUMBERS
    caller: Caller | None = field(default=None, repr=False)
