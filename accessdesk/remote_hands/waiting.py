"""What waits in remote hands: answers, ends to confirm, and the work itself (R-ACC-12)."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import or_, select

from accessdesk.db import db
from accessdesk.remote_hands.models import Work, WorkEntry, WorkQuestion
from accessdesk.remote_hands.rules import OVER, EntryKind, WorkState
from accessdesk.service_requests.queries import requests_by_id, rows_by_id
from accessdesk.service_requests.rules import Awaited
from accessdesk.service_requests.waiting import Among, Waits


def open_questions_of(among: Among) -> Iterator[Waits]:
    """Find the questions for which a technician stands and waits (R-RH-5)."""
    asked = (
        select(WorkQuestion)
        .join(Work, Work.request_id == WorkQuestion.request_id)
        .where(
            WorkQuestion.request_id.in_(among.requests),
            WorkQuestion.answered_at.is_(None),
            Work.state.not_in(OVER),
        )
        .order_by(WorkQuestion.id)
    )
    for each in db.session.scalars(asked):
        words = "Answer the technician: the work has stopped until you do"
        act = Awaited.ANSWER
        yield Waits(each.request_id, act, words, each.asked_at, text=each.text, item=each.id)


def ends_to_confirm(among: Among) -> Iterator[Waits]:
    """Find the work that is said to be done, while the customer can still contest it (R-RH-5)."""
    done = select(Work).where(
        Work.request_id.in_(among.just_ended()), Work.state == WorkState.FINISHED
    )
    works = db.session.scalars(done).all()
    said = {
        each.id: each.ended_reason for each in requests_by_id({each.request_id for each in works})
    }
    for each in works:
        words, since = "Say whether it is complete", each.stopped_at or among.now
        yield Waits(each.request_id, Awaited.COMPLETION, words, since, text=said[each.request_id])


def work_to_do(among: Among) -> Iterator[Waits]:
    """Find the work that a technician holds or could take, and that does not wait for an answer."""
    free = Work.technician_id.is_(None)
    statement = select(Work).where(
        Work.request_id.in_(among.requests),
        Work.state.not_in({*OVER, WorkState.WAITING}),
        or_(free, Work.technician_id == among.actor.user_id),
    )
    work = db.session.scalars(statement).all()
    ids = {each.request_id for each in work}
    requests, missing = rows_by_id(ids), _missing_from(ids)
    for each in work:
        act, words = Awaited.WORK, "Go on with your work"
        if each.technician_id is None:
            act, words = Awaited.FREE_WORK, "Take the work"
        since, text = requests[each.request_id].received_at, ""
        if each.request_id in missing:
            since, text = missing[each.request_id]
            words = f"{words}: the customer says that something is missing"
        yield Waits(each.request_id, act, words, since, due_at=each.ends_at, text=text)


def _missing_from(request_ids: Collection[int]) -> dict[int, tuple[datetime, str]]:
    """Since when, and what the customer last said is missing, of work that goes on."""
    said = (
        select(WorkEntry.request_id, WorkEntry.at, WorkEntry.text)
        .where(WorkEntry.request_id.in_(request_ids), WorkEntry.kind == EntryKind.CONTESTED)
        .order_by(WorkEntry.id)
    )
    return {request_id: (at, text) for request_id, at, text in db.session.execute(said)}
