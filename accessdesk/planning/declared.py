"""Hold a declared estate to the visits that are booked: what it breaks is said first (R-WIN-3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accessdesk.db import db
from accessdesk.errors import Conflict
from accessdesk.estate.queries import find_site, get_site
from accessdesk.estate.sites import lock_site
from accessdesk.journal.rules import Event
from accessdesk.journal.service import record, site_stream
from accessdesk.planning.touched import TouchedBooking, touched_by
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.queries import policy_of
from accessdesk.scheduling.wording import count_words, window_words


@dataclass(frozen=True, slots=True)
class TouchedSite:
    """A site whose declared policy breaks booked visits."""

    code: str
    zone: str
    visits: list[TouchedBooking]

    def lines(self) -> dict[str, str]:
        """A line for each visit: which it is, and why it no longer fits."""
        place = f"{self.code}, "
        return {
            f"{place}{each.called} ({each.customer}), {window_words(each.window, self.zone)}": (
                " ".join(each.words)
            )
            for each in self.visits
        }


def policies_in_force(codes: Iterable[str], *, now: datetime) -> dict[str, SitePolicy]:
    """The policy of each of these sites that is there; bookings there wait until we are done."""
    policies = {}
    for code in sorted(set(codes)):
        if site := find_site(code):
            lock_site(site.id)
            policies[code] = policy_of(site, now=now)
    return policies


def touched_since(before: Mapping[str, SitePolicy], *, now: datetime) -> list[TouchedSite]:
    """List the booked visits that stood under the policies before and do not under those now."""
    db.session.flush()
    found = []
    for code, policy in before.items():
        site = get_site(code)
        after = policy_of(site, now=now)
        visits = touched_by(site.id, policy, after, now=now) if after != policy else []
        if visits:
            found.append(TouchedSite(code, site.zone, visits))
    return found


def keep_touched(touched: Iterable[TouchedSite], *, actor: str, now: datetime) -> None:
    """Record that visits which no longer fit stay as they are booked."""
    for site in touched:
        record(
            Event.SITE_POLICY_CHANGED,
            stream=site_stream(site.code),
            subject=f"site/{site.code}",
            at=now,
            actor=actor,
            facts={"declared": True, "touched": [each.window_id for each in site.visits]},
        )


def refuse_touched(touched: Iterable[TouchedSite]) -> None:
    """Raise Conflict with the visits that a declared policy breaks, where there are any."""
    lines = {name: words for site in touched for name, words in site.lines().items()}
    if lines:
        raise Conflict(
            f"{count_words(len(lines), 'booked visit')} would no longer fit; nothing was changed.",
            code="visits-touched",
            next_step="Apply it with --touched keep to leave them as they are booked, or move or "
            "cancel them first.",
            fields=lines,
        )
