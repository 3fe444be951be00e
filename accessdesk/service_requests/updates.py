"""What is said on a request while it is open: updates, notes, and changes of severity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from accessdesk.accounts.rules import Actor
from accessdesk.db import claim, db
from accessdesk.errors import Conflict, Invalid, NotAllowed, required
from accessdesk.journal.rules import Event
from accessdesk.service_requests.after.reopening import has_ended
from accessdesk.service_requests.asking.door import check_may_ask_more
from accessdesk.service_requests.asking.severity import check_lowered, check_severity
from accessdesk.service_requests.models import RequestUpdate, ServiceRequest, SeverityChange
from accessdesk.service_requests.promises import commitments, unheard
from accessdesk.service_requests.promises.clocks import Promise, is_agreed
from accessdesk.service_requests.recording import record_on
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.rules import OPEN_STATUSES, Severity, Side, UpdateKind


@dataclass(frozen=True, slots=True)
class Word:
    """Something that is said on a request, how it was said, and whether the customer sees it."""

    text: str
    visible: bool = True
    kind: UpdateKind = UpdateKind.WRITTEN
    spoken_with: str = ""

    @property
    def personal(self) -> dict[str, str]:
        """What of it may name people."""
        spoken_with = {"spoken_with": self.spoken_with} if self.spoken_with else {}
        return {"text": self.text} | spoken_with


def add_update(actor: Actor, sr: RequestFacts, text: str, *, visible: bool, now: datetime) -> None:
    """Add a word to a request; a customer's word is always visible.

    The operator's first visible word is the first response (R-SEV-3).
    """
    words = required("text", text, "Write something.")
    say(actor, sr, Word(words, visible=visible or not actor.is_staff), now=now)


def log_call(actor: Actor, sr: RequestFacts, text: str, spoken_with: str, *, now: datetime) -> None:
    """Log what was told to the customer by phone, and to whom: an update like any (R-SEV-4).

    Raises NotAllowed for a customer, Invalid when a part is missing.
    """
    if not actor.is_staff:
        raise NotAllowed("A call is logged by the service desk.", next_step="Write an update.")
    words, whom = text.strip(), " ".join(spoken_with.split())
    faults = {} if words else {"text": "Say what was told."}
    if not whom:
        faults["spoken_with"] = "Say who you spoke to."
    if faults:
        raise Invalid(fields=faults)
    say(actor, sr, Word(words, kind=UpdateKind.PHONE, spoken_with=whom), now=now)


def agree_next_word(actor: Actor, sr: RequestFacts, due_at: datetime, *, now: datetime) -> None:
    """Owe the customer the next word by a time that was agreed on, as severity D has it.

    Raises NotAllowed for a customer, Invalid when the severity has none or the time is past,
    Conflict when the request has ended.
    """
    if not actor.is_staff:
        raise NotAllowed("The service desk promises its next update.", next_step="Write an update.")
    if not is_agreed(Promise.OPERATOR_UPDATE, sr.severity):
        words = "Only at severity D is the day agreed on; the level says when this one is due."
        raise Invalid(fields={"next_word_on": words})
    if due_at <= now:
        raise Invalid(fields={"next_word_on": "Give a day that is not over yet."})
    if sr.status not in OPEN_STATUSES:
        raise has_ended(sr, so="and nothing more is owed on it")
    commitments.agree(sr, due_at, now=now)
    record_on(sr, Event.COMMITMENT_AGREED, actor=actor.ref, now=now, due_at=due_at.isoformat())


def say(
    actor: Actor,
    sr: RequestFacts,
    word: Word,
    *,
    now: datetime,
    event: Event = Event.REQUEST_UPDATED,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Keep a word on a request, record it, and let it move the clocks if the other side sees it.

    Whether the desk's word answers what the customer said is for `unheard.hear`, which knows how
    much of it was seen. Raises Conflict for a customer's word on a request that has ended: nobody
    would read it.
    """
    at = unheard.note_word(actor, sr, now=now)  # It waits for an end begun then.
    if not actor.is_staff and sr.status not in OPEN_STATUSES:
        raise has_ended(sr)
    db.session.add(
        RequestUpdate(
            request_id=sr.id,
            author_id=actor.user_id,
            at=at,
            text=word.text,
            visible=word.visible,
            kind=word.kind,
            spoken_with=word.spoken_with,
        )
    )
    if actor.is_staff and word.visible:
        db.session.execute(
            update(ServiceRequest)
            .where(ServiceRequest.id == sr.id, ServiceRequest.first_response_at.is_(None))
            .values(first_response_at=now)
        )
    record_on(
        sr,
        event,
        actor=actor.ref,
        now=now,
        personal=word.personal,
        visible=word.visible,
        by=(Side.OPERATOR if actor.is_staff else Side.CUSTOMER).value,
        kind=word.kind.value,
        **(facts or {}),
    )
    if word.visible:
        commitments.note_word(sr, by_operator=actor.is_staff, now=now)


def change_severity(
    actor: Actor,
    sr: RequestFacts,
    severity: Severity,
    impact: str,
    *,
    reason: str = "",
    now: datetime,
) -> None:
    """Change the severity, with an impact statement that differs from the last (R-SEV-2).

    What may affect availability takes a reason for less than A, from everybody (R-SEV-7). Raises
    Invalid without one, and when the statement is no new one; Conflict when the request has ended
    or somebody changed it at the same moment.
    """
    check_may_ask_more(actor, sr.site_id, now=now)
    check_severity(actor, severity)
    check_lowered(sr, severity, reason)
    words = impact.strip()
    if not words or words.casefold() == sr.impact.strip().casefold():
        raise Invalid(
            code="impact-unchanged",
            fields={"impact": "Say what has changed: the business impact must be a new statement."},
        )
    if sr.status not in OPEN_STATUSES:
        raise has_ended(sr, so="and its severity stays")
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
    at = unheard.note_word(actor, sr, now=now)
    db.session.add(
        SeverityChange(
            request_id=sr.id,
            old=old,
            new=severity,
            impact=words,
            changed_by_id=actor.user_id,
            at=at,
        )
    )
    db.session.refresh(sr)
    record_on(
        sr,
        Event.REQUEST_SEVERITY_CHANGED,
        actor=actor.ref,
        now=now,
        personal={"impact": words} | ({"severity_reason": why} if (why := reason.strip()) else {}),
        old=old.value,
        new=severity.value,
    )
    if severity is not old:
        commitments.rebase(sr, now=now)
