"""Compute stored decisions again, and notice when what they stood on was changed (R-GATE-7)."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, select, type_coerce

from accessdesk.db import db
from accessdesk.errors import NotFound
from accessdesk.gate.entry.facts import from_json
from accessdesk.gate.rules import (
    RULE_VERSION,
    Ask,
    Decision,
    EntryDecision,
    RefusalCode,
    Refuse,
    ScanDecision,
    decide_entry,
    decide_scan,
)
from accessdesk.gate.tables import ATTEMPTS, REQUESTS, SITES
from accessdesk.journal.queries import facts_at
from accessdesk.journal.rules import canonical_json, moment_text
from accessdesk.journal.service import site_stream


@dataclass(frozen=True, slots=True)
class Replay:
    """What a stored decision was, what it comes out as now, and whether its record is untouched.

    `recomputed` is None where the facts cannot be read any more.
    """

    attempt_id: int
    stored: str
    recomputed: str | None
    facts_intact: bool

    @property
    def same(self) -> bool:
        """Whether the stored facts still lead to the stored decision."""
        return self.stored == self.recomputed


def attempt_digest(attempt: Mapping[Any, Any]) -> str:
    """The mark of an attempt that the journal keeps: any change of it gives another."""
    kept = {
        name: attempt[name]
        for name in ("site_id", "request_id", "pass_id", "officer_id", "desk", "decision")
    }
    kept |= {
        "code": attempt["code"] or "",
        "facts": attempt["facts"],
        "rule_version": attempt["rule_version"],
    }
    kept["at"] = moment_text(attempt["at"])
    return hashlib.sha256(canonical_json(kept).encode()).hexdigest()


def attempt_subject(reference: str | None, site_code: str) -> str:
    """What the journal's entry on an attempt is about: the request, or else the gate."""
    return f"gate/{site_code}" if reference is None else f"request/{reference}"


# As they are written, whatever they say: a record that somebody changed is named, and stops nobody.
_WORDS = {ATTEMPTS.c.decision, ATTEMPTS.c.code}
_COLUMNS: list[ColumnElement[Any]] = [
    type_coerce(each, Text).label(each.name) if each in _WORDS else each for each in ATTEMPTS.c
]
_ATTEMPTS: Select[*tuple[Any, ...]] = (
    select(*_COLUMNS, REQUESTS.c.reference, SITES.c.code.label("site_code"))
    .join(SITES, SITES.c.id == ATTEMPTS.c.site_id)
    .outerjoin(REQUESTS, REQUESTS.c.id == ATTEMPTS.c.request_id)
)


def replay(attempt_id: int) -> Replay:
    """Decide a stored attempt again from its facts; raises NotFound when there is none."""
    row = db.session.execute(_ATTEMPTS.where(ATTEMPTS.c.id == attempt_id)).first()
    if row is None:
        raise NotFound
    return _replay(row)


def replay_all(*, after: int = 0) -> Iterator[Replay]:
    """Decide every stored attempt again, oldest first."""
    statement = _ATTEMPTS.where(ATTEMPTS.c.id > after).order_by(ATTEMPTS.c.id)
    for row in db.session.execute(statement, execution_options={"yield_per": 500}):
        yield _replay(row)


def _replay(row: Row[Any]) -> Replay:
    return Replay(
        attempt_id=row.id,
        stored=_said(row.decision, row.code),
        recomputed=_decide_again(row),
        facts_intact=_journal_mark(row) == attempt_digest(row._mapping),
    )


def _said(decision: str, code: str) -> str:
    return f"{decision} {code}".strip()


def _decide_again(row: Row[Any]) -> str | None:
    decide = _DECIDE.get(row.rule_version)
    if decide is None:
        return None
    try:
        decision = decide(row.facts, row.at)
    except (KeyError, TypeError, ValueError):
        return None
    return _said(decision.decision.value, decision.code or "")


def _decide(stored: Mapping[str, Any], at: datetime) -> ScanDecision | EntryDecision:
    """Judge as the desk did: a pass alone where no ID was asked for yet."""
    facts = from_json(stored)
    scanned = decide_scan(facts, now=at)
    return scanned if scanned.decision is Decision.REFUSE else decide_entry(facts, now=at)


def _decide_by_first_rules(stored: Mapping[str, Any], at: datetime) -> ScanDecision | EntryDecision:
    """Judge as version 1 did: an escort counted unless it was missing, and no ID was a no."""
    said = {"escort_present": stored["escort_present"] is not False, "badge_given": False}
    decision = _decide_by_second_rules({**stored, **said}, at)
    return Refuse(decision.code) if isinstance(decision, Ask) else decision


def _decide_by_second_rules(
    stored: Mapping[str, Any], at: datetime
) -> ScanDecision | EntryDecision:
    """Judge as version 2 did: a photo of somebody else was called a name of somebody else."""
    decision = _decide(stored, at)
    of_photo = decision.code is RefusalCode.PHOTO_MISMATCH
    return Refuse(RefusalCode.NAME_MISMATCH) if of_photo else decision


_DECIDE = {1: _decide_by_first_rules, 2: _decide_by_second_rules, RULE_VERSION: _decide}


def _journal_mark(row: Row[Any]) -> str | None:
    """Find the mark that the journal keeps of an attempt, or None when there is not exactly one."""
    subject = attempt_subject(row.reference, row.site_code)
    marks = [
        facts["digest"]
        for facts in facts_at(site_stream(row.site_code), subject, row.at)
        if facts.get("attempt") == row.id and "digest" in facts
    ]
    return marks[0] if len(marks) == 1 else None
