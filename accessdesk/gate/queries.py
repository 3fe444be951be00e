"""Reads of the gate: who is inside, and what was decided; narrowed to one's sites."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Actor, Right
from accessdesk.db import db
from accessdesk.errors import NotFound
from accessdesk.gate.rules import Decision, RefusalCode
from accessdesk.gate.tables import (
    ADMISSIONS,
    ATTEMPTS,
    CALLED,
    CUSTOMERS,
    IS_INSIDE,
    PASSES,
    REQUESTS,
    SITES,
    VISITORS,
    WINDOWS,
)
from accessdesk.gate.wording import words_for
from accessdesk.scheduling.local_time import day_starts_at, local_day
from accessdesk.service_requests.rules import Status

PAGE = 100


@dataclass(frozen=True, slots=True)
class DeskSite:
    """The site whose gate is worked at."""

    id: int
    code: str
    name: str
    zone: str
    late_minutes: int
    badge_numbers: str


@dataclass(frozen=True, slots=True)
class InsideVisitor:
    """A visitor whose stay is open; `called_off` says that the visit was, so they must leave."""

    admission_id: int
    visitor: str
    company: str
    customer: str
    called: str
    badge: str
    entered_at: datetime
    ends_at: datetime
    escort: bool
    overstayed: bool
    called_off: bool
    phone: str


@dataclass(frozen=True, slots=True)
class Stay:
    """One person's stay, open, closed or undone."""

    admission_id: int
    visitor: str
    company: str
    called: str
    badge: str
    badge_returned: bool | None
    entered_at: datetime
    left_at: datetime | None
    undone_at: datetime | None
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One decision of the gate; the visitor is None where no pass of ours was read.

    A review is `unfinished` until something is decided on the same pass.
    """

    id: int
    at: datetime
    decision: Decision
    code: RefusalCode | None
    desk: str
    visitor: str | None
    called: str | None
    unfinished: bool
    officer: str

    @property
    def state(self) -> str:
        """What became of it: a review that nobody finished is no decision."""
        return "unfinished" if self.unfinished else self.decision.value

    @property
    def why(self) -> str:
        """The decision's reason in words."""
        return words_for(self.decision, self.code, entered=True).title


_SITE = select(
    SITES.c.id,
    SITES.c.code,
    SITES.c.name,
    SITES.c.zone,
    SITES.c.late_minutes,
    SITES.c.badge_numbers,
).order_by(SITES.c.code)


def sites_of(actor: Actor, *, now: datetime) -> list[DeskSite]:
    """List the sites whose gates the actor is posted to, today at each site."""
    return [site for site in _all_sites() if _is_posted(actor, site, now)]


def get_desk_site(actor: Actor, code: str, *, now: datetime) -> DeskSite:
    """Find a site where the actor is posted; any other is NotFound, as if it did not exist."""
    row = db.session.execute(_SITE.where(SITES.c.code == code.strip().upper())).first()
    if row is None or not _is_posted(actor, site := DeskSite(*row), now):
        raise NotFound
    return site


def _all_sites() -> list[DeskSite]:
    return [DeskSite(*row) for row in db.session.execute(_SITE)]


def _is_posted(actor: Actor, site: DeskSite, now: datetime) -> bool:
    return actor.holds(Right.POSTED, site.id, on=local_day(now, site.zone))


def company() -> Any:
    """Whose people come: the vendor or carrier, or else the customer itself."""
    return func.coalesce(func.nullif(REQUESTS.c.party_name, ""), CUSTOMERS.c.name)


def inside(site: DeskSite, *, now: datetime) -> list[InsideVisitor]:
    """List everybody inside, whoever should have left long ago first (R-GATE-9, R-GATE-10)."""
    called_off = REQUESTS.c.status == Status.CANCELLED
    statement: Select[*tuple[Any, ...]] = (
        select(
            ADMISSIONS.c.id,
            VISITORS.c.name,
            company(),
            CUSTOMERS.c.name,
            CALLED,
            ADMISSIONS.c.badge,
            ADMISSIONS.c.entered_at,
            WINDOWS.c.ends_at,
            REQUESTS.c.escort,
            WINDOWS.c.ends_at <= now,
            called_off,
            VISITORS.c.phone,
        )
        .join(VISITORS, VISITORS.c.id == ADMISSIONS.c.visitor_id)
        .join(REQUESTS, REQUESTS.c.id == ADMISSIONS.c.request_id)
        .join(CUSTOMERS, CUSTOMERS.c.id == REQUESTS.c.customer_id)
        .join(WINDOWS, WINDOWS.c.id == ADMISSIONS.c.window_id)
        .where(ADMISSIONS.c.site_id == site.id, IS_INSIDE)
        .order_by(called_off.desc(), WINDOWS.c.ends_at, ADMISSIONS.c.id)
    )
    return [InsideVisitor(*row) for row in db.session.execute(statement)]


def get_stay(site: DeskSite, admission_id: int) -> Stay:
    """Find one stay at a site, open or not; raises NotFound."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            ADMISSIONS.c.id,
            VISITORS.c.name,
            company(),
            CALLED,
            ADMISSIONS.c.badge,
            ADMISSIONS.c.badge_returned,
            ADMISSIONS.c.entered_at,
            ADMISSIONS.c.left_at,
            ADMISSIONS.c.undone_at,
            WINDOWS.c.ends_at,
        )
        .join(VISITORS, VISITORS.c.id == ADMISSIONS.c.visitor_id)
        .join(REQUESTS, REQUESTS.c.id == ADMISSIONS.c.request_id)
        .join(CUSTOMERS, CUSTOMERS.c.id == REQUESTS.c.customer_id)
        .join(WINDOWS, WINDOWS.c.id == ADMISSIONS.c.window_id)
        .where(ADMISSIONS.c.id == admission_id, ADMISSIONS.c.site_id == site.id)
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    return Stay(*row)


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """What a list of decisions is narrowed to; `day` is one of the site's own."""

    day: date | None = None
    officer_id: int | None = None
    decision: Decision | None = None
    code: RefusalCode | None = None

    def narrows(self, zone: str) -> list[ColumnElement[bool]]:
        """What a decision has to be, for a site in a zone."""
        asked = {
            ATTEMPTS.c.officer_id: self.officer_id,
            ATTEMPTS.c.decision: self.decision,
            ATTEMPTS.c.code: self.code,
        }
        narrow = [column == wanted for column, wanted in asked.items() if wanted is not None]
        if self.day is not None:
            narrow.append(ATTEMPTS.c.at >= day_starts_at(self.day, zone))
            narrow.append(ATTEMPTS.c.at < day_starts_at(self.day + timedelta(days=1), zone))
        return narrow


EVERY_DECISION = DecisionFilter()


def _is_unfinished() -> ColumnElement[bool]:
    """Whether it is a review, and nothing was decided on its pass since."""
    later = ATTEMPTS.alias("later")
    decided = exists().where(
        later.c.pass_id == ATTEMPTS.c.pass_id,
        later.c.id > ATTEMPTS.c.id,
        later.c.decision != Decision.REVIEW,
    )
    return and_(ATTEMPTS.c.decision == Decision.REVIEW, ~decided)


def attempts(
    site: DeskSite,
    wanted: DecisionFilter = EVERY_DECISION,
    *,
    before_id: int | None = None,
    limit: int = PAGE,
) -> list[AttemptRow]:
    """List what was decided at a gate, newest first (R-GATE-7)."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            ATTEMPTS.c.id,
            ATTEMPTS.c.at,
            ATTEMPTS.c.decision,
            ATTEMPTS.c.code,
            ATTEMPTS.c.desk,
            VISITORS.c.name.label("visitor"),
            CALLED.label("called"),
            _is_unfinished().label("unfinished"),
            ATTEMPTS.c.officer_id,
        )
        .outerjoin(PASSES, PASSES.c.id == ATTEMPTS.c.pass_id)
        .outerjoin(VISITORS, VISITORS.c.id == PASSES.c.visitor_id)
        .outerjoin(REQUESTS, REQUESTS.c.id == ATTEMPTS.c.request_id)
        .where(ATTEMPTS.c.site_id == site.id, ATTEMPTS.c.id < (before_id or 2**62))
        .where(*wanted.narrows(site.zone))
        .order_by(ATTEMPTS.c.id.desc())
        .limit(limit)
    )
    rows = db.session.execute(statement).all()
    officers = people_by_id({row.officer_id for row in rows})
    return [
        AttemptRow(
            id=row.id,
            at=row.at,
            decision=row.decision,
            code=row.code,
            desk=row.desk,
            visitor=row.visitor,
            called=row.called,
            unfinished=row.unfinished,
            officer=officers[row.officer_id].name,
        )
        for row in rows
    ]
