"""What each role owes or awaits, most urgent first, each line one click from being done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.estate.queries import SiteFacts, sites_with
from accessdesk.gate import queries as gate
from accessdesk.gate.expected import coming_span, count_expected
from accessdesk.scheduling.local_time import local_day
from accessdesk.service_requests.promises.owed import Owed, owed_by
from accessdesk.service_requests.queries import Filter, RequestRow, list_requests
from accessdesk.service_requests.rules import Status
from accessdesk.visits.around.names_at_risk import (
    DoubtfulName,
    Mismatch,
    find_doubtful,
    find_mismatches,
)
from accessdesk.visits.around.over import UnclosedVisit, over_visits
from accessdesk.visits.deciding.queue import count_awaiting, count_reviews
from accessdesk.visits.lists import VisitRow, coming_visits, held_visits, names_by_request

UPCOMING = 20
RECENT = 8
SHOWN = 50
SOON = timedelta(hours=4)
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
    """What the home page shows; what a role has nothing to do with stays empty."""

    mismatches: Sequence[Mismatch] = ()
    owed: Sequence[Owed] = ()
    rejected: Sequence[RequestRow] = ()
    doubtful: Sequence[DoubtfulName] = ()
    held: Sequence[VisitRow] = ()
    over: Sequence[UnclosedVisit] = ()
    awaiting: int = 0
    reviews: int = 0
    upcoming: Sequence[VisitRow] = ()
    recent: Sequence[RequestRow] = ()
    today: Sequence[SiteToday] = ()
    gates: Sequence[GateToday] = ()
    sites: Sequence[SiteFacts] = ()
    names: dict[int, list[str]] = field(default_factory=dict)

    @property
    def needs_you(self) -> bool:
        """Whether anything waits for the reader."""
        return bool(self.mismatches or self.owed or self.rejected or self.doubtful)


def home_of(actor: Actor, *, now: datetime) -> Home:
    """Gather the home page of one person."""
    match actor.role:
        case Role.CONTACT:
            return _of_contact(actor, now)
        case Role.AGENT | Role.MANAGER:
            return _of_desk(actor, now)
        case Role.OFFICER:
            return Home(gates=_gates(actor, now))
        case Role.TECHNICIAN | Role.ADMIN:
            return Home(today=_today(actor, now))


def _of_contact(actor: Actor, now: datetime) -> Home:
    upcoming = coming_visits(actor, now=now, limit=UPCOMING)
    names = names_by_request({visit.request_id for visit in upcoming})
    recent = list_requests(actor, Filter(), now=now, before_id=None, limit=RECENT)
    rejected = _rejected(actor, now, recent)
    shown = {visit.request_id for visit in upcoming} | {row.id for row in rejected}
    return Home(
        mismatches=find_mismatches(actor, now=now),
        owed=owed_by(actor, now=now),
        rejected=rejected,
        doubtful=find_doubtful(upcoming),
        upcoming=upcoming,
        recent=[row for row in recent if row.id not in shown],
        names=names,
    )


def _of_desk(actor: Actor, now: datetime) -> Home:
    return Home(
        held=held_visits(actor, now=now, limit=SHOWN),
        over=over_visits(actor, now=now, limit=SHOWN),
        awaiting=count_awaiting(actor, now=now),
        reviews=count_reviews(actor, now=now),
        owed=[each for each in owed_by(actor, now=now) if each.due_at <= now + SOON],
        sites=sites_with(actor, Right.POSTED, now=now),
        today=_today(actor, now),
    )


def _rejected(actor: Actor, now: datetime, recent: Sequence[RequestRow]) -> list[RequestRow]:
    """Find what was rejected lately, until something newer was asked for at that site."""
    newest = {row.site_code: row.id for row in reversed(recent)}
    wanted = Filter(statuses=(Status.REJECTED,))
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
