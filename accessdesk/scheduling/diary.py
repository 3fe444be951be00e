"""A site's diary: all that a window is judged by, and that the next opening is looked for in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accessdesk.scheduling.capacity import Booking, Peak, peak_load
from accessdesk.scheduling.local_time import day_starts_at
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.windows import LONGEST_WINDOW, Window


@dataclass(frozen=True, slots=True)
class Diary:
    """What a site allows, and a way to ask which bookings overlap a span.

    For one customer it ends with their contract's last day (R-ONB-5).
    """

    policy: SitePolicy
    bookings_in: Callable[[Window], Iterable[Booking]]
    contract_ends_on: date | None = None

    @property
    def contract_over_at(self) -> datetime | None:
        """The instant at which the contract is over, on the site's clock."""
        if self.contract_ends_on is None or self.contract_ends_on == date.max:
            return None
        return day_starts_at(self.contract_ends_on + timedelta(days=1), self.policy.zone)

    def load_in(self, window: Window) -> Peak:
        """The most that is booked at any instant of a window.

        For one that no site would allow nothing is looked up, however many years it spans.
        """
        is_sensible = timedelta(0) < window.length <= LONGEST_WINDOW
        return peak_load(self.bookings_in(window) if is_sensible else (), window)
