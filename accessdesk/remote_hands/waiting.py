"""What waits in remote hands: answers, ends to confirm, and the work itself (R-ACC-12)."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from accessdesk.db import db
from accessdesk.remote_hands.models import Work, WorkQuestion
from accessdesk.remote_hands.rules import OVER, WorkState
from accessdesk.service_requests.queries import rows_by_id
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
    for each in db.session.scalars(done):
        words = "Say whether it is complete"
        yield Waits(each.request_id, Awaited.COMPLETION, words, each.stopped_at or among.now)


def work_to_do(among: Among) -> Iterator[Waits]:
    """Find the work that a technician holds or could take, and that does not wait for an answer."""
    free = Work.technician_id.is_(None)
    statement = select(Work).where(
        Work.request_id.in_(among.requests),
        Work.state.not_in({*OVER, WorkState.WAITING}),
        or_(free, Work.technician_id == among.actor.user_id),
    )
    work = db.session.scalars(statement).all()
    requests = rows_by_id({each.request_id for each in work})
    for each in work:
        act, words = Awaited.WORK, "Go on with your work"
        if each.technician_id is None:
            act, words = Awaited.FREE_WORK, "Take the work"
        since = requests[each.request_id].received_at
        yield Waits(each.request_id, act, words, since, due_at=each.ends_at)
