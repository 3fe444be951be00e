"""What a request is about, in one line: said when it is asked for, and said better afterwards."""

from datetime import datetime

from sqlalchemy import update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db
from accessdesk.errors import Conflict, required
from accessdesk.journal.rules import Event
from accessdesk.service_requests.after.reopening import has_ended
from accessdesk.service_requests.models import ServiceRequest
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import OPEN_STATUSES


def change_summary(actor: Actor, sr: RequestFacts, summary: str, *, now: datetime) -> None:
    """Change the line that says what an open request is about; the journal keeps both.

    It asks for nothing else, so no pass and no clock moves. Raises Invalid for no words, Conflict
    when the request has ended, or somebody else changed the line at the same moment.
    """
    words, before = required("summary", summary, "Say in one line what it is about."), sr.summary
    if sr.status not in OPEN_STATUSES:
        raise has_ended(sr, so="and what it says stays")
    if words == before:
        return
    step = update(ServiceRequest).where(
        ServiceRequest.id == sr.id, ServiceRequest.summary == before
    )
    if not claim(step.values(summary=words).execution_options(synchronize_session=False)):
        raise Conflict(
            "Somebody else changed this line at the same moment.",
            next_step="Look at what it says now, and change that.",
        )
    db.session.refresh(sr)
    record_on(
        sr,
        Event.REQUEST_DETAILS_CHANGED,
        actor=actor.ref,
        now=now,
        personal={"before": before, "after": words},
        changed=["summary"],
    )
