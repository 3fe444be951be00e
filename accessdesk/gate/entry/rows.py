"""Write an entry's rows: the attempt, the stay, and the request's first step, as one claim.

Two desks that admit on one pass at the same moment both come this far; a partial unique index lets
one of them in (R-GATE-6), and another gives a badge to one visitor alone. Where a site may hold a
limited number, each is written only where there is room, and those near the last place wait for
each other. PostgreSQL does it all in one statement, after the wait, SQLite, which has one writer,
in three.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    Select,
    Update,
    bindparam,
    cast,
    exists,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.sql.schema import Column
from sqlalchemy.sql.selectable import CTE

from accessdesk.gate.entry.case import OpenStay
from accessdesk.gate.tables import ADMISSIONS, ATTEMPTS, IS_INSIDE, REQUESTS, VISITORS
from accessdesk.service_requests.rules import Status

_ATTEMPT = (
    ATTEMPTS.c.site_id,
    ATTEMPTS.c.request_id,
    ATTEMPTS.c.pass_id,
    ATTEMPTS.c.officer_id,
    ATTEMPTS.c.desk,
    ATTEMPTS.c.at,
    ATTEMPTS.c.decision,
    ATTEMPTS.c.code,
    ATTEMPTS.c.facts,
    ATTEMPTS.c.rule_version,
    ATTEMPTS.c.remarks,
)
_STAY = (
    ADMISSIONS.c.site_id,
    ADMISSIONS.c.request_id,
    ADMISSIONS.c.window_id,
    ADMISSIONS.c.pass_id,
    ADMISSIONS.c.visitor_id,
    ADMISSIONS.c.officer_id,
    ADMISSIONS.c.desk,
    ADMISSIONS.c.badge,
    ADMISSIONS.c.entered_at,
    ADMISSIONS.c.undone_reason,
    ADMISSIONS.c.id_number_kept,
    ADMISSIONS.c.company,
    ADMISSIONS.c.person,
    ADMISSIONS.c.namesake,
)


def _given(column: Column[Any], prefix: str) -> Any:
    return bindparam(f"{prefix}_{column.name}", type_=column.type)


def _attempt_insert() -> ReturningInsert[Any]:
    values = {column.name: _given(column, "attempt") for column in _ATTEMPT}
    return insert(ATTEMPTS).values(values).returning(ATTEMPTS.c.id)


def _stay_insert(attempt: CTE, *, limited: bool) -> ReturningInsert[Any]:
    return (
        postgresql.insert(ADMISSIONS)
        .from_select(_NAMES, _stay_row(attempt.c.id, limited=limited))
        .on_conflict_do_nothing()
        .returning(ADMISSIONS.c.id)
    )


_NAMES = [*(column.name for column in _STAY), "attempt_id"]
_THEIRS = ADMISSIONS.alias("theirs").c
COUNT_INSIDE = select(func.count()).where(
    _THEIRS.site_id == bindparam("stay_site_id", type_=ADMISSIONS.c.site_id.type),
    _THEIRS.left_at.is_(None),
    _THEIRS.undone_at.is_(None),
)


def _stay_row(attempt_id: Any, *, limited: bool) -> Select[Any]:
    """The row of a stay; where the site is `limited`, only while fewer are inside than it holds."""
    row = select(*(_given(column, "stay") for column in _STAY), attempt_id)
    if not limited:
        return row
    return row.where(COUNT_INSIDE.scalar_subquery() < bindparam("capacity", type_=Integer))


def _start() -> Update:
    """Move the request on when its first visitor enters; later ones find it moved."""
    return (
        update(REQUESTS)
        .where(
            REQUESTS.c.id == bindparam("stay_request_id"),
            REQUESTS.c.status == Status.SCHEDULED,
        )
        .values(status=Status.IN_PROGRESS)
    )


def _enter_in_one_statement(*, first: bool, limited: bool) -> Select[Any]:
    attempt = _attempt_insert().cte("attempt")
    stay = _stay_insert(attempt, limited=limited).cte("stay")
    entered = select(attempt.c.id, select(stay.c.id).scalar_subquery().label("admission_id"))
    if not first:
        return entered
    started = _start().where(exists(select(stay.c.id))).returning(REQUESTS.c.id).cte("started")
    return entered.add_cte(started)


def _enter_on_sqlite(*, limited: bool) -> ReturningInsert[Any]:
    row = _stay_row(bindparam("stay_attempt_id", type_=Integer), limited=limited)
    # Without a condition SQLite would read ON CONFLICT as the ON of a join.
    named = sqlite.insert(ADMISSIONS).from_select(_NAMES, row if limited else row.where(true()))
    return named.on_conflict_do_nothing().returning(ADMISSIONS.c.id)


_ROOM = 0x726F6F6D  # Any number will do, as long as each version asks for the same one.
KEEP_ATTEMPT = _attempt_insert()
ENTER = {
    (first, limited): _enter_in_one_statement(first=first, limited=limited)
    for first in (False, True)
    for limited in (False, True)
}
ENTER_ON_SQLITE = {limited: _enter_on_sqlite(limited=limited) for limited in (False, True)}
# The two numbers are a lock's name: what sort of thing waits, and the site.
_SITE = cast(bindparam("site_id", type_=BigInteger), Integer)
WAIT_FOR_ROOM = select(func.pg_advisory_xact_lock(_ROOM, _SITE))
GO_SIDE_BY_SIDE = select(func.pg_advisory_xact_lock_shared(_ROOM, _SITE))
_MOST = select(cast(func.current_setting("max_connections"), Integer))
_MOST_AT_ONCE = "accessdesk_most_at_once"
START = _start()
LOST = (
    update(ATTEMPTS)
    .where(ATTEMPTS.c.id == bindparam("lost_id"))
    .values(
        decision=bindparam("lost_decision", type_=ATTEMPTS.c.decision.type),
        code=bindparam("lost_code", type_=ATTEMPTS.c.code.type),
        facts=bindparam("lost_facts", type_=ATTEMPTS.c.facts.type),
        remarks=bindparam("lost_remarks", type_=ATTEMPTS.c.remarks.type),
    )
)


HOLDER = (
    select(VISITORS.c.name)
    .select_from(ADMISSIONS)
    .join(VISITORS, VISITORS.c.id == ADMISSIONS.c.visitor_id)
    .where(IS_INSIDE, ADMISSIONS.c.site_id == bindparam("site_id"))
    .where(ADMISSIONS.c.badge == bindparam("badge"), ADMISSIONS.c.badge != "")
)
OPEN_STAY = select(ADMISSIONS.c.entered_at, ADMISSIONS.c.desk, ADMISSIONS.c.badge).where(
    IS_INSIDE, ADMISSIONS.c.visitor_id == bindparam("visitor_id")
)


@dataclass(frozen=True, slots=True)
class Room:
    """How many a site may hold, and how many were inside when the desk looked."""

    capacity: int
    inside: int


@dataclass(frozen=True, slots=True)
class Entered:
    """The rows of an entry; `admission_id` is None when somebody else's claim came first.

    The claim is on four things: the visitor's place inside, that of their name and company, the
    badge, and, at a site that may hold a limited number, one of its places.
    """

    attempt_id: int
    admission_id: int | None


def _prefixed(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in values.items()}


def keep_attempt(connection: Connection, attempt: Mapping[str, Any]) -> int:
    """Keep one decision that lets nobody in; returns its id."""
    return int(connection.execute(KEEP_ATTEMPT, _prefixed("attempt", attempt)).scalar_one())


def enter(
    connection: Connection,
    attempt: Mapping[str, Any],
    stay: Mapping[str, Any],
    *,
    first: bool,
    room: Room | None = None,
) -> Entered:
    """Claim the place inside and the badge, and keep the attempt whoever wins.

    `first` says that the request has not begun, so that this entry moves it on. `room` is None
    where it is no matter how many are inside.
    """
    limited = room is not None
    if connection.dialect.name == "postgresql":
        bound = {"capacity": wait_for_room(connection, stay["site_id"], room)} if room else {}
        given = _prefixed("attempt", attempt) | _prefixed("stay", stay) | bound
        row = connection.execute(ENTER[first, limited], given).one()
        return Entered(row.id, row.admission_id)
    attempt_id = keep_attempt(connection, attempt)
    place = _prefixed("stay", stay) | {"stay_attempt_id": attempt_id}
    place |= {"capacity": room.capacity} if room else {}
    admission_id = connection.execute(ENTER_ON_SQLITE[limited], place).scalar()
    if first and admission_id is not None:
        connection.execute(START, {"stay_request_id": stay["request_id"]})
    return Entered(attempt_id, admission_id)


def wait_for_room(connection: Connection, site_id: int, room: Room) -> int:
    """Wait where the last place is near; returns below how many inside there is room.

    Entries far from it go side by side, and hold off those that are near. None of these sees
    another that is under way, and there are at most as many as the server takes transactions: so
    each keeps that many places free. Near it one enters at a time, and sees all before it.
    """
    most = _most_at_once(connection)
    is_far = room.inside + 2 * most <= room.capacity
    connection.execute(GO_SIDE_BY_SIDE if is_far else WAIT_FOR_ROOM, {"site_id": site_id})
    return room.capacity - most + 1 if is_far else room.capacity


def _most_at_once(connection: Connection) -> int:
    """How many transactions the server takes at once: that changes with a restart of it alone.

    So each connection to it asks once, and none goes by what a server said before it.
    """
    known = connection.info
    if _MOST_AT_ONCE not in known:
        known[_MOST_AT_ONCE] = connection.execute(_MOST).scalar_one()
    most: int = known[_MOST_AT_ONCE]
    return most


def count_inside(connection: Connection, site_id: int) -> int:
    """How many are inside at a site."""
    return int(connection.execute(COUNT_INSIDE, {"stay_site_id": site_id}).scalar_one())


def find_open_stay(connection: Connection, visitor_id: int) -> OpenStay | None:
    """The stay by which a visitor is inside, or None."""
    row = connection.execute(OPEN_STAY, {"visitor_id": visitor_id}).first()
    return None if row is None else OpenStay(*row)


def find_badge_holder(connection: Connection, stay: Mapping[str, Any]) -> str | None:
    """Who has the badge of a stay that was not to be; None where it came back since."""
    badge = {"site_id": stay["site_id"], "badge": stay["badge"]}
    holder = connection.execute(HOLDER, badge).first()
    return None if holder is None else str(holder.name)


def lose_claim(connection: Connection, attempt_id: int, attempt: Mapping[str, Any]) -> None:
    """Make an attempt whose claim was lost what it has become."""
    changed = {name: attempt[name] for name in ("decision", "code", "facts", "remarks")}
    connection.execute(LOST, {"lost_id": attempt_id} | _prefixed("lost", changed))
