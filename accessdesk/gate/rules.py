"""Decide who may enter: the pass is judged before the papers, and every no has a code.

Pure: facts and `now` in, a decision out. The same facts give the same decision forever, under
the `RULE_VERSION` that is stored beside them (R-GATE-7).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from accessdesk.gate.entry.facts import EntryFacts, PassOnFile, ShownId
from accessdesk.gate.entry.needs import Need, is_citizen_by_id, supposing, unsaid
from accessdesk.identity.judging.judgement import Outcome, judge_document, read_profile
from accessdesk.identity.names.comparing import NameVerdict
from accessdesk.passes.rules import PassState
from accessdesk.passes.token import Fault
from accessdesk.scheduling.local_time import local_day
from accessdesk.service_requests.rules import Status

# Version 1 took an escort of whom nobody spoke for present, and asked for no badge. Version 2
# called a photo of somebody else a name of somebody else.
RULE_VERSION = 3


class Decision(StrEnum):
    """What the gate answers."""

    ADMIT = "admit"
    PRESENT_ID = "present-id"
    ASK = "ask"
    REVIEW = "review"
    REFUSE = "refuse"


class RefusalCode(StrEnum):
    """Why the gate does not say yes; each has its words in `wording`."""

    UNKNOWN = "unknown"
    UNKNOWN_KEY = "unknown-key"
    FORGED = "forged"
    KEYBOARD_LAYOUT = "keyboard-layout"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    NOT_APPROVED = "not-approved"
    WRONG_SITE = "wrong-site"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"
    ALREADY_INSIDE = "already-inside"
    SITE_FULL = "site-full"
    ESCORT_MISSING = "escort-missing"
    US_PERSON_REQUIRED = "us-person-required"
    ID_REQUIRED = "id-required"
    ORIGINAL_REQUIRED = "original-required"
    BADGE_REQUIRED = "badge-required"
    ID_UNREADABLE = "id-unreadable"
    ID_NOT_ACCEPTED = "id-not-accepted"
    ID_EXPIRED = "id-expired"
    NAME_MISMATCH = "name-mismatch"
    PHOTO_MISMATCH = "photo-mismatch"
    NAME_REVIEW = "name-review"
    SAME_PERSON = "same-person"


# What is said of the ID alone: the pass is good, and another ID may do.
ANSWERED_BY_AN_ID = frozenset(
    (
        RefusalCode.ID_REQUIRED,
        RefusalCode.ORIGINAL_REQUIRED,
        RefusalCode.ID_UNREADABLE,
        RefusalCode.ID_NOT_ACCEPTED,
        RefusalCode.ID_EXPIRED,
        RefusalCode.NAME_MISMATCH,
        RefusalCode.PHOTO_MISMATCH,
        RefusalCode.NAME_REVIEW,
    )
)


@dataclass(frozen=True, slots=True)
class PresentId:
    """The pass is good; the person now shows an ID. Nothing is consumed (R-GATE-1)."""

    decision = Decision.PRESENT_ID
    code = None
    reasons: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class Admit:
    """The person may enter."""

    decision = Decision.ADMIT
    code = None
    reasons: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """Nothing is in the way, and something that the gate needs was not said (R-GATE-13).

    Nothing is decided by it and nothing kept; the code is that of the first thing to be said.
    """

    code: RefusalCode
    decision = Decision.ASK
    reasons: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """Only the officer's own judgement can say yes, and it is recorded.

    One judgement answers all that is to be judged, so `also` names what comes beside the code.
    """

    code: RefusalCode
    reasons: tuple[str, ...] = field(default=(), compare=False)
    also: tuple[RefusalCode, ...] = field(default=(), compare=False)
    decision = Decision.REVIEW


@dataclass(frozen=True, slots=True)
class Refuse:
    """The person may not enter, and why."""

    code: RefusalCode
    reasons: tuple[str, ...] = field(default=(), compare=False)
    decision = Decision.REFUSE


ScanDecision = PresentId | Refuse
EntryDecision = Admit | Ask | Review | Refuse

# How each thing is called while it is not said.
ASKED: dict[Need, RefusalCode] = {
    Need.DOCUMENT: RefusalCode.ID_REQUIRED,
    Need.ORIGINAL: RefusalCode.ORIGINAL_REQUIRED,
    Need.ESCORT: RefusalCode.ESCORT_MISSING,
    Need.US_PERSON: RefusalCode.US_PERSON_REQUIRED,
    Need.BADGE: RefusalCode.BADGE_REQUIRED,
}

FAULTS: dict[Fault, RefusalCode] = {
    Fault.UNKNOWN: RefusalCode.UNKNOWN,
    Fault.UNKNOWN_KEY: RefusalCode.UNKNOWN_KEY,
    Fault.FORGED: RefusalCode.FORGED,
    Fault.KEYBOARD: RefusalCode.KEYBOARD_LAYOUT,
}

# What a request's status says at the gate; None lets the pass be judged further. A visit whose
# request has ended, however it ended, is over.
REQUEST_STATUS: dict[Status, RefusalCode | None] = {
    Status.SUBMITTED: RefusalCode.NOT_APPROVED,
    Status.AWAITING_APPROVAL: RefusalCode.NOT_APPROVED,
    Status.ACCEPTED: RefusalCode.NOT_APPROVED,
    Status.SCHEDULED: None,
    Status.IN_PROGRESS: None,
    Status.RESTORED: RefusalCode.REVOKED,
    Status.RESOLVED: RefusalCode.REVOKED,
    Status.ARCHIVED: RefusalCode.REVOKED,
    Status.REJECTED: RefusalCode.REVOKED,
    Status.REFUSED: RefusalCode.REVOKED,
    Status.CANCELLED: RefusalCode.REVOKED,
}

PASS_STATE: dict[PassState, RefusalCode | None] = {
    PassState.ISSUED: None,
    PassState.SUPERSEDED: RefusalCode.SUPERSEDED,
    PassState.REVOKED: RefusalCode.REVOKED,
}


def decide_scan(facts: EntryFacts, *, now: datetime) -> ScanDecision:
    """Judge the pass alone at `now`; who would be refused in any case shows no papers."""
    code = _pass_refusal(supposing(facts), now)
    return PresentId() if code is None else Refuse(code)


def decide_entry(facts: EntryFacts, *, now: datetime) -> EntryDecision:
    """Whether the bearer may enter at `now` (R-GATE-2); pass first, then papers.

    Nobody is asked for what would change nothing, and nobody admitted before all is said.
    """
    supposed, needs = supposing(facts), unsaid(facts)
    code = _pass_refusal(supposed, now)
    if code is not None:
        return Refuse(code)
    if supposed.shown_id is None:
        return Ask(ASKED[needs[0]])
    decision = _judge_papers(supposed, supposed.shown_id, now)
    return Ask(ASKED[needs[0]]) if needs and isinstance(decision, Admit) else decision


def expects(facts: EntryFacts, decision: ScanDecision | EntryDecision) -> tuple[Need, ...]:
    """What the desk waits for after a decision, all of it at once."""
    match decision:
        case Refuse():
            return ()
        case Review():
            return (Need.JUDGEMENT, *unsaid(facts))
        case _:
            return unsaid(facts)


def _pass_refusal(facts: EntryFacts, now: datetime) -> RefusalCode | None:
    if facts.fault is not None:
        return FAULTS[facts.fault]
    visit = facts.pass_on_file
    if visit is None:
        return RefusalCode.UNKNOWN
    if visit.site != facts.site:
        return RefusalCode.WRONG_SITE
    return (
        REQUEST_STATUS[visit.request_status]
        or PASS_STATE[visit.state]
        or (RefusalCode.REVOKED if visit.visitor_removed else None)
        or (RefusalCode.ALREADY_INSIDE if visit.inside else None)
        or _time_refusal(facts, visit, now)
        or _escort_refusal(facts, visit)
    )


def opens_at(facts: EntryFacts, visit: PassOnFile) -> datetime:
    """The first moment at which the gate lets the visitor in (R-WIN-7)."""
    return visit.starts_at - timedelta(minutes=facts.early_minutes)


def closes_at(facts: EntryFacts, visit: PassOnFile) -> datetime:
    """The first moment at which the gate lets the visitor in no more (R-WIN-7)."""
    return visit.ends_at + timedelta(minutes=facts.late_minutes)


def _time_refusal(facts: EntryFacts, visit: PassOnFile, now: datetime) -> RefusalCode | None:
    """Judge the half-open window with its grace: the start is inside, the end is not (R-WIN-1)."""
    if now < opens_at(facts, visit):
        return RefusalCode.TOO_EARLY
    return None if now < closes_at(facts, visit) else RefusalCode.TOO_LATE


def _escort_refusal(facts: EntryFacts, visit: PassOnFile) -> RefusalCode | None:
    missing = visit.escort_needed and not facts.escort_present
    return RefusalCode.ESCORT_MISSING if missing else None


def _judge_papers(facts: EntryFacts, shown: ShownId, now: datetime) -> EntryDecision:
    profile = read_profile(facts.id_profile)
    judged = judge_document(shown.document, profile, today=local_day(now, facts.zone))
    if judged.outcome is Outcome.REFUSED:
        return Refuse(RefusalCode(judged.code or ""), judged.reasons)
    if shown.name not in _NAMES_THAT_MAY_DO:
        return Refuse(RefusalCode.NAME_MISMATCH)
    found = facts.judgement
    if found is not None and not found.photo_matches:
        return Refuse(RefusalCode.PHOTO_MISMATCH)
    if _lacks_us_person(facts, shown):
        return Refuse(RefusalCode.US_PERSON_REQUIRED)
    if facts.namesake_inside and found is not None and found.another_person is False:
        return Refuse(RefusalCode.ALREADY_INSIDE)
    to_judge = _to_judge(facts, shown, judged.outcome)
    if not to_judge or _is_judged(facts):
        return Admit()
    return Review(to_judge[0], judged.reasons, also=to_judge[1:])


def _to_judge(facts: EntryFacts, shown: ShownId, outcome: Outcome) -> tuple[RefusalCode, ...]:
    """All that only the officer can judge, what weighs most first."""
    cases = {
        RefusalCode.SAME_PERSON: facts.namesake_inside,
        RefusalCode.ID_UNREADABLE: outcome is Outcome.REVIEW,
        RefusalCode.NAME_REVIEW: shown.name is not NameVerdict.MATCH,
        RefusalCode.SITE_FULL: facts.site_full,
    }
    return tuple(code for code, holds in cases.items() if holds)


def _is_judged(facts: EntryFacts) -> bool:
    """Whether the officer did each act of a review, and found a namesake inside to be another."""
    found = facts.judgement
    if found is None or not found.is_complete:
        return False
    return not facts.namesake_inside or found.another_person is True


def _lacks_us_person(facts: EntryFacts, shown: ShownId) -> bool:
    """Whether the customer's plan lets US persons in alone, and this is not said to be one."""
    visit, said = facts.pass_on_file, facts.us_person
    needed = visit is not None and visit.us_person_needed
    return needed and not (is_citizen_by_id(shown) if said is None else said)


_NAMES_THAT_MAY_DO = (NameVerdict.MATCH, NameVerdict.REVIEW)
