"""What the customer said and nobody of the desk has answered or read."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, literal, select, union_all, update

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Actor, Permission, may
from accessdesk.db import db, rows_changed
from accessdesk.journal.rules import Event
from accessdesk.service_requests.models import RequestUpdate, ServiceRequest, SeverityChange
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Awaited
from accessdesk.service_requests.waiting import Among, Waits

LONGEST_SHOWN = 300


def note_word(actor: Actor, sr: RequestFacts, *, visible: bool = True, now: datetime) -> None:
    """Note who spoke: a customer's word is unheard until somebody of the desk answers or reads it.

    A technician does the work and may never see it, so their word leaves it as it is; and so does
    a note that is not `visible` to the customer, for it answers nothing.
    """
    if not actor.is_staff:
        since = func.coalesce(ServiceRequest.unheard_since, now)
        _set(sr, unheard_since=since, customer_word_at=now)
    elif visible and may(actor, Permission.DECIDE_REQUEST):
        _set(sr, unheard_since=None)


def _set(sr: RequestFacts, **values: object) -> None:
    step = update(ServiceRequest).where(ServiceRequest.id == sr.id).values(**values)
    rows_changed(step.execution_options(synchronize_session=False))
    db.session.refresh(sr)


def read(actor: Actor, sr: RequestFacts, through: datetime, *, now: datetime) -> None:
    """Note that somebody of the desk has read what the customer said, as far as they saw it.

    What was said meanwhile stays unheard.
    """
    step = update(ServiceRequest).where(
        ServiceRequest.id == sr.id,
        ServiceRequest.unheard_since.is_not(None),
        ServiceRequest.customer_word_at <= through,
    )
    if rows_changed(step.values(unheard_since=None).execution_options(synchronize_session=False)):
        record_on(sr, Event.REQUEST_READ, actor=actor.ref, now=now)
    db.session.refresh(sr)


def words_to_read(among: Among) -> Iterator[Waits]:
    """Find the open requests on which the customer said something that nobody has heard yet."""
    unheard = select(
        ServiceRequest.id, ServiceRequest.unheard_since, ServiceRequest.customer_word_at
    ).where(
        ServiceRequest.id.in_(among.requests),
        ServiceRequest.unheard_since.is_not(None),
    )
    found = db.session.execute(unheard).all()
    said = _said({row.id for row in found})
    for row in found:
        yield Waits(
            row.id,
            Awaited.WORD,
            "Read what the customer says, and answer",
            since=row.unheard_since,
            text=" · ".join(said.get(row.id, ()))[:LONGEST_SHOWN],
            through=row.customer_word_at,
        )


def _said(request_ids: set[int]) -> dict[int, list[str]]:
    """What the customer wrote on each of these requests since it was last heard."""
    severity = literal("Severity ").concat(SeverityChange.new).concat(": ")
    words = union_all(
        select(
            RequestUpdate.request_id, RequestUpdate.at, RequestUpdate.author_id, RequestUpdate.text
        ).where(RequestUpdate.visible),
        select(
            SeverityChange.request_id,
            SeverityChange.at,
            SeverityChange.changed_by_id,
            severity.concat(SeverityChange.impact),
        ),
    ).subquery()
    statement = (
        select(words.c.request_id, words.c.author_id, words.c.text)
        .join(ServiceRequest, ServiceRequest.id == words.c.request_id)
        .where(words.c.request_id.in_(request_ids), words.c.at >= ServiceRequest.unheard_since)
        .order_by(words.c.at)
    )
    rows = db.session.execute(statement).all()
    people = people_by_id({row.author_id for row in rows})
    said: dict[int, list[str]] = {}
    for row in rows:
        if not people[row.author_id].is_staff:
            said.setdefault(row.request_id, []).append(row.text)
    return said
