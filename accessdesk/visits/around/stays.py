"""What the gate knows of a visit: where somebody has entered, and who is inside now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from accessdesk.db import db
from accessdesk.gate.models import Admission
from accessdesk.gate.tables import IS_INSIDE
from accessdesk.scheduling.queries import WindowFacts
from accessdesk.service_requests.models import Visitor


@dataclass(frozen=True, slots=True)
class Stays:
    """The windows of a request in which somebody has entered, and who is inside, in which."""

    used: frozenset[int]
    occupied: frozenset[int]
    inside: tuple[str, ...]

    def are_over(self, windows: Sequence[WindowFacts], *, now: datetime) -> bool:
        """Say whether people came, all of them have left, and nobody can come any more."""
        ended = all(window.ends_at <= now for window in windows)
        return bool(self.used) and not self.inside and ended


def stays_of(request_id: int) -> Stays:
    """Give the stays of a request that count: an entry that was undone is none.

    The caller has made sure that the actor may know of the request.
    """
    statement = (
        select(Admission.window_id, Visitor.name, Admission.left_at)
        .join(Visitor, Visitor.id == Admission.visitor_id)
        .where(Admission.request_id == request_id, Admission.undone_at.is_(None))
        .order_by(Visitor.position, Admission.id)
    )
    rows = db.session.execute(statement).all()
    return Stays(
        used=frozenset(row.window_id for row in rows),
        occupied=frozenset(row.window_id for row in rows if row.left_at is None),
        inside=tuple(row.name for row in rows if row.left_at is None),
    )


def is_used(window_id: int) -> bool:
    """Say whether somebody has entered in a window."""
    return _is_any(Admission.window_id == window_id, Admission.undone_at.is_(None))


def has_entered(visitor_id: int) -> bool:
    """Say whether a visitor came in at any time; an entry that was undone is none."""
    return _is_any(Admission.visitor_id == visitor_id, Admission.undone_at.is_(None))


def is_inside(visitor_id: int) -> bool:
    """Say whether a visitor is inside now."""
    return _is_any(Admission.visitor_id == visitor_id, IS_INSIDE)


def _is_any(*conditions: ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(select(exists().where(*conditions))))


def inside_words(names: Sequence[str]) -> str:
    """Say who is inside of a visit that is to be called off, or nothing when nobody is."""
    if not names:
        return ""
    *others, last = names
    who = f"{', '.join(others)} and {last} are" if others else f"{last} is"
    return f"{who} inside; the desk is asked to see them out."
