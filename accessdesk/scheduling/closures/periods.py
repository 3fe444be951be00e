"""The closed periods of a site, one by one: kept, listed, taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from accessdesk.db import claim, db
from accessdesk.scheduling.models import Closure
from accessdesk.scheduling.policy import Closure as ClosedPeriod


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A closed period as the manager sees it, with where it came from."""

    id: int
    starts_at: datetime
    ends_at: datetime
    name: str
    source: str


def closures_of(site_id: int, *, now: datetime) -> list[ClosureRow]:
    """List the closed periods of a site that have not ended, earliest first."""
    statement = (
        select(Closure.id, Closure.starts_at, Closure.ends_at, Closure.name, Closure.source)
        .where(Closure.site_id == site_id, Closure.ends_at > now)
        .order_by(Closure.starts_at, Closure.id)
    )
    return [ClosureRow(*row) for row in db.session.execute(statement)]


def keep_closures(
    site_id: int, periods: Iterable[ClosedPeriod], source: str, rule_id: int | None
) -> None:
    """Keep some closed periods, with where they came from and the rule that drew them."""
    db.session.add_all(
        Closure(
            site_id=site_id,
            starts_at=each.window.starts_at,
            ends_at=each.window.ends_at,
            name=each.name,
            source=source,
            rule_id=rule_id,
        )
        for each in periods
    )
    db.session.flush()


def take_back(site_id: int, closure_id: int) -> bool:
    """Take a closed period of a site back; say whether it was there."""
    return claim(delete(Closure).where(Closure.id == closure_id, Closure.site_id == site_id))
