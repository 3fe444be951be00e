"""What is recorded about a person and their keys, in the operator's stream."""

from datetime import datetime

from accessdesk.journal.rules import Event
from accessdesk.journal.service import OPERATOR_STREAM, record


def person(user_id: int) -> str:
    """The name under which the journal keeps a person."""
    return f"user/{user_id}"


def record_about(
    subject: str, event: Event, *, actor: str, now: datetime, **facts: str | int
) -> None:
    """Record what happened to a person's account, and who did it."""
    record(event, stream=OPERATOR_STREAM, subject=subject, at=now, actor=actor, facts=facts)
