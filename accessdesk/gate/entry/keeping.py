"""Keep each decision of the gate: its row, and its entry in the journal (R-GATE-7)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accessdesk.accounts.rules import Actor
from accessdesk.db import db
from accessdesk.gate.entry.answer import Answer
from accessdesk.gate.entry.case import EntryCase
from accessdesk.gate.entry.facts import EntryFacts, to_json
from accessdesk.gate.entry.papers import SeenId
from accessdesk.gate.entry.replay import attempt_digest, attempt_subject
from accessdesk.gate.entry.rows import Entered, keep_attempt
from accessdesk.gate.rules import RULE_VERSION, EntryDecision, Review, ScanDecision, expects
from accessdesk.journal.rules import Event, JsonValue
from accessdesk.journal.service import record, site_stream


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision with the facts it stands on, who made it where, and when.

    `reasons` are words about names; `said` are the officer's own. Both are kept apart from the
    facts, since they are personal and end sooner.
    """

    case: EntryCase
    facts: EntryFacts
    decision: ScanDecision | EntryDecision
    actor: Actor
    desk: str
    at: datetime
    seen: SeenId | None = field(default=None, repr=False)
    reasons: tuple[str, ...] = field(default=(), repr=False)
    said: tuple[str, ...] = field(default=(), repr=False)

    def answer(self, kept: Entered | None = None, badge: str = "") -> Answer:
        """The answer to the desk; without `kept`, nothing was written."""
        return Answer(
            decision=self.decision.decision,
            code=self.decision.code,
            case=self.case,
            at=self.at,
            attempt_id=kept.attempt_id if kept else None,
            admission_id=kept.admission_id if kept else None,
            badge=badge,
            reasons=self.reasons,
            also=self.decision.also if isinstance(self.decision, Review) else (),
            seen=self.seen,
            expects=expects(self.facts, self.decision),
        )


def attempt_values(decided: Decided) -> dict[str, Any]:
    """The row of a decision; no name and no number is in its facts."""
    permit = decided.case.permit
    # The salt keeps what is purged later from being guessed back from the journal's digest.
    facts = to_json(decided.facts) | {"salt": secrets.token_hex(16)}
    return {
        "site_id": decided.case.gate.site_id,
        "request_id": None if permit is None else permit.request.id,
        "pass_id": None if permit is None else permit.pass_id,
        "officer_id": decided.actor.user_id,
        "desk": decided.desk,
        "at": decided.at,
        "decision": decided.decision.decision,
        "code": decided.decision.code,
        "facts": facts,
        "rule_version": RULE_VERSION,
        "remarks": [*decided.reasons, *decided.said],
    }


def keep(decided: Decided) -> Answer:
    """Keep a decision that lets nobody in, and answer with it."""
    values = attempt_values(decided)
    kept = Entered(keep_attempt(db.session.connection(), values), None)
    record_attempt(decided, values, kept)
    return decided.answer(kept)


def record_attempt(decided: Decided, values: Mapping[str, Any], kept: Entered) -> None:
    """Write a decision's entry in the site's journal, last, as the journal asks."""
    permit = decided.case.permit
    site = decided.case.gate.code
    facts: dict[str, JsonValue] = {
        "attempt": kept.attempt_id,
        "decision": values["decision"],
        "code": values["code"] or "",
        "desk": values["desk"],
        "digest": attempt_digest(values),
    }
    if permit is not None:
        facts |= {"visitor": permit.bearer.id, "pass": permit.pass_id}
    if kept.admission_id is not None:
        facts["admission"] = kept.admission_id
    record(
        Event.GATE_REFUSED if kept.admission_id is None else Event.GATE_ADMITTED,
        stream=site_stream(site),
        subject=attempt_subject(None if permit is None else permit.request.reference, site),
        at=decided.at,
        actor=decided.actor.ref,
        facts=facts,
    )
