"""What an officer does with a pass and an ID at the gate: scan, check, admit.

A refusal is an answer, returned so that its trace is kept. Nothing here keeps the raw text of an
ID or its number (R-GATE-8): the first dies with the call, the second is reduced by the site's ID
profile before it leaves `papers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from accessdesk.accounts.rules import Actor
from accessdesk.accounts.sign_in.secrets import keyed_hash
from accessdesk.db import db
from accessdesk.errors import Invalid
from accessdesk.gate.entry.answer import Answer
from accessdesk.gate.entry.case import EntryCase
from accessdesk.gate.entry.facts import Judgement
from accessdesk.gate.entry.keeping import Decided, attempt_values, keep, record_attempt
from accessdesk.gate.entry.needs import SAID_LAST, unsaid
from accessdesk.gate.entry.on_file import get_case
from accessdesk.gate.entry.papers import PresentedDocument, SeenId, compare, look_at
from accessdesk.gate.entry.rows import Entered, enter, find_badge_holder, lose_claim
from accessdesk.gate.rules import (
    Admit,
    Ask,
    PresentId,
    RefusalCode,
    Refuse,
    decide_entry,
    decide_scan,
)
from accessdesk.scheduling.local_time import local_day
from accessdesk.service_requests.rules import Status

LONGEST_DESK, LONGEST_BADGE, LONGEST_REASON = 40, 40, 500


@dataclass(frozen=True, slots=True)
class Finding:
    """What the officer found on a review, in their own words too."""

    photo_matches: bool
    name_compared: bool
    reason: str = field(repr=False)
    birthday_asked: bool | None = None

    @property
    def fact(self) -> Judgement:
        """What of it decides; the words are kept apart, since they are about a person."""
        return Judgement(
            photo_matches=self.photo_matches,
            name_compared=self.name_compared,
            reason_given=bool(self.reason.strip()),
            birthday_asked=self.birthday_asked,
        )


@dataclass(frozen=True, slots=True)
class EntryAttempt:
    """What the officer has in hand: the pass's code, the ID, the badge, and their own finding.

    What is None has not been said (R-GATE-13); a badge of no letters says that none is handed out.
    """

    code: str = field(repr=False)
    document: PresentedDocument | SeenId | None = field(repr=False)
    badge: str | None = None
    desk: str = ""
    finding: Finding | None = None
    escort_present: bool | None = None


def scan(actor: Actor, site_code: str, code: str, *, now: datetime, desk: str = "") -> Answer:
    """Judge a pass; a good one changes nothing, a refusal is kept (R-GATE-1, R-GATE-7).

    Raises NotFound at a site where the actor is not posted, as do all of these.
    """
    case = get_case(actor, site_code, code, now=now)
    facts = case.facts()
    decided = Decided(case, facts, decide_scan(facts, now=now), actor, desk, now)
    return decided.answer() if isinstance(decided.decision, PresentId) else keep(decided)


def check(
    actor: Actor, site_code: str, attempt: EntryAttempt, *, secret: str, now: datetime
) -> Answer:
    """Judge pass and papers without letting anybody in; all but a yes is kept.

    It is a yes where only what is said last is still open. What a site keeps of an ID's number is
    hidden under `secret`, the operator's.
    """
    case = get_case(actor, site_code, attempt.code, now=now)
    decided = _decide(case, attempt, actor, secret, now)
    if isinstance(decided.decision, Ask) and SAID_LAST.issuperset(unsaid(decided.facts)):
        decided = replace(decided, decision=Admit())
    return decided.answer() if isinstance(decided.decision, Admit | Ask) else keep(decided)


def admit(
    actor: Actor, site_code: str, attempt: EntryAttempt, *, secret: str, now: datetime
) -> Answer:
    """Judge pass and papers and, on a yes, let the person in; whatever is decided is kept.

    Nothing is decided while something that the gate needs is unsaid (R-GATE-13). `secret` is as
    above. Raises Invalid, and keeps nothing, when somebody inside has the badge.
    """
    case = get_case(actor, site_code, attempt.code, now=now, hold=True)
    decided = _decide(case, attempt, actor, secret, now)
    match decided.decision:
        case Admit():
            return _enter(decided, attempt)
        case Ask():
            return decided.answer()
        case _:
            return keep(decided)


def _decide(
    case: EntryCase, attempt: EntryAttempt, actor: Actor, secret: str, now: datetime
) -> Decided:
    facts = case.facts(
        escort_present=attempt.escort_present,
        badge_given=None if attempt.badge is None else bool(attempt.badge),
    )
    decided = Decided(case, facts, decide_entry(facts, now=now), actor, attempt.desk, now)
    refused = isinstance(decide_scan(facts, now=now), Refuse)
    if refused or attempt.document is None or case.permit is None:
        return decided
    on, key = local_day(now, facts.zone), _number_key(secret)
    seen = look_at(attempt.document, facts.id_profile, on=on, key=key)
    return _decide_on_papers(decided, seen, attempt.finding, case.permit.bearer.name)


def _decide_on_papers(
    decided: Decided, seen: SeenId, finding: Finding | None, visitor: str
) -> Decided:
    shown, name_reasons = compare(seen, visitor)
    facts = replace(decided.facts, shown_id=shown, judgement=finding.fact if finding else None)
    decision = decide_entry(facts, now=decided.at)
    # A refused ID is refused whoever it names, so the names are no part of the answer then.
    of_id_alone = isinstance(decision, Refuse) and decision.reasons
    said = (f"Officer: {finding.reason.strip()}",) if finding and finding.reason.strip() else ()
    return replace(
        decided,
        facts=facts,
        decision=decision,
        seen=seen,
        reasons=decision.reasons if of_id_alone else (*decision.reasons, *name_reasons),
        said=said,
    )


def _enter(decided: Decided, attempt: EntryAttempt) -> Answer:
    permit, seen = decided.case.permit, decided.seen
    assert permit is not None and seen is not None  # noqa: S101, PT018  # No yes without both.
    stay = {
        "site_id": decided.case.gate.site_id,
        "request_id": permit.request.id,
        "window_id": permit.window.id,
        "pass_id": permit.pass_id,
        "visitor_id": permit.bearer.id,
        "officer_id": decided.actor.user_id,
        "desk": attempt.desk,
        "badge": attempt.badge or "",
        "entered_at": decided.at,
        "undone_reason": "",
        "id_number_kept": seen.number_kept,
    }
    values = attempt_values(decided)
    first = permit.request.status is Status.SCHEDULED
    entered = enter(db.session.connection(), values, stay, first=first)
    if entered.admission_id is None:
        _refuse_badge_in_use(stay)
        return _lose(decided, entered)
    record_attempt(decided, values, entered)
    return decided.answer(entered, attempt.badge or "")


def _refuse_badge_in_use(stay: Mapping[str, Any]) -> None:
    """Undo an entry whose badge somebody else has: that is no answer about the visitor."""
    holder = find_badge_holder(db.session.connection(), stay)
    if holder is not None:
        raise Invalid(fields={"badge": f"{stay['badge']} is with {holder}."})


def _lose(decided: Decided, entered: Entered) -> Answer:
    """Answer the desk that was second by a moment: the person is inside already (R-GATE-6)."""
    visit = decided.facts.pass_on_file
    assert visit is not None  # noqa: S101  # Only a pass on file gets as far as a claim.
    late = replace(
        decided,
        facts=replace(decided.facts, pass_on_file=replace(visit, inside=True)),
        decision=Refuse(RefusalCode.ALREADY_INSIDE),
        reasons=(),
        said=(),
    )
    values = attempt_values(late)
    lose_claim(db.session.connection(), entered.attempt_id, values["facts"])
    record_attempt(late, values, entered)
    return late.answer(entered)


def _number_key(secret: str) -> bytes:
    """The key of document digests, which opens nothing else that the secret opens."""
    return keyed_hash(secret, "document-number").encode()
