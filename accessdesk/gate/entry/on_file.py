"""Find, in one statement, all that is on file of a pass when it is scanned.

The statements are built once, from tables and not from entities, because the gate is the one
place where a queue of people waits for the database.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, bindparam, case, func, select
from sqlalchemy.sql.schema import Column

from accessdesk.accounts.rules import Actor, Right
from accessdesk.customers.rules import Plan
from accessdesk.db import db
from accessdesk.errors import NotFound
from accessdesk.gate.entry.case import (
    Destination,
    EntryCase,
    Gate,
    OpenStay,
    PassBearer,
    PassRequest,
    PassWindow,
    Permit,
)
from accessdesk.gate.entry.facts import EntryFacts
from accessdesk.gate.entry.namesakes import colleagues_inside, is_later_twin, read_colleagues
from accessdesk.gate.tables import (
    ADMISSIONS,
    CALLED,
    CUSTOMERS,
    IS_INSIDE,
    PASSES,
    REQUESTS,
    SITES,
    VISITORS,
    WINDOWS,
)
from accessdesk.passes.hidden import show
from accessdesk.passes.keyboards import read_code_of_any_keys
from accessdesk.passes.keys import open_pass
from accessdesk.passes.queries import first_of
from accessdesk.passes.short_code import ABOUT
from accessdesk.passes.token import Fault, PassClaims
from accessdesk.scheduling.local_time import local_day

HERE, HOME = SITES.alias("here"), SITES.alias("home")

_THEIRS = ADMISSIONS.alias("theirs").c
_INSIDE_HERE = (
    select(func.count())
    .where(_THEIRS.site_id == HERE.c.id, _THEIRS.left_at.is_(None), _THEIRS.undone_at.is_(None))
    .correlate(HERE)
    .scalar_subquery()
)
_SITE_COLUMNS = (
    HERE.c.id.label("here_id"),
    HERE.c.code.label("here_code"),
    HERE.c.zone.label("here_zone"),
    HERE.c.early_minutes,
    HERE.c.late_minutes,
    HERE.c.id_profile,
    HERE.c.badge_numbers,
    HERE.c.visitor_capacity,
    case((HERE.c.visitor_capacity > 0, _INSIDE_HERE), else_=0).label("inside_here"),
)


def _find_by(column: Column[Any]) -> Select[Any]:
    return (
        select(
            *_SITE_COLUMNS,
            HOME.c.code.label("home_code"),
            HOME.c.name.label("home_name"),
            HOME.c.zone.label("home_zone"),
            PASSES.c.id.label("pass_id"),
            PASSES.c.state,
            PASSES.c.hidden_code,
            WINDOWS.c.id.label("window_id"),
            WINDOWS.c.starts_at,
            WINDOWS.c.ends_at,
            REQUESTS.c.id.label("request_id"),
            REQUESTS.c.reference,
            CALLED.label("called"),
            REQUESTS.c.status,
            REQUESTS.c.escort,
            REQUESTS.c.party_name,
            VISITORS.c.id.label("visitor_id"),
            VISITORS.c.name.label("visitor_name"),
            VISITORS.c.removed_at,
            CUSTOMERS.c.name.label("customer_name"),
            CUSTOMERS.c.plan,
            VISITORS.c.name_keys,
            is_later_twin().label("has_twin"),
            ADMISSIONS.c.entered_at,
            ADMISSIONS.c.desk,
            ADMISSIONS.c.badge,
            REQUESTS.c.company_key,
            colleagues_inside().label("colleagues"),
        )
        .select_from(PASSES)
        .join(REQUESTS, REQUESTS.c.id == PASSES.c.request_id)
        .join(WINDOWS, WINDOWS.c.id == PASSES.c.window_id)
        .join(VISITORS, VISITORS.c.id == PASSES.c.visitor_id)
        .join(CUSTOMERS, CUSTOMERS.c.id == REQUESTS.c.customer_id)
        .join(HOME, HOME.c.id == PASSES.c.site_id)
        .join(HERE, HERE.c.code == bindparam("site", type_=Text))
        # At most one stay of a visitor is open: an index of its own holds that.
        .outerjoin(ADMISSIONS, (ADMISSIONS.c.visitor_id == VISITORS.c.id) & IS_INSIDE)
        .where(column == bindparam("code", type_=column.type))
    )


def _held(statement: Select[Any]) -> Select[Any]:
    """Keep the request, the pass and the name as they are until the transaction ends.

    A cancellation, a re-issue or a correction then waits for this admission, or this admission
    for it. The request comes first, as whoever changes a visit takes it first too; its lock
    is the stronger one because the first admission moves it on. SQLite needs none of this:
    a writer there is alone since BEGIN IMMEDIATE.
    """
    return statement.with_for_update(key_share=True, of=(REQUESTS, PASSES, VISITORS))


BY_ID = _find_by(PASSES.c.id)
BY_SERIAL, BY_SHORT_CODE = _find_by(PASSES.c.serial), _find_by(PASSES.c.hidden_code)
BY_SERIAL_HELD, BY_SHORT_CODE_HELD = _held(BY_SERIAL), _held(BY_SHORT_CODE)
FIND_SITE: Select[Any] = select(*_SITE_COLUMNS).where(HERE.c.code == bindparam("site", type_=Text))


def _gate(row: Row[Any]) -> Gate:
    return Gate(
        site_id=row.here_id,
        code=row.here_code,
        zone=row.here_zone,
        early_minutes=row.early_minutes,
        late_minutes=row.late_minutes,
        id_profile=row.id_profile,
        capacity=row.visitor_capacity,
        inside=row.inside_here,
        badge_numbers=row.badge_numbers,
    )


def _permit(row: Row[Any]) -> Permit:
    return Permit(
        pass_id=row.pass_id,
        short_code=show(row.hidden_code, about=ABOUT),
        state=row.state,
        destination=Destination(row.home_code, row.home_name, row.home_zone),
        window=PassWindow(row.window_id, row.starts_at, row.ends_at),
        request=PassRequest(
            id=row.request_id,
            reference=row.reference,
            called=row.called,
            status=row.status,
            escort=row.escort,
            party=row.party_name,
            customer=row.customer_name,
            us_person=row.plan is Plan.ITAR,
            company_key=row.company_key,
            colleagues=read_colleagues(row.colleagues),
        ),
        bearer=PassBearer(
            id=row.visitor_id,
            name=row.visitor_name,
            removed=row.removed_at is not None,
            stay=_stay(row),
            keys=row.name_keys,
            has_twin=row.has_twin,
        ),
    )


def _stay(row: Row[Any]) -> OpenStay | None:
    return None if row.entered_at is None else OpenStay(row.entered_at, row.desk, row.badge)


def _open(code: str, now: datetime) -> tuple[bool, str] | Fault:
    """How to look a scanned or typed code up: whether by short code, and by what."""
    short_code = read_code_of_any_keys(code)
    if short_code is not None:
        return True, short_code
    opened = open_pass(code, now=now)
    return (False, opened.facts.serial) if isinstance(opened, PassClaims) else opened.code


def arrival_facts(pass_id: int) -> EntryFacts:
    """The facts by which `rules.decide_scan` says whether a pass opens its gate at any time.

    The caller has made sure that the actor may know of the pass; raises NotFound when there is
    none (R-WIN-8).
    """
    connection = db.session.connection()
    home = select(SITES.c.code).join(PASSES, PASSES.c.site_id == SITES.c.id)
    site = connection.execute(home.where(PASSES.c.id == pass_id)).scalar()
    row = connection.execute(BY_ID, {"site": site, "code": pass_id}).first()
    if row is None:
        raise NotFound
    return EntryCase(_gate(row), _permit(row), None).facts()


def get_case(
    actor: Actor, site_code: str, code: str, *, now: datetime, hold: bool = False
) -> EntryCase:
    """Find what a code stands for at a gate; `hold` keeps it as it is.

    Raises NotFound for a site that does not exist or where the actor is not posted.
    """
    key, site_code = _open(code, now), site_code.strip().upper()
    connection = db.session.connection()
    row: Row[Any] | None = None
    if not isinstance(key, Fault):
        row = _find(connection, *key, site_code, hold=hold)
    here = row if row is not None else connection.execute(FIND_SITE, {"site": site_code}).first()
    if here is None or not actor.holds(
        Right.POSTED, here.here_id, on=local_day(now, here.here_zone)
    ):
        raise NotFound
    if isinstance(key, Fault):
        return EntryCase(_gate(here), None, key)
    if row is None:
        return EntryCase(_gate(here), None, Fault.UNKNOWN)
    return EntryCase(_gate(here), _permit(row), None)


def _find(
    connection: Connection, by_short_code: bool, value: str, site_code: str, *, hold: bool
) -> Row[Any] | None:
    statement = _STATEMENTS[by_short_code, hold and connection.dialect.name == "postgresql"]

    def find(kept: str) -> Row[Any] | None:
        return connection.execute(statement, {"site": site_code, "code": kept}).first()

    return first_of(value, find) if by_short_code else find(value)


_STATEMENTS = {
    (False, False): BY_SERIAL,
    (False, True): BY_SERIAL_HELD,
    (True, False): BY_SHORT_CODE,
    (True, True): BY_SHORT_CODE_HELD,
}
