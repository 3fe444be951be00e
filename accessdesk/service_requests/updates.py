"""What is said on a request while it is open: updates, notes, and changes of severity."""

from datetime import datetime

from sqlalchemy import update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db
from accessdesk.errors import Conflict, Invalid
from accessdesk.journal.rules import Event
from accessdesk.service_requests import commitments
from accessdesk.service_requests.models import RequestUpdate, ServiceRequest, SeverityChange
from accessdesk.service_requests.recording import record_on, subject_of
from accessdesk.service_requests.rules import OPEN_STATUSES, Severity
from accessdesk.service_requests.service import check_severity


def add_update(
    actor: Actor, sr: ServiceRequest, text: str, *, visible: bool, now: datetime
) -> None:
    """Add a word to a request; a customer's word is always visible.

    The operator's first visible word is the first response (R-SEV-3).
    """
    words = text.strip()
    if not words:
        raise Invalid(fields={"text": "Write something."})
    seen = visible or not actor.is_staff
    db.session.add(
        RequestUpdate(request_id=sr.id, author_id=actor.user_id, at=now, text=words, visible=seen)
    )
    if actor.is_staff and seen:
        db.session.execute(
            update(ServiceRequest)
            .where(ServiceRequest.id == sr.id, ServiceRequest.first_response_at.is_(None))
            .values(first_response_at=now)
        )
    record_on(
        sr,
        Event.REQUEST_UPDATED,
        actor=actor.ref,
        now=now,
        personal={"text": words},
        person=subject_of(sr.reference),
        visible=seen,
        by="operator" if actor.is_staff else "customer",
    )
    if seen:
        commitments.note_word(sr, by_operator=actor.is_staff, now=now)


def change_severity(
    actor: Actor, sr: ServiceRequest, severity: Severity, impact: str, *, now: datetime
) -> None:
    """Change the severity, with an impact statement that differs from the last (R-SEV-2)."""
    check_severity(actor, severity)
    words = impact.strip()
    if not words or words.casefold() == sr.impact.strip().casefold():
        raise Invalid(
            code="impact-unchanged",
            fields={"impact": "Say what has changed: the business impact must be a new statement."},
        )
    if sr.status not in OPEN_STATUSES:
        raise Conflict("The request has ended; its severity stays.", code="wrong-status")
    old = sr.severity
    step = update(ServiceRequest).where(
        ServiceRequest.id == sr.id,
        ServiceRequest.severity == old,
        ServiceRequest.impact == sr.impact,
    )
    if not claim(
        step.values(severity=severity, impact=words).execution_options(synchronize_session=False)
    ):
        raise Conflict("Somebody else changed the severity at the same moment.")
    db.session.add(
        SeverityChange(
            request_id=sr.id,
            old=old,
            new=severity,
            impact=words,
            changed_by_id=actor.user_id,
            at=now,
        )
    )
    db.session.refresh(sr)
    record_on(
        sr,
        Event.REQUEST_SEVERITY_CHANGED,
        actor=actor.ref,
        now=now,
        personal={"impact": words},
        person=subject_of(sr.reference),
        old=old.value,
        new=severity.value,
    )
    commitments.rebase(sr, now=now)
