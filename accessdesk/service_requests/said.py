"""What was said on a request: the words, who said them last, and the changes of severity."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.service_requests.models import RequestUpdate, SeverityChange
from accessdesk.service_requests.rules import Severity, UpdateKind


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """A word that was said on a request."""

    id: int
    at: datetime
    author: str
    by_operator: bool
    text: str
    visible: bool
    kind: UpdateKind
    spoken_with: str


def updates_of(actor: Actor, request_id: int) -> list[UpdateRow]:
    """List what was said, oldest first; a contact sees no internal notes."""
    statement = (
        select(
            RequestUpdate.id,
            RequestUpdate.at,
            RequestUpdate.author_id,
            RequestUpdate.text,
            RequestUpdate.visible,
            RequestUpdate.kind,
            RequestUpdate.spoken_with,
        )
        .where(RequestUpdate.request_id == request_id)
        .order_by(RequestUpdate.id)
    )
    if not actor.is_staff:
        statement = statement.where(RequestUpdate.visible)
    rows = db.session.execute(statement).all()
    people = people_by_id({row.author_id for row in rows})
    return [
        UpdateRow(row_id, at, people[by].name, people[by].is_staff, words, visible, kind, whom)
        for row_id, at, by, words, visible, kind, whom in rows
    ]


def said_at(request_id: int, at: datetime) -> str:
    """The words of the visible update that was made at a moment."""
    statement = select(RequestUpdate.text).where(
        RequestUpdate.request_id == request_id, RequestUpdate.at == at, RequestUpdate.visible
    )
    return "\n".join(db.session.scalars(statement.order_by(RequestUpdate.id)))


@dataclass(frozen=True, slots=True)
class LastWords:
    """When each side last said something that counts for the other's clock (R-SEV-4)."""

    operator: datetime | None
    customer: datetime | None


def last_words_of(request_id: int) -> LastWords:
    """Find the last word of each side that the other could see."""
    statement = (
        select(RequestUpdate.author_id, RequestUpdate.at)
        .where(RequestUpdate.request_id == request_id, RequestUpdate.visible)
        .order_by(RequestUpdate.id)
    )
    rows = db.session.execute(statement).all()
    people = people_by_id({row.author_id for row in rows})
    last = {people[author_id].is_staff: at for author_id, at in rows}
    return LastWords(operator=last.get(True), customer=last.get(False))


@dataclass(frozen=True, slots=True)
class SeverityStep:
    """One change of severity, and the impact that was stated (R-SEV-2)."""

    old: Severity
    new: Severity
    impact: str


def severity_changed_at(request_id: int, at: datetime) -> SeverityStep | None:
    """Find the change of severity that was made at a moment."""
    change = select(SeverityChange.old, SeverityChange.new, SeverityChange.impact).where(
        SeverityChange.request_id == request_id, SeverityChange.at == at
    )
    row = db.session.execute(change).first()
    return SeverityStep(*row) if row else None
