"""Who came in on a request, who is inside now, and in which window."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, select

from accessdesk.db import db
from accessdesk.gate.tables import ADMISSIONS, IS_INSIDE
from accessdesk.scheduling.queries import WindowFacts
from accessdesk.service_requests.visitors import everybody_of

STANDS = ADMISSIONS.c.undone_at.is_(None)


@dataclass(frozen=True, slots=True)
class Stays:
    """The windows of a request in which somebody has entered, and who is inside, in which."""

    used: frozenset[int]
    occupied: frozenset[int]
    inside: tuple[str, ...]

    def are_over(self, windows: Sequence[WindowFacts], *, now: datetime) -> bool:
        """Whether people came, all of them have left, and nobody can come any more."""
        ended = all(window.ends_at <= now for window in windows)
        return bool(self.used) and not self.inside and ended


def stays_of(request_id: int) -> Stays:
    """The stays of a request that count: an entry that was undone is none.

    The caller has made sure that the actor may know of the request.
    """
    statement = select(ADMISSIONS.c.window_id, ADMISSIONS.c.visitor_id, ADMISSIONS.c.left_at).where(
        ADMISSIONS.c.request_id == request_id, STANDS
    )
    rows = db.session.execute(statement).all()
    inside = {row.visitor_id for row in rows if row.left_at is None}
    return Stays(
        used=frozenset(row.window_id for row in rows),
        occupied=frozenset(row.window_id for row in rows if row.left_at is None),
        inside=tuple(each.name for each in everybody_of(request_id) if each.id in inside),
    )


def is_used(window_id: int) -> bool:
    """Whether somebody has entered in a window."""
    return _is_any(ADMISSIONS.c.window_id == window_id, STANDS)


def has_entered(visitor_id: int) -> bool:
    """Whether a visitor came in at any time; an entry that was undone is none."""
    return _is_any(ADMISSIONS.c.visitor_id == visitor_id, STANDS)


def has_entered_since(
    visitor_id: ColumnElement[int], moment: ColumnElement[datetime]
) -> ColumnElement[bool]:
    """Whether a visitor of another statement came in at or after a moment of it."""
    return exists().where(
        ADMISSIONS.c.visitor_id == visitor_id, ADMISSIONS.c.entered_at >= moment, STANDS
    )


def windows_entered(visitor_id: int) -> frozenset[int]:
    """The windows in which a visitor came in; an entry that was undone is none."""
    entered = select(ADMISSIONS.c.window_id).where(ADMISSIONS.c.visitor_id == visitor_id, STANDS)
    return frozenset(db.session.scalars(entered))


def is_inside(visitor_id: int) -> bool:
    """Whether a visitor is inside now."""
    return _is_any(ADMISSIONS.c.visitor_id == visitor_id, IS_INSIDE)


def _is_any(*conditions: ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(select(exists().where(*conditions))))


def requests_with_somebody_inside() -> Select[int]:
    """The requests of which somebody is inside now, to be selected by id."""
    return select(ADMISSIONS.c.request_id).where(IS_INSIDE)


def requests_entered(request_ids: Collection[int]) -> frozenset[int]:
    """On which of these requests somebody came in."""
    entered = select(ADMISSIONS.c.request_id).where(
        ADMISSIONS.c.request_id.in_(request_ids), STANDS
    )
    return frozenset(db.session.scalars(entered.distinct()))


def inside_words(names: Sequence[str]) -> str:
    """Who is inside on a visit that is to be called off, or nothing when nobody is."""
    if not names:
        return ""
    *others, last = names
    who = f"{', '.join(others)} and {last} are" if others else f"{last} is"
    return f"{who} inside; the desk is asked to see them out."
