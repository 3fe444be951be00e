"""What the customer said and nobody of the desk has answered or read."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, select, union_all, update

from accessdesk.accounts.queries import people_by_id
from accessdesk.accounts.rules import Actor, Permission, may
from accessdesk.db import db, rows_changed
from accessdesk.journal.rules import Event
from accessdesk.service_requests.models import RequestUpdate, ServiceRequest, SeverityChange
from accessdesk.service_requests.promises.unread import CustomerWord, not_seen
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import Awaited
from accessdesk.service_requests.waiting import Among, Waits

LONGEST_SHOWN = 300
_SINCE = ServiceRequest.unheard_since


def note_word(actor: Actor, sr: RequestFacts, *, now: datetime) -> datetime:
    """Note that somebody speaks; a customer's word is unheard until the desk answers or reads it.

    Returns the time of the word. One of a customer is later than all of theirs that came in before
    it, so that whoever saw their words through some time has seen none that came in afterwards.
    """
    if not actor.is_staff:
        _set(sr, customer_word_at=ServiceRequest.customer_word_at)  # Who speaks as well now waits.
        last = sr.customer_word_at
        now = max(now, last + timedelta(microseconds=1)) if last else now
        _set(sr, customer_word_at=now, unheard_since=func.coalesce(_SINCE, now))
    return now


def _set(sr: RequestFacts, **values: object) -> None:
    step = update(ServiceRequest).where(ServiceRequest.id == sr.id).values(**values)
    rows_changed(step.execution_options(synchronize_session=False))
    db.session.refresh(sr)


def hear(actor: Actor, sr: RequestFacts, through: datetime | None) -> None:
    """Take what the customer said through a time as answered, all of it where none is given.

    What was said later stays unheard, also what comes in at this moment. A customer hears nothing
    for the desk, nor does a technician, who does the work and may never see it.
    """
    if may(actor, Permission.DECIDE_REQUEST):
        _hear(sr, through)


def read(actor: Actor, sr: RequestFacts, through: datetime | None, *, now: datetime) -> None:
    """Note that somebody of the desk has read what the customer said, as far as they saw it.

    What was said meanwhile stays unheard.
    """
    if _hear(sr, through):
        record_on(sr, Event.REQUEST_READ, actor=actor.ref, now=now)


def _hear(sr: RequestFacts, through: datetime | None) -> bool:
    """Hear it in one conditional write, which sees a word that lands meanwhile."""
    waits = (ServiceRequest.id == sr.id, _SINCE.is_not(None))
    seen = () if through is None else (ServiceRequest.customer_word_at <= through,)
    heard = _hears(None, *waits, *seen)
    if not heard and through is not None and (later := unread_words(sr.id, through)):
        heard = _hears(later[0].at, *waits, through >= _SINCE)
    db.session.refresh(sr)
    return heard


def _hears(still_since: datetime | None, *where: ColumnElement[bool]) -> bool:
    step = update(ServiceRequest).where(*where).values(unheard_since=still_since)
    return rows_changed(step.execution_options(synchronize_session=False)) == 1


def check_read(actor: Actor, sr: RequestFacts, through: datetime | None, *, now: datetime) -> None:
    """Let the desk end a request only where all that the customer said has been read.

    What was said through the time given is noted as read. Whoever speaks from here on waits for the
    end, and is told of it. Raises NotSeen, with what the customer said later.
    """
    if not may(actor, Permission.DECIDE_REQUEST):
        return
    if through is not None:
        read(actor, sr, through, now=now)
    if not _hears(None, ServiceRequest.id == sr.id, _SINCE.is_(None)):
        raise not_seen(sr, unread_words(sr.id))


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
    said: dict[int, list[str]] = {}
    for word in _customers_words(request_ids):
        said.setdefault(word.request_id, []).append(word.text)
    return said


def unread_words(request_id: int, after: datetime | None = None) -> list[CustomerWord]:
    """List what the customer wrote and nobody has heard, oldest first; or only what came later."""
    words = _customers_words({request_id})
    return [each for each in words if after is None or each.at > after]


def _customers_words(request_ids: set[int]) -> list[CustomerWord]:
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
        select(words.c.request_id, words.c.author_id, words.c.at, words.c.text)
        .join(ServiceRequest, ServiceRequest.id == words.c.request_id)
        .where(words.c.request_id.in_(request_ids), words.c.at >= _SINCE)
        .order_by(words.c.at)
    )
    rows = db.session.execute(statement).all()
    people = people_by_id({row.author_id for row in rows})
    return [
        CustomerWord(row.request_id, row.at, row.text)
        for row in rows
        if not people[row.author_id].is_staff
    ]
