"""A site's diary: all that a window is judged by, and that the next opening is looked for in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from accessdesk.scheduling.capacity import Booking, Peak, peak_load
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.windows import LONGEST_WINDOW, Window


@dataclass(frozen=True, slots=True)
class Diary:
    """What a site allows, and a way to ask which bookings overlap a span."""

    policy: SitePolicy
    bookings_in: Callable[[Window], Iterable[Booking]]

    def load_in(self, window: Window) -> Peak:
        """The most that is booked at any instant of a window.

        For one that no site would allow nothing is looked up, however many years it spans.
        """
        is_sensible = timedelta(0) < window.length <= LONGEST_WINDOW
        return peak_load(self.bookings_in(window) if is_sensible else (), window)
