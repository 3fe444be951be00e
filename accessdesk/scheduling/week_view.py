"""A site's week for whoever asks: states for a contact, counts for the desk (R-SEC-1)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.errors import Invalid, NotFound
from accessdesk.estate.queries import SiteFacts, find_site
from accessdesk.scheduling.local_time import local_day
from accessdesk.scheduling.queries import bookings_at, policy_of
from accessdesk.scheduling.week import HourLoad, HourState, week_load, week_span

PAST = "past"
FARTHEST = timedelta(days=5 * 366)
_WORDS = {
    HourState.FREE: "free",
    HourState.TIGHT: "tight, few places are left",
    HourState.FULL: "full",
    HourState.CLOSED: "closed",
}


@dataclass(frozen=True, slots=True)
class Week:
    """Seven local days of a site; `counted` says whether the numbers may be shown."""

    site: SiteFacts
    start: date
    hours: list[HourLoad]
    counted: bool
    now: datetime

    def said_of(self, hour: HourLoad) -> tuple[str, str]:
        """The state of an hour and its words; of one that is over only that it is."""
        if hour.window.ends_at <= self.now:
            return PAST, PAST
        return hour.state.value, self.words_of(hour)

    def words_of(self, hour: HourLoad) -> str:
        """How full an hour is; to a contact without any number of other people's."""
        closed = hour.state is HourState.CLOSED
        return hour.words if self.counted or closed else _WORDS[hour.state]


def site_for_planning(actor: Actor, code: str, *, now: datetime) -> SiteFacts:
    """Find a site where the actor may plan a visit; any other is NotFound.

    That is a contact with the right to site access there, and the desk's staff posted there.
    """
    site = find_site(code)
    right = Right.SITE_ACCESS if actor.role is Role.CONTACT else Right.POSTED
    if site is None or not actor.holds(right, site.id, on=local_day(now, site.zone)):
        raise NotFound
    return site


def read_start(text: str, zone: str, *, now: datetime) -> date:
    """Read the first of seven days; today at the site where none is named.

    Raises Invalid when it is no day, or years away.
    """
    today = local_day(now, zone)
    if not text:
        return today
    try:
        start = date.fromisoformat(text)
    except ValueError:
        raise Invalid(fields={"start": "Give a day such as 2026-12-01."}) from None
    if abs(start - today) > FARTHEST:
        raise Invalid(fields={"start": "Give a day within five years of today."})
    return start


def read_day(text: str, week: Week) -> date | None:
    """The day of a week that is to be opened: the one that is named, or else today.

    None where neither is in it. Raises Invalid when what is named is no day.
    """
    try:
        day = date.fromisoformat(text) if text else local_day(week.now, week.site.zone)
    except ValueError:
        raise Invalid(fields={"day": "Give a day such as 2026-12-01."}) from None
    return day if week.start <= day < week.start + timedelta(days=7) else None


def week_of(actor: Actor, code: str, start: str, *, now: datetime) -> Week:
    """How much room a site has in each hour of a week."""
    site = site_for_planning(actor, code, now=now)
    day = read_start(start, site.zone, now=now)
    span = week_span(day, site.zone)
    policy = policy_of(site, now=min(now, span.starts_at))
    hours = week_load(policy, bookings_at(site.id)(span), day)
    return Week(site, day, hours, counted=actor.is_staff, now=now)
