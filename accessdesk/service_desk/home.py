"""What each role owes or awaits, most urgent first, each line one click from being done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.errors import NotAllowed
from accessdesk.estate.queries import SiteFacts, sites_with
from accessdesk.gate import queries as gate
from accessdesk.gate.expected import coming_span, count_expected
from accessdesk.scheduling.local_time import local_day
from accessdesk.service_requests.asking.door import refusal_of_all
from accessdesk.service_requests.queries import Filter, RequestRow, list_requests
from accessdesk.service_requests.rules import Status
from accessdesk.service_requests.waiting import Waiting, waiting_for
from accessdesk.visits.around.names_at_risk import DoubtfulName, find_doubtful
from accessdesk.visits.deciding.queue import count_awaiting, count_reviews
from accessdesk.visits.lists import VisitRow, coming_visits, names_by_request

UPCOMING = 20
RECENT = 8
SHOWN = 50
LONGEST_DAY = timedelta(hours=26)
STILL_NEWS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SiteToday:
    """Today's visits at one site."""

    code: str
    name: str
    zone: str
    visits: list[VisitRow]


@dataclass(frozen=True, slots=True)
class GateToday:
    """A gate that an officer works at: how many are expected, how many are inside."""

    code: str
    name: str
    expected: int
    inside: int


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows; what a role has nothing to do with stays empty.

    `at_door` is why nothing can be asked for, where that is so.
    """

    waiting: Sequence[Waiting] = ()
    rejected: Sequence[RequestRow] = ()
    doubtful: Sequence[DoubtfulName] = ()
    awaiting: int = 0
    reviews: int = 0
    upcoming: Sequence[VisitRow] = ()
    recent: Sequence[RequestRow] = ()
    today: Sequence[SiteToday] = ()
    gates: Sequence[GateToday] = ()
    sites: Sequence[SiteFacts] = ()
    names: dict[int, list[str]] = field(default_factory=dict)
    at_door: NotAllowed | None = None

    @property
    def needs_you(self) -> bool:
        """Whether anything waits for the reader."""
        return bool(self.waiting or self.rejected or self.doubtful)


def home_of(actor: Actor, *, now: datetime, reopen_within: timedelta) -> Home:
    """Gather the home page of one person, what waits for them first (R-ACC-12)."""
    waiting = waiting_for(actor, now=now, reopen_within=reopen_within)
    match actor.role:
        case Role.CONTACT:
            return _of_contact(actor, waiting, now)
        case Role.AGENT | Role.MANAGER:
            return _of_desk(actor, waiting, now)
        case Role.OFFICER:
            return Home(gates=_gates(actor, now))
        case Role.TECHNICIAN | Role.ADMIN:
            return Home(waiting=waiting, today=_today(actor, now))


def _of_contact(actor: Actor, waiting: list[Waiting], now: datetime) -> Home:
    at_door = refusal_of_all(actor, now=now)
    upcoming = coming_visits(actor, now=now, limit=UPCOMING)
    names = names_by_request({visit.request_id for visit in upcoming})
    recent = list_requests(actor, Filter(), now=now, before_id=None, limit=RECENT)
    rejected = _rejected(actor, now, recent)
    shown = {visit.request_id for visit in upcoming} | {row.id for row in rejected}
    return Home(
        waiting=waiting,
        rejected=rejected,
        doubtful=find_doubtful(actor, upcoming, now=now),
        upcoming=upcoming,
        recent=[row for row in recent if row.id not in shown],
        names=names,
        at_door=at_door,
    )


def _of_desk(actor: Actor, waiting: list[Waiting], now: datetime) -> Home:
    return Home(
        waiting=waiting,
        awaiting=count_awaiting(actor, now=now),
        reviews=count_reviews(actor, now=now),
        sites=sites_with(actor, Right.POSTED, now=now),
        today=_today(actor, now),
    )


def _rejected(actor: Actor, now: datetime, recent: Sequence[RequestRow]) -> list[RequestRow]:
    """Find what was rejected or refused lately, until something newer was asked for there."""
    newest = {row.site_code: row.id for row in reversed(recent)}
    wanted = Filter(statuses=(Status.REJECTED, Status.REFUSED))
    rows = list_requests(actor, wanted, now=now, before_id=None, limit=UPCOMING)
    return [
        row
        for row in rows
        if row.ended_at
        and row.ended_at > now - STILL_NEWS
        and newest.get(row.site_code, 0) <= row.id
    ]


def _today(actor: Actor, now: datetime) -> list[SiteToday]:
    """List the visits of the day that it is at each site."""
    visits = coming_visits(
        actor,
        now=now,
        limit=SHOWN,
        until=now + LONGEST_DAY,
        statuses=(Status.SCHEDULED, Status.IN_PROGRESS),
    )
    sites: dict[int, SiteToday] = {}
    for visit in visits:
        if local_day(visit.starts_at, visit.zone) <= local_day(now, visit.zone):
            empty = SiteToday(visit.site_code, visit.site_name, visit.zone, [])
            sites.setdefault(visit.site_id, empty).visits.append(visit)
    return sorted(sites.values(), key=lambda site: site.code)


def _gates(actor: Actor, now: datetime) -> list[GateToday]:
    return [
        GateToday(
            site.code,
            site.name,
            count_expected(site, *coming_span(site, now)),
            len(gate.inside(site, now=now)),
        )
        for site in gate.sites_of(actor, now=now)
    ]
