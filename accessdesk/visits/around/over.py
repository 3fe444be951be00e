"""Visits that are over and still open: until the desk ends them, it owes updates on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accessdesk.accounts.rules import Actor
from accessdesk.estate.queries import sites_by_id
from accessdesk.gate.stays import requests_entered, requests_with_somebody_inside
from accessdesk.scheduling.booked import last_windows_over
from accessdesk.service_requests.queries import ids_visible_to
from accessdesk.service_requests.rules import Status
from accessdesk.visits.lists import VisitRow, visits_of


@dataclass(frozen=True, slots=True)
class UnclosedVisit:
    """A visit that is over, by its last window, and whether anybody came."""

    visit: VisitRow
    came: bool

    @property
    def words(self) -> str:
        """How it ended, for the customer."""
        if self.came:
            return "The visit is over, and everybody has left."
        return "The window has ended, and nobody came."


def over_visits(actor: Actor, *, now: datetime, limit: int) -> Sequence[UnclosedVisit]:
    """List open visits whose last window and its grace have ended, with nobody inside."""
    mine = ids_visible_to(actor, statuses=(Status.SCHEDULED, Status.IN_PROGRESS), now=now)
    inside = requests_with_somebody_inside()
    visits = visits_of(last_windows_over(mine, but=inside, now=now, limit=limit))
    sites = sites_by_id({visit.site_id for visit in visits})
    came = requests_entered({visit.request_id for visit in visits})
    return [
        UnclosedVisit(visit, visit.request_id in came)
        for visit in visits
        if visit.ends_at + timedelta(minutes=sites[visit.site_id].late_minutes) <= now
    ]
