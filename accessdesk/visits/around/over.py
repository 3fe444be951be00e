"""Visits that are over and still open: until the desk ends them, it owes updates on them."""

from collections.abc import Iterator
from datetime import timedelta

from accessdesk.estate.queries import sites_by_id
from accessdesk.gate.stays import requests_entered, requests_with_somebody_inside
from accessdesk.scheduling.booked import last_windows_over
from accessdesk.service_requests.rules import Awaited
from accessdesk.service_requests.waiting import Among, Waits

MOST_ROWS = 200


def visits_to_end(among: Among) -> Iterator[Waits]:
    """Find the open visits that are over, with nobody inside and their grace past (R-ACC-9)."""
    inside = requests_with_somebody_inside()
    over = last_windows_over(among.requests, but=inside, now=among.now, limit=MOST_ROWS)
    sites = sites_by_id({window.site_id for window in over})
    came = requests_entered({window.request_id for window in over})
    for window in over:
        if window.ends_at + timedelta(minutes=sites[window.site_id].late_minutes) <= among.now:
            yield Waits(
                window.request_id,
                Awaited.END,
                "End it: the visit is over",
                since=window.ends_at,
                text=_how_it_ended(came=window.request_id in came),
                span=(window.starts_at, window.ends_at),
            )


def _how_it_ended(*, came: bool) -> str:
    """How a visit ended, for the customer."""
    if came:
        return "The visit is over, and everybody has left."
    return "The window has ended, and nobody came."
