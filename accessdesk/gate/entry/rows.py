"""Write an entry's rows: the attempt, the stay, and the request's first step, as one claim.

Two desks that admit on one pass at the same moment both come this far; a partial unique index lets
one of them in (R-GATE-6), and another gives a badge to one visitor alone. PostgreSQL does it all
in one statement, SQLite, which has one writer, in three.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Update,
    bindparam,
    exists,
    insert,
    select,
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


def _stay_insert(attempt: CTE) -> ReturningInsert[Any]:
    names = [column.name for column in _STAY]
    given = [_given(column, "stay") for column in _STAY]
    return (
        postgresql.insert(ADMISSIONS)
        .from_select([*names, "attempt_id"], select(*given, attempt.c.id))
        .on_conflict_do_nothing()
        .returning(ADMISSIONS.c.id)
    )


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


def _enter_in_one_statement(*, first: bool) -> Select[Any]:
    attempt = _attempt_insert().cte("attempt")
    stay = _stay_insert(attempt).cte("stay")
    entered = select(attempt.c.id, select(stay.c.id).scalar_subquery().label("admission_id"))
    if not first:
        return entered
    started = _start().where(exists(select(stay.c.id))).returning(REQUESTS.c.id).cte("started")
    return entered.add_cte(started)


KEEP_ATTEMPT = _attempt_insert()
ENTER = _enter_in_one_statement(first=False)
ENTER_FIRST = _enter_in_one_statement(first=True)
ENTER_ON_SQLITE = (
    sqlite.insert(ADMISSIONS)
    .values(
        {column.name: _given(column, "stay") for column in _STAY}
        | {"attempt_id": bindparam("stay_attempt_id")}
    )
    .on_conflict_do_nothing()
    .returning(ADMISSIONS.c.id)
)
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
class Entered:
    """The rows of an entry; `admission_id` is None when somebody else's claim came first.

    The claim is on three things: the visitor's place inside, that of their name and company, and
    the badge.
    """

    attempt_id: int
    admission_id: int | None


def _prefixed(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in values.items()}


def keep_attempt(connection: Connection, attempt: Mapping[str, Any]) -> int:
    """Keep one decision that lets nobody in; returns its id."""
    return int(connection.execute(KEEP_ATTEMPT, _prefixed("attempt", attempt)).scalar_one())


def enter(
    connection: Connection, attempt: Mapping[str, Any], stay: Mapping[str, Any], *, first: bool
) -> Entered:
    """Claim the place inside and the badge, and keep the attempt whoever wins.

    `first` says that the request has not begun, so that this entry moves it on.
    """
    given = _prefixed("attempt", attempt) | _prefixed("stay", stay)
    if connection.dialect.name == "postgresql":
        row = connection.execute(ENTER_FIRST if first else ENTER, given).one()
        return Entered(row.id, row.admission_id)
    attempt_id = keep_attempt(connection, attempt)
    place = _prefixed("stay", stay) | {"stay_attempt_id": attempt_id}
    admission_id = connection.execute(ENTER_ON_SQLITE, place).scalar()
    if first and admission_id is not None:
        connection.execute(START, {"stay_request_id": stay["request_id"]})
    return Entered(attempt_id, admission_id)


def find_open_stay(connection: Connection, visitor_id: int) -> OpenStay | None:
    """The stay by which a visitor is inside, or None."""
    row = connection.execute(OPEN_STAY, {"visitor_id": visitor_id}).first()
    return None if row is None else OpenStay(*row)


def find_badge_holder(connection: Connection, stay: Mapping[str, Any]) -> str:
    """Who has the badge of a stay that was not to be."""
    badge = {"site_id": stay["site_id"], "badge": stay["badge"]}
    holder = connection.execute(HOLDER, badge).first()
    return "somebody who has just left" if holder is None else str(holder.name)


def lose_claim(connection: Connection, attempt_id: int, attempt: Mapping[str, Any]) -> None:
    """Make an attempt whose claim was lost what it has become."""
    changed = {name: attempt[name] for name in ("decision", "code", "facts", "remarks")}
    connection.execute(LOST, {"lost_id": attempt_id} | _prefixed("lost", changed))
