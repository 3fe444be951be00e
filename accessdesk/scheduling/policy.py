"""What a site allows: its clock, limits, opening hours and closed periods."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accessdesk.scheduling.local_time import local_day
from accessdesk.scheduling.opening_hours import OpenHours
from accessdesk.scheduling.windows import Window
from accessdesk.service_requests.rules import Severity

EMERGENCY_SEVERITIES = frozenset({Severity.ONE, Severity.A})


@dataclass(frozen=True)
class Closure:
    """A period in which nobody is let in, such as a change freeze, and its name."""

    window: Window
    name: str


@dataclass(frozen=True)
class SitePolicy:
    """What one site allows (R-WIN-3), and its grace at the gate (R-WIN-7).

    `visitor_capacity` is people inside at once, by booking, and `escort_capacity` is
    escorts at once; for both, 0 is no limit. `lead_days` are calendar days at the site;
    0 allows visits on the same day only. No `opening_hours` is open around the clock, and no
    `badge_numbers` lets the gate hand out any badge.
    """

    zone: str
    notice_minutes: int = 0
    lead_days: int = 60
    longest_visit_hours: int = 12
    visitor_capacity: int = 0
    escort_capacity: int = 0
    early_minutes: int = 0
    late_minutes: int = 0
    opening_hours: tuple[OpenHours, ...] = ()
    badge_numbers: str = ""
    closures: tuple[Closure, ...] = ()

    @property
    def longest_visit(self) -> timedelta:
        """The longest visit as elapsed time."""
        return timedelta(hours=self.longest_visit_hours)


def is_emergency(severity: Severity) -> bool:
    """Whether a severity may break notice and closed periods (R-WIN-4)."""
    return severity in EMERGENCY_SEVERITIES


def gate_span(window: Window, policy: SitePolicy) -> Window:
    """Widen a window by the early and late grace of the site's gate (R-WIN-7)."""
    return Window(
        window.starts_at - timedelta(minutes=policy.early_minutes),
        window.ends_at + timedelta(minutes=policy.late_minutes),
    )


def earliest_start(policy: SitePolicy, now: datetime) -> datetime:
    """The first start that keeps the notice; the minute under way counts as now."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=policy.notice_minutes)


def last_day(policy: SitePolicy, now: datetime) -> date:
    """The last calendar day at the site on which a visit may start."""
    return local_day(now, policy.zone) + timedelta(days=policy.lead_days)
