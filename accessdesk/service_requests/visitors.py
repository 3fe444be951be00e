"""Who comes on a request: put on it, corrected, or replaced by somebody else.

Who was replaced stays on record, and is not coming any more.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from accessdesk.db import db
from accessdesk.identity.names.keys import keys_text
from accessdesk.service_requests.models import Visitor
from accessdesk.service_requests.rules import Named


@dataclass(frozen=True, slots=True)
class VisitorRow:
    """A visitor on a request; `removed_at` says since when they do not come any more."""

    id: int
    name: str
    email: str
    phone: str
    removed_at: datetime | None

    @property
    def comes(self) -> bool:
        """Whether they are still on the request."""
        return self.removed_at is None


_COLUMNS = (Visitor.id, Visitor.name, Visitor.email, Visitor.phone, Visitor.removed_at)


def everybody_by_request(request_ids: Collection[int]) -> dict[int, list[VisitorRow]]:
    """List who is or was to come on each of these requests, in the order of the request."""
    statement = (
        select(Visitor.request_id, *_COLUMNS)
        .where(Visitor.request_id.in_(request_ids))
        .order_by(Visitor.position, Visitor.id)
    )
    found: dict[int, list[VisitorRow]] = {request_id: [] for request_id in request_ids}
    for row in db.session.execute(statement):
        found[row[0]].append(VisitorRow(*row[1:]))
    return found


def visitors_by_request(request_ids: Collection[int]) -> dict[int, list[VisitorRow]]:
    """List who comes on each of these requests, without those who were replaced."""
    everybody = everybody_by_request(request_ids)
    return {key: [each for each in rows if each.comes] for key, rows in everybody.items()}


def everybody_of(request_id: int) -> list[VisitorRow]:
    """List who is or was to come on a request."""
    return everybody_by_request([request_id])[request_id]


def visitors_of(request_id: int) -> list[VisitorRow]:
    """List who comes, in the order of the request, without those who were replaced."""
    return visitors_by_request([request_id])[request_id]


def ids_of_visitors(request_id: int) -> list[int]:
    """List by their ids who comes, in the order of the request."""
    return [each.id for each in visitors_of(request_id)]


def add_visitors(request_id: int, people: Iterable[Named]) -> list[int]:
    """Put people on a request, in their order; returns their ids."""
    rows = [
        {"request_id": request_id, "position": position, **asdict(each)}
        for position, each in enumerate(people, start=1)
    ]
    statement = insert(Visitor).returning(Visitor.id, sort_by_parameter_order=True)
    return list(db.session.execute(statement, rows).scalars())


def add_visitor(request_id: int, named: Named) -> int:
    """Put one more person on a request, after all who were ever on it; returns their id."""
    last = select(func.max(Visitor.position)).where(Visitor.request_id == request_id)
    position = (db.session.scalar(last) or 0) + 1
    coming = Visitor(request_id=request_id, position=position, **asdict(named))
    db.session.add(coming)
    db.session.flush()
    return coming.id


def take_off(visitor_id: int, *, now: datetime) -> None:
    """Take somebody off a visit; who they were stays on record."""
    db.session.execute(
        update(Visitor)
        .where(Visitor.id == visitor_id)
        .values(removed_at=now)
        .execution_options(synchronize_session=False)
    )


def change_reach(visitor_id: int, email: str, phone: str) -> None:
    """Change where a visitor's messages go, and by which number they are called."""
    db.session.execute(
        update(Visitor)
        .where(Visitor.id == visitor_id)
        .values(email=email, phone=phone)
        .execution_options(synchronize_session=False)
    )


def lock_visitor(visitor_id: int) -> VisitorRow:
    """A visitor as they are now; nobody changes them before this transaction ends.

    On PostgreSQL it waits for whoever is at it; SQLite has one writer anyway.
    """
    locked = select(*_COLUMNS).where(Visitor.id == visitor_id).with_for_update()
    return VisitorRow(*db.session.execute(locked).one())


def rename_visitor(visitor_id: int, name: str) -> None:
    """Change how a visitor's name is spelt."""
    db.session.execute(
        update(Visitor)
        .where(Visitor.id == visitor_id)
        .values(name=name, name_keys=keys_text(name))
        .execution_options(synchronize_session=False)
    )


def put_in_place_of(leaving_id: int, named: Named, *, now: datetime) -> int:
    """Let another person come in a visitor's place; returns their id."""
    leaving = db.session.get_one(Visitor, leaving_id)
    leaving.removed_at = now
    coming = Visitor(request_id=leaving.request_id, position=leaving.position, **asdict(named))
    db.session.add(coming)
    db.session.flush()
    return coming.id
