"""Find who of the same name and company is inside on another request (R-GATE-6).

Keys lead to the few that may be meant; whether one is, the comparison of names says, as it does of
an ID and a request.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, ScalarSelect, Text, cast, exists, func, select

from accessdesk.db import db
from accessdesk.gate.entry.case import EntryCase, Permit
from accessdesk.gate.tables import (
    ADMISSIONS,
    CALLED,
    CUSTOMERS,
    IS_INSIDE,
    REQUESTS,
    SITES,
    VISITORS,
)
from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.comparing import NameVerdict, compare_names
from accessdesk.identity.names.keys import keys_in, keys_of_id
from accessdesk.scheduling.wording import moment_words


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody inside who may be the person at the desk: who, since when, and where."""

    visitor: str
    entered_at: datetime
    site: str
    site_name: str
    called: str
    company: str

    def question(self, case: EntryCase, now: datetime) -> str:
        """The officer's question, on the clock of this gate; a visit elsewhere is not named."""
        since = moment_words(self.entered_at, case.gate.zone, now)
        where = f"since {since} on {self.called}"
        if self.site != case.gate.code:
            where = f"at {self.site_name} ({self.site}) since {since}"
        return f"A {self.visitor} of {self.company} is inside {where}: the same person?"


_INSIDE = (
    select(
        VISITORS.c.name,
        ADMISSIONS.c.entered_at,
        SITES.c.code,
        SITES.c.name.label("site_name"),
        CALLED,
        func.coalesce(func.nullif(REQUESTS.c.party_name, ""), CUSTOMERS.c.name),
    )
    .select_from(ADMISSIONS)
    .join(VISITORS, VISITORS.c.id == ADMISSIONS.c.visitor_id)
    .join(REQUESTS, REQUESTS.c.id == ADMISSIONS.c.request_id)
    .join(CUSTOMERS, CUSTOMERS.c.id == REQUESTS.c.customer_id)
    .join(SITES, SITES.c.id == ADMISSIONS.c.site_id)
    .where(IS_INSIDE)
    .order_by(ADMISSIONS.c.id)
)


def colleagues_inside() -> ScalarSelect[str]:
    """Who of the same company is inside on another request: a line each, of the stay and its keys.

    No keys, no line: such a stay is in no index of people.
    """
    theirs = ADMISSIONS.alias("theirs").c
    line = cast(theirs.id, Text) + " " + theirs.person
    return (
        select(func.aggregate_strings(line, "\n"))
        .where(
            theirs.left_at.is_(None),
            theirs.undone_at.is_(None),
            theirs.person != "",
            theirs.company == REQUESTS.c.company_key,
            theirs.request_id != REQUESTS.c.id,
        )
        .correlate(REQUESTS)
        .scalar_subquery()
    )


def is_later_twin() -> Exists:
    """Whether somebody before this visitor on the request is of the same name."""
    twin = VISITORS.alias("twin")
    return exists().where(
        twin.c.request_id == VISITORS.c.request_id,
        twin.c.name_keys == VISITORS.c.name_keys,
        twin.c.id < VISITORS.c.id,
    )


def read_colleagues(lines: str | None) -> dict[int, frozenset[str]]:
    """The keys of each colleague inside by their stay, as `colleagues_inside` gave them."""
    apart = (line.partition(" ") for line in (lines or "").splitlines())
    return {int(stay): keys_in(keys) for stay, _, keys in apart}


def find_namesake(permit: Permit, on_id: NameOnId | None) -> Namesake | None:
    """Who of the same company is inside under the name on the ID, on another request (R-GATE-6)."""
    if on_id is None or not permit.request.colleagues:
        return None
    keys = keys_of_id(on_id) | keys_in(permit.bearer.keys)
    alike = [stay for stay, theirs in permit.request.colleagues.items() if theirs & keys]
    if not alike:
        return None
    rows = db.session.execute(_INSIDE.where(ADMISSIONS.c.id.in_(alike)))
    found = (Namesake(*row) for row in rows)
    return next((each for each in found if _may_be(each.visitor, on_id)), None)


def find_rival(permit: Permit) -> Namesake | None:
    """Who took the place of this very name and company while the desk looked, or None."""
    statement = _INSIDE.where(
        ADMISSIONS.c.company == permit.request.company_key,
        ADMISSIONS.c.person == permit.bearer.keys,
        ADMISSIONS.c.person != "",
        ADMISSIONS.c.request_id != permit.request.id,
    )
    row = db.session.execute(statement).first()
    return None if row is None else Namesake(*row)


def _may_be(visitor: str, on_id: NameOnId) -> bool:
    return compare_names(visitor, on_id).verdict is not NameVerdict.NO_MATCH
