"""What an officer does with a pass and an ID at the gate: scan, check, admit.

A refusal is an answer, returned so that its trace is kept. Nothing here keeps the raw text of an
ID or its number (R-GATE-8): the first dies with the call, the second is reduced by the site's ID
profile before it leaves `papers`.
"""

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from accessdesk.accounts.rules import Actor
from accessdesk.accounts.sign_in.secrets import keyed_hash
from accessdesk.gate.badges import badge_of
from accessdesk.gate.entry.answer import Answer
from accessdesk.gate.entry.case import EntryCase, Permit
from accessdesk.gate.entry.facts import Judgement
from accessdesk.gate.entry.keeping import Decided, keep
from accessdesk.gate.entry.letting_in import let_in
from accessdesk.gate.entry.namesakes import find_namesake
from accessdesk.gate.entry.needs import SAID_LAST, unsaid
from accessdesk.gate.entry.on_file import get_case
from accessdesk.gate.entry.papers import PresentedDocument, SeenId, compare, look_at
from accessdesk.gate.rules import (
    Admit,
    Ask,
    PresentId,
    Refuse,
    decide_entry,
    decide_scan,
)
from accessdesk.identity.judging.judgement import number_digest
from accessdesk.scheduling.local_time import local_day

LONGEST_DESK, LONGEST_BADGE, LONGEST_REASON = 40, 40, 500


@dataclass(frozen=True, slots=True)
class Finding:
    """What the officer found on a review, in their own words too."""

    photo_matches: bool
    name_compared: bool
    reason: str = field(repr=False)
    birthday_asked: bool | None = None
    another_person: bool | None = None

    @property
    def fact(self) -> Judgement:
        """What of it decides; the words are kept apart, since they are about a person."""
        return Judgement(
            photo_matches=self.photo_matches,
            name_compared=self.name_compared,
            reason_given=bool(self.reason.strip()),
            birthday_asked=self.birthday_asked,
            another_person=self.another_person,
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
    us_person: bool | None = None


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
    above. Raises Invalid, and keeps nothing, when what is to be the badge is none, or somebody
    inside has it (R-GATE-15).
    """
    case = get_case(actor, site_code, attempt.code, now=now, hold=True)
    decided = _decide(case, attempt, actor, secret, now)
    badge = attempt.badge or ""
    if isinstance(decided.decision, Admit | Ask):
        badge = badge_of(case.gate, badge, is_number=partial(_is_number, decided.seen, secret))
    match decided.decision:
        case Admit():
            return let_in(decided, badge=badge)
        case Ask():
            return decided.answer()
        case _:
            return keep(decided)


def _decide(
    case: EntryCase, attempt: EntryAttempt, actor: Actor, secret: str, now: datetime
) -> Decided:
    facts = case.facts(
        escort_present=attempt.escort_present,
        us_person=attempt.us_person,
        badge_given=None if attempt.badge is None else bool(attempt.badge),
    )
    decided = Decided(case, facts, decide_entry(facts, now=now), actor, attempt.desk, now)
    refused = isinstance(decide_scan(facts, now=now), Refuse)
    if refused or attempt.document is None or case.permit is None:
        return decided
    on, key = local_day(now, facts.zone), _number_key(secret)
    seen = look_at(attempt.document, facts.id_profile, on=on, key=key)
    return _decide_on_papers(decided, seen, attempt.finding, case.permit)


def _decide_on_papers(
    decided: Decided, seen: SeenId, finding: Finding | None, permit: Permit
) -> Decided:
    shown, name_reasons = compare(seen, permit.bearer.name)
    namesake = find_namesake(permit, seen.name)
    if namesake is not None:
        name_reasons = (*name_reasons, namesake.question(decided.case, decided.at))
    facts = replace(
        decided.facts,
        shown_id=shown,
        namesake_inside=namesake is not None,
        judgement=finding.fact if finding else None,
    )
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


def _is_number(seen: SeenId | None, secret: str, badge: str) -> bool:
    """Whether a badge is the number of the ID that was shown, which many print as a code."""
    if seen is None or not seen.number_mark:
        return False
    return hmac.compare_digest(number_digest(badge, key=_number_key(secret)), seen.number_mark)


def _number_key(secret: str) -> bytes:
    """The key of document digests, which opens nothing else that the secret opens."""
    return keyed_hash(secret, "document-number").encode()
